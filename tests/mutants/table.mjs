// Writes docs/mutants.md from runs of `make mutants`: for each rule a test that is named by it, and a mutant it notices.
// node tests/mutants/table.mjs [folder of a run, instead of target/mutants.out …]
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const RUNS = process.argv.length > 2 ? process.argv.slice(2) : [path.join(ROOT, 'target', 'mutants.out')];
const DOC = path.join(ROOT, 'docs', 'mutants.md');
const RULE = /(?:^|::)([a-l]\d{1,2})_/;

/** Every mutant of a run that was noticed, with the tests that did. */
function caught(run) {
  const { outcomes } = JSON.parse(readFileSync(path.join(run, 'outcomes.json'), 'utf8'));
  const noticed = outcomes.filter((outcome) => outcome.summary === 'CaughtMutant');
  return noticed.map((outcome) => {
    const log = readFileSync(path.join(run, outcome.log_path), 'utf8');
    const tests = [...log.matchAll(/^test (\S+) \.\.\. FAILED$/gm)].map(([, test]) => test);
    return { mutant: outcome.scenario.Mutant.name.replace(/^crates\/core\/src\/([^:]*)[:\d]*/, '$1:'), tests };
  });
}

/** For each rule the mutant fewest tests notice, with the test of the rule that does. */
function byRule(mutants) {
  const rules = new Map();
  for (const { mutant, tests } of mutants.sort((a, b) => a.tests.length - b.tests.length)) {
    for (const test of tests) {
      const rule = RULE.exec(test)?.[1].toUpperCase();
      if (rule && !rules.has(rule)) rules.set(rule, { rule, test, mutant });
    }
  }
  return [...rules.values()].sort((a, b) => a.rule.localeCompare(b.rule, 'en', { numeric: true }));
}

const rows = byRule(RUNS.flatMap(caught)).map(({ rule, test, mutant }) => `| ${rule} | \`${test}\` | \`${mutant.replaceAll('|', '\\|')}\` |`);
const head = readFileSync(DOC, 'utf8').split('\n| rule |')[0];
writeFileSync(DOC, `${head}\n| rule | test | a mutant it notices |\n| --- | --- | --- |\n${rows.join('\n')}\n`);
console.log(`${rows.length} rules in docs/mutants.md`);
