// The service worker's first turn: registers every listener before anything is awaited (one added later loses its
// event), checks who speaks, and holds events in order until the wasm is ready to take them.
import init, { answer, boot, deliver } from "./callscribe_worker.js";

const ready = init().then(() => boot());
ready.catch((error) => console.error("Callscribe's worker could not start:", error));

/** After a mistake of its own the wasm answers nothing any more; whoever waits is told, so that this life can end and the next begin. */
const stopped = new Promise((_, reject) => self.addEventListener("error", () => reject(new Error("the worker stopped after a mistake of its own"))));
stopped.catch(() => {});

/** Hands one browser event to Rust, in the order of arrival. Its shape is `BrowserEvent` in crates/browser. */
const hand = (event) => ready.then(() => deliver(event)).catch((error) => console.error(`${event.kind}:`, error));

/** Only our own pages may speak: not web pages, not frames in them, not other extensions. */
const isOurs = (sender) => sender.id === chrome.runtime.id && sender.origin === self.origin;

/** What the browser compiled of the screens is kept while this worker lives: without it the next popup would begin with nothing. */
let screens;
const keepScreens = () => {
  screens ??= WebAssembly.compileStreaming(fetch("callscribe_ui_bg.wasm")).catch(() => (screens = undefined));
};

chrome.runtime.onMessage.addListener((message, sender, reply) => {
  if (!isOurs(sender)) return false;
  Promise.race([ready.then(() => answer(message)), stopped])
    .then(
      (value) => reply({ ok: value ?? null }),
      (error) => reply({ error: String(error?.message ?? error) }),
    )
    .then(keepScreens);
  return true;
});

chrome.runtime.onInstalled.addListener(({ reason, previousVersion }) => hand({ kind: "installed", reason, previousVersion }));
chrome.runtime.onStartup.addListener(() => hand({ kind: "startup" }));
chrome.runtime.onUpdateAvailable.addListener(({ version }) => hand({ kind: "updateAvailable", version }));
chrome.alarms.onAlarm.addListener(({ name, scheduledTime }) => hand({ kind: "alarm", name, scheduledTime }));
chrome.permissions.onAdded.addListener(({ origins = [] }) => hand({ kind: "permissionsAdded", origins }));
chrome.permissions.onRemoved.addListener(({ origins = [] }) => hand({ kind: "permissionsRemoved", origins }));
// Without the tabs permission the address is there only for origins the user has granted.
chrome.tabs.onUpdated.addListener((tab, { status, url }) => hand({ kind: "tabUpdated", tab, status, url }));
chrome.tabs.onRemoved.addListener((tab) => hand({ kind: "tabRemoved", tab }));
chrome.notifications.onClicked.addListener((notification) => hand({ kind: "notificationClicked", notification }));
chrome.notifications.onButtonClicked.addListener((notification, button) => hand({ kind: "notificationButton", notification, button }));
chrome.commands.onCommand.addListener((command) => hand({ kind: "command", command }));
chrome.storage.managed.onChanged.addListener(() => hand({ kind: "managedChanged" }));
