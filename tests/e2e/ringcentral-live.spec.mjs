// RingCentral's live line in the real extension: calls on the screen while they run, one record each when they ended, whatever the socket,
// the worker or the order of the notifications do.
import { accountOf, addLedger, addRingCentral, entryOf, fact, stateOf } from './support/calls.mjs';
import { expect, test as base } from './support/ringcentral.mjs';
import { pass } from './support/time.mjs';

const ANN = '+14155550101';
/** How often the history is asked for what is new. */
const SYNC = 4 * 60_000;

const test = base.extend({
  /** An agent whose line is open and whose history is told, with one CRM that knows Ann. */
  agent: async ({ callscribe, crm, vendor }, use) => {
    const ledger = await addLedger(callscribe, crm);
    await crm.addContact({ platform: 'ledger', name: 'Ann Alvarez', phone: ANN });
    const account = await addRingCentral(callscribe, vendor);
    await isWatched(callscribe, account);
    await use({ ledger, account });
  },
});

const isOpen = (callscribe, account) => callscribe.until('the line being open', async () => (await accountOf(callscribe, account))?.line === 'Open');

async function isWatched(callscribe, account) {
  await isOpen(callscribe, account);
  await callscribe.until('the history being told', async () => {
    const { live, sync } = await accountOf(callscribe, account);
    return sync.token && !sync.since && !live.list;
  });
}

const callOf = async (callscribe, { telephonySessionId }) => (
  (await callscribe.rows('calls')).map(({ call }) => call).find((call) => call?.id.session === telephonySessionId));

async function isLogged(callscribe, call, ledger) {
  await callscribe.until('the call being logged', async () => stateOf(await entryOf(callscribe, { session: call.telephonySessionId }, ledger)) === 'Logged', 40);
}

/** One call, one record, one create. */
async function once(callscribe, crm) {
  expect(await callscribe.rows('calls')).toHaveLength(1);
  expect(await crm.activities()).toHaveLength(1);
  expect((await crm.accessLog()).filter(({ method, url }) => method === 'POST' && url.startsWith('/callLog'))).toHaveLength(1);
}

/** The call log learns of a call that has ended. */
function historyTells(vendor, call, more = {}) {
  const { telephonySessionId, sessionId, number } = call;
  const { seconds = 61, start = Date.now() - 61_000, ...others } = more;
  vendor.add({ id: `R-${telephonySessionId}`, number, start, seconds, more: { telephonySessionId, sessionId, ...others } });
}

const isTold = (callscribe, call) => callscribe.until('the history having told of it', async () => (
  (await callOf(callscribe, call))?.facts.ended?.[0] === 'History'), 40);

const wake = (callscribe) => callscribe.desk.evaluate(() => chrome.runtime.sendMessage('LookAtDesk').catch(() => {}));

test('a call is on the screen while it runs, logged once when it ended, and its history is the same call', async ({ callscribe, crm, vendor, agent }) => {
  const popup = await callscribe.open('popup');
  const running = popup.getByTestId('running-call');
  const call = vendor.live.call({ number: ANN, name: 'ALVAREZ ANN' });
  vendor.live.tell(call, 'Setup');
  vendor.live.tell(call, 'Proceeding');
  await expect(running).toContainText('Ann Alvarez');
  vendor.live.tell(call, 'Answered');
  await expect(running.getByRole('timer')).toHaveText(/^\d+:\d\d$/);
  vendor.live.tell(call, 'Disconnected');
  await expect(running).toHaveCount(0);
  await isLogged(callscribe, call, agent.ledger);
  await once(callscribe, crm);

  historyTells(vendor, call);
  await pass(callscribe, SYNC);
  await isTold(callscribe, call);
  await expect.poll(async () => (await crm.activities()).map(({ result, duration }) => ({ result, duration }))).toEqual([{ result: 'Call connected', duration: 61 }]);
  await once(callscribe, crm);
});

test('a9_ notifications that come late, twice and out of order tell the same call', async ({ callscribe, crm, vendor, agent }) => {
  const call = vendor.live.call({ number: ANN });
  const [begun, at] = [Date.now() - 65_000, (seconds) => Date.now() - 65_000 + seconds * 1000];
  const held = { hold: true };
  const setup = vendor.live.tell(call, 'Setup', { ...held, at: begun });
  const answered = vendor.live.tell(call, 'Answered', { ...held, at: at(5) });
  const ended = vendor.live.tell(call, 'Disconnected', { ...held, at: at(65) });
  for (const notification of [ended, answered, setup, ended, answered]) vendor.live.send(notification);
  await isLogged(callscribe, call, agent.ledger);
  await expect.poll(async () => (await crm.activities()).map(({ result, duration }) => ({ result, duration }))).toEqual([{ result: 'Call connected', duration: 60 }]);
  await once(callscribe, crm);
});

test('a9_ a call the agent passed on is over for the agent at once, and logged when its history says that it is over', async ({ callscribe, crm, vendor, agent }) => {
  const popup = await callscribe.open('popup');
  const call = vendor.live.call({ number: ANN });
  vendor.live.tell(call, 'Answered');
  await expect(popup.getByTestId('running-call')).toHaveCount(1);
  const colleague = { phoneNumber: '102', name: 'Cy Colleague', extensionId: '102001' };
  const target = { accountId: '37439510', extensionId: '102001', id: 'p-2', direction: 'Inbound', from: { phoneNumber: ANN }, to: colleague, status: { code: 'Proceeding', rcc: false } };
  vendor.live.tell(call, 'Disconnected', { reason: 'BlindTransfer', others: [target] });
  await expect(popup.getByTestId('running-call')).toHaveCount(0);
  await callscribe.until('the transfer being known', async () => fact(await callOf(callscribe, call), 'transferred_to') === 'Cy Colleague, 102');
  expect(await crm.activities()).toEqual([]);
  historyTells(vendor, call);
  await pass(callscribe, SYNC);
  await isLogged(callscribe, call, agent.ledger);
  await once(callscribe, crm);
  expect(fact(await callOf(callscribe, call), 'transferred_to')).toBe('Cy Colleague, 102');
});

test('a call goes on over a socket that was cut, and its end is told when the session goes on', async ({ callscribe, crm, vendor, agent }) => {
  const call = vendor.live.call({ number: ANN });
  vendor.live.tell(call, 'Answered');
  await callscribe.until('the call being known', () => callOf(callscribe, call));
  const greeted = vendor.live.greeted.length;
  vendor.live.cut();
  vendor.live.tell(call, 'Disconnected');
  await isLogged(callscribe, call, agent.ledger);
  expect(vendor.live.greeted.slice(greeted).map(({ recovered }) => recovered)).toEqual([true]);
  historyTells(vendor, call);
  await pass(callscribe, SYNC);
  await isTold(callscribe, call);
  await once(callscribe, crm);
  const said = callscribe.complaints.join('\n');
  for (const token of [...vendor.issued, ...vendor.live.issued]) expect(said).not.toContain(token);
});

test('the end of a call that no socket was told of is in the history, which is asked when the line opens again', async ({ callscribe, crm, vendor, agent }) => {
  const call = vendor.live.call({ number: ANN });
  vendor.live.tell(call, 'Answered');
  await callscribe.until('the call being known', () => callOf(callscribe, call));
  historyTells(vendor, call, { seconds: 7, start: Date.now() - 7_000 });
  vendor.live.cut();
  vendor.live.forget();
  await isLogged(callscribe, call, agent.ledger);
  await once(callscribe, crm);
});

for (const { when, before } of [{ when: 'between two notifications', before: true }, { when: 'while the end is told', before: false }]) {
  test(`a worker killed in the middle of a call, ${when}, neither loses nor doubles it`, async ({ callscribe, crm, vendor, agent }) => {
    const call = vendor.live.call({ number: ANN });
    vendor.live.tell(call, 'Answered');
    await callscribe.until('the call being known', () => callOf(callscribe, call));
    const end = () => vendor.live.tell(call, 'Disconnected');
    if (!before) end();
    await callscribe.kill();
    if (before) end();
    historyTells(vendor, call, { seconds: 3, start: Date.now() - 3_000 });
    await wake(callscribe);
    await isOpen(callscribe, agent.account);
    await isLogged(callscribe, call, agent.ledger);
    await isTold(callscribe, call);
    await once(callscribe, crm);
  });
}

test('g5_ inside a penalty nobody asks for a socket or a new sign-in, not even the next life of the worker', async ({ callscribe, vendor }) => {
  test.setTimeout(180_000);
  // Page and tokens of the sign-in are what is allowed.
  vendor.limit('auth', 2);
  const account = await addRingCentral(callscribe, vendor);
  await callscribe.until('the penalty being kept', async () => (await accountOf(callscribe, account))?.live.not_before);
  vendor.limit('auth', 5);
  // The next question of the history wants a new sign-in.
  vendor.expire();
  await callscribe.kill();
  await wake(callscribe);
  await callscribe.until('the line being open', async () => (await accountOf(callscribe, account))?.line === 'Open', 120);
  expect(vendor.insidePenalty()).toBe(0);
  const signIns = vendor.requests.filter(({ group }) => group === 'auth').map(({ status }) => status);
  expect(signIns.filter((status) => status === 429)).toHaveLength(1);
  const renewed = vendor.requests.filter(({ path, status }) => path.endsWith('/token') && status === 200);
  expect(renewed, 'the sign-in and one renewal, shared').toHaveLength(2);
});

test('an application without the permission for live lines goes on with the history, and nothing stands still', async ({ callscribe, crm, vendor }) => {
  vendor.live.refuse(403);
  const ledger = await addLedger(callscribe, crm);
  await crm.addContact({ platform: 'ledger', name: 'Ann Alvarez', phone: ANN });
  const account = await addRingCentral(callscribe, vendor);
  await callscribe.until('the line being refused', async () => (await accountOf(callscribe, account))?.line.Waiting?.problem === 'NoLive');
  await callscribe.until('the history being told', async () => (await accountOf(callscribe, account)).sync.token);
  const call = vendor.live.call({ number: ANN });
  historyTells(vendor, call, { seconds: 1, start: Date.now() - 1_000 });
  await pass(callscribe, SYNC);
  await isLogged(callscribe, call, ledger);
  await once(callscribe, crm);
});
