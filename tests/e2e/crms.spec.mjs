// A CRM connected directly, as a person does it in Settings: few fields and clicks, a test in words, a key that lies in one place only.
import { startFaults } from '../systems/faults.mjs';
import { startHubSpot } from '../systems/hubspot.mjs';
import { startOdoo } from '../systems/odoo.mjs';
import { startPipedrive } from '../systems/pipedrive.mjs';
import { expect, test } from './support/browser.mjs';
import { entryOf, integrationOf, letLogByItself, stateOf, typeCall } from './support/calls.mjs';
import { everythingStored } from './support/stores.mjs';

const MOST_FIELDS = 3;
const MOST_CLICKS = 4;
const ANN = '+14155550123';

// The address is the vendor's own, which is none of this machine: the half-filled form on the desk names the stand-in.
const kept = ({ place }) => ({ url: place.url, database: '', client_id: '' });
const CONTACTS = ['finding contacts by number', 'finding contacts by name'];
const [RECORDS, FOLLOW_UPS] = ['finding records of calls', 'finding follow-ups'];

/** A CRM, what a person types to connect it, and a path without which it lacks some abilities. */
const CRMS = [
  {
    name: 'HubSpot',
    start: startHubSpot,
    kept,
    typed: ({ token }) => ({ 'Access token': token }),
    key: 'Access token',
    contact: { name: 'Ann Alvarez', phone: '(415) 555-0123' },
    cut: { path: /objects\/tasks/, works: [...CONTACTS, RECORDS], lost: [FOLLOW_UPS] },
    promise: 'Each call is recorded once from this browser.',
  },
  {
    name: 'Odoo',
    start: startOdoo,
    typed: ({ place, token }) => ({ Address: place.url, 'Database (optional)': place.database, 'API key': token }),
    key: 'API key',
    contact: { name: 'Ann Alvarez', phone: '(415) 555-0123' },
    cut: { path: /check_object_reference/, works: [...CONTACTS, RECORDS], lost: [FOLLOW_UPS] },
    promise: 'Each call is recorded exactly once',
  },
  {
    name: 'Pipedrive',
    start: startPipedrive,
    kept,
    typed: ({ token }) => ({ 'Access token': token }),
    key: 'Access token',
    contact: { name: 'Ann Alvarez', phone: '(415) 555-0123' },
    cut: { path: /v2\/activities/, works: CONTACTS, lost: [RECORDS, FOLLOW_UPS] },
    promise: 'Each call is recorded once from this browser.',
  },
];

/** Lays a half-filled form on the desk, as the screen does at each keystroke. */
async function keepForm(callscribe, name, form) {
  const key = `form/${name.toLowerCase()}`;
  await callscribe.desk.evaluate(async ([key, text]) => {
    const database = await new Promise((resolve) => {
      indexedDB.open('callscribe').onsuccess = ({ target }) => resolve(target.result);
    });
    const writing = database.transaction('desk', 'readwrite');
    writing.objectStore('desk').put({ k: key, t: text });
    await new Promise((resolve) => { writing.oncomplete = resolve; });
    database.close();
  }, [key, JSON.stringify({ v: 1, d: { key, item: { Form: JSON.stringify(form) } } })]);
}

/** A page whose clicks and filled fields are counted. */
function counted(page) {
  const count = { clicks: 0, fields: 0 };
  return {
    count,
    async click(name) {
      count.clicks += 1;
      await page.getByRole('button', { name, exact: true }).click();
    },
    async fill(label, text) {
      count.fields += 1;
      await page.getByLabel(label, { exact: true }).fill(text);
    },
  };
}

for (const { name, start, kept, typed, key, contact, cut, promise } of CRMS) {
  test.describe(name, () => {
    test.setTimeout(240_000);

    /** The CRM behind a proxy, and Settings in the tab. */
    async function begin(callscribe, options) {
      const crm = await start(options);
      const wire = await startFaults(crm.url);
      const place = { ...crm.place, url: wire.url };
      if (kept) await keepForm(callscribe, name, kept({ place }));
      const page = await callscribe.open('app', 'Settings');
      const stop = async () => {
        await wire.close();
        await crm.stop();
      };
      return { crm, wire, page, fields: typed({ ...crm, place }), card: page.getByTestId('integration'), stop };
    }

    async function connect(page, fields) {
      const person = counted(page);
      await person.click('Connect a CRM');
      await person.click(`Connect ${name}`);
      await expect(page.getByTestId('promise')).toContainText(promise);
      for (const [label, text] of Object.entries(fields)) await person.fill(label, text);
      await person.click('Connect');
      return person.count;
    }

    test('it is connected with three fields and four clicks at most, and a call is one record in it', async ({ callscribe }) => {
      const { crm, page, fields, card, stop } = await begin(callscribe);
      try {
        await crm.addContact(contact);
        const { clicks, fields: filled } = await connect(page, fields);
        await expect(card).toContainText(name);
        await expect(card).toContainText(promise);
        expect(filled).toBeLessThanOrEqual(MOST_FIELDS);
        expect(clicks).toBeLessThanOrEqual(MOST_CLICKS);
        const [{ Integration: { id } }] = (await callscribe.rows('settings')).filter(({ Integration }) => Integration);
        await letLogByItself(callscribe, id);
        const call = await typeCall(callscribe, ANN);
        await callscribe.until('the call being logged', async () => stateOf(await entryOf(callscribe, call, id)) === 'Logged', 60);
        expect((await crm.records()).map(({ subject }) => subject)).toEqual([`Inbound call from ${contact.name}`]);
      } finally {
        await stop();
      }
    });

    test('a test says what works and what does not; a key that was revoked is asked for again, and the integration stays', async ({ callscribe }) => {
      const { crm, wire, page, fields, card, stop } = await begin(callscribe);
      try {
        await connect(page, fields);
        await expect(card).toContainText(name);
        const [{ Integration: { id, name: its, added_at } }] = (await callscribe.rows('settings')).filter(({ Integration }) => Integration);
        const result = card.getByTestId('integration-result');
        await card.getByRole('button', { name: 'Test' }).click();
        const all = [...CONTACTS, RECORDS, FOLLOW_UPS].join(', ');
        await expect(result).toHaveText(`${its} answers and knows you. Works: ${all}.`);

        wire.fail({ kind: 'html', status: 403, path: cut.path });
        await card.getByRole('button', { name: 'Test' }).click();
        await expect(result.locator('.ok')).toHaveText(`${its} answers and knows you. Works: ${cut.works.join(', ')}.`);
        await expect(result.locator('.bad')).toContainText(`Does not work: ${cut.lost.join(', ')}. ${its} answered with something that is no answer of a CRM`);
        await wire.pass();

        await crm.expire();
        await card.getByRole('button', { name: 'Test' }).click();
        await expect(result).toContainText(`Does not work: ${all}. ${its} signed you out.`);
        for (const tab of ['Calls', 'Settings']) await page.getByRole('navigation').getByRole('button', { name: tab }).click();
        await expect(result, 'it stays on the card').toContainText('Does not work');

        await card.getByRole('button', { name: 'Sign in' }).click();
        await page.getByLabel(key, { exact: true }).fill(fields[key]);
        await page.getByRole('button', { name: 'Connect', exact: true }).click();
        await expect(page.getByTestId('result')).toHaveText(`${name} refused the key. Copy it again from your CRM and sign in.`);
        await crm.restore();
        await page.getByLabel(key, { exact: true }).fill(fields[key]);
        await page.getByRole('button', { name: 'Connect', exact: true }).click();
        await expect(card.getByTestId('integration-state')).toContainText('Signed in');
        await expect(result, 'what was tested is over').toHaveCount(0);
        const again = await integrationOf(callscribe, id);
        expect(again).toMatchObject({ sign_in: 'Works', added_at });
        expect((await callscribe.rows('settings')).filter(({ Integration }) => Integration)).toHaveLength(1);
      } finally {
        await stop();
      }
    });

    test('the key lies in chrome.storage and nowhere else, and is gone after signing out', async ({ callscribe }) => {
      const { page, fields, card, stop } = await begin(callscribe);
      try {
        await connect(page, fields);
        await expect(card).toContainText(name);
        await card.getByRole('button', { name: 'Test' }).click();
        await expect(card.getByTestId('integration-result')).toBeVisible();
        const secret = fields[key];
        const kept = () => callscribe.desk.evaluate(async () => JSON.stringify([await chrome.storage.local.get(), await chrome.storage.session.get()]));
        expect(await kept()).toContain(secret);
        const elsewhere = await callscribe.desk.evaluate(everythingStored);
        expect(elsewhere.length).toBeGreaterThan(100);
        expect(elsewhere).not.toContain(secret);
        const shown = await page.evaluate(() => document.documentElement.outerHTML + JSON.stringify({ ...localStorage }));
        expect(shown).not.toContain(secret);
        await card.getByRole('button', { name: 'Sign out' }).click();
        await expect(card.getByTestId('integration-state')).toContainText('sign-in');
        expect(await kept()).not.toContain(secret);
      } finally {
        await stop();
      }
    });

    test('a wrong key and a wrong address are said in words, and nothing is added', async ({ callscribe }) => {
      const { wire, page, fields, stop } = await begin(callscribe);
      try {
        await connect(page, { ...fields, [key]: 'a-wrong-key' });
        await expect(page.getByTestId('result')).toHaveText(`${name} refused the key. Copy it again from your CRM and sign in.`);
        await wire.refuse();
        await page.getByLabel(key, { exact: true }).fill(fields[key]);
        await page.getByRole('button', { name: 'Connect', exact: true }).click();
        await expect(page.getByTestId('result')).toContainText(`${name} cannot be reached.`);
        expect((await callscribe.rows('settings')).filter(({ Integration }) => Integration)).toEqual([]);
      } finally {
        await stop();
      }
    });
  });
}

test('a key that lacks a right is told so, by name of the right', async ({ callscribe }) => {
  const crm = await startHubSpot({ scopes: ['crm.objects.contacts.read'] });
  try {
    await keepForm(callscribe, 'hubspot', { url: crm.url, database: '', client_id: '' });
    const page = await callscribe.open('app', { Connect: ['HubSpot', null] });
    await page.getByLabel('Access token').fill(crm.token);
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    await expect(page.getByTestId('result')).toHaveText('HubSpot does not allow it and said: '
      + '“MISSING_SCOPES: crm.objects.contacts.write, crm.objects.deals.read”. Ask whoever administers it for the right to do this.');
  } finally {
    await crm.stop();
  }
});
