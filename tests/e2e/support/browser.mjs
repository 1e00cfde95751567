// Starts the system's Chromium with the test build of the extension, and gives each case its pages, its worker and its stores.
import { expect, test as base } from '@playwright/test';
import { fileURLToPath } from 'node:url';
import { startWithExtension } from '../../build/chromium.mjs';
import { waitFor } from '../../systems/process.mjs';
import * as stores from './stores.mjs';

const EXTENSION = fileURLToPath(new URL('../../../dist-test', import.meta.url));

/**
 * @typedef {object} Callscribe
 * @property {string} id the extension's
 * @property {import('@playwright/test').BrowserContext} context
 * @property {string[]} complaints every error and warning of pages and worker so far
 * @property {import('@playwright/test').Page} desk a page of ours without a screen, that only reads stores and lays things on the desk
 * @property {(surface: 'popup' | 'sidepanel' | 'app', screen?: object | string) => Promise<import('@playwright/test').Page>} open
 *   a surface as a page; `app` at a screen of the UI, such as `'Settings'`
 * @property {(command: object | string) => Promise<void>} command lays a command on the desk and tells the worker to look
 * @property {(question: object) => Promise<object>} ask asks as a screen does; answers `{Ok: …}` or `{Err: …}`
 * @property {(store: string) => Promise<object[]>} rows every record of a store with its key as `row`, in the order of the keys
 * @property {<T>(what: string, probe: () => T | Promise<T>, seconds?: number) => Promise<T>} until
 * @property {(store: string) => Promise<() => Promise<void>>} holdStore keeps the worker from writing to a store until the answer is called
 * @property {() => Promise<void>} kill ends the worker at once, as Chrome may at any instruction
 * @property {() => Promise<void>} crash ends the whole browser at once, as a power cut does
 * @property {() => Promise<void>} close ends the browser
 */

/**
 * Starts the extension in a browser of its own; a case that starts the browser twice calls this itself.
 * @param {Parameters<typeof startWithExtension>[1]} [options]
 * @returns {Promise<Callscribe>}
 */
export async function startCallscribe(options) {
  const { id, context, complaints, close } = await startWithExtension(EXTENSION, options);
  const open = async (surface, screen) => {
    const page = await context.newPage();
    const place = screen ? `#${encodeURIComponent(JSON.stringify(screen))}` : '';
    await page.goto(`chrome-extension://${id}/${surface}.html${place}`);
    return page;
  };
  const desk = await context.newPage();
  await desk.goto(`chrome-extension://${id}/manifest.json`);
  const session = await context.newCDPSession(desk);
  await session.send('ServiceWorker.enable');
  const browser = await context.browser().newBrowserCDPSession();
  const { processInfo } = await browser.send('SystemInfo.getProcessInfo');
  const group = processInfo.find(({ type }) => type === 'browser').id;
  const until = (what, probe, seconds = 20) => waitFor(what, probe, { seconds });
  await until('the worker making its store', () => desk.evaluate(stores.exists));
  return {
    id,
    context,
    complaints,
    desk,
    open,
    until,
    command: (command) => desk.evaluate(stores.command, command),
    ask: (question) => desk.evaluate(stores.ask, question),
    rows: (store) => desk.evaluate(stores.rows, store),
    async holdStore(store) {
      await desk.evaluate(stores.hold, store);
      return () => desk.evaluate(() => globalThis.letGo());
    },
    kill: () => session.send('ServiceWorker.stopAllWorkers'),
    async crash() {
      const gone = context.waitForEvent('close');
      process.kill(-group, 'SIGKILL');
      await gone;
    },
    close,
  };
}

export const test = base.extend({
  /** @type {Callscribe} */
  callscribe: async ({}, use) => {
    const callscribe = await startCallscribe();
    await use(callscribe);
    await callscribe.close();
    // Whatever a case is about: nothing of ours broke on the way.
    expect(callscribe.complaints.filter((words) => /panicked|RuntimeError|unreachable/.test(words))).toEqual([]);
  },
});

export { expect };
