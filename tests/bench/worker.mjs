// The service worker: from its wake to a stored call, and what it works for 100 calls of catch-up.
import { calls } from './data.mjs';
import { atMost, inTurn } from './harness.mjs';
import { parts } from './office.mjs';
import { readNumber, typedCall } from '../e2e/support/calls.mjs';
import * as stores from '../e2e/support/stores.mjs';

/** Calls of one run of catch-up. */
const MISSED = 100;
/** How much longer it may take beside a long history. */
const HISTORY = 1.15;

/** Runs in a page of the product: lays a call typed in on the desk, and tells nobody. */
async function lay(call) {
  const key = `command/${String(Date.now()).padStart(14, '0')}-${crypto.randomUUID()}`;
  const t = JSON.stringify({ v: 1, d: { key, item: { Command: { TypeCall: { call, not_the_same: true } } } } });
  const database = await new Promise((resolve) => {
    const opening = indexedDB.open('callscribe');
    opening.onsuccess = () => resolve(opening.result);
  });
  const writing = database.transaction('desk', 'readwrite');
  writing.objectStore('desk').put({ k: key, t });
  await new Promise((resolve) => { writing.oncomplete = resolve; });
  database.close();
}

/** Runs in a page of the product: milliseconds from the message that wakes the worker until it says that something was committed. */
function wakeOurs() {
  const { promise, resolve } = Promise.withResolvers();
  const news = new BroadcastChannel('news');
  news.onmessage = ({ data }) => {
    if (JSON.parse(data).Revision === undefined) return;
    news.close();
    resolve(performance.now());
  };
  const begun = performance.now();
  chrome.runtime.sendMessage('LookAtDesk').catch(() => {});
  return promise.then((heard) => heard - begun);
}

/** Runs in a page of the peers: what the worker answers to a message, and the milliseconds until then. */
async function tell(message) {
  const begun = performance.now();
  const answer = await chrome.runtime.sendMessage(message);
  if (!answer.ok) throw new Error(answer.error);
  return performance.now() - begun;
}

/** Runs in a page: whether a store of a database holds this key, or how many of its rows a text is in. */
async function inStore({ database: name, store, key, text }) {
  const database = await new Promise((resolve) => {
    const opening = indexedDB.open(name);
    opening.onsuccess = () => resolve(opening.result);
  });
  const held = database.transaction(store).objectStore(store);
  const reading = key ? held.get(key) : held.getAll();
  await new Promise((resolve) => { reading.onsuccess = resolve; });
  database.close();
  return key ? reading.result !== undefined : reading.result.filter((row) => JSON.stringify(row).includes(text)).length;
}

/** What both sides need: the product's number, and the peer's history. */
async function prepared(office, callCount) {
  for (const part of parts(calls(callCount))) await office.desks.peer.evaluate(tell, { act: 'fill', calls: part });
  return readNumber({ ask: (question) => office.desks.ours.evaluate(stores.ask, question) }, '+14155550101');
}

/** One wake of each side in this office. */
function wakes(office, number) {
  const now = () => Date.now();
  return {
    async ours() {
      await office.kill();
      const call = typedCall(number, { ended: now() });
      await office.desks.ours.evaluate(lay, call);
      const ms = await office.desks.ours.evaluate(wakeOurs);
      const key = `${call.account}#${call.session}`;
      if (!await office.desks.ours.evaluate(inStore, { database: 'callscribe', store: 'calls', key })) throw new Error('the worker committed something else than the call');
      return ms;
    },
    async peer() {
      await office.kill();
      const call = { id: crypto.randomUUID(), start: now(), seconds: 30, direction: 'Inbound', result: 'Answered', number: number.key, name: '', note: '', unlogged: 1 };
      const ms = await office.desks.peer.evaluate(tell, { act: 'store', call, integrations: ['book'] });
      if (!await office.desks.peer.evaluate(inStore, { database: 'peer-worker', store: 'calls', key: call.id })) throw new Error('the peer did not store the call');
      return ms;
    },
  };
}

/**
 * @param {import('./office.mjs').Office} full one with calls
 * @param {import('./office.mjs').Office} bare one without
 */
export async function wakeRows(full, bare, callCount) {
  const [many, none] = [wakes(full, await prepared(full, callCount)), wakes(bare, await prepared(bare, 0))];
  const { ours, peer, oursBare, peerBare } = await inTurn({ ours: many.ours, peer: many.peer, oursBare: none.ours, peerBare: none.peer });
  return [
    atMost(2.5, 'worker wake to stored call, 100,000 calls of history', ours, peer, 'ms'),
    atMost(2.5, 'worker wake to stored call, no history', oursBare, peerBare, 'ms'),
    atMost(HISTORY, 'worker wake to stored call, 100,000 calls of history, against ours without', ours, oursBare, 'ms'),
  ];
}

/** Milliseconds all processes of the browser work while something is done. */
async function worked(office, act) {
  const before = await office.cpu();
  await act();
  return (await office.cpu() - before) * 1_000;
}

/**
 * The engine and the driver in a page of the product, with a CRM that answers at once; the peer in its worker.
 * @param {import('./office.mjs').Office} office one without calls
 */
export async function catchUpRows(office) {
  const page = await office.bench('ours');
  let round = 0;
  let transactions = 0;
  const ours = async () => {
    await page.evaluate((n) => globalThis.ours.prepare_catch_up(n), MISSED);
    const ms = await worked(office, async () => { transactions = await page.evaluate(() => globalThis.ours.catch_up()); });
    const logged = await page.evaluate(() => globalThis.ours.caught_up());
    if (logged !== MISSED) throw new Error(`catch-up logged ${logged} of ${MISSED}`);
    return ms;
  };
  const peer = async () => {
    round += 1;
    const ids = Array.from({ length: MISSED }, (_, n) => `r${round}-${n}`);
    for (const id of ids) {
      const call = { id, start: Date.now(), seconds: 60, direction: 'Inbound', result: 'Answered', number: '+14155550101', name: 'Ann Alvarez', note: '', unlogged: 1 };
      await office.desks.peer.evaluate(tell, { act: 'store', call, integrations: ['crm'] });
    }
    const ms = await worked(office, () => office.desks.peer.evaluate(tell, { act: 'catchUp', calls: ids, integration: 'crm' }));
    const logged = await office.desks.peer.evaluate(inStore, { database: 'peer-worker', store: 'entries', text: '"status":"logged"' });
    if (logged !== round * MISSED) throw new Error(`the peer logged ${logged} of ${round * MISSED}`);
    return ms;
  };
  const cpu = await inTurn({ ours, peer });
  await page.close();
  return [atMost(1, 'catch-up of 100 calls without network, CPU', cpu.ours, cpu.peer, 'ms', ` in ${transactions} transactions`)];
}
