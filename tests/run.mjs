// Runs the suites: node tests/run.mjs [all | fast | check] [suite …]. The last line is `N passed, N failed, N skipped`.
import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { CANNOT_RUN } from './setup/cannot-run.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const LOGS = path.join(ROOT, 'target/test-logs');
const REQUIRE_ALL = process.env.REQUIRE_ALL === '1';

const [mode = 'all', ...only] = process.argv.slice(2);
const { STEPS } = await import('./setup/setup.mjs');
const { suites } = await import('./suites.mjs');
const chosen = suites().filter(({ name, modes }) => (mode === 'all' || modes.includes(mode)) && (only.length === 0 || only.includes(name)));

const began = Date.now();
const total = { passed: 0, failed: 0, skipped: 0 };
rmSync(LOGS, { recursive: true, force: true });
mkdirSync(LOGS, { recursive: true });

const ended = new Map();
const steps = new Map();
for (const name of new Set(chosen.flatMap(({ needs }) => needs).filter((need) => STEPS[need]))) steps.set(name, install(name));

const lanes = groupByLane(chosen);
await Promise.all([...lanes.values()].map(async (lane) => {
  for (const suite of lane) await runSuite(suite);
}));

console.log(`\n${seconds(began)} in all; the whole output is in ${path.relative(ROOT, LOGS)}/`);
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(total.failed > 0 ? 1 : 0);

/** Installs in the background; a suite that needs it waits. */
async function install(name) {
  const start = Date.now();
  try {
    await STEPS[name]();
    if (Date.now() - start > 5000) console.log(`     ${name} is installed (${seconds(start)})`);
    return null;
  } catch (error) {
    return error.message;
  }
}

async function runSuite(suite) {
  let finish;
  ended.set(suite.name, new Promise((resolve) => { finish = resolve; }));
  try {
    const missing = (await Promise.all(suite.needs.map((need) => steps.get(need) ?? ended.get(need)))).find(Boolean);
    if (missing) skip(suite, missing);
    else await execute(suite);
  } finally {
    finish(null);
  }
}

function skip({ name }, reason) {
  const [sentence] = reason.split('\n');
  total[REQUIRE_ALL ? 'failed' : 'skipped'] += 1;
  console.log(`${REQUIRE_ALL ? 'FAIL' : 'skip'} ${name}: ${sentence}`);
}

async function execute(suite) {
  const start = Date.now();
  const log = path.join(LOGS, `${suite.name}.log`);
  if (suite.report) rmSync(suite.report, { force: true });
  const { code, late } = await runBounded(suite, log);
  const output = readFileSync(log, 'utf8');
  if (code === CANNOT_RUN) {
    skip(suite, output.trimEnd().split('\n').at(-1));
    return;
  }
  const counts = suite.count?.(output) ?? { passed: code === 0 ? 1 : 0, failed: 0, skipped: 0 };
  if (code !== 0 && counts.failed === 0) counts.failed = 1;
  if (REQUIRE_ALL) {
    counts.failed += counts.skipped;
    counts.skipped = 0;
  }
  for (const key of Object.keys(total)) total[key] += counts[key];
  if (counts.failed > 0) {
    const why = late ? `, stopped after ${suite.minutes} minutes` : '';
    console.log(`\nFAIL ${suite.name}: ${counts.failed} failed, ${counts.passed} passed${why} (${seconds(start)})\n${indent(output)}\n`);
  } else {
    console.log(`PASS ${suite.name}: ${counts.passed} passed${counts.skipped ? `, ${counts.skipped} skipped` : ''} (${seconds(start)})`);
  }
}

/** Runs a suite in a process group of its own, which ends with its time limit or with this process. */
function runBounded({ command: [program, ...args], minutes }, log) {
  return new Promise((resolve) => {
    const out = createWriteStream(log);
    const env = { ...process.env, CARGO_TERM_COLOR: 'never', FORCE_COLOR: '0', PLAYWRIGHT_HTML_OPEN: 'never' };
    const child = spawn(program, args, { cwd: ROOT, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    let late = false;
    const kill = () => {
      try {
        process.kill(-child.pid, 'SIGKILL');
      } catch {
        // It is gone already.
      }
    };
    const timer = setTimeout(() => {
      late = true;
      kill();
    }, minutes * 60_000);
    const onSignal = () => {
      kill();
      process.exit(130);
    };
    process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
    child.stdout.pipe(out, { end: false });
    child.stderr.pipe(out, { end: false });
    child.once('error', (error) => out.write(`${program} cannot be started: ${error.message}\n`));
    child.once('close', (code) => {
      clearTimeout(timer);
      process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
      out.end(() => resolve({ code: code ?? 1, late }));
    });
  });
}

/** The end of a failed suite's output. */
function indent(output) {
  return output.trimEnd().split('\n').slice(-60).map((line) => `     ${line}`).join('\n');
}

function groupByLane(all) {
  const lanes = new Map();
  for (const suite of all) lanes.set(suite.lane, [...(lanes.get(suite.lane) ?? []), suite]);
  return lanes;
}

function seconds(since) {
  return `${((Date.now() - since) / 1000).toFixed(0)} s`;
}
