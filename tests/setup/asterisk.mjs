// Puts a real Asterisk 22 (Debian sid's package, in a folder of its own) into the cache, and tells where it is.
import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { arch } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheDir } from '../systems/process.mjs';
import { CannotRun } from './cannot-run.mjs';
import { asRoot, has, needRoot, retry } from './run.mjs';

const MAJOR = 22;
const PINNED = new URL('./asterisk.lock.json', import.meta.url);
const MACHINES = {
  x64: { debian: 'amd64', libraries: 'x86_64-linux-gnu', loader: 'ld-linux-x86-64.so.2' },
  arm64: { debian: 'arm64', libraries: 'aarch64-linux-gnu', loader: 'ld-linux-aarch64.so.1' },
};

/**
 * The installed Asterisk. It runs with its own loader and libraries, so that starting it needs neither root nor chroot.
 * @returns {Promise<{root: string, version: string, modules: string, command: string[]}>}
 */
export async function findAsterisk() {
  const machine = MACHINES[arch()];
  if (process.platform !== 'linux' || !machine) throw new CannotRun('Asterisk runs in the tests on Linux (amd64, arm64) only');
  const root = path.join(cacheDir, `asterisk-${MAJOR}-${machine.debian}`);
  const { version } = JSON.parse(await readFile(path.join(root, 'installed.json'), 'utf8').catch(() => {
    throw new CannotRun('Asterisk is not installed; `node tests/setup/asterisk.mjs` does it (Debian or Ubuntu, with root or sudo)');
  }));
  const libraries = path.join(root, 'usr/lib', machine.libraries);
  return {
    root,
    version,
    modules: path.join(libraries, 'asterisk/modules'),
    command: [path.join(libraries, machine.loader), '--library-path', libraries, path.join(root, 'usr/sbin/asterisk')],
  };
}

/** Installs Asterisk unless it is there. `refresh` installs anew and records what was downloaded as the pin. */
export async function installAsterisk({ refresh = false } = {}) {
  const present = await findAsterisk().catch((error) => (error.message.startsWith('Asterisk is not installed') ? null : Promise.reject(error)));
  if (present && !refresh) return present;
  if (!await has('debootstrap')) throw new CannotRun('Asterisk needs debootstrap: install it with `apt-get install debootstrap`');
  await needRoot('unpacking Asterisk into the cache');
  const { debian } = MACHINES[arch()];
  const target = path.join(cacheDir, `asterisk-${MAJOR}-${debian}`);
  const fresh = `${target}.${process.pid}`;
  await mkdir(cacheDir, { recursive: true });
  await retry('downloading Asterisk from Debian sid', 2, async () => {
    await asRoot('rm', ['-rf', fresh]);
    await asRoot('debootstrap', ['--variant=minbase', '--include=asterisk', 'sid', fresh], { minutes: 8 });
  });
  await asRoot('chown', ['-R', `${process.getuid()}:${process.getgid()}`, fresh]);
  const downloaded = await downloads(path.join(fresh, 'var/cache/apt/archives'));
  await check(downloaded, refresh);
  await writeFile(path.join(fresh, 'installed.json'), `${JSON.stringify(downloaded, null, 2)}\n`);
  await rm(path.join(fresh, 'var/cache/apt/archives'), { recursive: true, force: true });
  await asRoot('rm', ['-rf', target]);
  await rename(fresh, target);
  return findAsterisk();
}

/** Name, version and sha256 of the downloaded Asterisk packages. */
async function downloads(archives) {
  const packages = {};
  let version;
  for (const file of (await readdir(archives)).filter((name) => name.startsWith('asterisk')).sort()) {
    const [name, text] = file.split('_');
    if (name === 'asterisk') version = decodeURIComponent(text).replace(/^\d+:/, '');
    packages[decodeURIComponent(file)] = createHash('sha256').update(await readFile(path.join(archives, file))).digest('hex');
  }
  return { version, packages };
}

/** sid moves: another patch level is told, a file that changed under the same name or another major version is refused. */
async function check(downloaded, refresh) {
  const again = '`node tests/setup/asterisk.mjs --refresh` records what sid has now';
  if (!downloaded.version?.startsWith(`${MAJOR}.`)) {
    throw new Error(`Debian sid has Asterisk ${downloaded.version}, the tests know ${MAJOR}: adapt tests/systems, then ${again}`);
  }
  if (refresh) {
    await writeFile(PINNED, `${JSON.stringify(downloaded, null, 2)}\n`);
    return;
  }
  const pinned = JSON.parse(await readFile(PINNED, 'utf8'));
  for (const [file, sum] of Object.entries(downloaded.packages)) {
    if (pinned.packages[file] && pinned.packages[file] !== sum) throw new Error(`${file} is not the file that was pinned: its sha256 is ${sum}`);
  }
  if (pinned.version !== downloaded.version) console.log(`Asterisk ${downloaded.version} was installed, ${pinned.version} is recorded; ${again}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { version } = await installAsterisk({ refresh: process.argv.includes('--refresh') });
  console.log(`Asterisk ${version} is installed`);
}
