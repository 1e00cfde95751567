// Runs the suites, or some and what they need: node tests/run.mjs [all | fast | check] [suite …]. With REQUIRE_ALL=1 nothing may be skipped.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { runSuites } from './runner.mjs';
import { STEPS } from './setup/setup.mjs';
import { suites } from './suites.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const [mode = 'all', ...only] = process.argv.slice(2);
const known = suites();
const wanted = new Set(only.length > 0 ? only : known.map(({ name }) => name));
for (const name of wanted) known.find((suite) => suite.name === name)?.needs.forEach((need) => wanted.add(need));
const chosen = known.filter(({ name, modes }) => (mode === 'all' || modes.includes(mode)) && wanted.has(name));
const { failed } = await runSuites(chosen, {
  steps: STEPS,
  root,
  logs: path.join(root, 'target/test-logs'),
  requireAll: process.env.REQUIRE_ALL === '1',
});
process.exit(failed > 0 ? 1 : 0);
