// Rules E5 to E7 on the screen: calls from before the address book was added are logged when asked for, and the bar says how far it is.
import { expect, test } from './support/browser.mjs';
import { addAddressBook, entryOf, stateOf, typeCall } from './support/calls.mjs';

const ANN = '+14155550101';
const NOBODY = '+14155550199';
const DAY = 86_400_000;

/** Calls that ended so many days ago, and the address book that was added only now; Calls shows those that are unlogged. */
async function earlierCalls(callscribe, calls) {
  const book = await addAddressBook(callscribe, [{ name: 'Ann Alvarez', raw: ANN }]);
  const ids = [];
  for (const { raw, days } of calls) ids.push(await typeCall(callscribe, raw, { ended: Date.now() - days * DAY - ids.length * 60_000 }));
  const state = async (id) => stateOf(await entryOf(callscribe, id, book));
  for (const id of ids) await callscribe.until('the call being Earlier', async () => await state(id) === 'Earlier');
  const page = await callscribe.open('popup', 'Calls');
  await page.setViewportSize({ width: 400, height: 600 });
  await page.getByRole('button', { name: /^Unlogged/ }).click();
  return { book, ids, state, page, bar: page.getByTestId('catch-up') };
}

const button = (within, name) => within.getByRole('button', { name, exact: true });

test('e7_ earlier calls are logged from the day a person says, e6_ and the run can be paused over a restart of the worker', async ({ callscribe }) => {
  const calls = [{ raw: ANN, days: 1 }, { raw: NOBODY, days: 2 }, { raw: ANN, days: 3 }, { raw: ANN, days: 30 }];
  const { ids, state, page, bar } = await earlierCalls(callscribe, calls);
  await button(page, 'Log earlier calls').press('Enter');
  const from = page.getByLabel('Log calls from this day on');
  await expect(from).toBeFocused();
  await from.fill('');
  await from.press('Enter');
  await expect(page.getByText('This is no date.')).toBeVisible();
  await from.fill(new Date(Date.now() - 7 * DAY).toISOString().slice(0, 10));
  await from.press('Enter');

  await expect(bar).toContainText('Catching up · 1 of 3');
  await button(bar, 'Pause').press('Enter');
  await expect(bar).toContainText('Catch-up paused · 1 of 3');
  await expect(button(bar, 'Continue')).toBeFocused();
  await callscribe.kill();
  await page.reload();
  await expect(bar).toContainText('Catch-up paused · 1 of 3');
  // That nothing happens can only be waited out: a run that went on would have attempted the next call 6.1 s after the worker began.
  await page.waitForTimeout(8000);
  expect(await Promise.all(ids.map(state))).toEqual(['Earlier', 'Earlier', 'Logged', 'Earlier']);
  await button(bar, 'Continue').click();
  await expect(bar).toContainText('Caught up on 3 calls');
  await expect(bar).toContainText('1 unresolved');
  await callscribe.until('every call being attempted', async () => (
    (await Promise.all(ids.map(state))).join() === 'Logged,Unresolved,Logged,Earlier'));
  await button(bar, 'Got it').click();
  await expect(bar).toHaveCount(0);
});

test('e6_ a run that is stopped leaves the rest as it was, e5_ and the next hundred are caught up when asked for', async ({ callscribe }) => {
  const { book, ids, state, page, bar } = await earlierCalls(callscribe, [{ raw: ANN, days: 1 }, { raw: ANN, days: 2 }, { raw: ANN, days: 3 }]);
  await button(page, 'Log earlier calls').click();
  await button(page, 'Log them').click();
  await expect(bar).toContainText('Catching up · 1 of 3');
  await button(bar, 'Stop').click();
  await expect(bar).toContainText('2 older calls need you');
  expect((await Promise.all(ids.map(state))).filter((one) => one === 'Earlier')).toHaveLength(2);

  await callscribe.command({ SetAutomatic: { integration: book, on: false } });
  await button(bar, 'Catch up on the next 100').click();
  await expect(bar).toContainText('Catch-up is off');
  await callscribe.command({ SetAutomatic: { integration: book, on: true } });
  await expect(bar).toContainText('Caught up on 2 calls', { timeout: 40_000 });
  await callscribe.until('every call being logged', async () => (await Promise.all(ids.map(state))).every((one) => one === 'Logged'));
});
