// The service worker as shipped: it takes what lies on the desk, goes on after its death, and logs to real systems.
import { startAppConnect } from '../systems/app-connect.mjs';
import { expect, test } from './support/browser.mjs';
import { addLedger, states, typeCall } from './support/calls.mjs';

test('the worker makes its store and takes a command off the desk', async ({ callscribe }) => {
  await callscribe.command('StartPractice');
  const settings = await callscribe.rows('settings');
  expect(settings.map(({ row }) => row)).toEqual(['account/practice', 'integration/practice-book', 'settings']);
  expect(await callscribe.rows('desk')).toEqual([]);
  expect(callscribe.complaints).toEqual([]);
});

test('a command survives the death of the worker', async ({ callscribe }) => {
  await callscribe.command('StartPractice');
  const putting = callscribe.command('PlayPracticeDay');
  await callscribe.kill();
  await putting;
  await callscribe.command('PlayPracticeDay');
  await callscribe.until('the desk being empty', async () => (await callscribe.rows('desk')).length === 0);
});

test('a typed call is one activity in a real App Connect server', async ({ callscribe }) => {
  const server = await startAppConnect();
  try {
    await server.addContact({ platform: 'ledger', name: 'Ann Alvarez', phone: '+14155550101' });
    const ledger = await addLedger(callscribe, server);
    await typeCall(callscribe, '(415) 555-0101');
    await callscribe.until('the entry being logged', async () => (await states(callscribe))[ledger]?.[0] === 'Logged');
    const activities = await server.activities();
    expect(activities.map(({ subject }) => subject)).toEqual(['Inbound call from Ann Alvarez']);
  } finally {
    await server.stop();
  }
});
