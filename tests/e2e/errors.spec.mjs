// Five ways in which a CRM fails, five sentences: each names the integration, says what to do next, and leaves the call loggable.
import { startAppConnect } from '../systems/app-connect.mjs';
import { startFaults } from '../systems/faults.mjs';
import { freePort } from '../systems/process.mjs';
import { addLedger, entryOf, stateOf, typeCall } from './support/calls.mjs';
import { expect, test as base } from './support/systems.mjs';

const ANN = { platform: 'ledger', name: 'Ann Alvarez', phone: '+14155550101' };

const test = base.extend({
  port: async ({}, use) => use(await freePort()),
  /** What stands in front of the CRM's server, and breaks what passes. */
  faults: async ({ port }, use) => {
    const faults = await startFaults(`http://127.0.0.1:${port}`);
    await use(faults);
    await faults.close();
  },
  crm: async ({ port, faults }, use) => {
    const crm = await startAppConnect({ port, address: faults.url });
    await use(crm);
    await crm.stop();
  },
});

/** Logs the one call by hand, from its row in Calls to Save. */
async function logByHand(page) {
  await page.getByTestId('calls').locator('b').first().hover();
  await page.getByRole('button', { name: 'Log', exact: true }).click();
  const form = page.getByTestId('log-form');
  const part = form.getByRole('checkbox', { name: 'Ledger CRM' });
  if (!await part.isChecked()) await part.check();
  await form.getByRole('radio', { name: ANN.name }).check();
  await form.getByRole('radio', { name: 'Interested' }).check();
  await form.getByRole('button', { name: 'Save' }).click();
}

/** The call is one record at its contact. */
async function expectLoggedOnce(callscribe, crm, call, ledger) {
  await callscribe.until('the call being logged', async () => stateOf(await entryOf(callscribe, call, ledger)) === 'Logged');
  expect((await crm.activities()).map(({ subject }) => subject)).toEqual(['Inbound call from Ann Alvarez']);
}

test('a wrong address and a wrong key are told apart at sign-in, and the call is logged after the right ones', async ({ callscribe, crm }) => {
  await crm.addContact(ANN);
  const call = await typeCall(callscribe, ANN.phone);
  const page = await callscribe.open('app', { AddServer: null });
  const address = page.getByRole('textbox', { name: 'Address' });
  const look = page.getByRole('button', { name: 'Look for the server' });
  const result = page.getByTestId('result');

  await address.fill(crm.crmUrl);
  await look.click();
  await expect(result).toHaveText(
    `At this address nothing answers for ${new URL(crm.crmUrl).host}. Check the address and, with an App Connect server, the CRM’s name.`);

  await address.fill(crm.url);
  await look.click();
  await page.getByLabel('API key').fill('a wrong key');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(result).toHaveText('Ledger CRM refused the key. Copy it again from your CRM and sign in.');

  await page.getByLabel('API key').fill(crm.apiKey);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByTestId('integration')).toContainText('Ledger CRM');
  await page.getByRole('button', { name: 'Calls' }).click();
  await logByHand(page);
  const [{ Integration: ledger }] = (await callscribe.rows('settings')).filter(({ Integration }) => Integration);
  await expectLoggedOnce(callscribe, crm, call, ledger.id);
});

for (const { what, kind, sentence, seconds = 10 } of [
  {
    what: 'an answer in HTML',
    kind: 'html',
    sentence: 'Ledger CRM answered with something that is no answer of a CRM, such as a web page. '
      + 'Check the address, or whether a network sign-in page is in between.',
  },
  {
    what: 'no answer',
    kind: 'hang',
    sentence: 'Ledger CRM does not answer. Calls wait and are logged when it does; if this lasts, ask whoever runs it.',
    seconds: 40,
  },
  {
    what: 'half an answer',
    kind: 'half',
    sentence: 'The answer of Ledger CRM broke off. It is asked again by itself; if this lasts, check the connection in between.',
  },
]) {
  test(`${what} is told in a sentence of its own, and the call is logged by hand`, async ({ callscribe, crm, faults }) => {
    await crm.addContact(ANN);
    const ledger = await addLedger(callscribe, crm);
    const page = await callscribe.open('popup');
    faults.fail({ kind, status: 200, path: /^\/contact/ });
    const call = await typeCall(callscribe, ANN.phone);
    await expect(page.getByTestId('chip')).toContainText(sentence, { timeout: seconds * 1000 });
    expect(await crm.activities()).toEqual([]);
    await faults.pass();
    await logByHand(page);
    await expectLoggedOnce(callscribe, crm, call, ledger);
  });
}
