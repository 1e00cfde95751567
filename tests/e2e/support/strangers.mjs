// Who must not be able to command the worker: a web page and another extension, as real as the browser makes them.
import { createHash } from 'node:crypto';
import { mkdir, realpath, writeFile } from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';
import { scratch } from '../../systems/process.mjs';

/** A web page on loopback, empty but for its title. */
export async function startWebPage() {
  const server = http.createServer((_, response) => response.setHeader('content-type', 'text/html').end('<!doctype html><title>A web page</title>'));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Another extension with a page of its own. It lets web pages speak to it, so that they have `chrome.runtime` at all. */
export async function makeExtension() {
  const home = await scratch('stranger');
  const folder = path.join(await realpath(home.folder), 'extension');
  await mkdir(folder);
  const manifest = {
    manifest_version: 3,
    name: 'A stranger',
    version: '1',
    externally_connectable: { ids: ['*'], matches: ['http://127.0.0.1/*'] },
  };
  await writeFile(path.join(folder, 'manifest.json'), JSON.stringify(manifest));
  await writeFile(path.join(folder, 'page.html'), '<!doctype html><title>A stranger</title>');
  return { folder, id: idOf(folder), remove: home.remove };
}

/** Chromium names an unpacked extension without a key by a hash of its folder. */
function idOf(folder) {
  const digest = createHash('sha256').update(folder).digest('hex').slice(0, 32);
  return [...digest].map((digit) => String.fromCharCode(97 + Number.parseInt(digit, 16))).join('');
}
