// What screens ask the worker: contacts, numbers, servers, sign-ins and exports, answered against a real App Connect server.
import { addAddressBook, addLedger, states, tested, typeCall } from './support/calls.mjs';
import { expect, test } from './support/systems.mjs';

/** All credentials the worker keeps, by owner. */
async function credentials(callscribe) {
  const kept = Object.entries(await callscribe.desk.evaluate(() => chrome.storage.local.get()));
  return Object.fromEntries(kept.filter(([key]) => key.startsWith('credential/')).map(([key, secret]) => [key.slice('credential/'.length), secret]));
}

const names = ({ Ok }) => Ok.Contacts.map(({ name }) => name);

test('a server is probed for its platforms and how one signs in to each', async ({ callscribe, crm }) => {
  const offer = async (platform) => {
    const { Ok } = await callscribe.ask({ ProbeServer: { url: crm.url.replace('http://', ''), platform } });
    expect(Ok.Server.server_url).toBe(crm.url);
    return Ok.Server.platforms.find((offered) => offered.platform === platform);
  };
  expect((await offer('ledger')).sign_in).toHaveProperty('ApiKey');
  const harbor = await offer('harbor');
  expect(harbor.sign_in).toBe('OAuth');
  expect(new URL(harbor.comes_back_to).origin).toBe(crm.crmUrl);
});

test('contacts are found by number and by name, in a CRM and in the address book', async ({ callscribe, crm }) => {
  await crm.addContact({ platform: 'ledger', name: 'Ann Alvarez', phone: '+14155550101' });
  const ledger = await addLedger(callscribe, crm);
  const book = await addAddressBook(callscribe, [{ name: 'Ann Berg', raw: '+14155550101' }, { name: 'Bob', raw: '+14155550102' }]);
  const { Ok: { Number: number } } = await callscribe.ask({ ParseNumber: { raw: '415 555 0101' } });
  const found = async (integration) => names(await callscribe.ask({ FindContacts: { integration, number } }));
  const called = async (integration, name) => names(await callscribe.ask({ SearchContacts: { integration, name } }));
  expect(await found(ledger)).toEqual(['Ann Alvarez']);
  expect(await found(book)).toEqual(['Ann Berg']);
  expect(await called(ledger, 'Alvarez')).toEqual(['Ann Alvarez']);
  expect(await called(book, 'ber')).toEqual(['Ann Berg']);
  expect(await called(book, '')).toEqual(['Ann Berg', 'Bob']);
});

test('what is no number is said to be none', async ({ callscribe }) => {
  expect(await callscribe.ask({ ParseNumber: { raw: 'anonymous' } })).toEqual({ Err: 'NotANumber' });
});

test('a wrong key is refused, and nothing is added or kept', async ({ callscribe, crm }) => {
  const question = { server_url: crm.url, platform: 'ledger', hostname: '', api_key: 'wrong', additional: {} };
  const { Err } = await callscribe.ask({ SignIn: question });
  expect(Err.Crm).toMatchObject({ kind: 'Auth', problem: 'WrongKey' });
  expect(await callscribe.rows('settings')).toEqual([]);
  expect(await credentials(callscribe)).toEqual({});
});

test('a host without access is not asked', async ({ callscribe }) => {
  const { Err } = await callscribe.ask({ ProbeServer: { url: 'https://crm.invalid', platform: null } });
  expect(Err.Crm.problem).toBe('NotAllowed');
});

test('a token the server renews replaces the kept one', async ({ callscribe, crm }) => {
  await crm.addContact({ platform: 'ledger', name: 'Ann Alvarez', phone: '+14155550101' });
  const ledger = await addLedger(callscribe, crm);
  const old = crm.jwt(6);
  await callscribe.desk.evaluate(([key, token]) => chrome.storage.local.set({ [key]: token }), [`credential/${ledger}`, old]);
  await typeCall(callscribe, '+14155550101');
  await callscribe.until('the entry being logged', async () => (await states(callscribe))[ledger]?.[0] === 'Logged');
  const renewed = (await credentials(callscribe))[ledger];
  expect(renewed).not.toBe(old);
  expect(renewed).toMatch(/^ey/);
});

test('signing out forgets the token here and ends the session there; signing in again goes on', async ({ callscribe, crm }) => {
  const ledger = await addLedger(callscribe, crm);
  const signIn = async () => (await callscribe.rows('settings')).find(({ Integration }) => Integration?.id === ledger).Integration.sign_in;
  expect(await tested(callscribe, ledger)).toEqual({ Contacts: 'works', Names: 'works', Logs: 'works' });
  expect(await callscribe.ask({ SignOut: { id: ledger } })).toEqual({ Ok: 'Done' });
  expect(await signIn()).toBe('Needed');
  expect(await credentials(callscribe)).toEqual({});
  expect((await crm.accessLog()).some(({ url }) => url.startsWith('/unAuthorize'))).toBe(true);
  expect(await tested(callscribe, ledger)).toEqual({ Contacts: 'SignedOut', Names: 'SignedOut', Logs: 'SignedOut' });
  expect(await addLedger(callscribe, crm)).toBe(ledger);
  expect(await signIn()).toBe('Works');
});

test('what signed in to a removed integration is forgotten', async ({ callscribe, crm }) => {
  const ledger = await addLedger(callscribe, crm);
  expect(Object.keys(await credentials(callscribe))).toEqual([ledger]);
  await callscribe.command({ RemoveIntegration: ledger });
  await callscribe.until('the credential being gone', async () => Object.keys(await credentials(callscribe)).length === 0);
});

test('the address book is exported as CSV and as vCard', async ({ callscribe }) => {
  const book = await addAddressBook(callscribe, [{ name: 'Ann Berg', raw: '+14155550101' }]);
  for (const [format, name] of [['Csv', 'contacts.csv'], ['VCard3', 'contacts.vcf'], ['VCard4', 'contacts.vcf']]) {
    const { Ok } = await callscribe.ask({ Export: { book, format } });
    expect(Ok.File.name).toBe(name);
    expect(Ok.File.text).toContain('Ann Berg');
    expect(Ok.File.text).toContain('+14155550101');
  }
});
