// Breaks rules, engine and catch-up on purpose, one place at a time, and fails unless a test notices each: node tests/mutants/run.mjs [option of cargo-mutants …]
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { toolBinary } from '../setup/setup.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

// What is broken, and which tests have to notice, stands in .cargo/mutants.toml.
const child = spawn(toolBinary('cargo-mutants'), [
  'mutants', '--package', 'callscribe-core', '--output', path.join(ROOT, 'target'), '--jobs', String(availableParallelism()), '--colors', 'never',
  ...process.argv.slice(2),
], { cwd: ROOT, stdio: 'inherit' });
child.once('exit', (code) => { process.exitCode = code ?? 1; });
