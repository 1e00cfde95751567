// `node tests/e2e/idle.mjs [MINUTES]`: an idle browser that nobody debugs keeps the line's one socket open for ten minutes, and then still
// hears a call. Prints `ok` or `not ok` with the reason; runs beside everything else. A debugger would keep the worker alive by itself,
// so the account is added in a first start and what was heard is read in a third; the second one is watched only from outside.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { findChromium } from '../build/chromium.mjs';
import { AGENT, startAsterisk } from '../systems/asterisk.mjs';
import { startFaults } from '../systems/faults.mjs';
import { Gone, scratch, waitFor } from '../systems/process.mjs';
import { startCallscribe } from './support/browser.mjs';
import { addAsterisk } from './support/calls.mjs';

const MINUTES = Number(process.argv[2] ?? 10);
const EXTENSION = fileURLToPath(new URL('../../dist-test', import.meta.url));
const FLAGS = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--password-store=basic'];

const home = await scratch('idle');
const profile = path.join(home.folder, 'profile');
const asterisk = await startAsterisk();
const wire = await startFaults(asterisk.url);
const sockets = () => wire.seen.filter(({ method }) => method === 'UPGRADE').length;
let browser;
try {
  await inBrowser(async (callscribe) => {
    const line = await addAsterisk(callscribe, { ...asterisk, url: wire.url }, `PJSIP/${AGENT}`);
    await callscribe.until('the line being open', async () => (await account(callscribe, line)).line === 'Open');
  });
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
  if (sockets() - before !== 1) throw new Error('the line was opened anew');
  await quit();
  await inBrowser(async (callscribe) => {
    await callscribe.until('the call being stored', async () => (
      (await callscribe.rows('calls')).some(({ call: stored }) => stored.facts.answered && stored.facts.ended)));
  });
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

async function inBrowser(work) {
  const callscribe = await startCallscribe({ profile });
  try {
    await work(callscribe);
  } finally {
    await callscribe.close();
  }
}

async function account(callscribe, id) {
  return (await callscribe.rows('settings')).map(({ Account }) => Account).find((one) => one?.id === id) ?? {};
}

async function quit() {
  if (!browser || browser.exitCode !== null || browser.signalCode !== null) return;
  browser.kill('SIGTERM');
  await once(browser, 'exit');
}
