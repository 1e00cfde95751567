// Real SIP calls through a real Asterisk: on the screen while they run, and one activity each at the right contact when they have ended.
import { AGENT } from '../systems/asterisk.mjs';
import { addAddressBook, entryOf, fact, stateOf } from './support/calls.mjs';
import { expect, lineIs, test } from './support/systems.mjs';

const ANN = { name: 'Ann Alvarez', number: '+14155550101' };
/** What App Connect servers call an answered call. */
const ANSWERED = 'Call connected';
const BOB = { name: 'Bob Brown', number: '+14155550102' };

/** Puts people into the CRM and into the address book; answers their ids in the CRM. */
async function know(callscribe, crm, ...people) {
  await addAddressBook(callscribe, people.map(({ name, number }) => ({ name, raw: number })));
  return Promise.all(people.map(({ name, number }) => crm.addContact({ platform: 'ledger', name, phone: number })));
}

/** The stored call with this number, once there is one. */
const callWith = async (callscribe, number) => (
  (await callscribe.rows('calls')).map(({ call }) => call).find((call) => fact(call, 'other')?.key === number));

/** Waits until a call with this number has ended and is logged in every integration. */
async function logged(callscribe, office, number) {
  return callscribe.until(`the call of ${number} being logged twice`, async () => {
    const call = await callWith(callscribe, number);
    if (!call) return false;
    const entries = await Promise.all([office.ledger, office.book].map((integration) => entryOf(callscribe, call.id, integration)));
    return entries.every((entry) => stateOf(entry) === 'Logged') && call;
  });
}

/** What both systems know of calls, in a few words each. */
async function records(callscribe, crm) {
  const inCrm = (await crm.activities()).map(({ contactId, direction, result }) => ({ contactId, direction, result }));
  const inBook = (await callscribe.rows('activities')).map(({ contact, direction, result }) => ({ contact, direction, result }));
  return { inCrm, inBook };
}

test('an answered call is in the popup while it runs, and one activity at its contact in both systems', async ({ callscribe, crm, asterisk, office }) => {
  const [ann] = await know(callscribe, crm, ANN, BOB);
  const popup = await callscribe.open('popup');
  const call = await asterisk.call({ from: ANN.number, to: AGENT });
  await expect(popup.getByTestId('running-call')).toContainText(ANN.name);
  await call.up();
  await expect(popup.getByTestId('running-call').getByRole('timer')).toHaveText(/^\d+:\d\d$/);
  await call.hangUp();
  await expect(popup.getByTestId('running-call')).toHaveCount(0);
  await logged(callscribe, office, ANN.number);
  expect(await records(callscribe, crm)).toEqual({
    inCrm: [{ contactId: ann, direction: 'Inbound', result: ANSWERED }],
    inBook: [{ contact: ANN.name, direction: 'Inbound', result: 'Answered' }],
  });
  expect(callscribe.complaints).toEqual([]);
});

for (const { scenario, from, result } of [
  { scenario: 'missed', from: ANN.number, result: 'Missed' },
  { scenario: 'busy', from: AGENT, result: 'Busy' },
]) {
  test(`a6_ a ${scenario} call is one activity in both systems, with its result`, async ({ callscribe, crm, asterisk, office }) => {
    const [ann] = await know(callscribe, crm, ANN);
    const popup = await callscribe.open('popup');
    const call = await asterisk.call({ from, to: from === AGENT ? ANN.number : AGENT, scenario });
    if (scenario === 'missed') {
      await expect(popup.getByTestId('running-call')).toContainText(ANN.name);
      await call.hangUp();
    }
    await call.ended();
    await logged(callscribe, office, ANN.number);
    await expect(popup.getByTestId('running-call')).toHaveCount(0);
    const direction = from === AGENT ? 'Outbound' : 'Inbound';
    expect(await records(callscribe, crm)).toEqual({
      inCrm: [{ contactId: ann, direction, result }],
      inBook: [{ contact: ANN.name, direction, result }],
    });
  });
}

test('a13_ two calls at once stay two', async ({ callscribe, crm, asterisk, office }) => {
  const [ann, bob] = await know(callscribe, crm, ANN, BOB);
  const popup = await callscribe.open('popup');
  const calls = await Promise.all([ANN, BOB].map(({ number }) => asterisk.call({ from: number, to: AGENT })));
  await expect(popup.getByTestId('running-call')).toHaveCount(2);
  for (const { name } of [ANN, BOB]) await expect(popup.getByTestId('running-call').filter({ hasText: name })).toHaveCount(1);
  await Promise.all(calls.map((call) => call.up()));
  await calls[1].hangUp('phone');
  await expect(popup.getByTestId('running-call')).toHaveCount(1);
  await expect(popup.getByTestId('running-call')).toContainText(ANN.name);
  await calls[0].hangUp();
  await Promise.all([ANN, BOB].map(({ number }) => logged(callscribe, office, number)));
  const { inCrm, inBook } = await records(callscribe, crm);
  expect(inCrm.map(({ contactId }) => contactId).sort()).toEqual([ann, bob].sort());
  expect(inBook.map(({ contact }) => contact).sort()).toEqual([ANN.name, BOB.name]);
});

test('a9_ a running call goes on over a cut of the line', async ({ callscribe, crm, asterisk, wire, office }) => {
  await know(callscribe, crm, ANN);
  const popup = await callscribe.open('popup');
  const call = await asterisk.call({ from: ANN.number, to: AGENT });
  await call.up();
  await expect(popup.getByTestId('running-call')).toContainText(ANN.name);
  await wire.refuse();
  await callscribe.until('the line being down', () => lineIs(callscribe, 'Waiting'));
  await wire.pass();
  await callscribe.until('the line being open again', () => lineIs(callscribe, 'Open'));
  await expect(popup.getByTestId('running-call')).toContainText(ANN.name);
  await call.hangUp();
  await logged(callscribe, office, ANN.number);
  expect((await records(callscribe, crm)).inCrm).toMatchObject([{ result: ANSWERED }]);
  expect(await callscribe.rows('calls')).toHaveLength(1);
});

test('a9_ a call that ended during a cut asks for its duration, and is logged with it', async ({ callscribe, crm, asterisk, wire, office }) => {
  await know(callscribe, crm, ANN);
  const call = await asterisk.call({ from: ANN.number, to: AGENT });
  await call.up();
  await callscribe.until('the call being answered', async () => (await callWith(callscribe, ANN.number))?.facts.answered);
  await wire.refuse();
  await callscribe.until('the line being down', () => lineIs(callscribe, 'Waiting'));
  await call.hangUp();
  await wire.pass();
  const popup = await callscribe.open('popup');
  await popup.getByRole('button', { name: /^Unresolved/ }).click();
  const rows = popup.getByTestId('unresolved-row');
  await expect(rows).toHaveCount(2);
  await expect(rows.first()).toContainText('Ended while disconnected');
  expect(await crm.activities()).toEqual([]);
  await rows.first().getByRole('textbox').fill('00:04:30');
  await rows.first().getByRole('button', { name: 'Confirm' }).click();
  const known = await logged(callscribe, office, ANN.number);
  expect(fact(known, 'duration')).toBe(270);
  expect((await crm.activities()).map(({ duration }) => duration)).toEqual([270]);
});
