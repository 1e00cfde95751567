// A browser with the extension in which it is one afternoon for ever; a new one for each row of pictures.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { startWithExtension } from '../build/chromium.mjs';
import { waitFor } from '../systems/process.mjs';
import * as stores from '../e2e/support/stores.mjs';
import { NOW, ZONE, moveOn, stop } from './clock.mjs';
import { fontEnvironment } from './fonts.mjs';

/** How much later it is on the pages than for the worker, in milliseconds: a call that rings has done so for a while. */
const PAGES_AHEAD = 40_000;
const EXTENSION = fileURLToPath(new URL('../../dist-test', import.meta.url));

/**
 * @typedef {object} World
 * @property {import('@playwright/test').BrowserContext} context
 * @property {import('./surfaces.mjs').Surface} surface
 * @property {string[]} complaints
 * @property {(key: string, ...values: string[]) => string} t a text as the screens say it
 * @property {(screen?: object | string) => Promise<import('@playwright/test').Page>} open the surface, at a screen that needs the tab if given
 * @property {(store: string) => Promise<object[]>} rows
 * @property {(store: string) => Promise<() => Promise<void>>} holdStore keeps everybody from a store until the answer is called
 * @property {(ms: number) => Promise<void>} moveOn lets time pass, for pages and worker
 * @property {<T>(what: string, probe: () => T | Promise<T>) => Promise<T>} until
 * @property {(clean: () => Promise<unknown>) => void} atEnd what else is closed with it
 * @property {import('../systems/app-connect.mjs').AppConnect} [crm] a CRM's server, where a row has one
 * @property {() => Promise<void>} close
 */

/**
 * @param {import('./surfaces.mjs').Surface} surface
 * @param {{language?: 'en' | 'de', extension?: string}} [options] `extension`: another than the test build
 * @returns {Promise<World>}
 */
export async function startWorld(surface, { language = 'en', extension = EXTENSION } = {}) {
  const texts = JSON.parse(await readFile(path.join(extension, `_locales/${language}/messages.json`), 'utf8'));
  const env = { ...process.env, ...await fontEnvironment(), TZ: ZONE, LANGUAGE: language };
  const args = [`--lang=${language}`, '--font-render-hinting=none', '--force-device-scale-factor=1', '--force-color-profile=srgb'];
  const { id, context, worker, complaints, close } = await startWithExtension(extension, { env, args });
  await stop(worker);
  const desk = await context.newPage();
  await desk.goto(`chrome-extension://${id}/manifest.json`);
  const cleaning = [close];
  const until = (what, probe) => waitFor(what, probe);
  const pages = [];
  let now = NOW + PAGES_AHEAD;
  await until('the store', () => desk.evaluate(stores.exists));
  return {
    context,
    surface,
    complaints,
    t: (key, ...values) => texts[key].message.replace(/\$(\d)/g, (_, place) => values[place - 1]),
    async open(screen) {
      const page = await context.newPage();
      await page.setViewportSize({ width: surface.width, height: surface.height });
      await page.clock.setFixedTime(now);
      pages.push(page);
      const place = screen ? `app.html#${encodeURIComponent(JSON.stringify(screen))}` : `${surface.page}.html`;
      await page.goto(`chrome-extension://${id}/${place}`);
      return page;
    },
    rows: (store) => desk.evaluate(stores.rows, store),
    async holdStore(store) {
      await desk.evaluate(stores.hold, store);
      return () => desk.evaluate(() => globalThis.letGo());
    },
    async moveOn(ms) {
      now += ms;
      await Promise.all(pages.map((page) => page.clock.setFixedTime(now)));
      await moveOn(context, ms);
    },
    until,
    atEnd: (clean) => cleaning.push(clean),
    close: () => Promise.all(cleaning.map((clean) => clean())),
  };
}
