// Salesforce in the real extension: signing in on its own page, tokens that are renewed once for all and stay where they belong.
import { startSalesforce } from '../systems/salesforce.mjs';
import { expect, test as base } from './support/browser.mjs';
import { entryOf, integrationOf, letLogByItself, readNumber, stateOf, typeCall } from './support/calls.mjs';
import { everythingStored } from './support/stores.mjs';

const ANN = '+14155550123';

const test = base.extend({
  rotate: [false, { option: true }],
  /** @type {Awaited<ReturnType<typeof startSalesforce>>} */
  vendor: async ({ rotate }, use) => {
    const vendor = await startSalesforce({ rotate });
    await use(vendor);
    await vendor.stop();
  },
});

/** Signs in as a screen does; the id of the integration. */
async function signIn(callscribe, vendor) {
  const { Ok, Err } = await callscribe.ask({ ConnectSalesforce: { login: vendor.url, client_id: vendor.clientId } });
  if (Err) throw new Error(`could not sign in to Salesforce: ${JSON.stringify(Err)}`);
  expect(Ok.SignedIn.user).toBe('Ada Agent');
  return Ok.SignedIn.id;
}

const find = async (callscribe, integration) => callscribe.ask({ FindContacts: { integration, number: await readNumber(callscribe, ANN) } });

test('an agent signs in on its page, and a call is one record there, also when the token ends on the way', async ({ callscribe, vendor }) => {
  await vendor.addContact({ name: 'Ann Alvarez', phone: '(415) 555-0123' });
  const id = await signIn(callscribe, vendor);
  expect(id).toBe(`salesforce:${vendor.organization}/${vendor.user}`);
  await letLogByItself(callscribe, id);
  await vendor.expire();
  const call = await typeCall(callscribe, ANN);
  await callscribe.until('the call being logged', async () => stateOf(await entryOf(callscribe, call, id)) === 'Logged', 60);
  expect((await vendor.records()).map(({ subject }) => subject)).toEqual(['Inbound call from Ann Alvarez']);
  expect(vendor.renewals()).toBe(1);
});

for (const rotate of [false, true]) {
  test.describe(rotate ? 'a refresh token that serves once' : 'a refresh token that stays', () => {
    test.use({ rotate });

    test('a token that ended is renewed once for all questions under way', async ({ callscribe, vendor }) => {
      await vendor.addContact({ name: 'Ann Alvarez', phone: '(415) 555-0123' });
      const id = await signIn(callscribe, vendor);
      for (const round of [1, 2]) {
        await vendor.expire();
        const answers = await Promise.all([find(callscribe, id), find(callscribe, id), find(callscribe, id)]);
        expect(answers.map(({ Ok }) => Ok?.Contacts.map(({ name }) => name))).toEqual([['Ann Alvarez'], ['Ann Alvarez'], ['Ann Alvarez']]);
        expect(vendor.renewals()).toBe(round);
      }
    });
  });
}

test('a sign-in that is over is asked for again, and the integration stays', async ({ callscribe, vendor }) => {
  const id = await signIn(callscribe, vendor);
  await vendor.revoke();
  expect((await find(callscribe, id)).Err.Crm).toMatchObject({ kind: 'Auth', problem: 'SignedOut' });
  await callscribe.until('the sign-in being over', async () => (await integrationOf(callscribe, id)).sign_in === 'Needed');
  await vendor.restore();
  expect(await signIn(callscribe, vendor)).toBe(id);
  expect((await integrationOf(callscribe, id)).sign_in).toBe('Works');
  expect((await find(callscribe, id)).Ok.Contacts).toEqual([]);
});

test('tokens lie in chrome.storage and nowhere else, and signing out ends them there and here', async ({ callscribe, vendor }) => {
  const id = await signIn(callscribe, vendor);
  await find(callscribe, id);
  const areas = () => callscribe.desk.evaluate(async () => [await chrome.storage.local.get(), await chrome.storage.session.get()].map((area) => JSON.stringify(area)));
  const [refresh, access] = [vendor.issued.find((token) => token.startsWith('5Aep')), vendor.issued.find((token) => token.includes('!') && token !== vendor.token)];
  const [local, session] = await areas();
  expect([local.includes(refresh), local.includes(access), session.includes(access)]).toEqual([true, false, true]);
  const elsewhere = await callscribe.desk.evaluate(everythingStored);
  expect(elsewhere.length).toBeGreaterThan(100);
  for (const token of vendor.issued) expect(elsewhere).not.toContain(token);
  await callscribe.ask({ SignOut: { id } });
  for (const token of vendor.issued) expect((await areas()).join()).not.toContain(token);
  expect(vendor.requests.filter(({ path }) => path === '/services/oauth2/revoke').map(({ status }) => status)).toEqual([200]);
});
