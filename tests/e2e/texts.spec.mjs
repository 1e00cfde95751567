// Rule J5: what an agent types is what a reader of the CRM reads, letter by letter; and where the CRM changes it, the entry says so.
import { AGENT } from '../systems/asterisk.mjs';
import { addAddressBook, entryOf, logNow } from './support/calls.mjs';
import { expect, test } from './support/systems.mjs';

const ANN = { platform: 'ledger', name: 'Ann Alvarez', phone: '+14155550101' };
/** Signs that App Connect's server takes for its own in an update, its own line, markup, line breaks, emoji and right-to-left text. */
const TEXT = [
  '$& costs $1500, $$ or $` more', '- Result: sold', '<b>bold</b> & <script>alert(1)</script> &amp;', '', '- milk', '👩‍👩‍👧 🎉 é é', 'שלום עולם, مرحبا (42)',
].join('\n');
/** What the extension puts behind such a sign so that the server leaves it alone; no reader sees it. */
const JOINER = '\u2060';

test('j5_ signs, markup, line breaks, emoji and right-to-left text stand in the record as typed, and a mangled update is told', async ({ callscribe, crm, asterisk, office }) => {
  await crm.addContact(ANN);
  await addAddressBook(callscribe, [{ name: ANN.name, raw: ANN.phone }]);
  const call = await asterisk.call({ from: ANN.phone, to: AGENT });
  await call.up();
  const popup = await callscribe.open('popup', 'Calls');
  await popup.getByTestId('running-call').getByRole('button', { name: 'Note' }).click();
  await popup.getByRole('textbox', { name: 'Note', exact: true }).fill(TEXT);
  await expect(popup.getByTestId('note-state')).toHaveText('Saved');
  await popup.close();
  await call.hangUp();
  await logNow(callscribe);
  const { id } = (await callscribe.rows('calls'))[0].call;
  const entry = () => entryOf(callscribe, id, office.ledger);
  const isLogged = () => callscribe.until('the record being looked at', async () => (await entry())?.status.Logged?.confirm_at === null);
  await isLogged();
  const read = async () => (await crm.activities()).map(({ note }) => note.replaceAll(JOINER, ''));
  expect(await read()).toEqual([TEXT]);

  const page = await callscribe.open('app', { Notes: id });
  const note = page.getByRole('textbox', { name: 'Note', exact: true });
  await expect(note).toHaveValue(TEXT);
  const updated = async (text) => {
    const { sent_revision: before } = (await entry()).status.Logged;
    await note.fill(text);
    await callscribe.until('the update being over', async () => (await entry()).status.Logged?.sent_revision > before, 60);
  };
  const chip = page.getByTestId('note').getByTestId('chip').filter({ hasText: 'Ledger' });

  await test.step('an update says it letter by letter as well', async () => {
    const changed = `Called back: $' and $<b>.\n${TEXT}`;
    await updated(changed);
    expect([await read(), (await entry()).status.Logged.mangled]).toEqual([[changed], false]);
    const shielded = (await crm.activities())[0].note.split('\n').filter((line) => line.includes(JOINER));
    expect(shielded.map((line) => line.replaceAll(JOINER, '~'))).toEqual(["Called back: $~' and $~<b>.", '$~& costs $~1500, $~$ or $~` more', '-~ Result: sold']);
    await expect(chip).toHaveText(/Logged$/);
    const [{ note: kept }] = await callscribe.rows('activities');
    expect(kept, 'in the address book').toBe(changed);
    const contact = await callscribe.open('popup', { Contact: ['book', ANN.name] });
    expect(await contact.getByText('Called back: ').innerText()).toBe(changed);
    await contact.close();
  });

  await test.step('a note taken back that the server keeps: the entry says so', async () => {
    await updated('');
    expect([(await read())[0].includes(TEXT), (await entry()).status.Logged.mangled]).toEqual([true, true]);
    await expect(chip).toContainText('Logged, but the CRM changed the text of the note');
  });
});
