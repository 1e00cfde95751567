// `node tests/bench/run.mjs [--cheap] [--check] [--keep]`: measures the product beside its peers, prints one table and writes dist/bench.json.
// `--cheap`: sizes, native rates and queries alone; `--check`: fails where a ratio, measured three times, is always worse than the baseline
// allows; `--keep`: takes the ratios for the baseline, those of the cheap half as the worst of three measurements.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT, buildExtensions } from './build.mjs';
import { contactRows } from './contacts.mjs';
import { keepAsBaseline, regressions, table, worst } from './harness.mjs';
import { nativeRows } from './native.mjs';
import { openOffice } from './office.mjs';
import { popupRows } from './popup.mjs';
import { queryRows } from './queries.mjs';
import { sizeRows } from './sizes.mjs';
import { catchUpRows, wakeRows } from './worker.mjs';

const MANY = 100_000;
const flags = process.argv.slice(2);
const unknown = flags.find((flag) => !['--cheap', '--check', '--keep'].includes(flag));
if (unknown) throw new Error(`there is no ${unknown}`);

const say = (rows) => {
  rows.forEach(({ work, ours, peer }) => console.error(`${work}: ${ours}, ${peer}`));
  return rows;
};

async function inOffice(stored, measure) {
  const office = await openOffice(stored);
  try {
    return await measure(office);
  } finally {
    await office.close();
  }
}

async function cheap() {
  const queries = await inOffice({ callCount: MANY }, async (office) => say(await queryRows(office, MANY)));
  return [...queries, ...say(sizeRows()), ...say(nativeRows())];
}

async function whole() {
  const inBrowser = await inOffice({ callCount: MANY, peopleCount: MANY }, async (full) => {
    const [popup, queries, contacts] = [say(await popupRows(full, MANY)), say(await queryRows(full, MANY)), say(await contactRows(full, MANY))];
    const worker = await inOffice({}, async (bare) => [...say(await wakeRows(full, bare, MANY)), ...say(await catchUpRows(bare))]);
    return [...popup.slice(0, 2), ...queries, ...worker, ...contacts, ...popup.slice(2)];
  });
  return [...inBrowser, ...say(sizeRows()), ...say(nativeRows())];
}

const measure = flags.includes('--cheap') ? cheap : whole;

/** How often a ratio is measured before it is believed to be worse, and before the worst of it becomes the baseline. */
const TIMES = 3;

/** What is worse than the baseline each time: a busy moment of the machine is no regression. */
async function alwaysWorse(rows) {
  let suspects = rows;
  for (let time = 1; time < TIMES; time += 1) {
    const names = suspects.filter((row) => regressions([row]).length > 0).map(({ work }) => work);
    if (names.length === 0) return [];
    console.log(`Measured again: ${names.join('; ')}`);
    suspects = (await measure()).filter(({ work }) => names.includes(work));
  }
  return regressions(suspects);
}

/** The rows, those of the cheap half as bad as they come: an ordinary day may not look like a regression. */
async function asBadAsTheyCome(rows) {
  const all = [...rows];
  for (let time = 1; time < TIMES; time += 1) all.push(...(await cheap()));
  return rows.map(({ work }) => worst(all.filter((row) => row.work === work)));
}

buildExtensions();
const rows = await measure();
const written = path.join(ROOT, 'dist/bench.json');
mkdirSync(path.dirname(written), { recursive: true });
writeFileSync(written, `${JSON.stringify(rows, null, 2)}\n`);
console.log(table(rows));
if (flags.includes('--keep')) keepAsBaseline(await asBadAsTheyCome(rows));
if (flags.includes('--check')) {
  const worse = await alwaysWorse(rows);
  console.log(worse.length > 0 ? worse.join('\n') : 'No ratio is more than 20 % worse than in the baseline.');
  process.exitCode = worse.length > 0 ? 1 : 0;
} else {
  process.exitCode = rows.every(({ holds }) => holds) ? 0 : 1;
}
