// Every suite there is: what it needs, how it is started, and how its output is counted.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const TESTS = fileURLToPath(new URL('.', import.meta.url));

/**
 * @typedef {object} Suite
 * @property {string} name
 * @property {'cargo' | 'browser' | 'idle' | 'servers' | 'alone'} lane suites of one lane run one after another, lanes beside each other;
 *   cargo yields to the others, alone waits for them; browser ends first, so that what needs no browser fills its time
 * @property {string[]} needs steps of setup, and suites that must have ended
 * @property {string[]} modes `make test` runs all
 * @property {string[]} command
 * @property {Record<string, string>} [env] what it finds in its environment besides ours
 * @property {number} minutes hard limit
 * @property {string} [report] a file it writes, removed before it starts
 * @property {(output: string) => Counts | null} count null: nothing was counted, so the exit code is the one result
 */

/** @typedef {{passed: number, failed: number, skipped: number}} Counts */

const BROWSER_ROOMS = ['core', 'browser', 'worker', 'ui'].flatMap((room) => ['-p', `callscribe-${room}`]);
const clippy = (...args) => ['cargo', 'clippy', '--locked', ...args, '--', '-D', 'warnings'];

/** Folders of *.test.mjs that differ from the rest, which need the built extension in a browser. */
const PLACE = {
  scripts: { lane: 'servers', needs: [], modes: ['fast'] },
  systems: { lane: 'servers', needs: ['npm', 'servers'], modes: [] },
  build: { lane: 'browser', needs: ['rust', 'compiler', 'npm', 'browser'], modes: [] },
};

/** @returns {Suite[]} those whose files are there, in the order in which they start */
export function suites() {
  const fixed = [
    { name: 'format', lane: 'cargo', needs: ['rust'], modes: ['fast', 'check'], command: ['cargo', 'fmt', '--all', '--check'], minutes: 2 },
    {
      name: 'rust-tests', lane: 'cargo', needs: ['rust', 'compiler'], modes: ['fast'], minutes: 30, count: cargoCounts,
      command: ['cargo', 'test', '--locked', '--workspace', '--exclude', 'callscribe-contract', '--exclude', 'callscribe-simulation', '--no-fail-fast'],
    },
    {
      name: 'simulation', lane: 'cargo', needs: ['rust', 'compiler'], modes: ['fast'], minutes: 40, count: cargoCounts,
      command: ['cargo', 'test', '--locked', '--profile', 'worlds', '-p', 'callscribe-simulation', '--test', 'rules', '--test', 'worlds', '--no-fail-fast'],
    },
    {
      name: 'safeguards', lane: 'cargo', needs: ['rust', 'compiler'], modes: [], minutes: 20, count: cargoCounts,
      command: ['cargo', 'test', '--locked', '--profile', 'worlds', '-p', 'callscribe-simulation', '--test', 'safeguards'],
      env: { RUSTC_WORKSPACE_WRAPPER: path.join(TESTS, 'simulation/without-safeguards.sh') },
    },
    { name: 'clippy', lane: 'cargo', needs: ['rust', 'compiler'], modes: ['fast', 'check'], minutes: 20, command: clippy('--workspace', '--all-targets') },
    {
      name: 'clippy-wasm32', lane: 'cargo', needs: ['rust', 'compiler'], modes: ['fast', 'check'], minutes: 20,
      command: clippy('--target', 'wasm32-unknown-unknown', ...BROWSER_ROOMS),
    },
    {
      name: 'contract', lane: 'browser', needs: ['rust', 'compiler', 'npm', 'odoo'], modes: [], minutes: 20, count: cargoCounts,
      command: ['node', path.join(TESTS, 'contract/run.mjs')],
    },
    {
      name: 'sdk', lane: 'browser', needs: ['rust', 'compiler', 'npm'], modes: [], minutes: 20, count: nodeCounts,
      command: ['node', '--test', '--test-reporter=spec', '--test-concurrency=1', ...testFiles('contract/sdk')],
    },
    { name: 'dependencies', lane: 'cargo', needs: ['cargo-deny'], modes: ['check'], minutes: 5, command: ['node', path.join(TESTS, 'setup/dependencies.mjs')] },
    {
      name: 'e2e', lane: 'browser', needs: ['browser', 'npm', 'servers', 'build'], modes: [], minutes: 30, ...inBrowser('e2e'),
    },
    {
      name: 'screens', lane: 'browser', needs: ['browser', 'npm', 'build'], modes: [], minutes: 20, ...inBrowser('screens'),
    },
    {
      name: 'bench-build', lane: 'browser', needs: ['rust', 'compiler', 'npm'], modes: [], minutes: 20,
      command: ['node', path.join(TESTS, 'bench/build.mjs')],
    },
    {
      name: 'bench', lane: 'alone', needs: ['rust', 'compiler', 'browser', 'npm', 'bench-build'], modes: [], minutes: 20,
      command: ['node', path.join(TESTS, 'bench/run.mjs'), '--cheap', '--check'],
    },
    {
      name: 'idle', lane: 'idle', needs: ['browser', 'npm', 'servers', 'build'], modes: [], minutes: 15,
      command: ['node', path.join(TESTS, 'e2e/idle.mjs')],
    },
  ];
  const withNode = folders((files) => files.some((file) => file.endsWith('.test.mjs'))).map((folder) => ({
    name: folder,
    minutes: 30,
    count: nodeCounts,
    command: ['node', '--test', '--test-reporter=spec', '--test-concurrency=1', ...testFiles(folder)],
    ...PLACE[folder] ?? { lane: 'browser', needs: ['rust', 'compiler', 'npm', 'browser', 'build'], modes: [] },
  }));
  const rank = ({ name }) => ({ build: 0, e2e: 2, contract: 3, sdk: 3, 'bench-build': 3 })[name] ?? 1;
  return [...fixed, ...withNode]
    .filter(({ name }) => !['contract', 'e2e'].includes(name) || existsSync(path.join(TESTS, name)))
    .sort((one, other) => rank(one) - rank(other));
}

const folders = (has) => readdirSync(TESTS, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules' && has(readdirSync(path.join(TESTS, entry.name))))
  .map(({ name }) => name);

const testFiles = (folder) => readdirSync(path.join(TESTS, folder)).filter((file) => file.endsWith('.test.mjs')).map((file) => path.join(TESTS, folder, file));

/** `test result: ok. 3 passed; 0 failed; 1 ignored`, once per test binary. */
export function cargoCounts(output) {
  return sum([...output.matchAll(/^test result: \w+\. (\d+) passed; (\d+) failed; (\d+) ignored/gm)]
    .map(([, passed, failed, skipped]) => ({ passed: Number(passed), failed: Number(failed), skipped: Number(skipped) })));
}

/** The last lines of node:test, such as `ℹ pass 11`. */
export function nodeCounts(output) {
  const number = (word) => Number(new RegExp(`^(?:ℹ|#) ${word} (\\d+)$`, 'm').exec(output)?.[1] ?? 0);
  const counts = { passed: number('pass'), failed: number('fail') + number('cancelled'), skipped: number('skipped') + number('todo') };
  return counts.passed + counts.failed + counts.skipped > 0 ? counts : null;
}

/**
 * Cases of Playwright with the built extension in Chromium.
 * @param {string} folder of their configuration
 * @param {...string} chosen files, and what else says which of them
 */
export function inBrowser(folder, ...chosen) {
  const report = path.join(TESTS, folder, 'results/report.json');
  const count = () => {
    if (!existsSync(report)) return null;
    const { stats } = JSON.parse(readFileSync(report, 'utf8'));
    return { passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped: stats.skipped };
  };
  const command = ['node', path.join(TESTS, 'node_modules/@playwright/test/cli.js'), 'test', '--config', path.join(TESTS, folder, 'playwright.config.mjs'), ...chosen];
  return { command, report, count };
}

const sum = (all) => (all.length === 0 ? null : all.reduce((total, one) => (
  { passed: total.passed + one.passed, failed: total.failed + one.failed, skipped: total.skipped + one.skipped })));
