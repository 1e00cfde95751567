// Forms in the real popup: what was typed survives a click elsewhere, what is wrong is said beside its field, and what a CRM asks is asked (K).
import { startAppConnect } from '../systems/app-connect.mjs';
import { addAddressBook, addLedger, entryOf, readNumber, stateOf, typeCall } from './support/calls.mjs';
import { openPopup } from './support/popup.mjs';
import { expect, test } from './support/systems.mjs';

const ANN = '+14155550101';

test('a form left half-filled is there again when the popup is opened again', async ({ callscribe }) => {
  const book = await addAddressBook(callscribe, [{ name: 'Ann Alvarez', raw: ANN }]);
  await callscribe.command({ SetAutomatic: { integration: book, on: false } });
  await typeCall(callscribe, ANN);
  const popup = await openPopup(callscribe);
  await popup.until('the call having the keys', "document.activeElement?.matches('.row')");
  await popup.press('l');
  await popup.until('the form', "document.querySelector('#form-note') !== null && document.activeElement.matches('.responses input')");
  await popup.press('3');
  await popup.evaluate("document.querySelector('#form-note').focus()");
  await popup.type('wants two');
  await popup.evaluate("document.querySelector('#form-attendees').focus()");
  await popup.type('Mia, Jon');
  await popup.close();

  const again = await openPopup(callscribe);
  await again.until('the form', "document.querySelector('#form-note')?.value === 'wants two'");
  expect(await again.evaluate("document.querySelector('#form-attendees').value")).toBe('Mia, Jon');
  expect(await again.evaluate("document.querySelector('.responses input:checked').closest('label').textContent")).toContain('Call Later');
});

test('what cannot be is said beside its field, and nothing that was typed is lost', async ({ callscribe }) => {
  const book = await addAddressBook(callscribe, [{ name: 'Ann Alvarez', raw: ANN }]);
  await callscribe.command({ SetAutomatic: { integration: book, on: false } });
  const page = await callscribe.open('popup', 'Typed');
  await page.getByLabel('Number').fill('(415) 555-0101');
  await page.getByLabel('Start').fill('13:00:00');
  await page.getByLabel('End').fill('02:00:00');
  await page.getByRole('button', { name: 'Next' }).click();
  await expect(field(page, 'End')).toHaveClass(/bad/);
  await expect(page.getByLabel('Number')).toHaveValue('(415) 555-0101');
  await page.getByLabel('End').fill('13:10:00');
  await page.getByRole('button', { name: 'Next' }).click();

  await page.getByLabel('Audio').setInputFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('no sound') });
  await expect(field(page, 'Audio')).toContainText('This is no audio file.');
  const long = { name: 'long.mp3', mimeType: 'audio/mpeg', buffer: Buffer.alloc(51 * 1024 * 1024) };
  await page.evaluate((size) => {
    const files = new DataTransfer();
    files.items.add(new File([new Uint8Array(size)], 'long.mp3', { type: 'audio/mpeg' }));
    const input = document.querySelector('#form-audio');
    input.files = files.files;
    input.dispatchEvent(new Event('change', { bubbles: true }));
  }, long.buffer.length);
  await expect(field(page, 'Audio')).toContainText('Larger than 50 MB');
  await page.getByLabel('Note', { exact: true }).fill('a'.repeat(501));
  await expect(page.locator('.counter')).toHaveClass(/bad/);
  await expect(page.getByLabel('Note', { exact: true })).toHaveValue('a'.repeat(501));
});

test('k5_ a follow-up in the past and a description of 501 characters are refused beside their fields', async ({ callscribe }) => {
  await readNumber(callscribe, ANN);
  const page = await callscribe.open('popup', { FollowUp: 'Nothing' });
  await page.getByLabel('Subject').fill('Call back');
  await page.getByLabel('Contact').fill('Ann');
  await page.getByLabel('Date').fill('2020-01-01');
  await page.getByLabel('Description').fill('a'.repeat(501));
  await page.keyboard.press('Control+Enter');
  await expect(field(page, 'Date')).toHaveClass(/bad/);
  await expect(field(page, 'Description')).toContainText('One character too many.');
  await expect(page.getByLabel('Description')).toHaveValue('a'.repeat(501));
  expect(await callscribe.rows('follow_ups')).toEqual([]);
});

test('k4_ audio is kept with its call and heard again', async ({ callscribe }) => {
  await addAddressBook(callscribe, []);
  const call = await typeCall(callscribe, ANN);
  const page = await callscribe.open('popup', { Log: call });
  const file = { name: 'call.wav', mimeType: 'audio/wav', buffer: Buffer.from('RIFF$\u0000\u0000\u0000WAVEfmt ') };
  await page.getByLabel('Audio').setInputFiles(file);
  await expect(page.getByTestId('audio')).toContainText('call.wav');
  await page.reload();
  await expect(page.getByTestId('audio').locator('audio')).toHaveAttribute('src', /^blob:/);
  expect(callscribe.complaints.filter((words) => !/audio|media|decode/i.test(words))).toEqual([]);
});

test('k6_ what a CRM asks of a log and of a new contact is asked in the form, and lands there', async ({ callscribe }) => {
  const topics = [{ const: 'offer', title: 'Offer' }, { const: 'support', title: 'Support' }];
  const crm = await startAppConnect({
    fields: {
      callLog: [{ const: 'topic', title: 'Topic', type: 'selection', required: true, options: topics }],
      newContact: [{ const: 'source', title: 'Source', type: 'inputField', required: true }],
    },
  });
  try {
    const ledger = await addLedger(callscribe, crm, { automatic: false });
    const call = await typeCall(callscribe, ANN);
    const page = await callscribe.open('popup', { Log: call });
    await page.getByRole('radio', { name: 'Interested' }).check();
    await page.getByRole('radio', { name: 'New contact' }).check();
    await page.getByLabel('Name', { exact: true }).fill('Ann Alvarez');
    await page.getByLabel('Kind').selectOption('Lead');
    await page.keyboard.press('Control+Enter');
    await expect(field(page, 'Topic *')).toHaveClass(/bad/);
    await expect(field(page, 'Source *')).toHaveClass(/bad/);
    await page.getByLabel('Topic').selectOption('support');
    await page.getByLabel('Source').fill('phone book');
    await page.keyboard.press('Control+Enter');
    await callscribe.until('the call being logged', async () => stateOf(await entryOf(callscribe, call, ledger)) === 'Logged');
    expect(await crm.contacts()).toMatchObject([{ name: 'Ann Alvarez', type: 'Lead', fields: { source: 'phone book' } }]);
    expect(await crm.activities()).toMatchObject([{ fields: { topic: 'support' } }]);
  } finally {
    await crm.stop();
  }
});

const field = (page, label) => page.locator('.field', { has: page.getByLabel(label, { exact: true }) });
