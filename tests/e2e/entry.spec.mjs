// What a person says of one entry from Calls: another contact (C2), "Don't log" and back (F3), calling back (C7), "always" for a number and forgotten (F6).
import { addAddressBook, addLedger, entryOf, stateOf, typeCall } from './support/calls.mjs';
import { expect, test } from './support/systems.mjs';

const NUMBER = '+14155550101';
const PEOPLE = [{ name: 'Ann Alvarez', raw: NUMBER }, { name: 'Bob Brown', raw: NUMBER }, { name: 'Cleo Ruiz', raw: '+14155550103' }];

/** A call of the number Ann and Bob share, and the screen of Unresolved. */
async function sharedNumber(callscribe) {
  const book = await addAddressBook(callscribe, PEOPLE);
  const call = await typeCall(callscribe, NUMBER);
  const is = (id, state) => callscribe.until(`the call being ${state}`, async () => stateOf(await entryOf(callscribe, id, book)) === state);
  const toWhom = async (id) => (await entryOf(callscribe, id, book)).contact?.Known?.name;
  await is(call, 'Unresolved');
  const page = await callscribe.open('popup', { Unresolved: null });
  await page.setViewportSize({ width: 400, height: 600 });
  return { book, call, is, toWhom, page, row: page.getByTestId('unresolved-row') };
}

/** A later call of the same number; "Same call?" asks only within two minutes. */
const later = (callscribe) => typeCall(callscribe, NUMBER, { ended: Date.now() + 10 * 60_000 });

const button = (within, name) => within.getByRole('button', { name, exact: true });

for (const always of [true, false]) {
  test(`f6_ a contact chosen ${always ? 'with' : 'without'} "always" is ${always ? 'used' : 'proposed'} next time, and can be forgotten`, async ({ callscribe }) => {
    const { call, is, toWhom, page, row } = await sharedNumber(callscribe);
    const box = row.getByRole('checkbox', { name: /^Always/ });
    await expect(box).toBeDisabled();
    const before = await row.boundingBox();
    await row.press('2');
    await expect(row.getByRole('checkbox', { name: 'Always Bob Brown for this number' })).toBeEnabled();
    expect((await row.boundingBox()).height).toBe(before.height);
    if (always) await box.press('Space');
    await row.press('Enter');
    await is(call, 'Logged');
    expect(await toWhom(call)).toBe('Bob Brown');
    const second = await later(callscribe);
    await is(second, always ? 'Logged' : 'Unresolved');

    await page.getByRole('navigation').getByRole('button', { name: 'Settings' }).click();
    await page.getByText('Remembered contacts').click();
    const remembered = page.getByTestId('remembered');
    await expect(remembered).toContainText(always ? 'always, without asking' : 'proposed first');
    await button(remembered, `Forget Bob Brown for ${NUMBER}`).press('Enter');
    await expect(page.getByText('None yet.')).toBeVisible();
  });
}

test('f6_ "always" is said and taken back of a call that is logged', async ({ callscribe }) => {
  const { call, is, toWhom, page, row } = await sharedNumber(callscribe);
  await row.press('1');
  await row.press('Enter');
  await is(call, 'Logged');
  await page.getByRole('navigation').getByRole('button', { name: 'Calls' }).click();
  await page.locator('.list .row').first().focus();
  await button(page, 'Why?').press('Enter');
  await button(page, 'Always Ann Alvarez for this number').press('Enter');
  await expect(button(page, 'Not always Ann Alvarez')).toBeVisible();
  const second = await later(callscribe);
  await is(second, 'Logged');
  expect(await toWhom(second)).toBe('Ann Alvarez');
  await button(page, 'Not always Ann Alvarez').click();
  await expect(button(page, 'Always Ann Alvarez for this number')).toBeVisible();
});

test('c2_ a wrong log is moved to another contact, by keys', async ({ callscribe }) => {
  const { book, call, is, toWhom, page, row } = await sharedNumber(callscribe);
  await row.press('1');
  await row.press('Enter');
  await is(call, 'Logged');
  await page.getByRole('navigation').getByRole('button', { name: 'Calls' }).click();
  await page.locator('.list .row').first().focus();
  await button(page, 'Why?').press('Enter');
  await button(page, 'Change contact').press('Enter');
  const name = page.getByLabel('Search by name');
  await expect(name).toBeFocused();
  await name.pressSequentially('Cleo');
  await name.press('Enter');
  await expect(page.getByRole('radio', { name: /Cleo Ruiz/ })).toBeFocused();
  await button(page, 'Change to Cleo Ruiz').press('Enter');
  await expect(button(page, 'Change contact')).toBeFocused();
  await callscribe.until('the record being moved', async () => (
    await toWhom(call) === 'Cleo Ruiz' && stateOf(await entryOf(callscribe, call, book)) === 'Logged'));
  const activities = await callscribe.rows('activities');
  expect(activities).toHaveLength(1);
  expect(JSON.stringify(activities)).toContain('Cleo Ruiz');
});

test('c2_ where the CRM cannot move a record a person does, and says so', async ({ callscribe, crm }) => {
  for (const name of ['Ann Alvarez', 'Bob Brown']) await crm.addContact({ platform: 'ledger', name, phone: NUMBER });
  const ledger = await addLedger(callscribe, crm);
  const call = await typeCall(callscribe, NUMBER);
  const entry = () => entryOf(callscribe, call, ledger);
  await callscribe.until('the call being unresolved', async () => stateOf(await entry()) === 'Unresolved');
  const page = await callscribe.open('popup', { Unresolved: null });
  await page.getByTestId('unresolved-row').press('1');
  await page.getByTestId('unresolved-row').press('Enter');
  await callscribe.until('the call being logged', async () => stateOf(await entry()) === 'Logged');
  await page.getByRole('navigation').getByRole('button', { name: 'Calls' }).click();
  await page.locator('.list .row').first().focus();
  await button(page, 'Why?').press('Enter');
  await button(page, 'Change contact').click();
  await page.getByRole('radio', { name: /Bob Brown/ }).check();
  await button(page, 'Change to Bob Brown').click();
  const move = page.getByTestId('to-move');
  await expect(move).toContainText('cannot be moved from here. Open it and move it to Bob Brown.');
  await expect(page.getByRole('button', { name: 'Change contact' })).toHaveCount(0);
  await button(move, 'I moved it').click();
  await expect(move).toHaveCount(0);
  expect((await entry()).contact.Known.name).toBe('Bob Brown');
  expect(await crm.activities()).toHaveLength(1);
});

test('c7_ whoever called can be called back from Calls and from the address book, and an extension cannot', async ({ callscribe }) => {
  const { page, book } = await sharedNumber(callscribe);
  await typeCall(callscribe, '101');
  const call = page.getByRole('link', { name: 'Call', exact: true });
  await page.getByRole('navigation').getByRole('button', { name: 'Calls' }).click();
  const rows = page.locator('.list .row');
  await expect(rows).toHaveCount(2);
  await rows.filter({ hasText: '555-0101' }).focus();
  await expect(call).toHaveAttribute('href', `tel:${NUMBER}`);
  await rows.filter({ hasNotText: '555-0101' }).focus();
  await expect(button(page, 'Why?')).toBeVisible();
  await expect(call).toHaveCount(0);

  const [ann] = (await callscribe.rows('contacts')).filter((contact) => contact.name === 'Ann Alvarez');
  const record = await callscribe.open('popup', { Contact: [book, ann.id] });
  await expect(record.getByRole('link', { name: 'Call', exact: true })).toHaveAttribute('href', `tel:${NUMBER}`);
});

test('f3_ one entry is left out and taken back from the screen of its call', async ({ callscribe }) => {
  const { call, is, page } = await sharedNumber(callscribe);
  await page.getByRole('navigation').getByRole('button', { name: 'Calls' }).click();
  await page.locator('.list .row').first().focus();
  await button(page, 'Why?').press('Enter');
  await button(page, 'Don’t log').press('Enter');
  await is(call, 'Dismissed');
  await button(page, 'Log it after all').press('Enter');
  await is(call, 'Unresolved');
  await button(page, 'Solve').press('Enter');
  await expect(page.getByTestId('unresolved-row')).toBeFocused();
});
