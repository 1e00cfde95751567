// Starts the system's Chromium with an unpacked extension in a profile of its own, and collects what goes wrong in it.
import { chromium } from "@playwright/test";
import { accessSync, constants } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { tmpdir } from "node:os";

/** Where the system's Chromium lies: $CHROMIUM, or the first of the usual names in $PATH. */
export function findChromium() {
  const names = ["chromium", "chromium-browser", "google-chrome"];
  const places = (process.env.PATH ?? "").split(delimiter).flatMap((directory) => names.map((name) => join(directory, name)));
  const found = [process.env.CHROMIUM, ...places].find((path) => path && isExecutable(path));
  if (!found) throw new Error("There is no Chromium; install the package chromium or set CHROMIUM to its path.");
  return found;
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Starts Chromium with the extension in `directory` and waits until its worker has started.
 * @param {string} directory an unpacked extension
 * @param {{profile?: string, others?: string[], executable?: string, env?: Record<string, string>, args?: string[]}} [options] `profile`: a folder that is kept at the end, instead of a
 *   new one; `others`: further unpacked extensions, without a worker of their own; `executable`: what starts it, instead of the system's own;
 *   `env` and `args`: its environment instead of ours, and further switches
 * @returns {Promise<{id: string, context: import("@playwright/test").BrowserContext,
 *   worker: import("@playwright/test").Worker, complaints: string[], close: () => Promise<void>}>}
 *   `complaints` grows with every error and warning of pages and worker.
 */
export async function startWithExtension(directory, { profile, others = [], executable = findChromium(), env, args = [] } = {}) {
  const home = profile ?? await mkdtemp(join(tmpdir(), "callscribe-"));
  const context = await chromium.launchPersistentContext(home, {
    executablePath: executable,
    headless: false,
    ignoreDefaultArgs: ["--disable-extensions"],
    args: ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", `--load-extension=${[directory, ...others].join(",")}`, ...args],
    ...(env ? { env } : {}),
  });
  const complaints = [];
  context.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  context.on("weberror", (error) => complaints.push(String(error.error())));
  const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent("serviceworker"));
  const close = async () => {
    await context.close();
    if (!profile) await rm(home, { recursive: true, force: true });
  };
  return { id: new URL(worker.url()).host, context, worker, complaints, close };
}
