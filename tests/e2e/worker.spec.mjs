// The service worker as shipped: it takes what lies on the desk, goes on after its death, and logs to real systems.
import { expect, test } from './support/browser.mjs';

test('the worker makes its store and takes a command off the desk', async ({ callscribe }) => {
  await callscribe.command('StartPractice');
  const settings = await callscribe.rows('settings');
  expect(settings.map(({ key }) => key)).toEqual(['account/practice', 'integration/practice-book', 'settings']);
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
