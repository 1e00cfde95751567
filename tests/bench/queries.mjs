// What the list of calls asks its store for, with 100,000 calls in it: core and the product's driver, against the same with Dexie.
import { bareRead } from './bare.mjs';
import { calls } from './data.mjs';
import { atBest, faster, inTurn, median, same } from './harness.mjs';

/** How often the same page is read in one run. */
const PAGES = 20;
/** How many different searches one run makes. */
const SEARCHES = 16;

/** Ends of numbers somebody called from; none that another number begins with. */
function endings(all) {
  const last = all.map(({ number }) => number.slice(-4)).filter((digits) => /^[09]/.test(digits));
  return [...new Set(last)].slice(0, SEARCHES);
}

/** Names of callers; each has one longest word, by which both sides look. */
function names(all) {
  const hasLongest = ([first, last]) => first.length !== last?.length;
  return [...new Set(all.map(({ name }) => name.toLowerCase()).filter((name) => name && hasLongest(name.split(' '))))].slice(0, SEARCHES);
}

/** Runs in the page of a side: milliseconds of these questions, one after another. */
async function timed({ side, work, inputs }) {
  const acts = {
    ours: { unlogged: () => globalThis.ours.unlogged(), search: (typed) => globalThis.ours.search(typed) },
    peer: { unlogged: () => globalThis.peer.page('unlogged'), search: (typed) => globalThis.peer.search(typed) },
  };
  const act = acts[side][work];
  const begun = performance.now();
  for (const input of inputs) await act(input);
  return (performance.now() - begun) / inputs.length;
}

/** Runs in the page of a side: the ids of the calls found. */
async function found({ side, work, inputs }) {
  const lists = [];
  for (const input of inputs) {
    if (side === 'ours') lists.push(work === 'unlogged' ? await globalThis.ours.unlogged() : await globalThis.ours.search(input));
    else lists.push((work === 'unlogged' ? await globalThis.peer.page('unlogged') : await globalThis.peer.search(input)).map(({ id }) => id));
  }
  return lists;
}

/** @param {import('./office.mjs').Office} office one with calls */
export async function queryRows(office, callCount) {
  const pages = { ours: await office.bench('ours'), peer: await office.bench('peer') };
  const all = calls(callCount);
  const questions = [
    ['first page of Unlogged, 100,000 calls', 'unlogged', Array(PAGES).fill('')],
    ['first page of a search by number suffix, 100,000 calls', 'search', endings(all)],
    ['first page of a search by name, 100,000 calls', 'search', names(all)],
  ];
  const rows = [];
  for (const [title, work, inputs] of questions) {
    const ask = (side, how) => pages[side].evaluate(how, { side, work, inputs });
    const lists = await ask('ours', found);
    if (lists.some((list) => list.length === 0)) throw new Error(`${title}: nothing was found`);
    same(title, lists, await ask('peer', found));
    const count = Math.round(median(lists.map((list) => list.length)));
    const { ours, peer, bare } = await inTurn({ ours: () => ask('ours', timed), peer: () => ask('peer', timed), bare: () => bareRead(pages.ours, count) });
    rows.push(faster(2, title, ours, peer, 'ms'), atBest(title, count, bare, peer));
  }
  await Promise.all([pages.ours.close(), pages.peer.close()]);
  return rows;
}
