// How big the product is: packed for the store, and the popup's wasm.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { ROOT, buildPackage } from './build.mjs';
import { atMost } from './harness.mjs';

const KB = 1_024;
/** Most of each, in KB. */
const LIMITS = { package: 800, wasm: 600 };

export function sizeRows() {
  const zip = readFileSync(buildPackage());
  const wasm = readFileSync(path.join(ROOT, 'dist-test/callscribe_ui_bg.wasm'));
  const small = brotliCompressSync(wasm, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 } });
  return [
    atMost(1, 'extension package, zipped, against its limit', zip.length / KB, LIMITS.package, 'KB'),
    atMost(1, "popup's wasm, raw, against its limit", wasm.length / KB, LIMITS.wasm, 'KB'),
    { work: "popup's wasm, brotli (told, not limited)", ours: `${Math.round(small.length / KB)} KB`, peer: '–', ratio: small.length / wasm.length, limit: '–', holds: true },
  ];
}
