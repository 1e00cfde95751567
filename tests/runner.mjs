// Runs suites in lanes beside each other, each bounded in time, and counts what they say.
import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import path from 'node:path';
import { CANNOT_RUN } from './setup/cannot-run.mjs';
import { dyingWithUs } from './systems/process.mjs';

/** How long a suite that is stopped may take to close its browsers and servers. */
const GRACE_MS = 5000;

/** The lane of suites that measure: they begin when all the others have ended. */
const LAST_LANE = 'alone';

/** The lane of suites that compute and watch no clock: they leave the processor to those that do. */
const PATIENT_LANE = 'cargo';

/**
 * Runs suites and prints each result as it is known; the last line is `N passed, N failed, N skipped`.
 * @param {import('./suites.mjs').Suite[]} suites
 * @param {{steps: Record<string, () => Promise<unknown>>, root: string, logs: string, requireAll: boolean,
 *   print?: (line: string) => void, counted?: (suite: import('./suites.mjs').Suite, counts: import('./suites.mjs').Counts) => void}} options
 *   `steps` install what suites need; one that fails skips those suites with its reason; `requireAll` counts what is skipped as failed;
 *   `counted` is told each suite's own counts
 * @returns {Promise<import('./suites.mjs').Counts>}
 */
export async function runSuites(suites, { steps, root, logs, requireAll, print = console.log, counted = () => {} }) {
  const began = Date.now();
  const total = { passed: 0, failed: 0, skipped: 0 };
  mkdirSync(logs, { recursive: true });

  /** Why a need is not met, or null, for each step and suite. */
  const needs = new Map();
  for (const name of new Set(suites.flatMap((suite) => suite.needs))) {
    if (steps[name]) needs.set(name, install(name, steps[name], print));
  }
  const finished = new Map(suites.map(({ name }) => {
    if (steps[name]) throw new Error(`${name} is the name of a suite and of a step`);
    let finish;
    needs.set(name, new Promise((resolve) => { finish = resolve; }));
    return [name, () => finish(null)];
  }));

  async function runSuite(suite) {
    const missing = (await Promise.all(suite.needs.map((need) => needs.get(need)))).find(Boolean);
    const result = missing ? { skipped: missing.split('\n')[0] } : await execute(suite, { root, logs });
    const counts = result.counts ?? { passed: 0, failed: 0, skipped: 1 };
    if (requireAll) Object.assign(counts, { failed: counts.failed + counts.skipped, skipped: 0 });
    for (const key of Object.keys(total)) total[key] += counts[key];
    print(report(suite, result, counts));
    counted(suite, counts);
    finished.get(suite.name)();
  }
  const runLane = async (lane) => {
    for (const suite of suites.filter((one) => one.lane === lane)) await runSuite(suite);
  };
  const lanes = new Set(suites.map(({ lane }) => lane).filter((lane) => lane !== LAST_LANE));
  await Promise.all([...lanes].map(runLane));
  await runLane(LAST_LANE);
  print(`\n${seconds(began)} in all; the whole output is in ${path.relative(root, logs)}/`);
  print(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
  return total;
}

async function install(name, step, print) {
  const began = Date.now();
  try {
    await step();
    if (Date.now() - began > 5000) print(`     ${name} is installed (${seconds(began)})`);
    return null;
  } catch (error) {
    return error.message;
  }
}

async function execute(suite, { root, logs }) {
  const began = Date.now();
  const log = path.join(logs, `${suite.name}.log`);
  if (suite.report) rmSync(suite.report, { force: true });
  const { code, late } = await runBounded(suite, root, log);
  const output = readFileSync(log, 'utf8').trimEnd();
  if (code === CANNOT_RUN) return { skipped: output.split('\n').at(-1) };
  const counts = suite.count?.(output) ?? { passed: code === 0 ? 1 : 0, failed: 0, skipped: 0 };
  if (code !== 0 && counts.failed === 0) counts.failed = 1;
  return { counts, output, late, took: seconds(began) };
}

function report({ name, minutes }, { skipped, output, late, took }, { passed, failed, skipped: left }) {
  if (skipped) return `${failed > 0 ? 'FAIL' : 'skip'} ${name}: ${skipped}`;
  if (failed === 0) return `PASS ${name}: ${passed} passed${left > 0 ? `, ${left} skipped` : ''} (${took})`;
  const end = output.split('\n').slice(-60).map((line) => `     ${line}`).join('\n');
  return `\nFAIL ${name}: ${failed} failed, ${passed} passed${late ? `, stopped after ${minutes} minutes` : ''} (${took})\n${end}\n`;
}

/** Runs a suite in a process group of its own, which ends with its time limit or with this process, also when this one is killed. */
function runBounded({ command, lane, minutes, env: own }, root, log) {
  const [program, ...args] = dyingWithUs(...command);
  return new Promise((resolve) => {
    const out = createWriteStream(log);
    const env = { ...process.env, ...own, CARGO_TERM_COLOR: 'never', FORCE_COLOR: '0' };
    const child = spawn(program, args, { cwd: root, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    if (lane === PATIENT_LANE && child.pid) yieldToOthers(child.pid);
    let late = false;
    let force;
    const stop = () => {
      signal(child.pid, 'SIGTERM');
      force = setTimeout(() => signal(child.pid, 'SIGKILL'), GRACE_MS);
    };
    const limit = setTimeout(() => {
      late = true;
      stop();
    }, minutes * 60_000);
    const onSignal = () => {
      signal(child.pid, 'SIGTERM');
      process.exit(130);
    };
    process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
    child.stdout.pipe(out, { end: false });
    child.stderr.pipe(out, { end: false });
    child.once('error', (error) => out.write(`${command[0]} cannot be started: ${error.message}\n`));
    child.once('close', (code) => {
      clearTimeout(limit);
      clearTimeout(force);
      process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
      out.end(() => resolve({ code: code ?? 1, late }));
    });
  });
}

/** Asks for the lowest share of the processor: in its session's order, and in Linux's order of sessions. A courtesy, so never an error. */
function yieldToOthers(leader) {
  try {
    setPriority(leader, constants.priority.PRIORITY_LOW);
    writeFileSync(`/proc/${leader}/autogroup`, String(constants.priority.PRIORITY_LOW));
  } catch { /* It has ended already, or this system shares otherwise. */ }
}

/** Signals a whole process group; one that has ended needs nothing. */
function signal(group, name) {
  try {
    process.kill(-group, name);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

function seconds(since) {
  return `${((Date.now() - since) / 1000).toFixed(0)} s`;
}
