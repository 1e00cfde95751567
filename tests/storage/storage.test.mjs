// Runs the cases of tests/storage in a page of a real Chromium: the store suite on IndexedDB, the driver, the zones.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createReadStream } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { chromium } from "@playwright/test";
import { findChromium } from "../build/chromium.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const built = execFileSync("cargo", ["xtask", "storage-tests"], { cwd: root, encoding: "utf8" }).trim().split("\n").at(-1);

const page = `<!doctype html><title>storage</title><link rel="icon" href="data:,"><script type="module">
  import init, * as cases from "/callscribe_storage_tests.js";
  globalThis.ready = init().then(() => cases);
</script>`;
const types = { js: "text/javascript", wasm: "application/wasm" };

const server = createServer((request, response) => {
  const name = request.url.slice(1);
  if (!name) return response.setHeader("content-type", "text/html").end(page);
  if (!/^[\w]+\.(js|wasm)$/.test(name)) return response.writeHead(404).end();
  response.setHeader("content-type", types[name.split(".").at(-1)]);
  createReadStream(join(built, name)).pipe(response);
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const browser = await chromium.launch({ executablePath: findChromium(), args: ["--no-sandbox", "--disable-gpu"] });
after(async () => {
  await browser.close();
  server.close();
});

const tab = await browser.newPage();
const complaints = [];
tab.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
tab.on("pageerror", (error) => complaints.push(String(error)));
await tab.goto(`http://127.0.0.1:${server.address().port}/`);

for (const name of await tab.evaluate(async () => (await globalThis.ready).names())) {
  test(name, async () => {
    const difference = await tab.evaluate(async (name) => {
      const cases = await globalThis.ready;
      return cases.run(name).then(
        () => null,
        (error) => String(error),
      );
    }, name);
    assert.equal(difference, null);
    assert.deepEqual(complaints, []);
  });
}
