// Rules F3 and F6 in the real extension with a real App Connect server: one answer for all calls of a number, and a choice that is remembered.
import { addAddressBook, addLedger, digestOff, entryOf, stateOf, typeCall } from './support/calls.mjs';
import { expect, test } from './support/systems.mjs';

const ANN = '+14155550101';
const BEN = '+14155550102';
const CLEO = '+14155550103';

const button = (within, name) => within.getByRole('button', { name, exact: true });

test('f3_ "the same for all" says how many, acts on as many, and only on one where it is not used', async ({ callscribe, crm }) => {
  await digestOff(callscribe);
  const ledger = await addLedger(callscribe, crm);
  const numbers = [ANN, ANN, ANN, BEN, BEN, CLEO];
  const calls = [];
  for (const raw of numbers) calls.push(await typeCall(callscribe, raw, { again: true, ended: Date.now() + calls.length * 1000 }));
  const states = async () => {
    const all = await Promise.all(calls.map(async (call) => stateOf(await entryOf(callscribe, call, ledger))));
    return all.map((state) => state?.[0]).join('');
  };
  await callscribe.until('all being unresolved', async () => await states() === 'UUUUUU');
  const page = await callscribe.open('popup', { Unresolved: null });
  const rows = (text) => page.getByTestId('unresolved-row').filter({ hasText: text });
  const solve = async (row, name) => {
    await row.getByLabel('New contact').fill(name);
    await button(row, 'Create and log').click();
  };

  await expect(rows('555-0103').getByRole('checkbox', { name: /^Do the same/ }), 'of one call nothing is offered').toHaveCount(0);
  await expect(rows('555-0101')).toHaveCount(3);
  const all = rows('555-0101').first();
  await all.getByRole('checkbox', { name: 'Do the same for all 3 calls from this number' }).check();
  expect(await states(), 'ticking does nothing yet').toBe('UUUUUU');
  await solve(all, 'Ann Alvarez');
  await callscribe.until('all of Ann’s being logged', async () => await states() === 'LLLUUU');
  await expect(rows('555-0101')).toHaveCount(0);

  await expect(rows('555-0102')).toHaveCount(2);
  await expect(rows('555-0102').first().getByRole('checkbox', { name: 'Do the same for all 2 calls from this number' })).not.toBeChecked();
  await solve(rows('555-0102').first(), 'Ben Okafor');
  await callscribe.until('one of Ben’s being logged', async () => await states() === 'LLLULU');
  await expect(rows('555-0102')).toHaveCount(1);
  const contacts = await crm.contacts('ledger');
  expect(contacts.map(({ name, phone }) => ({ name, phone }))).toEqual([{ name: 'Ann Alvarez', phone: ANN }, { name: 'Ben Okafor', phone: BEN }]);
  const [ann, ben] = contacts.map(({ id }) => id);
  expect((await crm.activities()).map(({ contactId }) => contactId)).toEqual([ann, ann, ann, ben]);
});

test('f3_ "Don’t log" leaves out one integration, or all of the call, and is taken back from Calls', async ({ callscribe, crm }) => {
  await digestOff(callscribe);
  const ledger = await addLedger(callscribe, crm);
  const book = await addAddressBook(callscribe, []);
  const call = await typeCall(callscribe, ANN);
  const is = (inLedger, inBook) => callscribe.until(`being ${inLedger} and ${inBook}`, async () => {
    const states = await Promise.all([ledger, book].map(async (one) => stateOf(await entryOf(callscribe, call, one))));
    return states.join() === `${inLedger},${inBook}`;
  });
  await is('Unresolved', 'Unresolved');
  const page = await callscribe.open('popup', { Unresolved: null });
  await button(page.getByTestId('unresolved-row').filter({ hasText: 'Ledger CRM' }), 'Don’t log').click();
  await is('Dismissed', 'Unresolved');

  await page.getByRole('navigation').getByRole('button', { name: 'Calls' }).click();
  const row = page.locator('.list .row').first();
  await row.focus();
  await button(row, 'Don’t log').click();
  await is('Dismissed', 'Dismissed');
  await row.focus();
  await button(row, 'Log it after all').click();
  await is('Unresolved', 'Unresolved');
  expect(await crm.activities()).toEqual([]);
});

test('f6_ a contact chosen once is preselected, "always" uses it unasked unless others are found, and it can be forgotten', async ({ callscribe, crm }) => {
  await digestOff(callscribe);
  const ledger = await addLedger(callscribe, crm);
  const [, ben] = [await crm.addContact({ platform: 'ledger', name: 'Ann Alvarez', phone: ANN }), await crm.addContact({ platform: 'ledger', name: 'Ben Okafor', phone: ANN })];
  const page = await callscribe.open('popup', { Unresolved: null });
  const row = page.getByTestId('unresolved-row');
  const comesTo = async (state) => {
    const call = await typeCall(callscribe, ANN, { again: true });
    await callscribe.until(`the call being ${state}`, async () => stateOf(await entryOf(callscribe, call, ledger)) === state);
  };
  const records = async () => (await crm.activities()).map(({ contactId }) => contactId);
  const picked = (name) => row.getByRole('radio', { name: new RegExp(name), checked: true });

  await comesTo('Unresolved');
  await expect(row.getByRole('radio')).toHaveCount(2);
  await expect(row.getByRole('radio', { checked: true }), 'the first time nobody is preselected').toHaveCount(0);
  await row.getByRole('radio', { name: /Ben Okafor/ }).click();
  await button(row, 'Log to Ben Okafor').click();
  await callscribe.until('it being logged', async () => (await records()).join() === `${ben}`);

  await comesTo('Unresolved');
  await expect(picked('Ben Okafor')).toBeVisible();
  await row.getByRole('checkbox', { name: 'Always Ben Okafor for this number' }).check();
  await button(row, 'Log to Ben Okafor').click();
  await callscribe.until('it being logged', async () => (await records()).join() === `${ben},${ben}`);

  await comesTo('Logged');
  expect(await records()).toEqual([ben, ben, ben]);

  await crm.addContact({ platform: 'ledger', name: 'Cleo Ruiz', phone: ANN });
  await comesTo('Unresolved');
  expect(await records()).toHaveLength(3);
  await expect(row.getByRole('radio')).toHaveCount(3);
  await expect(picked('Ben Okafor')).toBeVisible();

  await page.getByRole('navigation').getByRole('button', { name: 'Settings' }).click();
  await page.getByText('Remembered contacts').click();
  await button(page.getByTestId('remembered'), `Forget Ben Okafor for ${ANN}`).click();
  await expect(page.getByText('None yet.')).toBeVisible();
  await page.getByRole('navigation').getByRole('button', { name: 'Unresolved' }).click();
  await expect(row.getByRole('radio')).toHaveCount(3);
  await expect(row.getByRole('radio', { checked: true }), 'forgotten').toHaveCount(0);
});
