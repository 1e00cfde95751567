// Every flow by keyboard alone: no pointer, and the focus visible after every key. Conflicts are solved so in unresolved.spec, calls logged in keys.spec.
import { addAddressBook, settingsOf, typeCall } from './support/calls.mjs';
import { Keys } from './support/keys.mjs';
import { expect, test } from './support/systems.mjs';

const ANN = { name: 'Ann Alvarez', raw: '+14155550101' };
const BOB = { name: 'Bob Brown', raw: '+14155550102' };

/** A surface worked with keys. */
async function open(callscribe, surface, screen) {
  const page = await callscribe.open(surface, screen);
  await page.locator('main').getByRole('button').or(page.locator('.row')).first().waitFor();
  return { page, keys: new Keys(page) };
}

test('the first run: "Just try it", and a call rings', async ({ callscribe }) => {
  const { page, keys } = await open(callscribe, 'popup');
  await keys.activate(/^Just try it$/);
  await expect(page.getByTestId('welcome')).toHaveCount(0);
  await keys.activate(/^Settings/);
  await keys.activate(/^Ring once$/);
  await expect(page.getByTestId('running-call')).toBeVisible();
});

test('a CRM is connected, and tested', async ({ callscribe, crm }) => {
  const { page, keys } = await open(callscribe, 'app', 'Settings');
  await keys.activate(/^Connect a CRM$/);
  await keys.activate(/^Connect an App Connect server$/);
  await keys.fill(/^Address/, crm.url);
  await keys.activate(/^Look for the server$/);
  await expect(page.getByLabel('API key')).toBeVisible();
  await keys.fill(/^API key/, crm.apiKey);
  await keys.press('Enter');
  await expect(page.getByTestId('integration')).toContainText('Ledger CRM');
  await keys.activate(/^Test$/);
  await expect(page.getByTestId('integration-result')).toBeVisible();
});

test('a call made elsewhere is typed in, and logged to a new contact', async ({ callscribe }) => {
  await addAddressBook(callscribe, []);
  const { page, keys } = await open(callscribe, 'popup', 'Calls');
  await keys.activate(/^Log a call$/);
  await keys.fill(/^Number/, '(415) 555-0103');
  await keys.fill(/^Duration/, '00:05:00');
  await keys.activate(/^Next$/);
  await expect(page.getByTestId('log-form')).toBeVisible();
  await keys.pressUntil('Tab', /New contact/);
  await keys.press('Space');
  await keys.fill(/^Name$/, 'Cleo Quill');
  await keys.pressUntil('Tab', /Interested/);
  await keys.press('Space');
  await keys.fill(/^Note$/, 'Met at the fair');
  await keys.press('Control+Enter');
  await callscribe.until('the call being in the book', async () => (await callscribe.rows('activities'))[0]?.note.includes('Met at the fair'));
  expect((await callscribe.rows('contacts')).map(({ name }) => name)).toEqual(['Cleo Quill']);
});

test('several calls are chosen and logged', async ({ callscribe }) => {
  const book = await addAddressBook(callscribe, [ANN, BOB]);
  await callscribe.command({ SetAutomatic: { integration: book, on: false } });
  for (const { raw } of [ANN, BOB]) await typeCall(callscribe, raw);
  const { page, keys } = await open(callscribe, 'popup', 'Calls');
  await expect(page.locator('.list .row')).toHaveCount(2);
  await expect(page.locator('.list .row').first()).toBeFocused();
  for (const key of ['x', 'ArrowDown', 'x']) await keys.press(key);
  await keys.activate(/^Log…$/);
  await keys.activate(/^Log 2 calls$/);
  await callscribe.until('both being logged', async () => (await callscribe.rows('activities')).length === 2);
});

test('Enter acts on the row that J just came to, however fast they follow each other', async ({ callscribe }) => {
  await addAddressBook(callscribe, [ANN, BOB]);
  for (const raw of [ANN.raw, BOB.raw, '+14155550103']) await typeCall(callscribe, raw);
  const { page } = await open(callscribe, 'app', 'Calls');
  await expect(page.locator('.row')).toHaveCount(3);
  const third = await page.locator('.row').nth(2).getAttribute('id');
  await page.locator('.row').first().focus();
  // In one go: before the browser draws anything in between.
  const at = await page.evaluate(() => {
    const press = (key) => document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    press('j');
    press('j');
    const { id } = document.activeElement;
    press('Enter');
    return id;
  });
  expect(at).toBe(third);
  await expect(page.getByTestId('log-form')).toBeVisible();
});

test('a contact is made, changed and deleted in the address book', async ({ callscribe }) => {
  await addAddressBook(callscribe, []);
  const { page, keys } = await open(callscribe, 'popup', { Book: 'book' });
  await keys.activate(/^New contact$/);
  await keys.fill(/^Name/, 'Olga');
  await keys.activate(/^Add a number$/);
  await keys.fill(/^Number 1/, '415 555 0104');
  await keys.activate(/^Save$/);
  await expect(page.getByTestId('book')).toContainText('Olga');
  await keys.activate(/^Olga/);
  await keys.activate(/^Edit$/);
  await keys.fill(/^Company/, 'Quill & Co');
  await keys.activate(/^Save$/);
  await expect(page.getByTestId('contact')).toContainText('Quill & Co');
  await keys.activate(/^Delete contact$/);
  await keys.activate(/^Delete it for good$/);
  await callscribe.until('the contact being gone', async () => (await callscribe.rows('contacts')).length === 0);
});

test('a follow-up is made, snoozed and done', async ({ callscribe }) => {
  await addAddressBook(callscribe, [ANN]);
  await typeCall(callscribe, ANN.raw);
  const { page, keys } = await open(callscribe, 'popup', 'Calls');
  await expect(page.locator('.list .row').first()).toBeFocused();
  await keys.press('f');
  await keys.fill(/^Subject/, 'Send the offer');
  await keys.press('Control+Enter');
  await keys.activate(/^Follow-ups/);
  await expect(page.getByTestId('follow-up')).toContainText('Send the offer');
  await keys.pressUntil('Tab', /^Snooze/);
  await keys.press('ArrowDown');
  await callscribe.until('it being snoozed', async () => (await callscribe.rows('follow_ups'))[0].snoozed_until);
  await keys.activate(/^Done/);
  await callscribe.until('it being done', async () => (await callscribe.rows('follow_ups'))[0].done);
});

test('a number is never logged any more, and logged again', async ({ callscribe }) => {
  const { keys } = await open(callscribe, 'popup', 'Settings');
  await keys.activate(/^Numbers/);
  await keys.fill(/^Never log/, '415 555 0105');
  await keys.press('Enter');
  await callscribe.until('the number being listed', async () => (await settingsOf(callscribe))?.never_log.length === 1);
  await keys.activate(/^Remove /);
  await callscribe.until('the number being taken off', async () => (await settingsOf(callscribe)).never_log.length === 0);
});

test('a bar of the charts leads to its calls, and back', async ({ callscribe }) => {
  await addAddressBook(callscribe, [ANN]);
  await typeCall(callscribe, ANN.raw);
  const { page, keys } = await open(callscribe, 'popup', 'Calls');
  await keys.activate(/^Activity$/);
  await expect(page.getByTestId('chart').first()).toBeVisible();
  await keys.pressUntil('Tab', /1/);
  await keys.press('Enter');
  await expect(page.getByTestId('narrowed')).toBeVisible();
  await keys.activate(/^Show all$/);
  await expect(page.getByTestId('narrowed')).toHaveCount(0);
});
