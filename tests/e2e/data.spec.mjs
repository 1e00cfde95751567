// Rules I10 and I12 in the real extension with a real App Connect server: what is forgotten here stays there, and practice stays practice.
import { readFile } from 'node:fs/promises';
import { addAddressBook, addLedger, digestOff, entryOf, settingsOf, stateOf, states, typeCall } from './support/calls.mjs';
import { openSettings } from './support/settings.mjs';
import { expect, test } from './support/systems.mjs';

const DAY = 86_400_000;
const [ANN, BEN] = ['+14155550101', '+14155550102'];
const is = (callscribe, call, integration, state) => callscribe.until(`the call being ${state}`, async () => (
  stateOf(await entryOf(callscribe, call, integration)) === state));

test('i10_ history is kept for ever or for some days, a number can be forgotten, and records in the CRM stay', async ({ callscribe, crm }) => {
  const ledger = await addLedger(callscribe, crm);
  for (const [name, phone] of [['Ann Alvarez', ANN], ['Ben Okafor', BEN]]) await crm.addContact({ platform: 'ledger', name, phone });
  const [ann, ben, old] = [
    await typeCall(callscribe, ANN), await typeCall(callscribe, BEN), await typeCall(callscribe, ANN, { ended: Date.now() - 40 * DAY }),
  ];
  for (const call of [ann, ben]) await is(callscribe, call, ledger, 'Logged');
  await is(callscribe, old, ledger, 'Earlier');
  for (const call of [ann, ben, old]) await callscribe.command({ SaveNote: { call, text: `Note of ${call.session}` } });
  await callscribe.until('the notes being kept', async () => (await callscribe.rows('notes')).length === 3);
  const here = async () => {
    const stores = await Promise.all(['calls', 'notes', 'entries'].map((store) => callscribe.rows(store)));
    const has = ({ session }) => stores.map((rows) => JSON.stringify(rows).includes(session));
    return [ann, ben, old].map((call) => new Set(has(call)).size === 1 && has(call)[0]);
  };
  expect(await here(), 'for ever').toEqual([true, true, true]);

  const settings = await openSettings(callscribe);
  await settings.unfold('Your data');
  await settings.pick('Keep history', '30 days');
  await callscribe.until('the old call being forgotten', async () => (await here()).join() === 'true,true,false');

  await settings.page.getByLabel('Forget a number').fill('(415) 555-0101');
  await settings.page.getByLabel('Forget a number').press('Enter');
  const sure = settings.page.getByRole('alertdialog');
  await expect(sure).toContainText('Forget all calls and notes of (415) 555-0101?');
  await sure.getByRole('button', { name: 'Keep it' }).click();
  expect(await here()).toEqual([true, true, false]);
  await settings.page.getByLabel('Forget a number').press('Enter');
  await sure.getByRole('button', { name: 'Forget', exact: true }).click();
  await callscribe.until('the number being forgotten', async () => (await here()).join() === 'false,true,false');
  expect((await crm.activities()).map(({ phoneNumber }) => phoneNumber).sort()).toEqual([ANN, BEN]);
});

test('i10_ settings, notes, choices and history come back from an export, and nothing is logged once more', async ({ callscribe, crm }) => {
  await digestOff(callscribe);
  const ledger = await addLedger(callscribe, crm);
  for (const name of ['Ann Alvarez', 'Ben Okafor']) await crm.addContact({ platform: 'ledger', name, phone: ANN });
  const call = await typeCall(callscribe, ANN);
  await is(callscribe, call, ledger, 'Unresolved');
  const popup = await callscribe.open('popup', { Unresolved: null });
  await popup.getByTestId('unresolved-row').press('2');
  await popup.getByTestId('unresolved-row').press('Enter');
  await is(callscribe, call, ledger, 'Logged');
  await popup.close();
  const settings = await openSettings(callscribe);
  await settings.pick('After a note was opened during the call', '7 minutes');
  await settings.unfold('Your data');
  const [download] = await Promise.all([settings.page.waitForEvent('download'), settings.page.getByRole('button', { name: 'Export everything' }).click()]);
  const file = { name: 'callscribe.json', mimeType: 'application/json', buffer: await readFile(await download.path()) };

  await callscribe.command('DeleteAll');
  await callscribe.until('everything being gone', async () => (await callscribe.rows('calls')).length === 0 && !(await settingsOf(callscribe))?.welcomed);
  await settings.page.getByLabel('Import an export').setInputFiles(file);
  await expect(settings.page.getByTestId('restored')).toContainText('Import finished: 1 call');
  expect(stateOf(await entryOf(callscribe, call, ledger))).toBe('Logged');
  expect((await settingsOf(callscribe)).delay_minutes).toBe(7);
  const remembered = (await callscribe.rows('settings')).map(({ Remembered }) => Remembered).filter(Boolean);
  expect(remembered.map(({ number, contact }) => [number, contact.name])).toEqual([[ANN, 'Ben Okafor']]);
  expect(await crm.activities()).toHaveLength(1);
});

test('i12_ practice calls go to the practice address book only, and other calls never there', async ({ callscribe, crm }) => {
  const ledger = await addLedger(callscribe, crm);
  const book = await addAddressBook(callscribe, [{ name: 'Ann Alvarez', raw: '+12015550111' }]);
  await crm.addContact({ platform: 'ledger', name: 'Ann Alvarez', phone: '+12015550111' });
  const { page } = await openSettings(callscribe);
  await page.getByRole('button', { name: 'Add the practice line' }).click();
  await page.getByRole('button', { name: 'Play a practice day' }).click();
  const practice = async () => Object.keys(await states(callscribe));
  await callscribe.until('the practice day being logged', async () => (await callscribe.rows('activities')).length >= 5);
  const asked = async () => (await crm.accessLog()).filter(({ method, url }) => url.startsWith('/contact?') || (method === 'POST' && url.startsWith('/callLog'))).length;
  expect(await practice()).toEqual([expect.not.stringMatching(new RegExp(`^(${ledger}|${book})$`))]);
  expect(await asked()).toBe(0);

  const call = await typeCall(callscribe, '+12015550111', { again: true });
  for (const one of [ledger, book]) await is(callscribe, call, one, 'Logged');
  const entries = (await callscribe.rows('entries')).filter(({ key }) => key.call.session === call.session);
  expect(entries.map(({ key }) => key.integration).sort()).toEqual([ledger, book].sort());
  expect(await asked()).toBeGreaterThan(0);
});
