// Calls each binding of crates/browser in the service worker of a real extension and asks the browser whether it happened.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { WebSocketServer } from "ws";
import { startWithExtension } from "../build/chromium.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const built = execFileSync("cargo", ["xtask", "storage-tests"], { cwd: root, encoding: "utf8" }).trim().split("\n").at(-1);

/** An extension with our manifest whose worker holds the bindings instead of the product. */
async function layOut() {
  const directory = await mkdtemp(join(tmpdir(), "callscribe-bindings-"));
  const manifest = JSON.parse(await readFile(join(root, "manifest.json"), "utf8"));
  manifest.host_permissions = ["http://127.0.0.1/*"];
  await cp(built, directory, { recursive: true });
  await cp(join(root, "static"), directory, { recursive: true });
  await Promise.all(["popup", "sidepanel"].map((name) => writeFile(join(directory, `${name}.html`), "<!doctype html>")));
  const worker = 'import init, * as bindings from "./callscribe_storage_tests.js";\nglobalThis.ready = init().then(() => bindings);\n';
  await writeFile(join(directory, "service-worker.js"), worker);
  await writeFile(join(directory, "manifest.json"), JSON.stringify(manifest));
  return directory;
}

/** Answers each path in another way, and remembers what it was asked. */
const asked = [];
const server = createServer((request, response) => {
  request.setEncoding("utf8");
  let body = "";
  request.on("data", (text) => (body += text));
  request.on("end", () => {
    asked.push({ url: request.url, headers: request.headers, body });
    const answers = {
      "/whole": () => response.setHeader("x-refreshed-jwt-token", "new").end("done"),
      "/refused": () => response.writeHead(400).end("no"),
      "/redirect": () => response.writeHead(302, { location: "/whole" }).end(),
      "/half": () => response.writeHead(200, { "content-length": "1000" }).write("half", () => request.socket.destroy()),
      "/hang": () => {},
      "/hang-in-body": () => response.writeHead(200, { "content-length": "1000" }).write("half"),
    };
    answers[request.url]();
  });
});
new WebSocketServer({ server }).on("connection", (socket) => {
  socket.on("message", (text) => {
    socket.send(`you said ${text}`);
    socket.close(4001, "enough");
  });
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const host = `127.0.0.1:${server.address().port}`;

const directory = await layOut();
const { context, worker, complaints, close } = await startWithExtension(directory);
after(async () => {
  await close();
  server.closeAllConnections();
  server.close();
  await rm(directory, { recursive: true });
});

/** Calls one binding in the worker. */
const call = (name, ...args) =>
  worker.evaluate(async ([name, args]) => (await globalThis.ready)[name](...args), [name, args]);

test("a request goes out as it is, without the person's cookies, and the whole reply comes back", async () => {
  await context.addCookies([{ name: "session", value: "theirs", url: `http://${host}` }]);
  assert.equal(await call("post", `http://${host}/whole`, 5000), '200 done Some("new")');
  const { headers, body } = asked.at(-1);
  assert.equal(headers.cookie, undefined);
  assert.equal(headers.referer, undefined);
  assert.equal(headers["x-asked"], "yes");
  assert.equal(body, '{"é":1}');
});

test("any status is a reply", async () => {
  assert.equal(await call("post", `http://${host}/refused`, 5000), "400 no None");
});

test("a redirect and a closed door are a lost connection, half an answer is told apart", async () => {
  for (const url of [`http://${host}/redirect`, "http://127.0.0.1:9/"]) assert.match(await call("post", url, 5000), /^Cut\(/, url);
  assert.match(await call("post", `http://${host}/half`, 5000), /^BodyCut\(/);
});

test("no answer in time is told apart, in the body too", async () => {
  for (const path of ["hang", "hang-in-body"]) assert.equal(await call("post", `http://${host}/${path}`, 300), "Timeout", path);
});

test("an address that is none is never sent", async () => {
  assert.match(await call("post", "http://", 300), /^NotSent\(/);
});

test("a machine without network sends nothing", async () => {
  await context.setOffline(true);
  const answer = await call("post", `http://${host}/whole`, 5000);
  await context.setOffline(false);
  assert.match(answer, /^(NotSent|Cut)\(/);
});

test("a socket tells in order what happened", async () => {
  assert.deepEqual(await call("converse", `ws://${host}/`), [
    "Opened",
    'Text("you said hello")',
    'Closed { code: 4001, reason: "enough" }',
  ]);
  assert.deepEqual(await call("converse", "ws://127.0.0.1:9/"), ['Closed { code: 1006, reason: "" }']);
});

test("alarms are set, repeat and are cleared", async () => {
  const at = Date.now() + 3_600_000;
  const alarms = () =>
    worker.evaluate(async () => (await chrome.alarms.getAll()).map((alarm) => [alarm.name, alarm.scheduledTime, alarm.periodInMinutes ?? 0]));
  await call("set_alarm", "wake", at, undefined);
  assert.deepEqual(await alarms(), [["wake", at, 0]]);
  await call("set_alarm", "wake", at, 1);
  assert.deepEqual(await alarms(), [["wake", at, 1]]);
  await call("clear_alarm", "wake");
  assert.deepEqual(await alarms(), []);
});

test("values are kept and forgotten in both areas", () => call("keep_and_forget"));

test("a lock is held for life and keeps others out", { timeout: 10_000 }, async () => {
  await call("hold", "writer");
  const { held, pending } = await worker.evaluate(async () => {
    void (await globalThis.ready).hold("writer");
    for (;;) {
      const locks = await navigator.locks.query();
      if (locks.pending.length > 0) return locks;
    }
  });
  assert.deepEqual([held, pending].map((locks) => locks.map((lock) => lock.name)), [["writer"], ["writer"]]);
});

test("what is said on a channel is heard", async () => {
  assert.equal(await call("say_and_hear", "revision 7"), "revision 7");
});

test("a notification is shown and taken away", async () => {
  const shown = () => worker.evaluate(async () => Object.keys(await chrome.notifications.getAll()));
  await call("notify", "missed");
  assert.deepEqual(await shown(), ["missed"]);
  await call("clear_notification", "missed");
  assert.deepEqual(await shown(), []);
});

test("the icon carries badge and title", async () => {
  await call("mark_icon", "3", "3 unresolved");
  assert.deepEqual(await worker.evaluate(async () => [await chrome.action.getBadgeText({}), await chrome.action.getTitle({})]), [
    "3",
    "3 unresolved",
  ]);
});

test("access is known per origin", async () => {
  assert.equal(await call("granted", "http://127.0.0.1/*"), true);
  assert.equal(await call("granted", "https://crm.example.com/*"), false);
});

test("an own page is opened, led on, listed and closed", async () => {
  const before = context.pages().length;
  assert.deepEqual(await call("open_list_close", "popup.html"), ["TAB"]);
  assert.equal(context.pages().length, before);
});

test("the extension knows its version, texts, zone and new ids", async () => {
  const zone = await worker.evaluate(() => Intl.DateTimeFormat().resolvedOptions().timeZone);
  const { version } = JSON.parse(await readFile(join(root, "manifest.json"), "utf8"));
  assert.deepEqual(await call("about"), [version, "Callscribe", zone, ""]);
  assert.equal(new Set(await call("ids")).size, 10);
  await call("stay_awake");
});

test("values cross the bridge as plain objects", async () => {
  const value = { some: [1, 2], none: null };
  assert.deepEqual(await call("through_the_bridge", value), value);
});

test("nothing was said to the console that we did not provoke", () => {
  const provoked = /Failed to load resource|WebSocket connection|net::ERR/;
  assert.deepEqual(complaints.filter((complaint) => !provoked.test(complaint)), []);
});
