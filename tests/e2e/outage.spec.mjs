// Rules A4, D2 and G5: of four integrations the fourth answers 503 for seventy minutes. It gets what it missed, once, and the others hear
// nothing more of it; counted in the servers' own access logs and databases.
import { startAppConnect } from '../systems/app-connect.mjs';
import { startFaults } from '../systems/faults.mjs';
import { freePort } from '../systems/process.mjs';
import { addAddressBook, addLedger, entryOf, letLogByItself, stateOf, typeCall } from './support/calls.mjs';
import { expect, test } from './support/systems.mjs';
import { pass, workerTime } from './support/time.mjs';

const ANN = { name: 'Ann Alvarez', phone: '+14155550101' };
const MINUTE = 60_000;

/** What would change something on a server: those that look, sign in or out excepted. */
const writes = (log) => log
  .filter(({ method, url }) => !['GET', 'HEAD', 'OPTIONS'].includes(method) && !/ogin|unAuthorize/.test(url))
  .map(({ method, url }) => `${method} ${url.split('?')[0]}`);

/** A second App Connect server behind a proxy that can break it. */
async function startFourth() {
  const port = await freePort();
  const faults = await startFaults(`http://127.0.0.1:${port}`);
  const crm = await startAppConnect({ port, address: faults.url });
  return {
    crm,
    faults,
    async stop() {
      await faults.close();
      await crm.stop();
    },
  };
}

test('a4_ d2_ g5_ three of four integrations log at once, and the one that was down for 70 minutes gets one record of each call', async ({ callscribe, crm }) => {
  const fourth = await startFourth();
  try {
    for (const platform of ['ledger', 'harbor']) await crm.addContact({ ...ANN, platform });
    await fourth.crm.addContact({ ...ANN, platform: 'ledger' });
    const others = [await addLedger(callscribe, crm), await addAddressBook(callscribe, [{ name: ANN.name, raw: ANN.phone }])];
    const { Ok } = await callscribe.ask({ StartOAuth: { server_url: crm.url, platform: 'harbor', hostname: '' } });
    await letLogByItself(callscribe, Ok.SignedIn.id);
    others.push(Ok.SignedIn.id);
    const down = await addLedger(callscribe, { ...fourth.crm, url: fourth.faults.url });
    expect(new Set([...others, down]).size).toBe(4);

    fourth.faults.fail({ kind: 'html', status: 503 });
    const began = Date.now();
    const calls = [];
    const entry = (call) => entryOf(callscribe, call, down);
    const attempt = async (call) => (await entry(call))?.status.Retry?.attempt;
    const isLoggedInThree = async (call) => {
      for (const integration of others) {
        await callscribe.until('the call being logged and looked at again', async () => (
          (await entryOf(callscribe, call, integration))?.status.Logged?.confirm_at === null));
      }
      await callscribe.until('the fourth waiting', async () => await attempt(call) !== undefined);
    };
    calls.push(await typeCall(callscribe, ANN.phone));
    await isLoggedInThree(calls[0]);

    // Each look at what is due finds the fourth still down, until seventy minutes have passed.
    for (let at; (at = (await entry(calls[0])).status.Retry.at) < began + 70 * MINUTE;) {
      if (calls.length === 1 && at > began + 30 * MINUTE) {
        calls.push(await typeCall(callscribe, ANN.phone, { ended: await workerTime(callscribe) }));
        await isLoggedInThree(calls[1]);
      }
      const before = fourth.faults.seen.length;
      await pass(callscribe, at - await workerTime(callscribe));
      await callscribe.until('the fourth being tried again', async () => (
        fourth.faults.seen.length > before && (await entry(calls[0])).status.Retry?.at > at));
    }
    expect(await attempt(calls[0]), 'after 1, 2, 4, 8, 16 and 32 minutes').toBeGreaterThanOrEqual(6);
    expect([calls.length, await fourth.crm.activities(), writes(await fourth.crm.accessLog())]).toEqual([2, [], []]);
    for (const call of calls) expect((await entry(call)).status.Retry.waiting_for.kind).toBe('Offline');
    const heard = (await crm.accessLog()).length;

    await fourth.faults.pass();
    for (const call of calls) {
      await callscribe.until('the fourth logging it', async () => {
        const { status } = await entry(call);
        if (status.Retry) await pass(callscribe, Math.max(0, status.Retry.at - await workerTime(callscribe)));
        return status.Logged?.confirm_at === null;
      }, 40);
    }
    expect(writes(await fourth.crm.accessLog()), 'one create for each call').toEqual(['POST /callLog', 'POST /callLog']);
    expect(writes((await crm.accessLog()).slice(heard)), 'nothing is written to the others').toEqual([]);
    const sessions = async (server, platform) => (await server.activities(platform)).map(({ sessionId }) => sessionId).sort();
    const expected = await sessions(crm, 'ledger');
    expect(new Set(expected).size).toBe(2);
    expect([await sessions(crm, 'harbor'), await sessions(fourth.crm)]).toEqual([expected, expected]);
    expect(await callscribe.rows('activities')).toHaveLength(2);
    for (const call of calls) {
      for (const integration of [...others, down]) expect(stateOf(await entryOf(callscribe, call, integration))).toBe('Logged');
    }
  } finally {
    await fourth.stop();
  }
});
