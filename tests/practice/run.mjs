// `make run`: a browser with the extension in a profile of its own; without a display, a practice day with its table and pictures.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { findChromium } from '../build/chromium.mjs';
import { cacheDir } from '../systems/process.mjs';
import { join } from 'node:path';
import { playPracticeDay } from './day.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const extension = here('../../dist');

const headless = Boolean(process.env.HEADLESS) || !(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
process.exitCode = headless ? await playPracticeDay({ extension, pictures: here('../../dist/screenshots') }) : await openBrowser();

/** Opens the browser on the first-run page and stays until it is closed. */
function openBrowser() {
  const args = [`--user-data-dir=${join(cacheDir, 'profile')}`, `--load-extension=${extension}`, '--no-first-run'];
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  console.log('The browser opens with Callscribe. Pin its icon, click it and choose "Just try it". Close the browser to end.');
  const browser = spawn(findChromium(), [...args, ...sandbox], { stdio: 'ignore' });
  return new Promise((resolve) => browser.on('exit', (code) => resolve(code ?? 1)));
}
