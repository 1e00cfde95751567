// Runs the suites: node tests/run.mjs [all | fast | check] [suite …]. With REQUIRE_ALL=1 nothing may be skipped.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { runSuites } from './runner.mjs';
import { STEPS } from './setup/setup.mjs';
import { suites } from './suites.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const [mode = 'all', ...only] = process.argv.slice(2);
const chosen = suites().filter(({ name, modes }) => (mode === 'all' || modes.includes(mode)) && (only.length === 0 || only.includes(name)));
const { failed } = await runSuites(chosen, {
  steps: STEPS,
  root,
  logs: path.join(root, 'target/test-logs'),
  requireAll: process.env.REQUIRE_ALL === '1',
});
process.exit(failed > 0 ? 1 : 0);
