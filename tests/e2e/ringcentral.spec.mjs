// RingCentral in the real extension: signing in on its page, calls told by its history, and tokens that stay where they belong.
import { accountOf, addLedger, addRingCentral, entryOf, stateOf } from './support/calls.mjs';
import { expect, test } from './support/ringcentral.mjs';
import { pass } from './support/time.mjs';

const ANN = '+14155550101';
/** How often the history is asked for what is new. */
const SYNC = 4 * 60_000;

const line = async (callscribe, id) => (await accountOf(callscribe, id))?.line;

test('an agent signs in on its own page from Settings, and signs in again when that is over', async ({ callscribe, vendor }) => {
  const page = await callscribe.open('app', 'Settings');
  await page.getByRole('button', { name: 'Connect RingCentral' }).click();
  await page.getByLabel('Client id').fill(vendor.clientId);
  await page.getByLabel('Address').fill(vendor.url);
  await expect(page.getByText(`https://${callscribe.id}.chromiumapp.org/`)).toBeVisible();
  await page.getByRole('button', { name: 'Sign in on its page' }).click();
  const account = page.getByTestId('phone-account');
  await expect(account).toContainText('Ada Agent, 101');
  await expect(account.getByTestId('line-state')).toHaveText('connected');

  vendor.revoke();
  await callscribe.command({ AddAccount: { ...await accountOf(callscribe, vendor.account), line: 'Idle' } });
  await expect(account.getByTestId('line-state')).toContainText('needs a sign-in');
  await account.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Sign in on its page' }).click();
  await expect(account.getByTestId('line-state')).toHaveText('connected');
});

test('a call of the history is logged, with its recording, and none from before it was connected', async ({ callscribe, crm, vendor }) => {
  const ledger = await addLedger(callscribe, crm);
  await crm.addContact({ platform: 'ledger', name: 'Ann Alvarez', phone: ANN });
  vendor.fail(503);
  vendor.add({ id: 'before', number: ANN, start: Date.now() - 600_000 });
  const account = await addRingCentral(callscribe, vendor);
  await callscribe.until('the history having failed', async () => (await line(callscribe, account))?.Waiting);
  const recording = { id: '17', uri: `${vendor.url}/r/17`, type: 'Automatic', contentUri: `${vendor.url}/restapi/v1.0/account/1/recording/17/content` };
  vendor.add({ id: 'now', number: ANN, name: 'ALVAREZ ANN', start: Date.now() - 30_000, seconds: 31, more: { recording } });
  vendor.fail(null);
  const entry = (session) => entryOf(callscribe, { session }, ledger);
  await callscribe.until('the call being logged', async () => stateOf(await entry('s-now')) === 'Logged', 90);
  expect(stateOf(await entry('s-before'))).toBe('Earlier');
  const [activity, ...others] = await crm.activities();
  expect(others).toEqual([]);
  expect(activity).toMatchObject({ direction: 'Inbound', result: 'Call connected', duration: 31 });
  expect(activity.recordingLink).toBe(`https://ringcentral.github.io/ringcentral-media-reader/?media=${encodeURIComponent(recording.contentUri)}`);
});

test('h1_ a recording that comes after the call was logged lands in its record, beside the note', async ({ callscribe, crm, vendor }) => {
  const ledger = await addLedger(callscribe, crm);
  await crm.addContact({ platform: 'ledger', name: 'Ann Alvarez', phone: ANN });
  const account = await addRingCentral(callscribe, vendor);
  await callscribe.until('the history being read', async () => await line(callscribe, account) === 'Open');
  const call = { id: 'late', number: ANN, start: Date.now(), seconds: 1 };
  vendor.add(call);
  await pass(callscribe, SYNC);
  const entry = () => entryOf(callscribe, { session: 's-late' }, ledger);
  const isLogged = () => callscribe.until('the record being looked at', async () => (await entry())?.status.Logged?.confirm_at === null);
  await isLogged();
  await callscribe.command({ SaveNote: { call: (await entry()).key.call, text: 'Wants the offer by Friday.' } });
  const records = async () => (await crm.activities()).map(({ note, recordingLink }) => ({ note, recordingLink }));
  await expect.poll(records).toEqual([{ note: 'Wants the offer by Friday.', recordingLink: null }]);

  const contentUri = `${vendor.url}/restapi/v1.0/account/1/recording/17/content`;
  vendor.add({ ...call, more: { recording: { id: '17', uri: `${vendor.url}/r/17`, type: 'Automatic', contentUri } } });
  await pass(callscribe, SYNC);
  const link = `https://ringcentral.github.io/ringcentral-media-reader/?media=${encodeURIComponent(contentUri)}`;
  await expect.poll(records).toEqual([{ note: 'Wants the offer by Friday.', recordingLink: link }]);
  await isLogged();
  expect((await crm.accessLog()).filter(({ method, url }) => method === 'POST' && url.startsWith('/callLog'))).toHaveLength(1);
});

test('tokens are renewed in time, once, and lie in chrome.storage only', async ({ callscribe, vendor }) => {
  vendor.fail(503);
  const account = await addRingCentral(callscribe, vendor);
  await callscribe.until('the history having failed', async () => (await line(callscribe, account))?.Waiting);
  vendor.expire();
  vendor.fail(null);
  await callscribe.until('the history being read with a new token', async () => await line(callscribe, account) === 'Open', 60);
  expect(vendor.requests.filter(({ path }) => path.endsWith('/token')).map(({ status }) => status)).toEqual([200, 200]);
  const kept = await callscribe.desk.evaluate(async () => ({ local: JSON.stringify(await chrome.storage.local.get()), session: JSON.stringify(await chrome.storage.session.get()) }));
  const [firstAccess, firstRefresh, access, refresh] = vendor.issued;
  expect([kept.session.includes(access), kept.local.includes(refresh), kept.local.includes(access)]).toEqual([true, true, false]);
  for (const old of [firstAccess, firstRefresh]) expect(kept.local + kept.session).not.toContain(old);
  const stores = await callscribe.desk.evaluate(() => new Promise((resolve) => {
    indexedDB.open('callscribe').onsuccess = ({ target }) => resolve([...target.result.objectStoreNames]);
  }));
  const stored = JSON.stringify(await Promise.all(stores.map((store) => callscribe.rows(store))));
  for (const token of vendor.issued) expect(stored).not.toContain(token);
  await callscribe.command({ RemoveAccount: account });
  const left = () => callscribe.desk.evaluate(async () => JSON.stringify([await chrome.storage.local.get(), await chrome.storage.session.get()]));
  await callscribe.until('the tokens being forgotten', async () => {
    const text = await left();
    return !vendor.issued.some((token) => text.includes(token));
  });
});

test('g5_ inside a penalty nothing is asked, not even by the next life of the worker', async ({ callscribe, vendor }) => {
  test.setTimeout(180_000);
  vendor.limit('heavy', 0);
  const account = await addRingCentral(callscribe, vendor);
  await callscribe.until('the penalty being kept', async () => (await accountOf(callscribe, account))?.sync.not_before);
  vendor.limit('heavy', 10);
  await callscribe.kill();
  await callscribe.desk.evaluate(() => chrome.runtime.sendMessage('LookAtDesk').catch(() => {}));
  await callscribe.until('the history being read', async () => await line(callscribe, account) === 'Open', 100);
  expect(vendor.insidePenalty()).toBe(0);
  expect(vendor.requests.filter(({ group }) => group === 'heavy').map(({ status }) => status)).toEqual([429, 200]);
});
