// Installs what building and testing need and this machine lacks: node tests/setup/setup.mjs [step …]
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheDir } from '../systems/process.mjs';
import { installAsterisk } from './asterisk.mjs';
import { CannotRun } from './cannot-run.mjs';
import { installOdoo } from './odoo.mjs';
import { asRoot, has, needRoot, retry, run } from './run.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const TESTS = path.join(ROOT, 'tests');

/** Tools built by cargo, each of one version, kept in the cache. */
const TOOLS = { 'cargo-deny': '0.20.2', 'cargo-mutants': '27.1.0' };

/** What a Debian or Ubuntu machine may lack: the package, and what proves that it is there (a file, or one of these programs). */
const PACKAGES = {
  compiler: [['build-essential', 'cc'], ['python3', 'python3']],
  browser: [['chromium', process.env.CHROMIUM ?? 'chromium chromium-browser google-chrome'],
    ['fonts-dejavu-core', '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf']],
  servers: [['sip-tester', 'sipp'], ['debootstrap', 'debootstrap'], ['debian-archive-keyring', '/usr/share/keyrings/debian-archive-keyring.gpg']],
  odoo: [['postgresql', '/usr/lib/postgresql'], ['python3-venv', '/usr/share/doc/python3-venv'],
    ['debian-archive-keyring', '/usr/share/keyrings/debian-archive-keyring.gpg'], ['debootstrap', 'debootstrap']],
};

const once = (work) => {
  let done;
  return () => (done ??= work());
};
const compiler = once(() => packages('compiler'));
const rust = once(installRust);
const odoo = once(async () => {
  await packages('odoo');
  await installOdoo();
});

/** Each step by name; the runner awaits a step where a suite needs it. */
export const STEPS = {
  rust,
  compiler,
  browser: once(() => packages('browser')),
  npm: once(installNpm),
  odoo,
  servers: once(async () => {
    await packages('servers');
    await Promise.all([installAsterisk(), odoo()]);
  }),
  'cargo-deny': once(() => installTool('cargo-deny')),
  'cargo-mutants': once(() => installTool('cargo-mutants')),
};

/** The pinned toolchain with the components and targets of rust-toolchain.toml. */
async function installRust() {
  if (!await has('rustup')) throw new CannotRun('Rust is missing: install it from https://rustup.rs');
  const wanted = await readFile(path.join(ROOT, 'rust-toolchain.toml'), 'utf8');
  const channel = /channel = "(.+)"/.exec(wanted)[1];
  const list = (key) => [...new RegExp(`${key} = \\[(.*)\\]`).exec(wanted)[1].matchAll(/"(.+?)"/g)].map(([, name]) => name);
  await retry(`installing Rust ${channel}`, 3, async () => {
    if (!(await run('rustup', ['toolchain', 'list'])).includes(channel)) {
      await run('rustup', ['toolchain', 'install', channel, '--profile', 'minimal', '--no-self-update'], { minutes: 10 });
    }
    await run('rustup', ['component', 'add', '--toolchain', channel, ...list('components')]);
    await run('rustup', ['target', 'add', '--toolchain', channel, ...list('targets')]);
  });
}

/** Debian packages of one kind, if any is missing. */
async function packages(kind) {
  const missing = [];
  for (const [name, proof] of PACKAGES[kind]) {
    const there = await Promise.all(proof.split(' ').map((one) => (one.startsWith('/') ? existsSync(one) : has(one))));
    if (!there.some(Boolean)) missing.push(name);
  }
  if (missing.length === 0) return;
  if (!await has('apt-get')) throw new CannotRun(`this is neither Debian nor Ubuntu: install what their packages ${missing.join(', ')} hold`);
  await needRoot(`installing ${missing.join(', ')}`);
  await oneAtATime(() => retry(`installing ${missing.join(', ')}`, 3, async () => {
    await asRoot('apt-get', ['-o', 'DPkg::Lock::Timeout=120', 'update'], { minutes: 5 });
    await asRoot('env', ['DEBIAN_FRONTEND=noninteractive', 'apt-get', '-o', 'DPkg::Lock::Timeout=120', 'install', '-y', '--no-install-recommends', ...missing], { minutes: 10 });
  }));
}

/** apt takes one caller at a time. */
let turn = Promise.resolve();
function oneAtATime(work) {
  turn = turn.catch(() => {}).then(work);
  return turn;
}

/** What the tests' own package-lock.json pins, unless exactly that is there. */
async function installNpm() {
  const lock = createHash('sha256').update(await readFile(path.join(TESTS, 'package-lock.json'))).digest('hex');
  const stamp = path.join(TESTS, 'node_modules/.installed-from');
  if (await readFile(stamp, 'utf8').catch(() => '') === `${lock} ${process.version}`) return;
  await compiler();
  await retry('installing the tests\' npm packages', 3, () => (
    run('npm', ['ci', '--no-audit', '--no-fund', '--fetch-timeout=60000', '--fetch-retries=2'], { cwd: TESTS, minutes: 10 })));
  await writeFile(stamp, `${lock} ${process.version}`);
}

/** Where a tool of {@link TOOLS} lies once it is installed. */
export const toolBinary = (name) => path.join(cacheDir, `${name}-${TOOLS[name]}`, 'bin', name);

async function installTool(name) {
  if (existsSync(toolBinary(name))) return;
  await Promise.all([rust(), compiler()]);
  const home = path.dirname(path.dirname(toolBinary(name)));
  const target = path.join(home, 'target');
  await mkdir(home, { recursive: true });
  await retry(`building ${name} ${TOOLS[name]}`, 2, () => run('nice', [
    'cargo', 'install', name, '--version', TOOLS[name], '--locked', '--root', home, '--target-dir', target,
  ], { minutes: 30, cwd: ROOT }));
  await rm(target, { recursive: true, force: true });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(STEPS);
  const failed = (await Promise.allSettled(wanted.map((name) => STEPS[name]()))).filter(({ status }) => status === 'rejected');
  for (const { reason } of failed) console.error(reason.message);
  process.exitCode = failed.length > 0 ? 1 : 0;
}
