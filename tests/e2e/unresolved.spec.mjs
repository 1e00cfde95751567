// Rule F2 by keyboard alone: conflicts solved with key presses and typing only, and the focus is visible after every key.
import { addLedger, entryOf, stateOf, typeCall } from './support/calls.mjs';
import { Keys } from './support/keys.mjs';
import { expect, test } from './support/systems.mjs';

const NUMBER = '+14155550101';

/** Goes to the one row of Unresolved. */
async function openUnresolved(page, keys) {
  await expect(page.getByTestId('unresolved-count')).toHaveText('1');
  await keys.activate(/^Unresolved/);
  await expect(page.getByTestId('unresolved-row')).toBeFocused();
}

/** The row is gone, and the focus is where there is nothing left to do. */
async function seeNothingLeft(page) {
  await expect(page.getByTestId('unresolved-row')).toHaveCount(0);
  await expect(page.getByTestId('empty')).toBeFocused();
}

/** A call of this number ends, and is unresolved; the popup opens on it. */
async function unresolvedCall({ callscribe, crm }) {
  const ledger = await addLedger(callscribe, crm);
  const call = await typeCall(callscribe, NUMBER);
  await callscribe.until('the call being unresolved', async () => stateOf(await entryOf(callscribe, call, ledger)) === 'Unresolved');
  const page = await callscribe.open('popup');
  const keys = new Keys(page);
  await openUnresolved(page, keys);
  return { page, keys, ledger, call };
}

/** What the CRM has of the call in the end: the look after the create has been taken as well. */
async function activities({ callscribe, crm, call, ledger }) {
  await callscribe.until('the call being logged and looked at again', async () => (
    (await entryOf(callscribe, call, ledger)).status.Logged?.confirm_at === null));
  return (await crm.activities()).map(({ contactId, dealId }) => ({ contactId, dealId }));
}

test('f2_ an unknown number gets a placeholder made from its row, and is logged once', async ({ callscribe, crm }) => {
  const { page, keys, ledger, call } = await unresolvedCall({ callscribe, crm });
  await keys.press('Enter');
  await keys.type('Zoe Quill');
  await keys.press('Enter');
  await seeNothingLeft(page);
  const made = await activities({ callscribe, crm, call, ledger });
  const contacts = await crm.contacts('ledger');
  expect(contacts.map(({ name, phone }) => ({ name, phone }))).toEqual([{ name: 'Zoe Quill', phone: NUMBER }]);
  expect(made).toEqual([{ contactId: contacts[0].id, dealId: null }]);
});

test('f2_ of two contacts one is picked by its digit, and the call is logged once', async ({ callscribe, crm }) => {
  await crm.addContact({ platform: 'ledger', name: 'Ann Alvarez', phone: NUMBER });
  const bob = await crm.addContact({ platform: 'ledger', name: 'Bob Brown', phone: NUMBER });
  const { page, keys, ledger, call } = await unresolvedCall({ callscribe, crm });
  await keys.press('2');
  await keys.press('Enter');
  await seeNothingLeft(page);
  expect(await activities({ callscribe, crm, call, ledger })).toEqual([{ contactId: bob, dealId: null }]);
});

test('f2_ of two associations one is picked by its digit, and the call is logged once', async ({ callscribe, crm }) => {
  const ann = await crm.addContact({ platform: 'ledger', name: 'Ann Alvarez', phone: NUMBER });
  await crm.addDeal({ contactId: ann, title: 'First order' });
  const second = await crm.addDeal({ contactId: ann, title: 'Second order' });
  const { page, keys, ledger, call } = await unresolvedCall({ callscribe, crm });
  await keys.press('2');
  await keys.press('Enter');
  await seeNothingLeft(page);
  expect(await activities({ callscribe, crm, call, ledger })).toEqual([{ contactId: ann, dealId: second }]);
});
