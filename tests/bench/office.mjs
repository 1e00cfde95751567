// One Chromium with both extensions in it, each with the same calls and people in its store.
import { startWithExtension } from '../build/chromium.mjs';
import * as stores from '../e2e/support/stores.mjs';
import { waitFor } from '../systems/process.mjs';
import { OURS, PEER } from './build.mjs';
import { calls, people } from './data.mjs';

/** What one message to a page carries. */
const PART = 5_000;
/** What people look at: the popup of the toolbar icon. */
export const POPUP = { width: 400, height: 600 };

/** The address book the calls are or are not logged in; it logs nothing by itself, so that nothing is done behind the measurement. */
const BOOK = {
  id: 'book', kind: { AddressBook: { practice: false } }, name: 'Address book', added_at: 0, automatic_since: null, sign_in: 'Works',
  capabilities: { dedupe: 'Upsert', create_contact: true, search_by_name: true, update: true, move_record: true },
};

/**
 * @typedef {object} Office
 * @property {import('@playwright/test').BrowserContext} context
 * @property {(file: string) => string} ours the address of a page of the product
 * @property {(file: string) => string} peer the address of a page of the peers
 * @property {{ours: import('@playwright/test').Page, peer: import('@playwright/test').Page}} desks a page without a screen of each, which
 *   keeps its process alive
 * @property {(side: 'ours' | 'peer') => Promise<import('@playwright/test').Page>} bench the page of a side that answers questions
 * @property {() => Promise<void>} kill ends both workers, and waits until they are gone
 * @property {() => Promise<number>} cpu seconds all processes of the browser have worked so far
 * @property {() => Promise<void>} close
 */

/**
 * @param {{callCount?: number, peopleCount?: number}} [stored]
 * @returns {Promise<Office>}
 */
export async function openOffice({ callCount = 0, peopleCount = 0 } = {}) {
  const { context, close } = await startWithExtension(OURS, { others: [PEER] });
  try {
    const idOf = (file) => waitFor(`a worker of ${file}`, () => context.serviceWorkers().map((worker) => new URL(worker.url())).find(({ pathname }) => pathname === file)?.host);
    const [ours, peer] = (await Promise.all(['/service-worker.js', '/worker.js'].map(idOf))).map((id) => (file) => `chrome-extension://${id}/${file}`);
    const open = async (url) => {
      const page = await context.newPage();
      await page.goto(url);
      return page;
    };
    const desks = { ours: await open(ours('manifest.json')), peer: await open(peer('manifest.json')) };
    const session = await context.newCDPSession(desks.ours);
    await session.send('ServiceWorker.enable');
    const browser = await context.browser().newBrowserCDPSession();
    const office = {
      context,
      ours,
      peer,
      desks,
      async bench(side) {
        const page = await open(side === 'ours' ? ours('bench.html') : peer('page.html'));
        await page.waitForFunction((name) => name in globalThis, side);
        return page;
      },
      async kill() {
        await session.send('ServiceWorker.stopAllWorkers');
        await waitFor('the workers being gone', async () => !(await browser.send('Target.getTargets')).targetInfos.some(({ type }) => type === 'service_worker'));
      },
      async cpu() {
        const { processInfo } = await browser.send('SystemInfo.getProcessInfo');
        return processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
      },
      close,
    };
    await waitFor('the worker making its store', () => desks.ours.evaluate(stores.exists));
    await desks.ours.evaluate(stores.command, { AddIntegration: BOOK });
    await office.kill();
    await fill(office, callCount, peopleCount);
    return office;
  } catch (error) {
    await close();
    throw error;
  }
}

/** Lays the same into both stores while no worker writes. */
async function fill(office, callCount, peopleCount) {
  const pages = { ours: await office.bench('ours'), peer: await office.bench('peer') };
  const [allCalls, allPeople] = [calls(callCount), people(peopleCount)];
  const counts = [0, 0, 0, 0];
  for (const part of parts(allCalls)) {
    const held = JSON.parse(await pages.ours.evaluate((text) => globalThis.ours.fill_calls(text), JSON.stringify(part)));
    held.forEach((count, filter) => { counts[filter] += count; });
  }
  await pages.ours.evaluate((all) => globalThis.ours.set_counts(all), counts);
  // Its counts are put with the calls, so it gets all of them at once.
  if (callCount > 0) await pages.peer.evaluate((text) => globalThis.peer.fill(JSON.parse(text)), JSON.stringify(allCalls));
  for (const part of parts(allPeople)) {
    await pages.ours.evaluate((text) => globalThis.ours.fill_people(text), JSON.stringify(part));
    await pages.peer.evaluate((some) => globalThis.peer.fillPeople(some), part);
  }
  await Promise.all([pages.ours.close(), pages.peer.close()]);
  await office.kill();
}

/** A list in parts of what one message carries. */
export function parts(all) {
  return Array.from({ length: Math.ceil(all.length / PART) }, (_, n) => all.slice(n * PART, (n + 1) * PART));
}
