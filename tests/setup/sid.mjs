// Downloads a package of Debian sid on a machine that is none, and holds it to what is recorded in the repository.
import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CannotRun } from './cannot-run.mjs';
import { run } from './run.mjs';

const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';

/**
 * Downloads the newest version of a package, without what it needs, through apt with lists of its own.
 * @param {string} name
 * @param {string} folder of its own
 * @returns {Promise<{file: string, version: string, sha256: string}>}
 */
export async function downloadFromSid(name, folder) {
  const at = (...parts) => path.join(folder, ...parts);
  await mkdir(at('lists/partial'), { recursive: true });
  await mkdir(at('archives/partial'), { recursive: true });
  await writeFile(at('sources.list'), `deb [signed-by=${KEYRING}] ${await debianMirror()} sid main\n`);
  const own = [`Dir::Etc::sourcelist=${at('sources.list')}`, 'Dir::Etc::sourceparts=-', `Dir::State::lists=${at('lists')}`, `Dir::Cache=${folder}`,
    'Acquire::Languages=none', 'Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false', 'APT::Sandbox::User=', 'Debug::NoLocking=true']
    .flatMap((option) => ['-o', option]);
  await run('apt-get', [...own, '-q', 'update'], { minutes: 5 });
  await run('apt-get', [...own, '-q', 'download', name], { minutes: 10, cwd: folder });
  await rm(at('lists'), { recursive: true, force: true });
  const base = (await readdir(folder)).find((file) => file.startsWith(`${name}_`) && file.endsWith('.deb'));
  const sha256 = createHash('sha256').update(await readFile(at(base))).digest('hex');
  return { file: at(base), version: decodeURIComponent(base.split('_')[1]), sha256 };
}

/** Where this machine itself takes Debian from; elsewhere what debootstrap takes. */
async function debianMirror() {
  const sources = await run('apt-get', ['indextargets', '--format', '$(ORIGIN) $(CODENAME) $(SITE)', 'Created-By: Packages']).catch(() => '');
  const own = sources.split('\n').map((line) => line.split(' ')).find(([origin, suite]) => origin === 'Debian' && /^\w+$/.test(suite));
  if (own) return own[2];
  const script = await readFile('/usr/sbin/debootstrap', 'utf8').catch(() => '');
  const known = /^DEF_MIRROR="(.+)"$/m.exec(script)?.[1];
  if (!known) throw new CannotRun('no mirror of Debian is known here: install debootstrap with `apt-get install debootstrap`');
  return known;
}
