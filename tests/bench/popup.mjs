// Opening the popup with 100,000 calls stored: until its list is seen, and what it then holds in memory.
import { atMost, faster, inTurn, ofNothing, same } from './harness.mjs';
import { POPUP } from './office.mjs';

/** The rows of a list that says how many there are in all. */
const rowsOf = (count) => `[role=grid][aria-rowcount="${count}"] .row`;
/** So many rows are a list; a popup has room for a few more. */
const LIST = 6;
const MEGABYTE = 1_048_576;

/** Runs in the page before anything of its own: tells when what is waited for was in a frame. */
function watch([selector, count]) {
  const seen = (resolve) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => resolve(performance.now());
    port2.postMessage(null);
  });
  globalThis.shown = new Promise((resolve) => {
    const look = () => {
      if (document.querySelectorAll(selector).length < count) return;
      looking.disconnect();
      seen(resolve);
    };
    const looking = new MutationObserver(look);
    looking.observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['aria-rowcount'] });
  });
}

/** Takes from memory what pages before have left behind: each opening finds what the extension itself keeps, and nothing else. */
async function tidy(office) {
  await Promise.all(Object.values(office.desks).map(async (desk) => {
    const session = await office.context.newCDPSession(desk);
    for (let n = 0; n < 2; n += 1) await session.send('HeapProfiler.collectGarbage');
    await session.detach();
  }));
}

/** Opens a page as a popup, and answers it with the milliseconds from the beginning of its navigation until it was seen. */
async function opened(office, url, selector, count = 1) {
  await tidy(office);
  const page = await office.context.newPage();
  await page.setViewportSize(POPUP);
  await page.addInitScript(watch, [selector, count]);
  await page.goto(url, { waitUntil: 'commit' });
  return { page, ms: await page.evaluate(() => globalThis.shown) };
}

/** What JavaScript and wasm hold once all that is garbage is gone, in MB. */
async function memory(office, page, hasWasm) {
  await page.evaluate(() => new Promise((idle) => { requestIdleCallback(() => requestIdleCallback(idle)); }));
  const session = await office.context.newCDPSession(page);
  for (let n = 0; n < 2; n += 1) await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  const wasm = hasWasm ? await page.evaluate(async () => {
    const { default: init } = await import(chrome.runtime.getURL('callscribe_ui.js'));
    return (await init()).memory.buffer.byteLength;
  }) : 0;
  return { heap: usedSize / MEGABYTE, wasm: wasm / MEGABYTE, whole: (usedSize + wasm) / MEGABYTE };
}

/** Runs in a popup: how many calls are unlogged and have a note, and which calls are listed first. A missed call is inbound in the product alone. */
function seen() {
  const [, , ...counts] = [...document.querySelectorAll('.filters button[aria-pressed]')].map((button) => /\d+/.exec(button.textContent)?.[0]);
  const first = [...document.querySelectorAll('.row')].map((row) => /c\d{6}/.exec(row.dataset.call ?? row.id)?.[0]);
  return { counts: counts.slice(0, 2), first: first.slice(0, 6) };
}

/** @param {import('./office.mjs').Office} office one with calls */
export async function popupRows(office, callCount) {
  const places = { ours: office.ours('popup.html'), peer: office.peer('popup.html') };
  const rows = rowsOf(callCount);
  const look = async (side) => {
    const { page } = await opened(office, places[side], rows, LIST);
    const what = await page.evaluate(seen);
    await page.close();
    return what;
  };
  same('what the popup shows', await look('ours'), await look('peer'));
  const popup = (side) => async () => {
    const { page, ms } = await opened(office, places[side], rows, LIST);
    const held = await memory(office, page, side === 'ours');
    await page.close();
    return { ms, ...held };
  };
  const empty = async () => {
    const { page, ms } = await opened(office, office.peer('empty.html'), '#there');
    const held = await memory(office, page, false);
    await page.close();
    return { ms, ...held };
  };
  const { ours, peer, none } = await inTurn({ ours: popup('ours'), peer: popup('peer'), none: empty });
  const held = 'memory of the open popup, 100,000 calls';
  return [
    atMost(1.6, 'popup to visible list, 100,000 calls, against an empty page', ours.ms, none.ms, 'ms'),
    faster(1.5, 'popup to visible list, 100,000 calls, against React and Dexie', ours.ms, peer.ms, 'ms'),
    atMost(0.7, held, ours.whole, peer.whole, 'MB', `, ${ours.wasm.toFixed(1)} of it wasm`),
    ofNothing(held, none.whole, peer.whole, 'MB'),
  ];
}
