// Calls missed while the browser was closed, caught up by the real extension at a real App Connect server, and counted there.
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { startAppConnect } from '../../systems/app-connect.mjs';
import { startRingCentral } from '../../systems/ringcentral.mjs';
import { startCallscribe } from './browser.mjs';
import { accountOf, addLedgerOfYesterday, addRingCentral } from './calls.mjs';

const MINUTE = 60_000;
/** Calls missed, one every half minute. */
export const MISSED = 250;
/** Every so many's caller is nobody's contact. */
const UNKNOWN = 5;

const number = (n) => `+1415555${String(2000 + n)}`;
export const isUnknown = (n) => n % UNKNOWN === 0;

/**
 * An agent whose phone account nobody reached for three hours, then closed the browser, and opens it again: `act` gets it just then.
 * @param {(office: {callscribe: import('./browser.mjs').Callscribe, crm: import('../../systems/app-connect.mjs').AppConnect,
 *   vendor: import('../../systems/ringcentral.mjs').RingCentral, ledger: string, opened: number}) => Promise<void>} act
 */
export async function afterMissedCalls(act) {
  const [crm, vendor] = [await startAppConnect(), await startRingCentral()];
  const home = await mkdtemp(path.join(os.tmpdir(), 'callscribe-'));
  const profile = path.join(home, 'profile');
  let callscribe = await startCallscribe({ profile });
  try {
    const ledger = await addLedgerOfYesterday(callscribe, crm);
    const since = Date.now() - 180 * MINUTE;
    await unreachedSince(callscribe, vendor, since);
    await callscribe.close();

    vendor.add(Array.from({ length: MISSED }, (_, n) => ({ id: String(n), number: number(n), start: since + 5 * MINUTE + n * MINUTE / 2, seconds: 20 })));
    for (let n = 0; n < MISSED; n += 1) {
      if (!isUnknown(n)) await crm.addContact({ platform: 'ledger', name: `Caller ${n}`, phone: number(n) });
    }
    vendor.fail(null);
    const opened = Date.now();
    callscribe = await startCallscribe({ profile });
    await act({ callscribe, crm, vendor, ledger, opened });
  } finally {
    await callscribe.close();
    await Promise.all([crm.stop(), vendor.stop()]);
    await rm(home, { recursive: true, force: true });
  }
}

/** A phone account that was watched until then, and whose history nobody can read since. */
async function unreachedSince(callscribe, vendor, since) {
  vendor.fail(503);
  const kind = { RingCentral: { server: vendor.url, client_id: vendor.clientId } };
  await callscribe.command({
    AddAccount: { id: vendor.account, kind, name: 'RingCentral', connected_at: since - 1440 * MINUTE, watched_until: since, history: true },
  });
  await addRingCentral(callscribe, vendor);
  await callscribe.until('the history having failed', async () => (await accountOf(callscribe, vendor.account))?.live.failures > 0);
}

/** The run of catch-up as it is stored, once there is one. */
export async function runOf(callscribe) {
  return (await callscribe.rows('jobs')).find(({ row }) => row === 'catch-up')?.CatchUp;
}

/** When the CRM's server was asked who has a number: the beginning of each attempt. */
export async function attempts(crm) {
  const asked = (await crm.accessLog()).filter(({ method, url }) => method === 'GET' && url.startsWith('/contact?'));
  return asked.map(({ at }) => at).sort((one, other) => one - other);
}

/** The most of these instants that any sixty seconds hold. */
export const most = (instants) => Math.max(0, ...instants.map((from) => instants.filter((at) => at >= from && at < from + MINUTE).length));
