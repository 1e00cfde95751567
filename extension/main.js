// Loads the screens' wasm into a page and mounts it. A page that cannot load says so instead of staying empty.
import init, { mount } from "./callscribe_ui.js";

// The store is opened while the wasm is on its way; only the worker makes one.
const opening = indexedDB.open("callscribe");
opening.onupgradeneeded = () => opening.transaction.abort();
opening.onsuccess = () => {
  opening.result.onversionchange = () => opening.result.close();
};

init().then(() => mount(opening)).catch((error) => {
  console.error("Callscribe could not start:", error);
  const words = document.createElement("p");
  words.setAttribute("role", "alert");
  words.textContent = `Callscribe could not start (${error.message}). Close this window and open it again.`;
  document.body.replaceChildren(words);
});
