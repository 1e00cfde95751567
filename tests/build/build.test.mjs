// The extension as built: it starts in a real Chromium without a complaint, and its test twin differs in one thing only.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { startWithExtension } from "./chromium.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const xtask = (...args) => execFileSync("cargo", ["xtask", ...args], { cwd: root, stdio: ["ignore", "ignore", "inherit"] });

/** Every file of the extension in a directory, by its path in it; not what `make run`, `make package` and `make bench` leave there. */
function filesOf(directory) {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => relative(directory, join(entry.parentPath, entry.name)));
  const own = paths.filter((path) => !/^(screenshots|bench)\b|\.zip$/.test(path));
  return Object.fromEntries(own.map((path) => [path, readFileSync(join(directory, path))]));
}

before(() => {
  xtask("dist");
  xtask("dist", "--test");
});

test("the test build differs from the shipped one only in reaching loopback", () => {
  const [shipped, tested] = ["dist", "dist-test"].map((name) => filesOf(join(root, name)));
  const manifests = [shipped, tested].map((files) => JSON.parse(files["manifest.json"]));
  assert.deepEqual(manifests[1].host_permissions, ["http://127.0.0.1/*", "http://localhost/*"]);
  delete manifests[1].host_permissions;
  assert.deepEqual(manifests[1], manifests[0]);
  delete shipped["manifest.json"];
  delete tested["manifest.json"];
  assert.deepEqual(tested, shipped);
});

test("a build that could switch safeguards off is refused", () => {
  const tool = resolve(root, process.env.CARGO_TARGET_DIR ?? "target", "debug/xtask");
  for (const without of [{ RUSTFLAGS: "--cfg callscribe_sabotage" }, { RUSTC_WORKSPACE_WRAPPER: "tests/simulation/without-safeguards.sh" }]) {
    const { status, stderr } = spawnSync(tool, ["dist"], { cwd: root, env: { ...process.env, ...without } });
    assert.equal(status, 1);
    assert.match(stderr.toString(), /switches safeguards off/);
  }
});

test("the extension may be packed for the store", () => {
  xtask("package");
  const packages = readdirSync(join(root, "dist")).filter((name) => name.endsWith(".zip"));
  assert.equal(packages.length, 1);
});

test("the shipped extension starts in Chromium without a complaint", async (t) => {
  const { id, context, worker, complaints, close } = await startWithExtension(join(root, "dist"));
  t.after(close);
  assert.equal(id, "ddpclipmbgidffpahaniemabcjajgigp", "the key in the manifest fixes the identity");

  for (const surface of ["popup", "sidepanel", "app"]) {
    const page = await context.newPage();
    await page.goto(`chrome-extension://${id}/${surface}.html`);
    await page.locator("main").waitFor();
    await page.close();
  }

  assert.equal(await worker.evaluate(() => self.registration.active?.state), "activated");
  assert.deepEqual(complaints, []);
});

test("a page of ours is answered by the worker", async (t) => {
  const { id, context, close } = await startWithExtension(join(root, "dist"));
  t.after(close);
  const page = await context.newPage();
  await page.goto(`chrome-extension://${id}/popup.html`);
  const reply = await page.evaluate(() => chrome.runtime.sendMessage({}));
  assert.ok("ok" in reply || "error" in reply, JSON.stringify(reply));
});
