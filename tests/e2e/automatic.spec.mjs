// Rules I1, I3 and I4 in the real extension with real servers: what is logged by itself and when, each choice in both positions.
import { AGENT, COLLEAGUE } from '../systems/asterisk.mjs';
import { startRingCentral } from '../systems/ringcentral.mjs';
import {
  accountOf, addAddressBook, addLedger, addLedgerOfYesterday, addRingCentral, choose, entryOf, fact, nextCall, stateOf, typeCall,
} from './support/calls.mjs';
import { openSettings } from './support/settings.mjs';
import { expect, test } from './support/systems.mjs';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const number = (n) => `+1415555${String(1000 + n)}`;
const know = (crm, n) => crm.addContact({ platform: 'ledger', name: `Caller ${n}`, phone: number(n) });

/** Waits until a call is in this state. */
const is = (callscribe, call, integration, state, seconds) => callscribe.until(`the call being ${state}`, async () => (
  stateOf(await entryOf(callscribe, call, integration)) === state), seconds);

/** No hours are quiet: what is due is done at any time of day. */
const noQuietHours = { digest: { on: true, quiet_from: 0, quiet_to: 0, zone: 'UTC' } };

test('i1_ off nothing is logged by itself, on takes the calls of the last four hours and nothing older, and off again stops', async ({ callscribe, crm }) => {
  await choose(callscribe, noQuietHours);
  const ledger = await addLedgerOfYesterday(callscribe, crm, { automatic: false });
  for (const n of [1, 2, 3, 4]) await know(crm, n);
  const now = Date.now();
  const [fresh, recent, old] = [
    await typeCall(callscribe, number(1)),
    await typeCall(callscribe, number(2), { ended: now - 3.9 * HOUR }),
    await typeCall(callscribe, number(3), { ended: now - 4.1 * HOUR }),
  ];
  for (const call of [fresh, recent, old]) await is(callscribe, call, ledger, 'Unlogged');
  expect(await crm.activities()).toEqual([]);

  const { page } = await openSettings(callscribe);
  const automatic = page.getByTestId('integration').filter({ hasText: 'Ledger CRM' }).getByRole('switch', { name: /^Log calls automatically/ });
  await automatic.check();
  for (const call of [fresh, recent]) await is(callscribe, call, ledger, 'Logged', 60);
  const numbers = async () => (await crm.activities()).map(({ phoneNumber }) => phoneNumber).sort();
  expect(await numbers()).toEqual([number(1), number(2)]);
  expect(stateOf(await entryOf(callscribe, old, ledger))).toBe('Unlogged');

  await automatic.uncheck();
  const book = await addAddressBook(callscribe, [{ name: 'Caller 4', raw: number(4) }]);
  const off = await typeCall(callscribe, number(4));
  await is(callscribe, off, book, 'Logged');
  expect(stateOf(await entryOf(callscribe, off, ledger))).toBe('Unlogged');
  expect(await numbers()).toHaveLength(2);

  const popup = await callscribe.open('popup', 'Calls');
  const row = popup.locator('.list .row').first();
  await row.focus();
  await row.getByRole('button', { name: 'Log', exact: true }).click();
  await expect(popup.getByRole('radio', { name: /Caller 4/ })).toBeChecked();
  await popup.getByRole('radio', { name: 'Interested' }).check();
  await popup.locator('#form-save').click();
  await is(callscribe, off, ledger, 'Logged');
  expect(await numbers(), 'what the agent chose goes on').toEqual([number(1), number(2), number(4)]);
});

test('i3_ the digest looks again, but not while it is off, nor in its quiet hours', async ({ callscribe, crm }) => {
  const settings = await openSettings(callscribe);
  await settings.turn('Look again every hour', false);
  await settings.pick('Time zone of the quiet hours', 'Asia/Tokyo');
  const inTokyo = (at) => new Date(at + 9 * HOUR).toISOString().slice(11, 16);
  await settings.fill('Quiet from', inTokyo(Date.now() - 2 * HOUR));
  await settings.fill('Quiet until', inTokyo(Date.now() + 2 * HOUR));
  const ledger = await addLedger(callscribe, crm);
  const waiting = await typeCall(callscribe, number(1));
  await is(callscribe, waiting, ledger, 'Unresolved');
  await know(crm, 1);
  let n = 1;
  const stillWaits = async () => {
    n += 1;
    await know(crm, n);
    await is(callscribe, await typeCall(callscribe, number(n)), ledger, 'Logged');
    expect(stateOf(await entryOf(callscribe, waiting, ledger))).toBe('Unresolved');
  };
  await stillWaits();
  await settings.turn('Look again every hour', true);
  await stillWaits();
  expect(await callscribe.rows('jobs'), 'no run has begun').toEqual([]);
  await settings.pick('Time zone of the quiet hours', 'Europe/London');
  await is(callscribe, waiting, ledger, 'Logged', 60);
});

for (const on of [true, false]) {
  test(`i3_ with catch-up ${on ? 'on what ended in a gap is logged' : 'off what ended in a gap stays Unlogged'}`, async ({ callscribe, crm }) => {
    const vendor = await startRingCentral();
    try {
      await choose(callscribe, { digest: { ...noQuietHours.digest, on: false } });
      const settings = await openSettings(callscribe);
      if (!on) await settings.turn('Catch up on calls while away', false);
      const ledger = await addLedgerOfYesterday(callscribe, crm);
      await know(crm, 1);
      const since = Date.now() - 30 * MINUTE;
      const kind = { RingCentral: { server: vendor.url, client_id: vendor.clientId } };
      await callscribe.command({
        AddAccount: { id: vendor.account, kind, name: 'RingCentral', connected_at: since - HOUR, watched_until: since, history: true },
      });
      vendor.add({ id: 'missed', number: number(1), start: since + 10 * MINUTE, seconds: 20 });
      await addRingCentral(callscribe, vendor);
      await callscribe.until('the gap being dealt with', async () => (await accountOf(callscribe, vendor.account))?.gaps[0]?.state === 'Begun');
      const missed = { session: 's-missed' };
      if (on) await is(callscribe, missed, ledger, 'Logged', 60);
      expect([stateOf(await entryOf(callscribe, missed, ledger)), (await crm.activities()).length]).toEqual(on ? ['Logged', 1] : ['Unlogged', 0]);
      if (!on) expect(await callscribe.rows('jobs'), 'nothing is left to do').toEqual([]);
    } finally {
      await vendor.stop();
    }
  });
}

test('i3_ missed and internal calls, and numbers never to be logged, each as Settings say', async ({ callscribe, crm, asterisk, office }) => {
  await know(crm, 1);
  const people = [{ name: 'Caller 1', raw: number(1) }, { name: 'Colleague', raw: COLLEAGUE }];
  await addAddressBook(callscribe, people);
  const settings = await openSettings(callscribe);
  /** A call on the line, and how its entries stand in the end. */
  const comesTo = async (options) => {
    const next = await nextCall(callscribe);
    const call = await asterisk.call({ to: AGENT, ...options });
    await call.ended();
    return callscribe.until('the call being decided', async () => {
      const stored = await next();
      if (!stored) return false;
      const states = await Promise.all([office.ledger, office.book].map(async (one) => stateOf(await entryOf(callscribe, stored.id, one))));
      return states.every((state) => ['Logged', 'Unresolved', 'Excluded', 'Unlogged'].includes(state)) && stored.facts.ended && states.join();
    });
  };
  const missed = { from: number(1), scenario: 'missed', giveUpAfterMs: 300 };
  const inCrm = async () => (await crm.activities()).map(({ result }) => result);
  const inBook = async () => (await callscribe.rows('activities')).map(({ contact, result }) => `${contact} ${result}`);

  expect(await comesTo(missed)).toBe('Logged,Logged');
  await settings.turn('Log missed calls', false);
  expect(await comesTo(missed)).toBe('Excluded,Excluded');
  expect([await inCrm(), await inBook()]).toEqual([['Missed'], ['Caller 1 Missed']]);

  const internal = { from: COLLEAGUE, hangUpAfterMs: 300 };
  expect(await comesTo(internal)).toBe('Excluded,Excluded');
  await settings.turn('Log internal calls', true);
  expect(await comesTo(internal)).toMatch(/,Logged$/);
  expect(await inBook()).toEqual(['Caller 1 Missed', 'Colleague Answered']);

  const answered = { from: number(1), hangUpAfterMs: 300 };
  await settings.add('Never log this number', number(1));
  const asked = async () => (await crm.accessLog()).filter(({ url }) => url.includes(encodeURIComponent(number(1)))).length;
  const before = await asked();
  expect(await comesTo(answered)).toBe('Excluded,Excluded');
  expect(await asked(), 'it never reaches the CRM').toBe(before);
  await settings.remove(number(1));
  expect(await comesTo(answered)).toBe('Logged,Logged');
  expect(await asked()).toBeGreaterThan(before);
});

test('i3_ a note delays by as many minutes as Settings say, i4_ those of the end of the call', async ({ callscribe, crm, asterisk, office }) => {
  await know(crm, 1);
  const settings = await openSettings(callscribe);
  /** A call whose note was opened, and when it is due after its end, in minutes. */
  const delayedCall = async () => {
    const next = await nextCall(callscribe);
    const call = await asterisk.call({ from: number(1), to: AGENT });
    await call.up();
    const { id } = await callscribe.until('the call', next);
    await callscribe.until('its contact', async () => (await entryOf(callscribe, id, office.ledger))?.found);
    await callscribe.command({ OpenNote: { call: id } });
    await call.hangUp();
    await is(callscribe, id, office.ledger, 'Delayed');
    return id;
  };
  const minutes = async (id) => {
    const { call } = (await callscribe.rows('calls')).find((row) => row.call.id.session === id.session);
    return Math.round(((await entryOf(callscribe, id, office.ledger)).status.Delayed.due - fact(call, 'ended')) / MINUTE);
  };
  const first = await delayedCall();
  expect(await minutes(first), 'if nothing else is said').toBe(3);
  await settings.pick('After a note was opened during the call', '7 minutes');
  const second = await delayedCall();
  expect([await minutes(first), await minutes(second)]).toEqual([3, 7]);
  expect(await crm.activities()).toEqual([]);
});
