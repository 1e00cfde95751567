// Rule L4: "Why?" of six fates, the whole text as it stands on the screen.
import { addLedger, entryOf, stateOf, typeCall } from './support/calls.mjs';
import { expect, test } from './support/systems.mjs';

const ANN = { platform: 'ledger', name: 'Ann Alvarez', phone: '+14155550101' };
const NOBODY = '+14155550199';
const VOICEMAIL = '*97';
const DOWN = 'Ledger CRM cannot be reached. Check the network and the address; calls wait and are logged when it is back.';

/** All that "Why?" says of a call, line by line; for each time there is TIME. */
async function why(callscribe, call, ledger) {
  const page = await callscribe.open('popup', { Why: { key: { call, integration: ledger }, from: 'Calls' } });
  await page.setViewportSize({ width: 400, height: 600 });
  await expect(page.getByTestId('why-steps')).toBeVisible();
  const text = await page.getByRole('region', { name: 'Why?' }).innerText();
  await page.close();
  // A call of a case that runs at midnight has the day before the time.
  const time = /(\w{3} \d?\d, \d{4} )?\d?\d:\d\d(:\d\d)?\s[AP]M/g;
  return text.split('\n').map((line) => line.trim().replaceAll(time, 'TIME').replaceAll(/in [12] min/g, 'in N min')).filter(Boolean);
}

/** The head of an answered call, its fate (on the chip, and whole for who does not see it), and what was, newest first, with times. */
const expected = (who, [chip, whole, ...fate], steps) => [
  'Incoming', who, 'TIME · Answered · 00:30', 'Ledger CRM', chip, `Ledger CRM: ${whole}`, ...fate, ...[...steps, 'The call ended.', 'The call began.'].flatMap((step) => ['TIME', step]),
];

test('l4_ "Why?" of a call that is logged, unresolved, left out, excluded, waiting or unlogged says all of it', async ({ callscribe, crm }) => {
  await crm.addContact(ANN);
  const ledger = await addLedger(callscribe, crm);
  // The hourly digest would look at what waits, at another moment in each run.
  const settings = (await callscribe.rows('settings')).find(({ Settings }) => Settings)?.Settings;
  await callscribe.command({ ChangeSettings: { ...settings, digest: { on: false } } });
  const is = (call, state) => callscribe.until(`the call being ${state}`, async () => stateOf(await entryOf(callscribe, call, ledger)) === state);
  let typed = 0;
  // Less than two minutes apart the same number would ask "Same call?".
  const typeLater = (raw) => {
    typed += 1;
    return typeCall(callscribe, raw, { ended: Date.now() + typed * 5 * 60_000 });
  };
  const says = async (call, ...rest) => expect(await why(callscribe, call, ledger)).toEqual(expected(...rest));

  await test.step('logged', async () => {
    const call = await typeLater(ANN.phone);
    await callscribe.until('the call being logged', async () => (await entryOf(callscribe, call, ledger))?.status.Logged?.confirm_at === null);
    await says(call, 'Ann Alvarez', ['Ledger CRM', 'Logged', 'Open the record', 'Nothing: it is logged. A later note updates its record.', 'Change contact'], [
      'Logged in Ledger CRM.', 'The record was sent to Ledger CRM.', 'Exactly one contact: decided to log it.', 'Ledger CRM has one contact with this number.',
    ]);
  });

  const asked = ['No single answer: a person is asked.', 'Ledger CRM has no contact with this number.'];
  await test.step('unresolved, then left out', async () => {
    const call = await typeLater(NOBODY);
    await is(call, 'Unresolved');
    await says(call, '(415) 555-0199', ['no contact', 'Unresolved, no contact', 'Waits for you in Unresolved: no contact.', 'Solve', 'Don’t log'], asked);
    await callscribe.command({ Dismiss: { call, integration: ledger } });
    await is(call, 'Dismissed');
    const fate = ['Don’t log', 'Don’t log', 'Nothing: you chose “Don’t log”. This can be undone from Calls.', 'Log it after all'];
    await says(call, '(415) 555-0199', fate, ['You chose “Don’t log”.', ...asked]);
  });

  await test.step('excluded', async () => {
    const call = await typeLater(VOICEMAIL);
    await is(call, 'Excluded');
    const why = 'Not logged: a service, voicemail or emergency number';
    await says(call, VOICEMAIL, ['Not logged', why, `${why}. It can be logged by hand at any time.`, 'Don’t log'], []);
  });

  await test.step('waiting', async () => {
    await crm.down();
    const call = await typeLater(ANN.phone);
    await is(call, 'Retry');
    const wait = 'in N min';
    await says(call, '(415) 555-0101', [wait, `${DOWN} Tried again ${wait}.`, 'Tried again at TIME.', 'Don’t log'], [DOWN]);
    await crm.up();
  });

  await test.step('unlogged', async () => {
    await callscribe.command({ SetAutomatic: { integration: ledger, on: false } });
    const call = await typeLater(ANN.phone);
    await is(call, 'Unlogged');
    const words = 'Nothing: automatic logging is off. Log it by hand from Calls, at any time.';
    await says(call, '(415) 555-0101', ['Unlogged', 'Unlogged', words, 'Don’t log'], []);
  });
});
