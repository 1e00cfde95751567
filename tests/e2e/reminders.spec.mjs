// Rule K7 in the real extension: a reminder comes with the popup closed, once, and late after a restart; it leads to its follow-up.
import { addAddressBook, typeCall } from './support/calls.mjs';
import { followUp } from './support/follow_ups.mjs';
import { popupThatOpens } from './support/popup.mjs';
import { expect, test } from './support/systems.mjs';
import { pass } from './support/time.mjs';

const ANN = '+14155550101';
const MINUTE = 60_000;

const notifications = (callscribe) => callscribe.desk.evaluate(async () => Object.keys(await chrome.notifications.getAll()));
const reminders = async (callscribe) => (await notifications(callscribe)).filter((id) => id.startsWith('reminder'));

test('k7_ a reminder comes with the popup closed, once, and a click leads to its follow-up and to a filled form', async ({ callscribe }) => {
  await addAddressBook(callscribe, [{ name: 'Ann Alvarez', raw: ANN }]);
  await followUp(callscribe, { id: 'one', raw: ANN, due: Date.now() + 10 * MINUTE });
  expect(await reminders(callscribe)).toEqual([]);
  await pass(callscribe, 11 * MINUTE);
  const [shown] = await callscribe.until('the reminder', async () => {
    const all = await reminders(callscribe);
    return all.length > 0 && all;
  });
  await callscribe.until('it being known as shown', async () => (await callscribe.rows('follow_ups'))[0].reminded);
  await callscribe.desk.evaluate((id) => chrome.notifications.clear(id), shown);
  await pass(callscribe, 5 * MINUTE);
  await typeCall(callscribe, ANN, { ended: Date.now() });
  expect(await reminders(callscribe)).toEqual([]);

  const popup = await popupThatOpens(callscribe, () => (
    callscribe.context.serviceWorkers()[0].evaluate((id) => chrome.notifications.onClicked.dispatch(id), shown)));
  await popup.until('its follow-up', "document.querySelector('#follow-up-subject')?.value === 'Call one'");
  await popup.close();

  await callscribe.context.clock.setFixedTime(Date.now() + 16 * MINUTE);
  const page = await callscribe.open('popup', 'Calls');
  const reminder = page.getByTestId('reminder');
  await expect(reminder).toContainText('Call one');
  await reminder.getByRole('button', { name: 'Log this call' }).click();
  await expect(page.getByTestId('typed-form').getByLabel('Number')).toHaveValue(/415.*555.*0101/);
});

test('k7_ reminders that were due while the browser was closed come late, as one', async ({ callscribe }) => {
  await followUp(callscribe, { id: 'one', raw: ANN, due: Date.now() + 1_000 });
  await followUp(callscribe, { id: 'two', raw: ANN, due: Date.now() + 1_500 });
  await callscribe.kill();
  const over = Date.now() + 3_000;
  await callscribe.until('both being over', () => Date.now() > over);
  await callscribe.desk.evaluate(() => chrome.runtime.sendMessage('LookAtDesk').catch(() => {}));
  await callscribe.until('one reminder for both', async () => (await reminders(callscribe)).length === 1);
  await callscribe.until('both being known as shown', async () => (await callscribe.rows('follow_ups')).every(({ reminded }) => reminded));
});
