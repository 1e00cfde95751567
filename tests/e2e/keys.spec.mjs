// How many keys an agent needs, counted from an open popup; and that whole flows go by keyboard alone.
import { AGENT } from '../systems/asterisk.mjs';
import { addAddressBook, addAsterisk, addLedger, choose, digestOff, entryOf, nextCall, stateOf, typeCall } from './support/calls.mjs';
import { openPopup } from './support/popup.mjs';
import { expect, lineIs, test } from './support/systems.mjs';

const ANN = '+14155550101';

/** Presses these in the popup, one after another; answers how many there were. */
async function press(popup, keys) {
  for (const key of keys) await popup.press(key);
  return keys.length;
}

const focused = (selector) => `document.activeElement?.matches(${JSON.stringify(selector)})`;

test('a call whose contact is known is logged with two keys', async ({ callscribe, crm, asterisk }) => {
  await crm.addContact({ platform: 'ledger', name: 'Ann Alvarez', phone: ANN });
  const ledger = await addLedger(callscribe, crm, { automatic: false });
  await addAsterisk(callscribe, asterisk, `PJSIP/${AGENT}`);
  await callscribe.until('the line being open', () => lineIs(callscribe, 'Open'));
  const stored = await nextCall(callscribe);
  const rings = await asterisk.call({ from: ANN, to: AGENT });
  await rings.up();
  await callscribe.until('the caller being known', async () => (await callscribe.rows('calls')).some(({ face }) => face.name === 'Ann Alvarez'));
  await rings.hangUp();
  const { id: call } = (await callscribe.until('the call being over', async () => { const one = await stored(); return one?.facts.ended && one; }));
  const popup = await openPopup(callscribe);
  await popup.until('the call of a known contact having the keys', `${focused('.row')} && document.activeElement.textContent.includes('Ann Alvarez')`);
  let keys = await press(popup, ['l']);
  await popup.until('the response having the keys', focused('.responses input'));
  keys += await press(popup, ['1']);
  expect(keys).toBe(2);
  await callscribe.until('the call being logged', async () => stateOf(await entryOf(callscribe, call, ledger)) === 'Logged');
  expect((await crm.activities())[0].note).toContain('Response: Interested');
});

test('one of three contacts is picked with one key', async ({ callscribe }) => {
  const book = await addAddressBook(callscribe, ['Ann', 'Ben', 'Cleo'].map((name) => ({ name, raw: ANN })));
  await digestOff(callscribe);
  const call = await typeCall(callscribe, ANN);
  await callscribe.until('the call being unresolved', async () => stateOf(await entryOf(callscribe, call, book)) === 'Unresolved');
  const page = await callscribe.open('popup');
  await page.getByRole('navigation').getByRole('button', { name: 'Unresolved' }).click();
  await page.close();
  const popup = await openPopup(callscribe);
  await popup.until('the conflict having the keys', focused('[data-testid=unresolved-row]'));
  expect(await press(popup, ['2'])).toBe(1);
  await popup.until('Ben being picked', "document.querySelector('[role=radio][aria-checked=true]')?.textContent.includes('Ben')");
  await press(popup, ['Enter']);
  await callscribe.until('the call being logged', async () => stateOf(await entryOf(callscribe, call, book)) === 'Logged');
  expect((await callscribe.rows('activities'))[0].contact).toBe('Ben');
});

test('the note of the running call opens with one key', async ({ callscribe, asterisk, office }) => {
  expect(office).toBeTruthy();
  const stored = await nextCall(callscribe);
  const call = await asterisk.call({ from: ANN, to: AGENT });
  await call.up();
  await callscribe.until('the call being answered', async () => (await stored())?.facts.answered);
  const popup = await openPopup(callscribe);
  await popup.until('the call having the keys', focused('.row'));
  expect(await press(popup, ['n'])).toBe(1);
  await popup.until('the note having the keys', focused('#note-text'));
  await call.hangUp();
});

test('a follow-up for tomorrow is made with four keys at most', async ({ callscribe }) => {
  await addAddressBook(callscribe, [{ name: 'Ann Alvarez', raw: ANN }]);
  await typeCall(callscribe, ANN);
  const popup = await openPopup(callscribe);
  await popup.until('the call having the keys', focused('.row'));
  let keys = await press(popup, ['f']);
  await popup.until('the subject having the keys', focused('#follow-up-subject'));
  keys += await press(popup, ['Control+Enter']);
  expect(keys).toBeLessThanOrEqual(4);
  const [followUp] = await callscribe.until('the follow-up being kept', async () => {
    const all = await callscribe.rows('follow_ups');
    return all.length > 0 && all;
  });
  expect(followUp.due - Date.now()).toBeGreaterThan(23 * 3_600_000);
  expect(followUp.with.contact[1].name).toBe('Ann Alvarez');
});

test('single letters do nothing once they are switched off, and arrows still do', async ({ callscribe }) => {
  await addAddressBook(callscribe, []);
  await typeCall(callscribe, ANN);
  await choose(callscribe, { single_keys: false });
  const popup = await openPopup(callscribe);
  await popup.until('the call having the keys', focused('.row'));
  await press(popup, ['l', 'n', 'f', '?']);
  expect(await popup.evaluate(focused('.row'))).toBe(true);
  await press(popup, ['Enter']);
  await popup.until('the form', "document.querySelector('[data-testid=log-form]') !== null");
});
