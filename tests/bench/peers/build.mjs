// `node tests/bench/peers/build.mjs`: the peers as one extension, built for production, in dist/bench/peer.
import { build } from 'esbuild';
import { cp, mkdir, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const FROM = fileURLToPath(new URL('src/', import.meta.url));
const TO = fileURLToPath(new URL('../../../dist/bench/peer/', import.meta.url));

await rm(TO, { recursive: true, force: true });
await mkdir(TO, { recursive: true });
await build({
  entryPoints: ['popup.jsx', 'page.js', 'worker.js'].map((file) => FROM + file),
  outdir: TO,
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'chrome120',
  jsx: 'automatic',
  define: { 'process.env.NODE_ENV': '"production"' },
  logLevel: 'warning',
});
for (const file of ['manifest.json', 'popup.html', 'page.html', 'empty.html']) await cp(FROM + file, TO + file);
