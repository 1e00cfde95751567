// A history with every kind of record there is, read over several pages, a penalty and a lost token: Calls says of each what the table does.
import { resultWords } from '../systems/ringcentral-spec.mjs';
import { startRingCentral } from '../systems/ringcentral.mjs';
import { accountOf, addRingCentral } from './support/calls.mjs';
import { records, rowsOf, table } from './support/history.mjs';
import { expect, test } from './support/ringcentral.mjs';
import { test as withoutPrism } from './support/systems.mjs';
import { pass } from './support/time.mjs';

const SYNC = 4 * 60_000;
/** Records that come while the token is lost. */
const LATE = 30;

const line = async (callscribe, id) => (await accountOf(callscribe, id))?.line;
/** Up to when the history is told whole. */
const toldUntil = async (callscribe, id) => (await accountOf(callscribe, id)).live.told_until;
const heavy = (vendor) => vendor.requests.filter(({ group }) => group === 'heavy');

/** Has the history asked what is new, and waits until all of it is told. */
async function synced(callscribe, vendor, account) {
  const before = await toldUntil(callscribe, account);
  await pass(callscribe, SYNC);
  await callscribe.until('the history being read again', async () => await toldUntil(callscribe, account) > before, 60);
}

/** A call of the agent's line, whose notifications come out of order and twice, and its record. */
function liveCall(vendor) {
  const { live } = vendor;
  const start = Date.now() - 30_000;
  const call = live.call({ number: '+14155553000' });
  const told = ['Setup', 'Proceeding', 'Answered', 'Disconnected'].map((code, n) => live.tell(call, code, { at: start + n * 9_000, hold: true }));
  for (const n of [2, 0, 3, 1, 3]) live.send(told[n]);
  const { number, telephonySessionId, sessionId } = call;
  return { record: { id: 'live', number, start, seconds: 9, more: { telephonySessionId, sessionId } }, says: ['(415) 555-3000', 'Answered · 00:09'] };
}

test.describe('a penalty of five seconds', () => {
  test.use({ vendorOptions: { windowSeconds: 5 } });

  test('e1_g5_ three hundred records of every kind are shown as the table says, whatever came between', async ({ callscribe, vendor }) => {
    test.setTimeout(240_000);
    expect(table().results.map(([word]) => word)).toEqual(resultWords());
    const { calls, says, deleted } = records(Date.now() - 60_000);
    expect(calls).toHaveLength(300);
    vendor.add(calls.slice(LATE));

    vendor.limit('heavy', 1);
    const began = Date.now();
    const account = await addRingCentral(callscribe, vendor);
    await callscribe.until('the newest being told', () => heavy(vendor).length === 1);
    vendor.limit('heavy', 0);
    await callscribe.until('the penalty', () => heavy(vendor).length === 2, 60);
    vendor.limit('heavy', 10);
    await callscribe.until('the history being told', async () => await toldUntil(callscribe, account) >= began, 60);

    for (const id of deleted) vendor.remove(id);
    await synced(callscribe, vendor, account);
    const one = liveCall(vendor);
    await callscribe.until('the live call', async () => (await callscribe.rows('calls')).some(({ call }) => call?.id.session === one.record.more.telephonySessionId));
    vendor.add([one.record, ...calls.slice(0, LATE)]);
    vendor.loseTokens();
    await synced(callscribe, vendor, account);

    const page = await callscribe.open('app', 'Calls');
    await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', String(1 + says.length));
    expect(await rowsOf(page)).toEqual([one.says, ...says]);
    expect(await line(callscribe, account)).toBe('Open');
    expect(vendor.insidePenalty()).toBe(0);
    const asked = heavy(vendor).map(({ path, query, status }) => `${path.split('/').at(-1)} ${query.syncType ?? ''} ${status}`);
    expect(asked).toEqual([
      'call-log-sync FSync 200', 'active-calls  429', 'active-calls  200', 'call-log  200',
      'call-log-sync ISync 200', 'call-log-sync ISync 400', 'call-log-sync FSync 200', 'call-log  200',
    ]);
  });
});

withoutPrism('a result nobody has described yet is shown as it came', async ({ callscribe }) => {
  // Past the description, which knows no such word.
  const vendor = await startRingCentral();
  vendor.add([{ id: 'odd', number: '+14155550101', start: Date.now() - 60_000, result: 'Teleported' }]);
  await addRingCentral(callscribe, vendor);
  const page = await callscribe.open('app', 'Calls');
  await expect(page.locator('.row .row-sub')).toHaveText('Teleported');
  await vendor.stop();
});
