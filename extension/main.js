// Loads the screens' wasm into a page; it mounts itself. A page that cannot load says so instead of staying empty.
import init from "./callscribe_ui.js";

init().catch((error) => {
  console.error("Callscribe could not start:", error);
  const words = document.createElement("p");
  words.setAttribute("role", "alert");
  words.textContent = `Callscribe could not start (${error.message}). Close this window and open it again.`;
  document.body.replaceChildren(words);
});
