// The store of the peers that use Dexie: calls and people, indexed for what the screens ask, and a count per filter.
import Dexie from 'dexie';

export const db = new Dexie('peer');
db.version(1).stores({
  calls: 'id, start, [unlogged+start], [missed+start], [noted+start], [number+start], reversed, *terms',
  counters: 'name',
  people: 'id, name, *numbers, *terms',
});

export const PAGE = 60;
export const HITS = 300;
export const FILTERS = ['all', 'missed', 'unlogged', 'noted'];

/** The words of a text, as they are searched for. */
export const words = (text) => text.toLowerCase().normalize('NFC').split(/[^\p{L}\p{N}]+/u).filter(Boolean);
const reversed = (digits) => [...digits].reverse().join('');
const digitsOf = (text) => text.replace(/\D/g, '');

/** A call as it is stored: with what its indexes need. */
export function rowOf(call) {
  return {
    ...call,
    unlogged: call.unlogged ? 1 : 0,
    missed: call.result === 'Missed' ? 1 : 0,
    noted: call.note ? 1 : 0,
    reversed: reversed(digitsOf(call.number)),
    terms: [...new Set([...words(call.name), ...words(call.note)])],
  };
}

/** Lays calls into an empty store. */
export async function fill(calls) {
  const rows = calls.map(rowOf);
  for (let from = 0; from < rows.length; from += 10_000) await db.calls.bulkPut(rows.slice(from, from + 10_000));
  const count = (name) => rows.filter((row) => row[name]).length;
  await db.counters.bulkPut([
    { name: 'all', count: rows.length },
    ...['missed', 'unlogged', 'noted'].map((name) => ({ name, count: count(name) })),
  ]);
}

/** The newest calls of a filter, older than the one that began then. */
export function page(filter, olderThan = Infinity, limit = PAGE) {
  const range = filter === 'all'
    ? db.calls.where('start').below(olderThan)
    : db.calls.where(`[${filter}+start]`).between([1, -Infinity], [1, olderThan], true, false);
  return range.reverse().limit(limit).toArray();
}

/** How many calls each filter holds. */
export async function counts() {
  return Object.fromEntries((await db.counters.toArray()).map(({ name, count }) => [name, count]));
}

/** Calls by the end or the beginning of a number, or by words of name and note; newest first. */
export async function search(text) {
  const digits = digitsOf(text);
  if (digits.length >= 2 && /^[\d\s+\-().#*/]+$/.test(text)) {
    const [ending, beginning] = await Promise.all([
      db.calls.where('reversed').startsWith(reversed(digits)).limit(HITS).toArray(),
      db.calls.where('[number+start]').between([`+${digits}`, -Infinity], [`+${digits}\uffff`, Infinity]).limit(HITS).toArray(),
    ]);
    return newestFirst([...ending, ...beginning]);
  }
  const wanted = words(text);
  if (wanted.length === 0) return [];
  const longest = wanted.reduce((one, other) => (other.length > one.length ? other : one));
  const candidates = await db.calls.where('terms').startsWith(longest).limit(HITS).toArray();
  return newestFirst(candidates.filter(({ terms }) => wanted.every((word) => terms.some((term) => term.startsWith(word)))));
}

function newestFirst(rows) {
  const unique = new Map(rows.map((row) => [row.id, row]));
  return [...unique.values()].sort((one, other) => other.start - one.start);
}
