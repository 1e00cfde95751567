// Who has a number, in an address book of 100,000; and reading and formatting 10,000 numbers.
import { bareRead } from './bare.mjs';
import { draws, people, rawNumbers } from './data.mjs';
import { atBest, faster, inTurn, same } from './harness.mjs';

/** Look-ups of one run; every tenth is of a number nobody has. */
const LOOK_UPS = 200;
const NUMBERS = 10_000;
const MATCH = 'contact match in an address book of 100,000';

/** Numbers to look up, as phone systems write them. */
function asked(everybody) {
  const draw = draws(5);
  return Array.from({ length: LOOK_UPS }, (_, n) => {
    const [, area, office, line] = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(everybody[Math.floor(draw() * everybody.length)].numbers[0]);
    if (n % 10 === 9) return `(212) 555-0${String(n).padStart(3, '0')}`;
    return [`+1${area}${office}${line}`, `(${area}) ${office}-${line}`, `1-${area}-${office}-${line}`][n % 3];
  });
}

/** Runs in the page of a side: who has these numbers, and the milliseconds of one look-up. */
async function lookUp({ side, raws }) {
  const lists = [];
  const begun = performance.now();
  for (const raw of raws) lists.push(side === 'ours' ? await globalThis.ours.who_has(raw) : await globalThis.peer.whoHas(raw));
  const ms = (performance.now() - begun) / raws.length;
  return { ms, lists: lists.map((list) => list.map((one) => one.id ?? one).sort()) };
}

/** Runs in the page of a side: the numbers read and formatted, and the milliseconds of all. */
function parse({ side, raws }) {
  const begun = performance.now();
  const read = globalThis[side][side === 'ours' ? 'parse_all' : 'parseAll'](raws);
  const ms = performance.now() - begun;
  const line = (one) => (typeof one === 'string' ? one : `${one.key}\t${one.shown}\t${one.extension ?? ''}`);
  return { ms, read: read.map(line) };
}

/** A toll-free number nobody can have: the peer does not know whose it is, and writes it as one from abroad. Its key counts all the same. */
const comparable = (lines) => lines.map((line) => (/^\+1800[01]/.test(line) ? line.split('\t')[0] : line));

/** @param {import('./office.mjs').Office} office one with people */
export async function contactRows(office, peopleCount) {
  const pages = { ours: await office.bench('ours'), peer: await office.bench('peer') };
  const look = (side) => pages[side].evaluate(lookUp, { side, raws });
  const raws = asked(people(peopleCount));
  same('who has a number', (await look('ours')).lists, (await look('peer')).lists);
  const looked = await inTurn({ ours: async () => (await look('ours')).ms, peer: async () => (await look('peer')).ms, bare: () => bareRead(pages.ours, 1) });

  const written = rawNumbers(NUMBERS);
  const read = (side) => pages[side].evaluate(parse, { side, raws: written });
  same('numbers read', comparable((await read('ours')).read), comparable((await read('peer')).read));
  const numbers = await inTurn({ ours: async () => (await read('ours')).ms, peer: async () => (await read('peer')).ms });
  await Promise.all([pages.ours.close(), pages.peer.close()]);
  return [
    faster(3, MATCH, looked.ours, looked.peer, 'ms'),
    atBest(MATCH, 1, looked.bare, looked.peer),
    faster(2, 'parse and format 10,000 numbers', numbers.ours, numbers.peer, 'ms'),
  ];
}
