// What shows itself in the real extension: the form after a call (I2) and a contact's page when it rings (I8), each in both positions.
import { AGENT } from '../systems/asterisk.mjs';
import { addAddressBook, choose, entryOf, fact, nextCall, stateOf } from './support/calls.mjs';
import { popupThatOpens } from './support/popup.mjs';
import { openChoices } from './support/settings.mjs';
import { expect, test } from './support/systems.mjs';

const ANN = { name: 'Ann Alvarez', number: '+14155550101' };

/** A call from Ann that was answered and has ended; answers its stored form once the extension knows. */
async function annCalls(callscribe, asterisk) {
  const stored = await nextCall(callscribe);
  const call = await asterisk.call({ from: ANN.number, to: AGENT });
  await call.up();
  await callscribe.until('the call being answered', async () => (await stored())?.facts.answered);
  await call.hangUp();
  return callscribe.until('the call being over', async () => {
    const ended = await stored();
    return ended?.facts.ended && ended;
  });
}

const notes = (callscribe) => callscribe.desk.evaluate(async () => Object.keys(await chrome.notifications.getAll()));

test('i2_ the form opens in the popup after a call and only it logs, or nothing opens and the call logs itself', async ({ callscribe, crm, asterisk, office }) => {
  await crm.addContact({ platform: 'ledger', name: ANN.name, phone: ANN.number });
  await addAddressBook(callscribe, [{ name: ANN.name, raw: ANN.number }]);
  await choose(callscribe, { after_call: 'OnlyOpenForm' });
  let call;
  const popup = await popupThatOpens(callscribe, async () => { call = await annCalls(callscribe, asterisk); });
  await popup.until('Ann being chosen in both parts of the form', `[...document.querySelectorAll('[data-testid=log-part]')]
    .filter((part) => part.querySelector('input[type=radio]:checked') && part.textContent.includes('${ANN.name}')).length === 2`);
  expect(stateOf(await entryOf(callscribe, call.id, office.ledger))).toBe('Unlogged');
  expect(await crm.activities()).toEqual([]);
  await popup.evaluate("document.querySelector('.responses input').click()");
  await popup.evaluate("document.querySelector('#form-save').click()");
  await callscribe.until('the call being logged by its form', async () => (await crm.activities()).length === 1);
  await popup.close();

  await choose(callscribe, { after_call: 'Nothing' });
  const second = await annCalls(callscribe, asterisk);
  await callscribe.until('the call being logged', async () => stateOf(await entryOf(callscribe, second.id, office.ledger)) === 'Logged');
  expect(await popup.isOpen()).toBe(false);
  expect(await notes(callscribe)).toEqual([]);
  expect(callscribe.complaints).toEqual([]);
});

test('i2_ where the browser opens no popup a notification stands for the form', async ({ callscribe, crm, asterisk, office }) => {
  await crm.addContact({ platform: 'ledger', name: ANN.name, phone: ANN.number });
  await choose(callscribe, { after_call: 'LogAndOpenForm' });
  const life = callscribe.context.serviceWorkers()[0];
  await life.evaluate(() => { chrome.action.openPopup = () => Promise.reject(new Error('not now')); });
  const call = await annCalls(callscribe, asterisk);
  const [form] = await callscribe.until('the notification', async () => {
    const all = await notes(callscribe);
    return all.length > 0 && all;
  });
  expect(form).toContain(call.id.session);
  await callscribe.until('the call being logged', async () => stateOf(await entryOf(callscribe, call.id, office.ledger)) === 'Logged');
  const opening = callscribe.context.waitForEvent('page');
  await life.evaluate((id) => chrome.notifications.onClicked.dispatch(id), form);
  await expect((await opening).getByTestId('log-form')).toContainText(ANN.name);
  await callscribe.until('the notification being gone', async () => (await notes(callscribe)).length === 0);
});

test('i8_ the page of the contact opens on ring, on answer, on dial or never; of several as chosen; and of one made here', async ({ callscribe, crm, asterisk, office }) => {
  const numberOf = (n) => `+1415555${String(2000 + n)}`;
  const addPerson = async (n, name = `Person ${n}`) => String(await crm.addContact({ platform: 'ledger', name, phone: numberOf(n) }));
  const opened = () => callscribe.context.pages().map((page) => page.url()).filter((url) => url.startsWith(crm.crmUrl)).map((url) => url.split('/').at(-1)).sort();
  const opens = (...people) => callscribe.until(`the pages ${people}`, () => people.every((id) => opened().includes(id)));
  /** Where the entry of this number says whether its page opened: that is decided with what was found. */
  const entryWhere = (n, what, is) => callscribe.until(`the call of ${n} being ${what}`, async () => {
    const call = (await callscribe.rows('calls')).map((row) => row.call).find((known) => fact(known, 'other')?.key === numberOf(n));
    const entry = call && await entryOf(callscribe, call.id, office.ledger);
    return entry && is(entry, call) && entry;
  });
  const found = (n) => entryWhere(n, 'looked up', (entry) => entry.found);
  const rings = async (n) => {
    const call = await asterisk.call({ from: numberOf(n), to: AGENT, answerAfterMs: Infinity });
    await call.ringing();
    return { call, popped: Boolean((await found(n)).popped) };
  };
  const dials = async (n) => {
    const call = await asterisk.call({ from: AGENT, to: numberOf(n), answerAfterMs: Infinity });
    await call.ringing();
    return { call, popped: Boolean((await found(n)).popped) };
  };
  const choices = await openChoices(callscribe, office.ledger, 'Ledger CRM');
  const whenTo = (option) => choices.pick('Open the contact’s page', option);

  await test.step('never', async () => {
    await addPerson(1);
    const { call, popped } = await rings(1);
    await call.answer();
    const answered = await entryWhere(1, 'answered', (entry, { facts }) => facts.answered);
    expect([popped, Boolean(answered.popped), opened()]).toEqual([false, false, []]);
    await call.hangUp();
  });
  await test.step('on ring, and not on dial', async () => {
    const [two] = [await addPerson(2), await addPerson(3)];
    await whenTo('When a call rings');
    const incoming = await rings(2);
    await opens(two);
    await incoming.call.hangUp();
    const outgoing = await dials(3);
    expect([incoming.popped, outgoing.popped]).toEqual([true, false]);
    await outgoing.call.hangUp();
  });
  await test.step('on answer, and not before', async () => {
    const four = await addPerson(4);
    await whenTo('When a call is answered');
    const { call, popped } = await rings(4);
    expect([popped, opened().includes(four)]).toEqual([false, false]);
    await call.answer();
    await opens(four);
    await call.hangUp();
  });
  await test.step('on dial, and not on ring', async () => {
    const [, six] = [await addPerson(5), await addPerson(6)];
    await whenTo('When you dial');
    const incoming = await rings(5);
    await incoming.call.hangUp();
    const outgoing = await dials(6);
    await opens(six);
    expect([incoming.popped, outgoing.popped]).toEqual([false, true]);
    await outgoing.call.hangUp();
  });

  await whenTo('When a call rings');
  const before = opened();
  await test.step('of several the agent is asked whose', async () => {
    const twins = [await addPerson(7, 'Ann'), await addPerson(7, 'Bob')];
    const { call } = await rings(7);
    const asked = await callscribe.until('the question', async () => (await notes(callscribe)).find((id) => id.startsWith('whose/')));
    expect(opened()).toEqual(before);
    const worker = callscribe.context.serviceWorkers()[0];
    const popup = await popupThatOpens(callscribe, () => worker.evaluate((id) => chrome.notifications.onClicked.dispatch(id), asked));
    await popup.until('both pages', "document.querySelectorAll('.whose a').length === 2");
    const links = await popup.evaluate("[...document.querySelectorAll('.whose a')].map((a) => a.href.split('/').at(-1))");
    expect(links.sort()).toEqual(twins.sort());
    await popup.close();
    await call.hangUp();
  });
  await test.step('of four three open, where all are to', async () => {
    for (const name of ['Ann', 'Bob', 'Cleo', 'Dan']) await addPerson(8, name);
    await choices.pick('With several contacts', 'Open all, at most three');
    const { call } = await rings(8);
    await callscribe.until('three pages', () => opened().length === before.length + 3);
    await call.hangUp();
  });
  await test.step('of several none opens, where none is to', async () => {
    for (const name of ['Ann', 'Bob']) await addPerson(9, name);
    await choices.pick('With several contacts', 'Open none');
    const { call, popped } = await rings(9);
    expect([popped, opened().length]).toEqual([false, before.length + 3]);
    await call.hangUp();
  });

  for (const [n, on] of [[10, false], [11, true]]) {
    await test.step(`of a contact made here it ${on ? 'opens' : 'does not open'}`, async () => {
      if (on) await choices.turn('Open the page of a contact made here', true);
      const all = opened().length;
      const { call } = await rings(n);
      await call.answer();
      await call.hangUp();
      const { key } = await entryWhere(n, 'asked about', (entry) => stateOf(entry) === 'Unresolved');
      await callscribe.command({ Resolve: { key, resolution: { NewContact: { name: `New ${n}`, kind: '', answers: {} } }, same_number: false } });
      const { contact } = await entryWhere(n, 'logged', (entry) => stateOf(entry) === 'Logged');
      if (on) await opens(contact.Known.id);
      expect(opened()).toHaveLength(all + (on ? 1 : 0));
    });
  }
});
