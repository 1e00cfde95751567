// What shows itself in the real extension: the form after a call (I2) and a contact's page when it rings (I8), each in both positions.
import { AGENT } from '../systems/asterisk.mjs';
import { addAddressBook, entryOf, stateOf } from './support/calls.mjs';
import { popupThatOpens } from './support/popup.mjs';
import { expect, test } from './support/systems.mjs';

const ANN = { name: 'Ann Alvarez', number: '+14155550101' };

/** The agent's own choices, with one of them changed as Settings do. */
async function choose(callscribe, change) {
  const row = (await callscribe.rows('settings')).find(({ Settings }) => Settings);
  await callscribe.command({ ChangeSettings: { ...row?.Settings, ...change } });
}

/** A call from Ann that was answered and has ended; answers its stored form once the extension knows. */
async function annCalls(callscribe, asterisk) {
  const known = (await callscribe.rows('calls')).length;
  const call = await asterisk.call({ from: ANN.number, to: AGENT });
  await call.up();
  const stored = async () => (await callscribe.rows('calls'))[known]?.call;
  await callscribe.until('the call being answered', async () => (await stored())?.facts.answered);
  await call.hangUp();
  return callscribe.until('the call being over', async () => {
    const ended = await stored();
    return ended?.facts.ended && ended;
  });
}

const notes = (callscribe) => callscribe.desk.evaluate(async () => Object.keys(await chrome.notifications.getAll()));

test('i2_ the form opens in the popup after a call and only it logs, or nothing opens and the call logs itself', async ({ callscribe, crm, asterisk, office }) => {
  await crm.addContact({ platform: 'ledger', name: ANN.name, phone: ANN.number });
  await addAddressBook(callscribe, [{ name: ANN.name, raw: ANN.number }]);
  await choose(callscribe, { after_call: 'OnlyOpenForm' });
  let call;
  const popup = await popupThatOpens(callscribe, async () => { call = await annCalls(callscribe, asterisk); });
  await popup.until('the form', "document.querySelector('[data-testid=log-form]')?.textContent.includes('Ann Alvarez')");
  expect(stateOf(await entryOf(callscribe, call.id, office.ledger))).toBe('Unlogged');
  expect(await crm.activities()).toEqual([]);
  await popup.evaluate("document.querySelector('#form-save').click()");
  await callscribe.until('the call being logged by its form', async () => (await crm.activities()).length === 1);
  await popup.close();

  await choose(callscribe, { after_call: 'Nothing' });
  const second = await annCalls(callscribe, asterisk);
  await callscribe.until('the call being logged', async () => stateOf(await entryOf(callscribe, second.id, office.ledger)) === 'Logged');
  expect(await popup.isOpen()).toBe(false);
  expect(await notes(callscribe)).toEqual([]);
  expect(callscribe.complaints).toEqual([]);
});

test('i2_ where the browser opens no popup a notification stands for the form', async ({ callscribe, crm, asterisk, office }) => {
  await crm.addContact({ platform: 'ledger', name: ANN.name, phone: ANN.number });
  await choose(callscribe, { after_call: 'LogAndOpenForm' });
  const life = callscribe.context.serviceWorkers()[0];
  await life.evaluate(() => { chrome.action.openPopup = () => Promise.reject(new Error('not now')); });
  const call = await annCalls(callscribe, asterisk);
  const [form] = await callscribe.until('the notification', async () => {
    const all = await notes(callscribe);
    return all.length > 0 && all;
  });
  expect(form).toContain(call.id.session);
  await callscribe.until('the call being logged', async () => stateOf(await entryOf(callscribe, call.id, office.ledger)) === 'Logged');
  const opening = callscribe.context.waitForEvent('page');
  await life.evaluate((id) => chrome.notifications.onClicked.dispatch(id), form);
  await expect((await opening).getByTestId('log-form')).toContainText(ANN.name);
  await callscribe.until('the notification being gone', async () => (await notes(callscribe)).length === 0);
});

test('i8_ the page of the contact opens when it rings, or never', async ({ callscribe, crm, asterisk, office }) => {
  const ann = await crm.addContact({ platform: 'ledger', name: ANN.name, phone: ANN.number });
  const pages = () => callscribe.context.pages().map((page) => page.url()).filter((url) => url.startsWith(crm.crmUrl));
  await annCalls(callscribe, asterisk);
  expect(pages(), 'it is off until switched on').toEqual([]);

  const settings = await callscribe.open('app', 'Settings');
  const card = settings.getByTestId('integration').filter({ hasText: 'Ledger CRM' });
  await card.getByText('Choices', { exact: true }).click();
  await card.getByLabel('Open the contact’s page').selectOption('When a call rings');
  await callscribe.until('the choice being kept', async () => (
    (await callscribe.rows('settings')).some(({ Integration }) => Integration?.id === office.ledger && Integration.choices.call_pop === 'OnRing')));
  const call = await asterisk.call({ from: ANN.number, to: AGENT });
  await callscribe.until('the page of Ann', () => pages().length > 0);
  expect(pages()).toEqual([expect.stringMatching(new RegExp(`/contact/[^/]+/${ann}$`))]);
  await call.up();
  await call.hangUp();
  await callscribe.until('both calls being logged', async () => (await crm.activities()).length === 2);
  expect(pages()).toHaveLength(1);
});
