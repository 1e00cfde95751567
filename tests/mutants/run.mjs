// Breaks rules, engine and catch-up on purpose, one place at a time, and fails unless a test notices each: node tests/mutants/run.mjs [option of cargo-mutants …]
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { toolBinary } from '../setup/setup.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Starts a program in the project's folder; resolves to its exit code. */
function run(program, args) {
  const child = spawn(program, args, { cwd: ROOT, stdio: 'inherit', env: { ...process.env, RUST_BACKTRACE: '0' } });
  return new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
}

// cargo-mutants can play what is not broken only with the tests of the broken crate itself; ours lie in two.
const whole = await run('cargo', ['test', '--quiet', '--profile', 'mutants', '-p', 'callscribe-core', '-p', 'callscribe-simulation', '--lib', '--test', 'rules']);
// What is broken, and which tests have to notice, stands in .cargo/mutants.toml.
process.exitCode = whole || await run(toolBinary('cargo-mutants'), [
  'mutants', '--package', 'callscribe-core', '--baseline', 'skip', '--timeout', '120',
  '--output', path.join(ROOT, 'target'), '--jobs', String(availableParallelism()), '--colors', 'never', ...process.argv.slice(2),
]);
