// Builds both sides of the benchmarks: the product as it is tested, with one more page beside it, and the peers for production. Run by
// itself, it compiles what only benchmarks need and touches nothing the tests load.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** The product with `bench.html` beside its pages; nothing of that is in `dist` or in the package. */
export const OURS = path.join(ROOT, 'dist/bench/ours');
export const PEER = path.join(ROOT, 'dist/bench/peer');

const HERE = fileURLToPath(new URL('.', import.meta.url));
const run = (command, ...args) => execFileSync(command, args, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
const lastLine = (text) => text.trim().split('\n').at(-1);

/** Both extensions. */
export function buildExtensions() {
  run('cargo', 'xtask', 'dist', '--test');
  const page = buildPage();
  rmSync(OURS, { recursive: true, force: true });
  for (const from of [path.join(ROOT, 'dist-test'), page, path.join(HERE, 'ours/page')]) cpSync(from, OURS, { recursive: true });
  buildPeers();
}

/** The page of the product that answers questions; answers where it lies. */
const buildPage = () => lastLine(run('cargo', 'xtask', 'bench'));

function buildPeers() {
  installPeers();
  run('node', path.join(HERE, 'peers/build.mjs'));
}

/** The extension as the store gets it; answers where it lies. */
export function buildPackage() {
  return path.join(ROOT, /^dist\/\S+\.zip/.exec(lastLine(run('cargo', 'xtask', 'package')))[0]);
}

const NATIVE = ['--quiet', '--locked', '--profile', 'rates', '-p', 'callscribe-bench-native'];

/** What `tests/bench/native` prints. */
export function runNative() {
  return JSON.parse(run('cargo', 'run', ...NATIVE));
}

/** What the peers' own package-lock.json pins, unless exactly that is there. */
function installPeers() {
  const home = path.join(HERE, 'peers');
  const [lock, stamp] = [readFileSync(path.join(home, 'package-lock.json'), 'utf8'), path.join(home, 'node_modules/.installed-from')];
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--fetch-timeout=60000', '--fetch-retries=2'], { cwd: home, stdio: 'inherit' });
  writeFileSync(stamp, lock);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  buildPage();
  buildPeers();
  run('cargo', 'build', ...NATIVE);
}
