// Puts a real Odoo 19 (the files of Debian sid's package, with a Python environment of its own) into the cache, with databases to start from.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { startPostgres } from '../systems/postgres.mjs';
import { cacheDir, scratch } from '../systems/process.mjs';
import { CannotRun } from './cannot-run.mjs';
import { has, retry, run } from './run.mjs';
import { downloadFromSid } from './sid.mjs';

const MAJOR = 19;
const PACKAGE = `odoo-${MAJOR}`;
const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const PINNED = here('odoo.lock.json');
const REQUIREMENTS = here('odoo.requirements.txt');
const SEED = here('odoo.seed.py');
const MODULES = 'crm,contacts,phone_validation,api_doc';
/** What is never read without a screen in another language or tests of Odoo's own: three quarters of the package. */
const LEFT_OUT = ['*/i18n/*', '*/i18n_extra/*', '*/addons/*/tests/*'];
const home = path.join(cacheDir, PACKAGE);

/**
 * @typedef {object} Seed
 * @property {string} dump a database in PostgreSQL's own form
 * @property {{agent: string, second: string, admin: string}} keys that are taken there
 */

/**
 * The installed Odoo.
 * @returns {Promise<{version: string, odoo: (config: string, args?: string[]) => {program: string, args: string[], env: NodeJS.ProcessEnv}, addons: string,
 *   seeds: {plain: Seed, phonecalls: Seed}}>}
 */
export async function findOdoo() {
  const { version, from, seeds } = JSON.parse(await readFile(path.join(home, 'installed.json'), 'utf8').catch(() => '{}'));
  if (from !== await ingredients()) throw new CannotRun('Odoo is not installed; `node tests/setup/odoo.mjs` does it (Debian or Ubuntu, with root or sudo)');
  const seed = (name) => ({ dump: path.join(home, `${name}.dump`), keys: seeds[name] });
  return { ...(await program(home)), version, seeds: { plain: seed('plain'), phonecalls: seed('phonecalls') } };
}

/** How what lies in a folder is started. */
async function program(folder) {
  const python = path.join(folder, 'files/usr/lib/python3/dist-packages');
  const libraries = path.join(folder, 'venv/lib');
  const [version] = (await readdir(libraries)).filter((name) => name.startsWith('python3'));
  return {
    addons: [path.join(python, 'odoo/addons'), path.join(libraries, version, 'site-packages/odoo/addons')].join(','),
    odoo: (config, args = []) => ({
      program: path.join(folder, 'venv/bin/python'),
      args: [path.join(folder, 'files/usr/bin/odoo'), ...args, '--config', config],
      env: { ...process.env, PYTHONPATH: python, PYTHONUNBUFFERED: '1', PYTHONWARNINGS: 'ignore' },
    }),
  };
}

/** What the installed one was made of. */
async function ingredients() {
  const files = await Promise.all([PINNED, REQUIREMENTS, SEED].map((file) => readFile(file, 'utf8')));
  return createHash('sha256').update([...files, MODULES, ...LEFT_OUT].join('\n')).digest('hex');
}

/** Installs Odoo unless it is there. `refresh` installs anew and records what was downloaded as the pin. */
export async function installOdoo({ refresh = false } = {}) {
  const present = await findOdoo().catch((error) => (error instanceof CannotRun ? null : Promise.reject(error)));
  if (present && !refresh) return present;
  if (!await has('dpkg-deb')) throw new CannotRun('Odoo is unpacked from a Debian package: this is neither Debian nor Ubuntu');
  const fresh = `${home}.${process.pid}`;
  try {
    await mkdir(fresh, { recursive: true });
    const [version] = await Promise.all([unpack(fresh, refresh), environment(fresh)]);
    const seeds = await makeSeeds(fresh);
    await writeFile(path.join(fresh, 'installed.json'), `${JSON.stringify({ version, from: await ingredients(), seeds }, null, 2)}\n`);
    await rm(home, { recursive: true, force: true });
    await rename(fresh, home);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
  return findOdoo();
}

async function unpack(folder, refresh) {
  const work = await scratch('odoo-download');
  try {
    const { file, version, sha256 } = await retry('downloading Odoo from Debian sid', 2, () => downloadFromSid(PACKAGE, work.folder));
    await check(version, sha256, refresh);
    const files = path.join(folder, 'files');
    await mkdir(files);
    const without = LEFT_OUT.map((pattern) => `--exclude='${pattern}'`).join(' ');
    await run('sh', ['-c', `dpkg-deb --fsys-tarfile "$1" | tar -x -C "$2" --no-same-owner ${without}`, 'sh', file, files]);
    return version;
  } finally {
    await work.remove();
  }
}

/** sid moves: another version is told, a file that changed under the same version or another major version is refused. */
async function check(version, sha256, refresh) {
  const again = '`node tests/setup/odoo.mjs --refresh` records what sid has now';
  if (!version.startsWith(`${MAJOR}.`)) throw new Error(`Debian sid has Odoo ${version}, the tests know ${MAJOR}: adapt tests/systems, then ${again}`);
  if (refresh) {
    await writeFile(PINNED, `${JSON.stringify({ version, sha256 }, null, 2)}\n`);
    return;
  }
  const pinned = JSON.parse(await readFile(PINNED, 'utf8'));
  if (pinned.version === version && pinned.sha256 !== sha256) throw new Error(`${PACKAGE} ${version} is not the file that was pinned: its sha256 is ${sha256}`);
  if (pinned.version !== version) console.log(`Odoo ${version} was installed, ${pinned.version} is recorded; ${again}`);
}

/** A Python environment with exactly what is recorded. */
async function environment(folder) {
  const python = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3';
  await run(python, ['-m', 'venv', path.join(folder, 'venv')]);
  await retry('installing what Odoo needs of Python', 3, () => run(path.join(folder, 'venv/bin/python'), [
    '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps', '--only-binary', ':all:', '--requirement', REQUIREMENTS,
  ], { minutes: 10 }));
}

/** Makes both databases, the second from the first, and keeps them as dumps; the keys that are taken in each. */
async function makeSeeds(folder) {
  const work = await scratch('odoo-seed');
  const postgres = await startPostgres(path.join(work.folder, 'pg'));
  try {
    const { odoo, addons } = await program(folder);
    const config = path.join(work.folder, 'odoo.conf');
    await writeFile(config, configuration({ addons, postgres, data: path.join(work.folder, 'data') }));
    const act = async (args, input) => {
      const { program: python, args: all, env } = odoo(config, args);
      return run('sh', ['-c', `exec "$@" < ${input ?? '/dev/null'}`, 'sh', python, ...all, '--log-level', 'warn'], { env, minutes: 10 });
    };
    const seeds = {};
    for (const [name, modules] of [['plain', MODULES], ['phonecalls', 'crm_phonecall']]) {
      await act(['server', '--database', 'seed', '--init', modules, '--stop-after-init', '--no-http']);
      if (name === 'plain') seeds.plain = JSON.parse(/^KEYS (.+)$/m.exec(await act(['shell', '--database', 'seed', '--no-http'], SEED))[1]);
      else seeds.phonecalls = seeds.plain;
      await postgres.run('pg_dump', ['--format', 'custom', '--no-owner', '--file', path.join(folder, `${name}.dump`), 'seed']);
    }
    return seeds;
  } finally {
    await postgres.stop();
    await work.remove();
  }
}

/** Odoo's own configuration: one process, nothing by itself, no list of databases for strangers. */
export function configuration({ addons, postgres, data, port, databases = [] }) {
  return `[options]
addons_path = ${addons}
data_dir = ${data}
db_host = ${postgres.host}
db_user = ${postgres.user}
dbfilter = ^(${databases.join('|')})$
http_interface = 127.0.0.1
http_port = ${port ?? 0}
workers = 0
max_cron_threads = 0
without_demo = all
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { version } = await installOdoo({ refresh: process.argv.includes('--refresh') });
  console.log(`Odoo ${version} is installed`);
}
