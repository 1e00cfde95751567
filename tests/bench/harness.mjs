// How the benchmarks measure and tell: both sides in turn, medians, one table, and what became worse than the baseline.
import { readFileSync, writeFileSync } from 'node:fs';

/** Runs that count; before them each side is run so often unseen. */
export const RUNS = 15;
const WARM_UP = 2;
/** A ratio may become this much worse than in the baseline. */
const WORSE = 1.2;

const BASELINE = new URL('baseline.json', import.meta.url);

/** @typedef {{work: string, ours: string, peer: string, ratio: number, limit: string, holds: boolean}} Row */

export function median(values) {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * Runs each side in turn, every round beginning with another one, and answers the median of each.
 * @param {Record<string, () => Promise<number | Record<string, number>>>} sides what one run of each side measures; several figures by name
 * @returns {Promise<Record<string, any>>} by side, the median, or the median of each of its figures
 */
export async function inTurn(sides) {
  const names = Object.keys(sides);
  const seen = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < WARM_UP + RUNS; round += 1) {
    for (let n = 0; n < names.length; n += 1) {
      const name = names[(round + n) % names.length];
      const value = await sides[name]();
      if (round >= WARM_UP) seen[name].push(value);
    }
  }
  return Object.fromEntries(names.map((name) => [name, middleOf(seen[name])]));
}

function middleOf(values) {
  if (typeof values[0] === 'number') return median(values);
  return Object.fromEntries(Object.keys(values[0]).map((figure) => [figure, median(values.map((value) => value[figure]))]));
}

const shown = (value, unit) => `${value.toLocaleString('en', { maximumSignificantDigits: value >= 1_000 ? 6 : 3 })} ${unit}`;

/** Ours may be at most so many times the peer's. `more` is told of ours besides. */
export function atMost(limit, work, ours, peer, unit, more = '') {
  const ratio = ours / peer;
  return { work, ours: `${shown(ours, unit)}${more}`, peer: shown(peer, unit), ratio, limit: `≤ ${limit}`, holds: ratio <= limit };
}

/** Ours has to be at least so many times as fast as the peer's; both are times. */
export function faster(limit, work, ours, peer, unit) {
  const ratio = peer / ours;
  return { work, ours: shown(ours, unit), peer: shown(peer, unit), ratio, limit: `≥ ${limit}`, holds: ratio >= limit };
}

/** How many times as fast as the peer anything could be that reads as many rows of IndexedDB: told, not limited. */
export function atBest(work, rows, bare, peer) {
  return { work: `${work}: a bare read of ${rows} (told, not limited)`, ours: shown(bare, 'ms'), peer: shown(peer, 'ms'), ratio: peer / bare, limit: '–', holds: true };
}

/** What a page without anything in it is beside the peer: told, not limited. */
export function ofNothing(work, none, peer, unit) {
  return { work: `${work}: an empty page (told, not limited)`, ours: shown(none, unit), peer: shown(peer, unit), ratio: none / peer, limit: '–', holds: true };
}

/** Ours has to be at least so much of the peer's; both are rates. */
export function rate(limit, work, ours, peer, unit) {
  const ratio = ours / peer;
  return { work, ours: shown(ours, unit), peer: shown(peer, unit), ratio, limit: `≥ ${limit}`, holds: ratio >= limit };
}

/** Stops the run where both sides do not give the same: what does something else is no peer. */
export function same(what, ours, peer) {
  const [one, other] = [JSON.stringify(ours), JSON.stringify(peer)];
  if (one === other) return;
  const at = [...one].findIndex((letter, n) => letter !== other[n]);
  const around = (text) => text.slice(Math.max(0, at - 60), at + 100);
  throw new Error(`${what}: not the same.\nours … ${around(one)}\npeer … ${around(other)}`);
}

const figure = (ratio) => ratio.toFixed(ratio < 0.1 ? 4 : 2);

/** The rows as a table for a terminal. */
export function table(rows) {
  const head = ['work', 'ours', 'peer', 'ratio', 'limit', 'holds'];
  const lines = [head, ...rows.map((row) => [row.work, row.ours, row.peer, figure(row.ratio), row.limit, row.holds ? 'yes' : 'NO'])];
  const wide = head.map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  const drawn = lines.map((line) => line.map((cell, column) => (column === 0 ? cell.padEnd(wide[0]) : cell.padStart(wide[column]))).join('  '));
  return [drawn[0], '-'.repeat(drawn[0].length), ...drawn.slice(1)].join('\n');
}

const lessIsBetter = ({ limit }) => limit.startsWith('≤');

/** The worst of several measurements of one work. */
export const worst = (rows) => rows.reduce((one, other) => ((lessIsBetter(one) ? other.ratio > one.ratio : other.ratio < one.ratio) ? other : one));

/** What became worse than in the baseline, a sentence each; rows the baseline does not know are no regression. */
export function regressions(rows, baseline = readBaseline()) {
  return rows.flatMap((row) => {
    const { work, ratio } = row;
    const before = baseline[work];
    if (before === undefined) return [];
    const worse = lessIsBetter(row) ? ratio / before : before / ratio;
    return worse > WORSE ? [`${work}: ratio ${figure(ratio)}, in the baseline ${figure(before)}: ${Math.round((worse - 1) * 100)} % worse`] : [];
  });
}

const readBaseline = () => JSON.parse(readFileSync(BASELINE, 'utf8'));

/** Takes the ratios of these rows for the baseline; those of other rows stay. */
export function keepAsBaseline(rows) {
  const limited = rows.filter(({ limit }) => /^[≤≥]/.test(limit));
  const now = { ...readBaseline(), ...Object.fromEntries(limited.map(({ work, ratio }) => [work, Number(ratio.toPrecision(4))])) };
  writeFileSync(BASELINE, `${JSON.stringify(now, null, 2)}\n`);
}
