// Rules I4 to I7 in the real extension: what a log says and how numbers are meant, in the record of a real App Connect server's CRM and in the
// address book's.
import { addAddressBook, addLedger, digestOff, entryOf, fact, readNumber, stateOf, told, typeCall } from './support/calls.mjs';
import { openChoices, openSettings } from './support/settings.mjs';
import { expect, test } from './support/systems.mjs';

const ANN = '+14155550101';
const RECORDING = 'https://phone.example/recording/1';

const is = (callscribe, call, integration, state) => callscribe.until(`the call being ${state}`, async () => (
  stateOf(await entryOf(callscribe, call, integration)) === state));

/** A CRM and the address book that both know Ann and log when told to, so that a note is there before. */
async function know(callscribe, crm) {
  const ledger = await addLedger(callscribe, crm, { automatic: false });
  const book = await addAddressBook(callscribe, [{ name: 'Ann Alvarez', raw: ANN }]);
  await callscribe.command({ SetAutomatic: { integration: book, on: false } });
  await crm.addContact({ platform: 'ledger', name: 'Ann Alvarez', phone: ANN });
  return [ledger, book];
}

/** A call with a note is logged in both; answers it with what left for the CRM's server and what both keep. */
async function logOne(callscribe, crm, integrations, { note = 'About the offer', ...how } = {}) {
  const call = await typeCall(callscribe, ANN, { again: true, ...how });
  const are = async (state) => { for (const one of integrations) await is(callscribe, call, one, state); };
  await are('Unlogged');
  await callscribe.command({ SaveNote: { call, text: note } });
  await callscribe.command({ Several: { calls: [call], act: 'Log' } });
  await are('Logged');
  // The server writes down what came after its answer is out.
  const sent = await callscribe.until('what was sent being written down', async () => (
    (await crm.accessLog()).map(({ body }) => body?.logInfo).find((info) => info?.sessionId.startsWith(`${call.session}@`))));
  const inBook = (await callscribe.rows('activities')).find(({ key }) => key.call.session === call.session);
  return { call, sent, inCrm: (await crm.activities()).at(-1), inBook };
}

test('i6_ each part of a log is in the record, and is not where it is off', async ({ callscribe, crm }) => {
  const integrations = await know(callscribe, crm);
  const settings = await openSettings(callscribe);
  await settings.unfold('What a log says');
  const own = await readNumber(callscribe, '+14155550199');
  const subject = 'Inbound call from Ann Alvarez';
  /** Which parts both records have of a call that has them all. */
  const partsOf = async () => {
    const { sent, inCrm, inBook } = await logOne(callscribe, crm, integrations, { more: { recording: told(RECORDING), own: told(own) } });
    return {
      Note: [inCrm.body.includes('About the offer'), inBook.note === 'About the offer'],
      Subject: [inCrm.subject === subject, inBook.subject === subject],
      Number: [JSON.stringify(sent).includes(ANN), inBook.other?.key === ANN],
      'Date and time': [inCrm.body.includes('Date/Time: 20'), /^20/.test(inBook.time)],
      Duration: [inCrm.body.includes('Duration: 30 seconds'), inBook.duration === 30],
      Result: [inCrm.body.includes('Result: Call connected'), inBook.result === 'Answered'],
      'Link to the recording': [inCrm.recordingLink === RECORDING, inBook.recording === RECORDING],
      'Your own number': [JSON.stringify(sent).includes(own.key)],
    };
  };
  const all = await partsOf();
  for (const [part, said] of Object.entries(all)) expect(said, `${part} on`).toEqual(said.map(() => true));
  for (const [part, said] of Object.entries(all)) {
    await test.step(`${part} off`, async () => {
      await settings.tick(part, false);
      expect(await partsOf()).toEqual({ ...all, [part]: said.map(() => false) });
      await settings.tick(part, true);
    });
  }
});

test('i6_ dates and times are written as Settings say, i4_ and a record’s update keeps those it was made with', async ({ callscribe, crm }) => {
  const integrations = await know(callscribe, crm);
  const settings = await openSettings(callscribe);
  await settings.unfold('What a log says');
  const written = async (call) => (await callscribe.rows('activities')).find(({ key }) => key.call.session === call.session).time;
  // On a day whose number is not the month's, so that the two cannot be mistaken.
  const today = new Date();
  const ended = Date.now() + (today.getDate() === today.getMonth() + 1 ? 86_400_000 : 0);
  const began = new Date(ended - 35_000);
  const two = (number) => String(number).padStart(2, '0');
  const [year, month, day, hours, minutes] = [began.getFullYear(), two(began.getMonth() + 1), two(began.getDate()), began.getHours(), two(began.getMinutes())];
  const [in24, in12] = [`${two(hours)}:${minutes}`, `${two(hours % 12 || 12)}:${minutes} ${hours < 12 ? 'AM' : 'PM'}`];
  const calls = [];
  for (const [label, option, form] of [
    ['Dates', null, `${year}-${month}-${day} ${in24}`],
    ['Dates', 'MM/DD/YYYY', `${month}/${day}/${year} ${in24}`],
    ['Times', '12 hours, AM and PM', `${month}/${day}/${year} ${in12}`],
    ['Dates', 'DD/MM/YYYY', `${day}/${month}/${year} ${in12}`],
  ]) {
    await test.step(form, async () => {
      if (option) await settings.pick(label, option);
      const { call, inBook } = await logOne(callscribe, crm, integrations, { ended });
      expect(inBook.time.replace(/ \(UTC[+-]\d\d:\d\d\)$/, '')).toBe(form);
      calls.push([call, inBook.time]);
    });
  }
  await callscribe.command({ SaveNote: { call: calls[0][0], text: 'A later note', base: 'About the offer' } });
  await callscribe.until('the records being updated', async () => (
    (await crm.activities())[0].note === 'A later note' && (await callscribe.rows('activities')).some(({ note }) => note === 'A later note')));
  for (const [call, time] of calls) expect(await written(call)).toBe(time);
});

test('i5_ "Log once" makes one record when the note has rested and never changes it, and without it a later note does', async ({ callscribe, crm }) => {
  const ledger = await addLedger(callscribe, crm);
  const book = await addAddressBook(callscribe, [{ name: 'Ann Alvarez', raw: ANN }]);
  await crm.addContact({ platform: 'ledger', name: 'Ann Alvarez', phone: ANN });
  const notes = async () => (await crm.activities()).map(({ note }) => note);
  const changed = await typeCall(callscribe, ANN);
  await is(callscribe, changed, ledger, 'Logged');
  await callscribe.command({ SaveNote: { call: changed, text: 'Told later' } });
  await callscribe.until('the record being updated', async () => (await notes()).join() === 'Told later');

  const choices = await openChoices(callscribe, ledger, 'Ledger CRM');
  await choices.turn('Log once', true);
  const once = await typeCall(callscribe, ANN, { again: true });
  await is(callscribe, once, ledger, 'Delayed');
  await callscribe.command({ SaveNote: { call: once, text: 'In time' } });
  const { due } = (await entryOf(callscribe, once, ledger)).status.Delayed;
  await callscribe.until('the note resting anew', async () => (await entryOf(callscribe, once, ledger)).status.Delayed?.due >= due);
  expect(await notes()).toEqual(['Told later']);
  await callscribe.command({ LogNow: { call: once, integration: null } });
  await is(callscribe, once, ledger, 'Logged');
  expect(await notes()).toEqual(['Told later', 'In time']);

  await is(callscribe, once, book, 'Logged');
  await callscribe.command({ SaveNote: { call: once, text: 'Too late', base: 'In time' } });
  await callscribe.until('the address book being updated', async () => (await callscribe.rows('activities')).some(({ note }) => note === 'Too late'));
  expect(stateOf(await entryOf(callscribe, once, ledger)), 'no update waits').toBe('Logged');
  expect(await notes()).toEqual(['Told later', 'In time']);
});

test('i7_ numbers belong to the region, are searched in the forms added, and are shown as Settings say', async ({ callscribe, crm }) => {
  const ledger = await addLedger(callscribe, crm);
  // Else its first run, some seconds after the start, may look at the first call again.
  await digestOff(callscribe);
  const settings = await openSettings(callscribe);
  await settings.unfold('Numbers');
  await crm.addContact({ platform: 'ledger', name: 'Lena Vogel', phone: '+493025559999' });
  await crm.addContact({ platform: 'ledger', name: 'Ben Okafor', phone: '415/555/0102' });
  const comesTo = async (raw) => {
    const call = await typeCall(callscribe, raw, { again: true });
    await callscribe.until('the call being decided', async () => ['Logged', 'Unresolved'].includes(stateOf(await entryOf(callscribe, call, ledger))));
    const { call: stored } = (await callscribe.rows('calls')).find((row) => row.call.id.session === call.session);
    return [stateOf(await entryOf(callscribe, call, ledger)), fact(stored, 'other').key];
  };
  await test.step('extra forms', async () => {
    expect((await comesTo('+14155550102'))[0]).toBe('Unresolved');
    await settings.add('Also search for numbers as', '###/###/####');
    expect(await comesTo('+14155550102')).toEqual(['Logged', '+14155550102']);
  });
  await test.step('how they are shown', async () => {
    const calls = await callscribe.open('popup', 'Calls');
    await expect(calls.locator('.row').first()).toContainText('(415) 555-0102');
    await settings.pick('Show numbers', 'With the country code');
    await calls.reload();
    await expect(calls.locator('.row').first()).toContainText('+1 415 555-0102');
    await calls.close();
  });
  await test.step('region', async () => {
    expect((await comesTo('030 25559999'))[1]).not.toBe('+493025559999');
    await settings.pick('Region of your numbers', 'DE');
    expect(await comesTo('030 25559999')).toEqual(['Logged', '+493025559999']);
  });
  expect((await crm.activities()).map(({ contactId, phoneNumber }) => [contactId, phoneNumber])).toEqual([[2, '+14155550102'], [1, '+493025559999']]);
});
