// What the runner promises: its last line, what a skip is, and that nothing runs for ever.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { runSuites } from '../runner.mjs';
import { CANNOT_RUN, CannotRun } from '../setup/cannot-run.mjs';
import { cargoCounts, nodeCounts, suites } from '../suites.mjs';

const root = mkdtempSync(path.join(tmpdir(), 'callscribe-runner-'));
after(() => rmSync(root, { recursive: true }));

const suite = (name, script, more = {}) => ({ name, lane: 'one', needs: [], modes: [], minutes: 1, command: [process.execPath, '-e', script], ...more });

async function run(suites, { requireAll = false, steps = {} } = {}) {
  const lines = [];
  await runSuites(suites, { steps, root, logs: path.join(root, 'logs'), requireAll, print: (line) => lines.push(line) });
  return lines;
}

test('the last line counts what passed, failed and was skipped', async () => {
  const lines = await run([
    suite('good', ''),
    suite('bad', 'process.exit(1)'),
    suite('absent', `console.log("no root here"); process.exit(${CANNOT_RUN})`),
  ]);
  assert.equal(lines.at(-1), '1 passed, 1 failed, 1 skipped');
  assert.ok(lines.includes('skip absent: no root here'));
});

test('where everything is required a skip is a failure', async () => {
  const steps = { server: () => Promise.reject(new CannotRun('there is no network\nat all')) };
  const suites = [suite('with a server', '', { needs: ['server'] })];
  assert.deepEqual((await run(suites, { steps })).slice(0, 1), ['skip with a server: there is no network']);
  assert.equal((await run(suites, { steps, requireAll: true })).at(-1), '0 passed, 1 failed, 0 skipped');
});

test('a suite that does not end is stopped', async () => {
  const lines = await run([suite('endless', 'setInterval(() => {}, 1000)', { minutes: 0.01 })]);
  assert.match(lines[0], /stopped after/);
});

test('a suite waits for the one it needs in another lane', async () => {
  const lines = await run([
    suite('second', '', { lane: 'two', needs: ['first'] }),
    suite('first', 'setTimeout(() => {}, 200)'),
  ]);
  assert.match(lines[0], /^PASS first/);
});

test('what measures begins when all the others have ended', async () => {
  const lines = await run([
    suite('measures', '', { lane: 'alone' }),
    suite('one', 'setTimeout(() => {}, 200)'),
    suite('other', 'setTimeout(() => {}, 100)', { lane: 'two' }),
  ]);
  assert.match(lines[2], /^PASS measures/);
});

test('what only computes yields to what watches a clock', async () => {
  const yields = 'setTimeout(() => process.exit(require("os").getPriority() > 0 ? 0 : 1), 200)';
  const lines = await run([suite('computes', yields, { lane: 'cargo' }), suite('watches', yields, { lane: 'browser' })]);
  assert.equal(lines.filter((line) => line.startsWith('PASS computes')).length, 1);
  assert.equal(lines.at(-1), '1 passed, 1 failed, 0 skipped');
});

test('a suite that fails without a failed test counts as one failure', async () => {
  const lines = await run([suite('does not compile', 'process.exit(101)', { count: cargoCounts })]);
  assert.equal(lines.at(-1), '0 passed, 1 failed, 0 skipped');
});

test('the results of every test binary and of node are added up', () => {
  const cargo = 'test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured\nx\ntest result: FAILED. 2 passed; 1 failed; 0 ignored;';
  assert.deepEqual(cargoCounts(cargo), { passed: 5, failed: 1, skipped: 1 });
  assert.deepEqual(nodeCounts('ℹ tests 4\nℹ pass 2\nℹ fail 1\nℹ cancelled 1\nℹ skipped 0\nℹ todo 0'), { passed: 2, failed: 2, skipped: 0 });
});

test('every test of the simulation is run by a suite that names it', () => {
  const files = readdirSync(new URL('../simulation/tests/', import.meta.url), { withFileTypes: true });
  const there = files.filter((file) => file.isDirectory() || file.name.endsWith('.rs')).map(({ name }) => path.parse(name).name);
  const run = suites().flatMap(({ command }) => command.filter((_, at) => command[at - 1] === '--test' && command.includes('callscribe-simulation')));
  assert.deepEqual(run.sort(), there.sort());
});
