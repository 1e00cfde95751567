// `node tests/e2e/idle.mjs [MINUTES]`: an idle browser that nobody debugs keeps the line's one socket open for ten minutes, and then still
// hears a call. Prints `ok` or `not ok` with the reason; runs beside everything else. A debugger would keep the worker alive by itself,
// so the account is added in a first start; the second one is watched only from outside, and asked what is stored after the call.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { findChromium } from '../build/chromium.mjs';
import { AGENT, startAsterisk } from '../systems/asterisk.mjs';
import { startFaults } from '../systems/faults.mjs';
import { Gone, scratch, waitFor } from '../systems/process.mjs';
import { startCallscribe } from './support/browser.mjs';
import { addAsterisk } from './support/calls.mjs';
import * as stores from './support/stores.mjs';

const MINUTES = Number(process.argv[2] ?? 10);
const EXTENSION = fileURLToPath(new URL('../../dist-test', import.meta.url));
const FLAGS = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--password-store=basic', '--remote-debugging-port=0'];

const home = await scratch('idle');
const profile = path.join(home.folder, 'profile');
const asterisk = await startAsterisk();
const wire = await startFaults(asterisk.url);
const sockets = () => wire.seen.filter(({ method }) => method === 'UPGRADE').length;
let browser;
try {
  const extension = await withLine();
  await waitFor('the first browser having closed its sockets', () => wire.openSockets() === 0);

  const before = sockets();
  browser = spawn(findChromium(), [...FLAGS, `--user-data-dir=${profile}`, `--load-extension=${EXTENSION}`, 'about:blank'], { stdio: 'ignore' });
  await waitFor('the line opening in a browser nobody debugs', () => wire.openSockets() === 1, { seconds: 60 });
  const end = Date.now() + MINUTES * 60_000;
  await waitFor(`${MINUTES} idle minutes`, () => {
    const opened = sockets() - before;
    if (opened !== 1 || wire.openSockets() !== 1) {
      const left = Math.round((end - Date.now()) / 1000);
      throw new Gone(`${opened} sockets were opened, ${wire.openSockets()} are open, ${left} s before the end`);
    }
    return Date.now() >= end;
  }, { seconds: MINUTES * 60 + 30, everyMs: 1000 });

  const call = await asterisk.call({ from: '+14155550101', to: AGENT });
  await call.up();
  await call.hangUp();
  await waitForStored(extension, ({ facts }) => facts.answered && facts.ended);
  if (sockets() - before !== 1) throw new Error('the line was opened anew');
  console.log(`ok - the line's socket stayed open through ${MINUTES} idle minutes without a debugger, and heard the call after them`);
} catch (error) {
  console.log(`not ok - the line's socket through ${MINUTES} idle minutes: ${error.message}`);
  process.exitCode = 1;
} finally {
  await quit();
  await wire.close();
  await asterisk.stop();
  await home.remove();
}

/** Adds the account in a browser of its own, and answers the extension's id once its line was open. */
async function withLine() {
  const callscribe = await startCallscribe({ profile });
  try {
    const line = await addAsterisk(callscribe, { ...asterisk, url: wire.url }, `PJSIP/${AGENT}`);
    const account = async () => (await callscribe.rows('settings')).map(({ Account }) => Account).find((one) => one?.id === line) ?? {};
    await callscribe.until('the line being open', async () => (await account()).line === 'Open');
    return callscribe.id;
  } finally {
    await callscribe.close();
  }
}

/** Attaches to the browser that nobody debugged so far, and waits until such a call is stored. */
async function waitForStored(extension, wanted) {
  const [port] = (await readFile(path.join(profile, 'DevToolsActivePort'), 'utf8')).split('\n');
  const attached = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
  try {
    const page = await attached.contexts()[0].newPage();
    await page.goto(`chrome-extension://${extension}/manifest.json`);
    await waitFor('the call being stored', async () => (await page.evaluate(stores.rows, 'calls')).some(({ call }) => wanted(call)));
  } finally {
    await attached.close();
  }
}

async function quit() {
  if (!browser || browser.exitCode !== null || browser.signalCode !== null) return;
  browser.kill('SIGTERM');
  await once(browser, 'exit');
}
