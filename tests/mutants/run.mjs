// Breaks rules, engine and catch-up on purpose, one place at a time, and fails unless a test notices each: node tests/mutants/run.mjs [option of cargo-mutants …]
import { spawn } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { toolBinary } from '../setup/setup.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const OUT = path.join(ROOT, 'target', 'mutation');
const UNITS = { tests: 'callscribe-core', target: ['--lib'] };
const CASES = { tests: 'callscribe-simulation', target: ['--test', 'rules'] };
// A rule's own tests are built and played in no time; a round plays again only what none before it noticed.
const ROUNDS = [
  { ...UNITS, only: ['--exclude', 'crates/core/src/engine/**'] },
  { ...CASES, only: ['--iterate'] },
  { ...UNITS, only: ['--iterate'] },
];

/** Starts a program in the project's folder; resolves to its exit code. */
function run(program, args) {
  const child = spawn(program, args, { cwd: ROOT, stdio: 'inherit', env: { ...process.env, RUST_BACKTRACE: '0', FIRST_FAILURE_ENDS: '1' } });
  return new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
}

/** Plays the tests of a round for each mutant that is left; keeps what it found beside what the next will find. */
async function play({ tests, target, only }, round) {
  const code = await run(toolBinary('cargo-mutants'), [
    'mutants', '--package', 'callscribe-core', '--baseline', 'skip', '--timeout', '120',
    '--output', OUT, '--jobs', String(availableParallelism()), '--colors', 'never',
    '--test-package', tests, ...target.map((word) => `--cargo-arg=${word}`), ...only, ...process.argv.slice(2),
  ]);
  cpSync(path.join(OUT, 'mutants.out'), path.join(OUT, `round-${round + 1}`), { recursive: true });
  return code;
}

// What is not broken has to pass; cargo-mutants could play that only with the tests of the broken crate itself.
rmSync(OUT, { recursive: true, force: true });
let code = 0;
for (const { tests, target } of [UNITS, CASES]) code ||= await run('cargo', ['test', '--quiet', '--profile', 'mutants', '-p', tests, ...target]);
for (const [round, what] of code ? [] : ROUNDS.entries()) code = await play(what, round);
process.exitCode = code;
