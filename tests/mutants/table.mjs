// Writes docs/mutants.md from runs of `make mutants`: for each rule a test that is named by it, and a mutant it notices.
// node tests/mutants/table.mjs [folder of a run, instead of the rounds in target/mutation …]
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { toolBinary } from '../setup/setup.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const RUNS = process.argv.length > 2 ? process.argv.slice(2) : [1, 2, 3].map((round) => path.join(ROOT, 'target', 'mutation', `round-${round}`));
const DOC = path.join(ROOT, 'docs', 'mutants.md');
const RULES = /(?:^|::)((?:[a-l]\d{1,2}_)+)/;

/** A mutant's name without its line, which moves. */
const named = (mutant) => mutant.replace(/^crates\/core\/src\/([^:]*)[:\d]*/, '$1:');

/** Every mutant of a run that was noticed, with the tests that did. */
function caught(run) {
  const { outcomes } = JSON.parse(readFileSync(path.join(run, 'outcomes.json'), 'utf8'));
  const noticed = outcomes.filter((outcome) => outcome.summary === 'CaughtMutant');
  return noticed.map((outcome) => {
    const log = readFileSync(path.join(run, outcome.log_path), 'utf8');
    const tests = [...log.matchAll(/^test (\S+) \.\.\. FAILED$/gm)].map(([, test]) => test);
    return { mutant: named(outcome.scenario.Mutant.name), tests };
  });
}

/** For each rule the mutant fewest tests notice, with the test of the rule that does. */
function byRule(mutants) {
  const rules = new Map();
  for (const { mutant, tests } of mutants.sort((a, b) => a.tests.length - b.tests.length)) {
    for (const test of tests) {
      const ofTest = RULES.exec(test)?.[1].toUpperCase().match(/[A-L]\d+/g) ?? [];
      for (const rule of ofTest.filter((rule) => !rules.has(rule))) rules.set(rule, { rule, test, mutant });
    }
  }
  return rules;
}

/** The rows the table has, as far as their tests and what they break are still there; a run only fills the places of the others. */
function standing(table) {
  const places = execFileSync(toolBinary('cargo-mutants'), ['mutants', '--list', '--no-config', '--package', 'callscribe-core'], { cwd: ROOT });
  const mutants = new Set(places.toString().trim().split('\n').map(named));
  const sources = execFileSync('git', ['grep', '-hE', 'fn [a-l][0-9]+_', '--', '*.rs'], { cwd: ROOT }).toString();
  const rows = [...table.matchAll(/^\| (\w+) \| `(.+)` \| `(.+)` \|$/gm)];
  return rows.map(([, rule, test, mutant]) => ({ rule, test, mutant: mutant.replaceAll('\\|', '|') }))
    .filter(({ test, mutant }) => mutants.has(mutant) && sources.includes(`fn ${test.split('::').pop()}(`));
}

const [head, table] = readFileSync(DOC, 'utf8').split(/\n(?=\| rule \|)/);
const rules = new Map([...byRule(RUNS.flatMap(caught)), ...standing(table).map((row) => [row.rule, row])]);
const rows = [...rules.values()].sort((a, b) => a.rule.localeCompare(b.rule, 'en', { numeric: true }))
  .map(({ rule, test, mutant }) => `| ${rule} | \`${test}\` | \`${mutant.replaceAll('|', '\\|')}\` |`);
writeFileSync(DOC, `${head}\n| rule | test | a mutant it notices |\n| --- | --- | --- |\n${rows.join('\n')}\n`);
console.log(`${rows.length} rules in docs/mutants.md`);
