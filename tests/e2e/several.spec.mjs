// Rule C8 by keyboard and by pointer: several calls are chosen, a preview says what becomes of each, and then it is done.
import { expect, test } from './support/browser.mjs';
import { addAddressBook, entryOf, stateOf, typeCall } from './support/calls.mjs';

const ANN = '+14155550101';
const BEN = '+14155550102';
const NOBODY = '+14155550199';

/** Calls of these numbers, newest last; nothing logs by itself. */
async function unloggedCalls(callscribe, numbers) {
  const book = await addAddressBook(callscribe, [{ name: 'Ann Alvarez', raw: ANN }, { name: 'Ben Okafor', raw: BEN }]);
  await callscribe.command({ SetAutomatic: { integration: book, on: false } });
  const ids = [];
  for (const raw of numbers) ids.push(await typeCall(callscribe, raw, { ended: Date.now() + ids.length * 1000 }));
  const state = async (id) => stateOf(await entryOf(callscribe, id, book));
  for (const id of ids) await callscribe.until('the call being unlogged', async () => await state(id) === 'Unlogged');
  const page = await callscribe.open('popup', 'Calls');
  await page.setViewportSize({ width: 400, height: 600 });
  await expect(page.locator('.row')).toHaveCount(ids.length);
  const states = () => Promise.all(ids.map(state));
  return { page, states, bar: page.getByTestId('several'), preview: page.getByTestId('preview') };
}

test('c8_ several calls are chosen by keys, and logged as the preview said', async ({ callscribe }) => {
  const { page, states, bar, preview } = await unloggedCalls(callscribe, [ANN, NOBODY, BEN]);
  const top = () => page.locator('.row').first().boundingBox();
  await page.locator('.row').first().focus();
  const before = await top();
  await page.keyboard.press('Shift+ArrowDown');
  await expect(bar).toContainText('2 selected');
  await page.keyboard.press('x');
  await expect(bar).toContainText('1 selected');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Space');
  await expect(bar).toContainText('2 selected');
  expect((await top()).y).toBe(before.y);
  await bar.getByRole('button', { name: 'Log…', exact: true }).press('Enter');
  await expect(preview.getByRole('listitem')).toHaveCount(2);
  await expect(preview).toContainText('logged, if the number has a single contact');
  expect(await states(), 'a preview changes nothing').toEqual(['Unlogged', 'Unlogged', 'Unlogged']);
  await expect(page.getByRole('button', { name: 'Log 2 calls' })).toBeFocused();
  await page.keyboard.press('Enter');
  await callscribe.until('the chosen ones being logged', async () => (await states()).join() === 'Logged,Unlogged,Logged');
  await expect(bar).toHaveCount(0);
  await expect(page.locator('.row:focus')).toHaveCount(1);
});

test('c8_ several calls are chosen by pointer and left out together, and what needs no act is told apart', async ({ callscribe }) => {
  const { page, states, bar, preview } = await unloggedCalls(callscribe, [ANN, NOBODY, BEN]);
  await page.getByRole('button', { name: 'Select calls' }).click();
  await expect(bar.getByRole('button', { name: 'Log…', exact: true })).toBeDisabled();
  await page.locator('.row').nth(0).click();
  await page.locator('.row').nth(2).click({ modifiers: ['Shift'] });
  await expect(bar).toContainText('3 selected');
  await page.locator('.row').nth(1).getByRole('checkbox').uncheck();
  await bar.getByRole('button', { name: 'Don’t log…' }).click();
  await page.getByRole('button', { name: 'Don’t log 2 calls' }).click();
  await callscribe.until('the chosen ones being left out', async () => (await states()).join() === 'Dismissed,Unlogged,Dismissed');

  await page.getByRole('button', { name: 'Select calls' }).click();
  for (const n of [0, 1, 2]) await page.locator('.row').nth(n).click();
  await bar.getByRole('button', { name: 'Don’t log…' }).click();
  await expect(preview.getByText('nothing is done')).toHaveCount(2);
  await expect(page.getByRole('button', { name: 'Don’t log 1 call', exact: true })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(bar.getByRole('button', { name: 'Log…', exact: true })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(bar).toHaveCount(0);
  expect(await states()).toEqual(['Dismissed', 'Unlogged', 'Dismissed']);
});
