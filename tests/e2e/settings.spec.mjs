// Rules L4 and I in the real extension: "Why?" of a logged call, a choice that outlives the browser, and an export without a credential.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { startAppConnect } from '../systems/app-connect.mjs';
import { startCallscribe } from './support/browser.mjs';
import { addAddressBook, addLedger, entryOf, stateOf, typeCall } from './support/calls.mjs';
import { expect, test } from './support/systems.mjs';

const ANN = '+14155550101';
const CANARY = 'canary-5e2f7a91bd';

test('l4_ "Why?" of a logged call is reached by keys and says what was and what comes', async ({ callscribe }) => {
  const book = await addAddressBook(callscribe, [{ name: 'Ann Alvarez', raw: ANN }]);
  const call = await typeCall(callscribe, ANN);
  await callscribe.until('the call being logged', async () => stateOf(await entryOf(callscribe, call, book)) === 'Logged');
  const page = await callscribe.open('sidepanel', 'Calls');
  await page.setViewportSize({ width: 320, height: 600 });
  await page.locator('.list .row').first().focus();
  await page.getByRole('button', { name: 'Why?' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('why-next')).toHaveText('Nothing: it is logged. A later note updates its record.');
  const steps = page.getByTestId('why-steps').getByRole('listitem');
  await expect(steps.first()).toContainText('Logged in Address book.');
  await expect(steps.last()).toContainText('The call began.');
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  await page.getByRole('button', { name: 'Back' }).click();
  await expect(page.getByTestId('calls')).toBeVisible();
});

test('i3_ a choice made in Settings is kept over a restart of the browser', async () => {
  const profile = await mkdtemp(path.join(os.tmpdir(), 'callscribe-'));
  try {
    let callscribe = await startCallscribe({ profile });
    let page = await callscribe.open('app', 'Settings');
    await page.getByLabel('After a note was opened during the call').selectOption('7 minutes');
    await page.getByText('Numbers', { exact: true }).click();
    const format = page.getByLabel('Also search for numbers as');
    await format.fill('extension');
    await format.press('Enter');
    await expect(page.getByText(/^Only #, digits, spaces and/)).toBeVisible();
    await format.fill('(###) ###-####');
    await format.press('Enter');
    await expect(page.getByRole('button', { name: 'Remove (###) ###-####' })).toBeVisible();
    const settings = async () => (await callscribe.rows('settings')).find(({ row }) => row === 'settings')?.Settings;
    await callscribe.until('the choices being kept', async () => (await settings())?.search_formats.length === 1);
    await callscribe.close();

    callscribe = await startCallscribe({ profile });
    page = await callscribe.open('app', 'Settings');
    await expect(page.getByLabel('After a note was opened during the call')).toHaveValue('6');
    expect(await settings()).toMatchObject({ delay_minutes: 7, search_formats: ['(###) ###-####'] });
    await callscribe.close();
  } finally {
    await rm(profile, { recursive: true, force: true });
  }
});

test('i10_ the export has every call and setting and no credential', async ({ callscribe }) => {
  const crm = await startAppConnect({ apiKey: CANARY });
  try {
    const ledger = await addLedger(callscribe, crm);
    const call = await typeCall(callscribe, ANN);
    await callscribe.until('the call being unresolved', async () => stateOf(await entryOf(callscribe, call, ledger)) === 'Unresolved');
    await callscribe.command({ SaveNote: { call, text: 'A note for the file' } });
    const kept = await callscribe.desk.evaluate(async () => JSON.stringify([await chrome.storage.local.get(), await chrome.storage.session.get()]));
    const session = /eyJ[\w-]+\.[\w-]+\.[\w-]+/.exec(kept)?.[0];
    expect(session, 'the session token of the CRM').toBeTruthy();

    const page = await callscribe.open('app', 'Settings');
    await page.getByText('Your data', { exact: true }).click();
    const exported = async (button) => {
      const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: button }).click()]);
      return readFile(await download.path(), 'utf8');
    };
    const everything = await exported('Export everything');
    const units = JSON.parse(everything).units.flat().map(({ store }) => store);
    expect(new Set(units)).toEqual(new Set(['Settings', 'Calls', 'Entries', 'Notes', 'Aliases']));
    const csv = await exported('Export calls as CSV');
    expect(csv.split('\r\n')).toHaveLength(3);
    expect(csv).toContain(ANN);
    for (const text of [everything, csv]) {
      expect(text).toContain('A note for the file');
      for (const secret of [CANARY, session]) expect(text).not.toContain(secret);
    }
    expect(callscribe.complaints).toEqual([]);
  } finally {
    await crm.stop();
  }
});

test('i10_ delete all leaves nothing but a first run', async ({ callscribe }) => {
  await addAddressBook(callscribe, [{ name: 'Ann Alvarez', raw: ANN }]);
  await typeCall(callscribe, ANN);
  const page = await callscribe.open('app', 'Settings');
  await page.getByText('Your data', { exact: true }).click();
  await page.getByRole('button', { name: 'Delete all', exact: true }).click();
  await page.getByRole('button', { name: 'Delete it all for good' }).click();
  await expect(page.getByTestId('welcome')).toBeVisible();
  await callscribe.until('everything being gone', async () => {
    const stores = ['calls', 'entries', 'aliases', 'notes', 'contacts', 'activities', 'jobs'];
    const left = await Promise.all(stores.map((store) => callscribe.rows(store)));
    return left.flat().length === 0;
  });
});

test('i10_ the import of an export says what came of it, and what was there already the second time', async ({ callscribe }) => {
  const book = await addAddressBook(callscribe, [{ name: 'Ann Alvarez', raw: ANN }]);
  const call = await typeCall(callscribe, ANN);
  await callscribe.until('the call being logged', async () => stateOf(await entryOf(callscribe, call, book)) === 'Logged');
  const page = await callscribe.open('app', 'Settings');
  await page.getByText('Your data', { exact: true }).click();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Export everything' }).click()]);
  const file = { name: 'callscribe.json', mimeType: 'application/json', buffer: await readFile(await download.path()) };
  const said = page.getByTestId('restored');
  await page.getByLabel('Import an export').setInputFiles(file);
  await expect(said).toContainText('Import finished: 0 calls and 0 contacts added. 2 were here already and stay as they are.');
  await said.getByRole('button', { name: 'Got it' }).press('Enter');
  await expect(said).toHaveCount(0);

  await callscribe.command('DeleteAll');
  await callscribe.until('everything being gone', async () => (await callscribe.rows('calls')).length === 0);
  await page.getByLabel('Import an export').setInputFiles(file);
  await expect(said).toContainText('Import finished: 1 call and 1 contact added.');
  await page.reload();
  await page.getByText('Your data', { exact: true }).click();
  await expect(said).toContainText('Import finished: 1 call and 1 contact added.');
});
