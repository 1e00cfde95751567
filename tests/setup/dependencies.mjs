// Holds the dependency tree to deny.toml: bans, licences and sources always, advisories where their database can be reached.
import { fileURLToPath } from 'node:url';
import { toolBinary } from './setup.mjs';
import { run } from './run.mjs';

const ADVISORIES = 'https://github.com/rustsec/advisory-db';
const cwd = fileURLToPath(new URL('../..', import.meta.url));
const check = (...what) => run(toolBinary('cargo-deny'), ['--log-level', 'error', 'check', ...what], { cwd, show: true });

await check('bans', 'licenses', 'sources');
const reachable = await run('git', ['ls-remote', '--exit-code', ADVISORIES, 'HEAD'], { minutes: 0.5, env: { ...process.env, GIT_TERMINAL_PROMPT: '0' } }).then(() => true, () => false);
if (reachable) await check('advisories');
else console.log('advisories were not checked: their database cannot be reached from here');
