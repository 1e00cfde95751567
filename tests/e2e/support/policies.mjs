// What an administrator sets, as Chromium itself reads it: from a folder of policies that only the browsers of one case see.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { findChromium } from '../../build/chromium.mjs';
import { scratch } from '../../systems/process.mjs';

/** Where Debian's Chromium looks for `policies/managed/*.json`; no switch of its own changes that. */
const READS = '/etc/chromium';

/**
 * A Chromium in a mount namespace of its own, where a folder of ours stands in place of the system's. Nothing of the system is
 * touched, no other browser sees it, and it is gone with the browser.
 * @returns {Promise<{executable: string, set: (id: string, values: object) => Promise<void>, clear: () => Promise<void>, remove: () => Promise<void>}>}
 *   `executable` starts the browser; `set` sets an extension's managed values, `clear` takes the file away, also while it runs
 */
export async function ownPolicies() {
  const home = await scratch('policies');
  const managed = path.join(home.folder, 'policies', 'managed');
  const [file, executable] = [path.join(managed, 'callscribe.json'), path.join(home.folder, 'chromium')];
  await mkdir(managed, { recursive: true });
  const inside = `mount --bind "$0" ${READS} && exec "$@"`;
  const start = `#!/bin/sh\nexec unshare --user --map-root-user --mount sh -c '${inside}' '${home.folder}' '${findChromium()}' "$@"\n`;
  await writeFile(executable, start, { mode: 0o755 });
  return {
    executable,
    set: (id, values) => writeFile(file, JSON.stringify({ '3rdparty': { extensions: { [id]: values } } })),
    clear: () => rm(file),
    remove: home.remove,
  };
}
