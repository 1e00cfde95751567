// Rules F4 and F5 in the real extension with a real App Connect server: what a policy takes, each in every position, marked as a guess, and
// acting on what waits only when told to.
import { addAddressBook, addLedger, addLedgerOfYesterday, digestOff, entryOf, stateOf, typeCall } from './support/calls.mjs';
import { openChoices } from './support/settings.mjs';
import { expect, test } from './support/systems.mjs';

const HOUR = 3_600_000;
const number = (n) => `+1415555${String(1000 + n)}`;

/** How a call of this number stands once nothing is under way any more, and what the CRM has of it. */
async function comesTo(callscribe, crm, ledger, raw, how) {
  const call = await typeCall(callscribe, raw, how);
  const entry = await callscribe.until('the call being decided', async () => {
    const found = await entryOf(callscribe, call, ledger);
    return ['Logged', 'Unresolved'].includes(stateOf(found)) && found;
  });
  const records = (await crm.activities()).filter(({ phoneNumber }) => phoneNumber === raw);
  return { call, state: stateOf(entry), guessed: entry.guessed ?? [], contacts: records.map(({ contactId }) => contactId), deals: records.map(({ dealId }) => dealId) };
}

test('f4_ one of several contacts is asked for, or taken by name, by its last activity, or by when it was made', async ({ callscribe, crm }) => {
  await digestOff(callscribe);
  const ledger = await addLedger(callscribe, crm);
  const settings = await openChoices(callscribe, ledger, 'Ledger CRM');
  const several = async (raw, without = {}) => Object.fromEntries(await Promise.all([
    ['bob', { createdDate: '2024-01-01T00:00:00Z', mostRecentActivityDate: '2026-01-01T00:00:00Z' }],
    ['Zoe', { createdDate: '2024-02-01T00:00:00Z', mostRecentActivityDate: '2026-03-01T00:00:00Z' }],
    ['Ann', { createdDate: '2024-03-01T00:00:00Z', mostRecentActivityDate: '2026-02-01T00:00:00Z' }],
  ].map(async ([name, dates]) => [name, await crm.addContact({ platform: 'ledger', name, phone: raw, ...dates, ...(name === 'Ann' ? without : {}) })])));

  let n = 0;
  for (const [option, taken] of [['Ask me', null], ['First by name', 'Ann'], ['Most recent activity', 'Zoe'], ['Created first', 'bob']]) {
    await test.step(option, async () => {
      n += 1;
      if (taken) await settings.pick('When several contacts have the number', option);
      const people = await several(number(n));
      const { state, contacts } = await comesTo(callscribe, crm, ledger, number(n));
      expect({ state, contacts }).toEqual(taken ? { state: 'Logged', contacts: [people[taken]] } : { state: 'Unresolved', contacts: [] });
    });
  }
  await test.step('a date that is missing on any asks', async () => {
    await settings.pick('When several contacts have the number', 'Most recent activity');
    await several(number(9), { mostRecentActivityDate: null });
    expect(await comesTo(callscribe, crm, ledger, number(9))).toMatchObject({ state: 'Unresolved', contacts: [] });
  });
});

test('f4_ of several open deals a person is asked, or none is taken', async ({ callscribe, crm }) => {
  await digestOff(callscribe);
  const ledger = await addLedger(callscribe, crm);
  const settings = await openChoices(callscribe, ledger, 'Ledger CRM');
  for (const [n, option] of [[1, null], [2, 'None of them'], [3, 'The newest open one']]) {
    await test.step(option ?? 'Ask me', async () => {
      if (option) await settings.pick('When the contact has several open records', option);
      const ann = await crm.addContact({ platform: 'ledger', name: 'Ann Alvarez', phone: number(n) });
      for (const title of ['First order', 'Second order']) await crm.addDeal({ contactId: ann, title });
      const { state, contacts, deals } = await comesTo(callscribe, crm, ledger, number(n));
      const logs = option === 'None of them';
      expect({ state, contacts, deals }, 'App Connect servers say no deal’s date').toEqual(
        logs ? { state: 'Logged', contacts: [ann], deals: [null] } : { state: 'Unresolved', contacts: [], deals: [] });
    });
  }
});

test('f4_ of several open deals in the address book the newest is taken where all have a date', async ({ callscribe }) => {
  await digestOff(callscribe);
  const book = await addAddressBook(callscribe, []);
  const settings = await openChoices(callscribe, book, 'Address book');
  await settings.card.getByRole('button', { name: 'Open', exact: true }).click();
  const { page } = settings;
  await page.getByRole('button', { name: 'New contact' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Ann Alvarez');
  await page.getByRole('button', { name: 'Add a number' }).click();
  await page.getByLabel('Number 1').fill(number(1));
  for (const [n, title] of [[1, 'First order'], [2, 'Second order']]) {
    await page.getByRole('button', { name: 'Add a deal' }).click();
    await page.getByLabel(`Deal ${n}`).fill(title);
  }
  await page.getByRole('button', { name: 'Save' }).click();
  await callscribe.until('Ann being kept', async () => (await callscribe.rows('contacts')).length === 1);
  const comesTo = async (state) => {
    const call = await typeCall(callscribe, number(1), { again: true });
    return callscribe.until(`the call being ${state}`, async () => {
      const entry = await entryOf(callscribe, call, book);
      return stateOf(entry) === state && entry;
    });
  };
  await comesTo('Unresolved');
  const choices = await openChoices(callscribe, book, 'Address book');
  await choices.pick('When the contact has several open records', 'The newest open one');
  const { guessed } = await comesTo('Logged');
  expect(guessed).toEqual([{ Association: 'NewestOpen' }]);
  expect((await callscribe.rows('activities')).map(({ association }) => association.title)).toEqual(['Second order']);
});

test('f4_ where nobody has the number a person is asked, or one placeholder is made at once without a digest', async ({ callscribe, crm }) => {
  await digestOff(callscribe);
  const ledger = await addLedger(callscribe, crm);
  const settings = await openChoices(callscribe, ledger, 'Ledger CRM');
  expect(await comesTo(callscribe, crm, ledger, number(1))).toMatchObject({ state: 'Unresolved', contacts: [] });
  expect(await crm.contacts('ledger')).toEqual([]);

  await settings.pick('When nobody has the number', 'Make a placeholder');
  await settings.fill('Its name begins with', 'New');
  expect((await comesTo(callscribe, crm, ledger, number(2))).state).toBe('Logged');
  expect((await comesTo(callscribe, crm, ledger, number(2), { again: true })).state).toBe('Logged');
  const [placeholder, ...others] = await crm.contacts('ledger');
  expect(others, 'one per number').toEqual([]);
  expect(placeholder).toMatchObject({ name: 'New (415) 555-1002', phone: number(2) });
  expect((await crm.activities()).map(({ contactId }) => contactId)).toEqual([placeholder.id, placeholder.id]);
});

test('f4_ with a digest the placeholder is made when the four hours are over, and a contact made by hand wins', async ({ callscribe, crm }) => {
  const ledger = await addLedgerOfYesterday(callscribe, crm);
  const settings = await openChoices(callscribe, ledger, 'Ledger CRM');
  await settings.pick('When nobody has the number', 'Make a placeholder');
  const over = Date.now() + 8000;
  const [soon, byHand, later] = [[1, over - 4 * HOUR], [2, over - 4 * HOUR], [3, over - 3 * HOUR]];
  const calls = [];
  for (const [n, ended] of [soon, byHand, later]) calls.push(await typeCall(callscribe, number(n), { ended }));
  const states = () => Promise.all(calls.map(async (call) => stateOf(await entryOf(callscribe, call, ledger))));
  await callscribe.until('nobody being found', async () => (await states()).join() === 'Unresolved,Unresolved,Unresolved');
  const ann = await crm.addContact({ platform: 'ledger', name: 'Ann Alvarez', phone: number(2) });
  expect(await crm.contacts('ledger'), 'nothing is made before').toHaveLength(1);
  expect(Date.now(), 'the four hours are not over').toBeLessThan(over);
  await callscribe.until('the four hours having done their work', async () => (await states()).join() === 'Logged,Logged,Unresolved', 60);
  const names = (await crm.contacts('ledger')).map(({ name, phone }) => ({ name, phone }));
  expect(names).toEqual([{ name: 'Ann Alvarez', phone: number(2) }, { name: 'Caller (415) 555-1001', phone: number(1) }]);
  const logged = Object.fromEntries((await crm.activities()).map(({ phoneNumber, contactId }) => [phoneNumber, contactId]));
  expect(logged).toEqual({ [number(2)]: ann, [number(1)]: ann + 1 });
});

test('f5_ a guess is marked in Calls and on the entry, and a new policy acts on what waits only by "Apply to N"', async ({ callscribe, crm }) => {
  await digestOff(callscribe);
  const ledger = await addLedger(callscribe, crm);
  const settings = await openChoices(callscribe, ledger, 'Ledger CRM');
  const zoe = [];
  for (const n of [1, 2, 3]) {
    await crm.addContact({ platform: 'ledger', name: 'Zoe Quill', phone: number(n) });
    zoe.push(await crm.addContact({ platform: 'ledger', name: 'Ann Alvarez', phone: number(n) }));
  }
  const sure = await crm.addContact({ platform: 'ledger', name: 'Only One', phone: number(4) });
  const waiting = [await comesTo(callscribe, crm, ledger, number(1)), await comesTo(callscribe, crm, ledger, number(2))];
  const nobody = await comesTo(callscribe, crm, ledger, number(5));
  const apply = settings.card.getByRole('button', { name: /^Apply to/ });
  await expect(apply, 'nothing to apply while it says "Ask me"').toHaveCount(0);

  await settings.pick('When several contacts have the number', 'First by name');
  await expect(apply).toHaveText('Apply to 2 waiting calls');
  expect(await comesTo(callscribe, crm, ledger, number(3))).toMatchObject({ state: 'Logged', contacts: [zoe[2]], guessed: [{ Contact: 'FirstByName' }] });
  expect(await comesTo(callscribe, crm, ledger, number(4))).toMatchObject({ state: 'Logged', contacts: [sure], guessed: [] });
  const states = (calls) => Promise.all(calls.map(async ({ call }) => stateOf(await entryOf(callscribe, call, ledger))));
  expect(await states(waiting), 'the policy of their end counts').toEqual(['Unresolved', 'Unresolved']);

  await apply.click();
  await callscribe.until('the waiting ones being decided', async () => (await states(waiting)).join() === 'Logged,Logged');
  await expect(apply).toHaveCount(0);
  expect(await states([nobody])).toEqual(['Unresolved']);
  const logged = Object.fromEntries((await crm.activities()).map(({ phoneNumber, contactId }) => [phoneNumber, contactId]));
  expect(logged).toEqual({ [number(1)]: zoe[0], [number(2)]: zoe[1], [number(3)]: zoe[2], [number(4)]: sure });

  const calls = await callscribe.open('popup', 'Calls');
  const marked = calls.getByTestId('chip').filter({ hasText: 'Guessed by the rule in Settings' });
  await expect(marked).toHaveCount(3);
  await expect(calls.locator('.row').filter({ hasText: 'Only One' }).getByTestId('chip')).not.toContainText('Guessed');
  await calls.locator('.row').filter({ hasText: 'Ann Alvarez' }).first().focus();
  await calls.getByRole('button', { name: 'Why?' }).click();
  await expect(calls.getByTestId('why-steps')).toContainText('Decided by your choice in Settings.');
});
