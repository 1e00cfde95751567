// Rule B6: a note typed during a call survives its window and the whole browser, and stands in the CRM's record at the end.
import { AGENT } from '../systems/asterisk.mjs';
import { scratch } from '../systems/process.mjs';
import { startCallscribe } from './support/browser.mjs';
import { addAsterisk, addLedger, logNow, states } from './support/calls.mjs';
import { openPopup } from './support/popup.mjs';
import { expect, test } from './support/systems.mjs';

const ANN = { platform: 'ledger', name: 'Ann Alvarez', phone: '+14155550101' };
/** The browser is killed this long after the last key; what is older than 500 ms has to be safe. */
const KILLED_MS = 600;

/** Ends the call and waits until it is logged with its last note. */
async function logged(callscribe, crm, call, ledger, text) {
  await call.hangUp();
  await logNow(callscribe);
  await callscribe.until('the call being logged', async () => (await states(callscribe))[ledger]?.[0] === 'Logged', 60);
  await callscribe.until('the record saying the note', async () => (await crm.activities())[0]?.note === text, 60);
  expect(await crm.activities()).toHaveLength(1);
}

test('b6_ a popup that closes in the middle of a word loses no letter', async ({ callscribe, crm, asterisk, office }) => {
  await crm.addContact(ANN);
  const call = await asterisk.call({ from: ANN.phone, to: AGENT });
  await call.up();
  const first = await openPopup(callscribe);
  const opens = async (popup) => {
    await popup.until('the running call', `!!document.querySelector('[data-testid=running-call] button')`);
    await popup.evaluate(`document.querySelector('[data-testid=running-call] button').click()`);
    await popup.until('the note', `document.activeElement?.id === 'note-text' && !document.activeElement.disabled`);
  };
  await opens(first);
  await first.type('Wants the contract by Fri');
  await first.close();
  await callscribe.until('the popup being closed', async () => !await first.isOpen());

  const second = await openPopup(callscribe);
  await second.until('the note again', `document.querySelector('#note-text')?.value === 'Wants the contract by Fri'`);
  await second.until('the cursor in it', `document.activeElement?.id === 'note-text'`);
  await second.evaluate(`document.activeElement.setSelectionRange(99, 99)`);
  await second.type('day');
  await second.close();
  await logged(callscribe, crm, call, office.ledger, 'Wants the contract by Friday');
});

test('b6_ ten times the whole browser is killed 600 ms after the last key: every letter is there', async ({ crm, asterisk }) => {
  test.setTimeout(300_000);
  await crm.addContact(ANN);
  const home = await scratch('notes');
  const profile = `${home.folder}/profile`;
  let callscribe = await startCallscribe({ profile });
  try {
    const ledger = await addLedger(callscribe, crm);
    await addAsterisk(callscribe, asterisk, `PJSIP/${AGENT}`);
    const call = await asterisk.call({ from: ANN.phone, to: AGENT });
    await call.up();
    let typed = '';
    for (let round = 1; round <= 10; round += 1) {
      const note = await openNote(callscribe);
      await expect(note).toHaveValue(typed);
      const words = `${round}. line of what Ann said, in the middle of a wo`;
      await note.press('Control+End');
      await note.pressSequentially(words);
      const lastKey = Date.now();
      typed += words;
      await callscribe.until('600 ms after the last key', () => Date.now() >= lastKey + KILLED_MS);
      await callscribe.crash();
      callscribe = await startCallscribe({ profile });
    }
    await expect(await openNote(callscribe)).toHaveValue(typed);
    await logged(callscribe, crm, call, ledger, typed);
  } finally {
    await callscribe.close();
    await home.remove();
  }
});

/** The running call's note on the screen. */
async function openNote(callscribe) {
  const page = await callscribe.open('popup');
  await page.getByTestId('running-call').getByRole('button', { name: 'Note' }).click();
  const note = page.getByRole('textbox', { name: 'Note', exact: true });
  await expect(note).toBeFocused();
  return note;
}
