// What must stay inside and what must stay text: credentials are nowhere to be seen, foreign names are never markup, screens write to the desk alone.
import { startAppConnect } from '../systems/app-connect.mjs';
import { AGENT } from '../systems/asterisk.mjs';
import { addAddressBook, entryOf, readNumber, stateOf, typeCall, typedCall } from './support/calls.mjs';
import { expect, test as systems } from './support/systems.mjs';

const CANARY = 'canary-2f6c1b7e9d';
const MARKUP = '<img src=x onerror=alert(1)>';
const NUMBER = '+14155550101';
const STORES = ['calls', 'aliases', 'entries', 'notes', 'contacts', 'activities', 'settings', 'jobs', 'counters', 'meta', 'quarantine', 'desk'];

const test = systems.extend({
  /** A CRM whose key is the canary. */
  crm: async ({}, use) => {
    const crm = await startAppConnect({ apiKey: CANARY });
    await use(crm);
    await crm.stop();
  },
});

/** Opens every screen of the popup and the tab, and answers each one's page when it has been drawn. */
async function everyScreen(callscribe, call) {
  const log = { Log: call };
  const screens = ['Calls', { Notes: call }, 'Settings', { Unresolved: null }, log, 'Typed', 'AddAsterisk', { AddServer: null }, { Book: 'book' }];
  const pages = [await callscribe.open('popup'), await callscribe.open('sidepanel')];
  for (const screen of screens) pages.push(await callscribe.open('app', screen));
  for (const page of pages) {
    await page.getByRole('navigation').waitFor();
    await expect(page.locator('.skeleton')).toHaveCount(0);
  }
  return pages;
}

test('a credential is in no console, page, store, export or address that does not need it', async ({ callscribe, crm, asterisk, office }) => {
  const said = [];
  callscribe.context.on('console', (message) => said.push(message.text()));
  await crm.addContact({ platform: 'ledger', name: 'Ann Alvarez', phone: NUMBER });
  const call = await typeCall(callscribe, NUMBER);
  await callscribe.until('the call being logged', async () => stateOf(await entryOf(callscribe, call, office.ledger)) === 'Logged');

  const typing = await callscribe.open('app', { AddServer: null });
  await typing.getByRole('textbox', { name: 'Address' }).fill(crm.url);
  await typing.getByRole('button', { name: 'Look for the server' }).click();
  await typing.getByLabel('API key').fill(CANARY);
  await typing.close();

  const requests = await crm.accessLog();
  const token = requests.map(({ headers }) => headers.authorization?.replace('Bearer ', '')).find(Boolean);
  expect(token, 'the CRM was asked with a token').toBeTruthy();
  const secrets = [CANARY, token, asterisk.watcher.password];
  const places = {
    console: said.concat(callscribe.complaints).join('\n'),
    addresses: requests.map(({ url }) => url).join('\n'),
    bodies: requests.filter(({ url }) => !url.startsWith('/apiKeyLogin')).map(({ body }) => JSON.stringify(body ?? '')).join('\n'),
  };
  for (const page of await everyScreen(callscribe, call)) {
    const values = await page.locator('input, textarea').evaluateAll((fields) => fields.map((field) => field.value));
    places[`page ${page.url()}`] = `${await page.content()}\n${values.join('\n')}`;
    places.localStorage = await page.evaluate(() => JSON.stringify(localStorage));
  }
  for (const store of STORES) places[`store ${store}`] = JSON.stringify(await callscribe.rows(store));
  for (const format of ['Csv', 'VCard3', 'VCard4']) {
    const { Ok } = await callscribe.ask({ Export: { book: office.book, format } });
    places[`export ${format}`] = Ok.File.text;
  }
  for (const [place, text] of Object.entries(places)) {
    for (const secret of secrets) expect(text.includes(secret), `${place} tells a secret`).toBe(false);
  }
  expect(requests.filter(({ body }) => JSON.stringify(body ?? '').includes(CANARY)).map(({ url }) => url.split('?')[0])).toEqual(['/apiKeyLogin']);
});

test('a name that is markup is text on every screen', async ({ callscribe, crm, office }) => {
  const alerts = [];
  callscribe.context.on('dialog', (dialog) => alerts.push(dialog.message()));
  await crm.addContact({ platform: 'ledger', name: MARKUP, phone: NUMBER });
  await addAddressBook(callscribe, [{ name: MARKUP, raw: NUMBER }, { name: `${MARKUP} 2`, raw: NUMBER }]);
  const event = typedCall(await readNumber(callscribe, NUMBER));
  event.facts.other_name = { source: 'History', seq: 0, value: MARKUP };
  await callscribe.command({ TypeCall: { call: event, not_the_same: false } });
  const call = { account: event.account, session: event.session };
  await callscribe.command({ SaveNote: { call, text: MARKUP } });
  await callscribe.until('the call being logged', async () => stateOf(await entryOf(callscribe, call, office.ledger)) === 'Logged');
  const pages = await everyScreen(callscribe, call);
  for (const page of pages) expect(await page.locator('img').count(), page.url()).toBe(0);
  await expect(pages[0].getByTestId('calls')).toContainText(MARKUP);
  const withTheName = (await Promise.all(pages.map((page) => page.locator('body').innerText()))).filter((text) => text.includes(MARKUP));
  expect(withTheName.length, 'screens that show it').toBeGreaterThanOrEqual(5);
  expect(alerts).toEqual([]);
});

test('screens open no transaction that writes but on the desk', async ({ callscribe, asterisk, office }) => {
  await callscribe.context.addInitScript(() => {
    const { transaction } = IDBDatabase.prototype;
    globalThis.writes = [];
    IDBDatabase.prototype.transaction = function (stores, mode = 'readonly', options) {
      if (mode !== 'readonly') globalThis.writes.push([stores].flat().join());
      return transaction.call(this, stores, mode, options);
    };
  });
  await asterisk.call({ from: NUMBER, to: AGENT });
  const popup = await callscribe.open('popup');
  await popup.getByTestId('running-call').getByRole('button', { name: 'Note' }).click();
  await popup.getByRole('textbox', { name: 'Note' }).pressSequentially('wants two');
  await expect(popup.getByTestId('note-state')).toContainText('Saved');
  const call = (await callscribe.rows('calls'))[0].call.id;
  const written = [];
  for (const page of [popup, ...await everyScreen(callscribe, call)]) written.push(...await page.evaluate(() => globalThis.writes));
  expect(written.length, 'the note was written').toBeGreaterThan(0);
  expect([...new Set(written)]).toEqual(['desk']);
  expect(office.line).toBeTruthy();
});
