// Rule B2 with a call of the practice line: what its switch says below the note is what happens at the end, in both positions.
import { expect, test } from './support/browser.mjs';
import { readNumber, stateOf } from './support/calls.mjs';

/** The number a practice call comes from: Ann Alvarez has it. */
const CALLER = '+12015550111';

/** A practice call runs and its note is open; its book logs by itself, or does not. */
async function openNote(callscribe, { automatic, also = [] }) {
  await callscribe.command('StartPractice');
  const integrations = async () => (await callscribe.rows('settings')).map(({ Integration }) => Integration).filter(Boolean);
  await callscribe.until('the practice book', async () => (await integrations()).length === 1);
  const integration = (await integrations())[0].id;
  await callscribe.command({ SetAutomatic: { integration, on: automatic } });
  for (const name of also) {
    const numbers = [{ label: '', number: await readNumber(callscribe, CALLER) }];
    const contact = { book: integration, id: name, name, numbers, created: Date.now(), changed: Date.now() };
    await callscribe.command({ SaveContact: { book: integration, contact } });
  }
  await callscribe.command('PracticeCall');
  const page = await callscribe.open('popup', 'Calls');
  await page.setViewportSize({ width: 400, height: 600 });
  await page.getByTestId('running-call').getByRole('button', { name: 'Note' }).click();
  const line = page.getByTestId('delay-switch');
  return { page, line, toggle: line.getByRole('switch'), cancel: page.getByRole('button', { name: 'Cancel note' }) };
}

const entries = async (callscribe) => (await callscribe.rows('entries')).map(stateOf).join();

/** The call ends by itself. */
async function ends(page) {
  await expect(page.getByTestId('running-call')).toHaveCount(0, { timeout: 60_000 });
}

test('b2_ where calls are logged by themselves the switch is on, and off logs at the end', async ({ callscribe }) => {
  const { page, line, toggle, cancel } = await openNote(callscribe, { automatic: true });
  await expect(toggle).toBeChecked();
  await expect(line).toContainText('Ann Alvarez · logged 3 minutes after the call');
  await expect(cancel).toBeVisible();
  await toggle.press('Space');
  await expect(line).toContainText('logged when the call ends');
  await expect(cancel).toHaveCount(0);
  await expect(toggle).toBeFocused();
  await ends(page);
  await callscribe.until('the call being logged', async () => await entries(callscribe) === 'Logged');
});

test('b2_ where nothing is logged by itself the switch is off, and on waits for the note', async ({ callscribe }) => {
  const { page, line, toggle, cancel } = await openNote(callscribe, { automatic: false });
  await expect(toggle).not.toBeChecked();
  await expect(line).toContainText('Does not log by itself');
  await expect(cancel).toHaveCount(0);
  await toggle.click();
  await expect(line).toContainText('Ann Alvarez · logged 3 minutes after the call');
  await ends(page);
  await expect(line).toContainText(/Ann Alvarez · logged in 0[23]:/);
  expect(await entries(callscribe)).toBe('Delayed');

  await page.getByRole('navigation').getByRole('button', { name: 'Calls' }).click();
  await expect(page.getByTestId('wrap-up')).toContainText('Ann Alvarez');
  await page.getByTestId('wrap-up').getByRole('button', { name: 'Log now' }).click();
  await callscribe.until('the call being logged', async () => await entries(callscribe) === 'Logged');
});

test('b2_ of several contacts one is chosen below the note, and the call is logged to it', async ({ callscribe }) => {
  const { page, line } = await openNote(callscribe, { automatic: true, also: ['Zoe Quill'] });
  await expect(line).toContainText('2 contacts · logged 3 minutes after the call');
  const contact = line.getByRole('combobox', { name: 'Contact' });
  await expect(contact).toHaveValue('');
  await contact.selectOption('Zoe Quill');
  await expect(line).toContainText('Zoe Quill · logged 3 minutes after the call');
  await ends(page);
  await expect(line).toContainText(/Zoe Quill · logged in 0[23]:/);
  await expect(contact).toHaveValue('Zoe Quill');
  await page.getByRole('navigation').getByRole('button', { name: 'Calls' }).click();
  await page.getByTestId('wrap-up').getByRole('button', { name: 'Log now' }).click();
  await callscribe.until('the call being logged', async () => await entries(callscribe) === 'Logged');
  expect((await callscribe.rows('entries'))[0].contact.Known.name).toBe('Zoe Quill');
});
