// Rules B4 and B5: a note cancelled before the end of its call and after it, with automatic logging on and off; looked at in the CRM's own
// database, in the stored entries and under Notes.
import { AGENT } from '../systems/asterisk.mjs';
import { entryOf, nextCall, stateOf } from './support/calls.mjs';
import { expect, test } from './support/systems.mjs';
import { pass } from './support/time.mjs';

const ANN = { platform: 'ledger', name: 'Ann Alvarez', phone: '+14155550101' };
const DELAY = 3 * 60_000;

/** A call from Ann whose note is typed; where the CRM logs nothing by itself, its switch has it wait for the note. */
async function notedCall(callscribe, asterisk, ledger, { automatic, text }) {
  await callscribe.command({ SetAutomatic: { integration: ledger, on: automatic } });
  const next = await nextCall(callscribe);
  const call = await asterisk.call({ from: ANN.phone, to: AGENT });
  await call.up();
  const { id } = await callscribe.until('the call running', async () => {
    const stored = await next();
    return stored?.facts.answered && stored;
  });
  const entry = () => entryOf(callscribe, id, ledger);
  await callscribe.until('Ann being found', async () => (await entry())?.found);
  const page = await callscribe.open('app', 'Calls');
  await page.getByTestId('running-call').getByRole('button', { name: 'Note' }).click();
  const note = page.getByRole('textbox', { name: 'Note', exact: true });
  await expect(note).toBeFocused();
  await note.pressSequentially(text);
  await expect(page.getByTestId('note-state')).toHaveText('Saved');
  const line = page.getByTestId('delay-switch').filter({ hasText: 'Ledger' });
  if (!automatic) await line.getByRole('switch').check();
  await expect(line).toContainText('Ann Alvarez · logged 3 minutes after the call');
  const is = (state) => callscribe.until(`the entry being ${state}`, async () => stateOf(await entry()) === state);
  return {
    id,
    entry,
    is,
    page,
    async ends() {
      await call.hangUp();
      const isOver = ({ call: { id: known, facts } }) => known.session === id.session && facts.ended;
      await callscribe.until('the call being over', async () => (await callscribe.rows('calls')).some(isOver));
    },
    async cancels() {
      await page.getByRole('button', { name: 'Cancel note' }).click();
      await expect(page.getByTestId('note')).toContainText('This note was cancelled. It is not sent, and can be brought back for 30 days.');
    },
    /** The text is stored as cancelled, and stands under Notes with the way back. */
    async isRecoverable() {
      const stored = (await callscribe.rows('notes')).find(({ call: of }) => of.session === id.session);
      expect([stored.text, stored.cancelled]).toEqual([text, true]);
      await page.getByRole('navigation').getByRole('button', { name: 'Notes' }).click();
      await expect(page.locator('.cancelled').filter({ hasText: text }).getByRole('button', { name: 'Bring it back' })).toBeVisible();
      await page.close();
    },
  };
}

test('b4_ b5_ a cancelled note is not sent and stays recoverable, before and after the end, with automatic logging on and off', async (
  { callscribe, crm, asterisk, office },
) => {
  await crm.addContact(ANN);
  const noted = (how) => notedCall(callscribe, asterisk, office.ledger, how);
  const records = async () => (await crm.activities()).map(({ note }) => note);

  await test.step('b4_ automatic on, cancelled before the end: back to automatic, logged at the end without it', async () => {
    const call = await noted({ automatic: true, text: 'Cancelled while we talked' });
    await call.cancels();
    await call.ends();
    await call.is('Logged');
    const steps = (await call.entry()).steps.map(({ what }) => JSON.stringify(what));
    expect(steps.filter((step) => step.includes('Delayed')), 'it never waited for the note').toEqual([]);
    expect([(await call.entry()).mode, await records()]).toEqual(['Automatic', ['']]);
    await call.isRecoverable();
  });

  await test.step('b5_ automatic on, cancelled after the end: it stays delayed, and is logged as by itself', async () => {
    const call = await noted({ automatic: true, text: 'Cancelled after we hung up' });
    await call.ends();
    await call.is('Delayed');
    const { due } = (await call.entry()).status.Delayed;
    await call.cancels();
    await callscribe.until('it being automatic again', async () => (await call.entry()).mode === 'Automatic');
    expect([(await call.entry()).status, await records()]).toEqual([{ Delayed: { due } }, ['']]);
    await pass(callscribe, DELAY);
    await call.is('Logged');
    expect([(await call.entry()).status.Logged.logged_at >= due, await records()]).toEqual([true, ['', '']]);
    await call.isRecoverable();
  });

  for (const before of [true, false]) {
    await test.step(`${before ? 'b4' : 'b5'}_ automatic off, cancelled ${before ? 'before' : 'after'} the end: Unlogged`, async () => {
      const call = await noted({ automatic: false, text: `Nothing by itself, ${before ? 'before' : 'after'} the end` });
      if (before) await call.cancels();
      await call.ends();
      await call.is(before ? 'Unlogged' : 'Delayed');
      if (!before) await call.cancels();
      await call.is('Unlogged');
      await pass(callscribe, DELAY);
      await call.isRecoverable();
      expect([stateOf(await call.entry()), await records()]).toEqual(['Unlogged', ['', '']]);
    });
  }
  expect(JSON.stringify(await crm.activities())).not.toMatch(/Cancelled|Nothing by itself/);
  expect(JSON.stringify((await crm.accessLog()).map(({ body }) => body ?? ''))).not.toMatch(/Cancelled|Nothing by itself/);
});
