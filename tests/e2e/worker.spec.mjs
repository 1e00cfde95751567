// The service worker as shipped: it takes what lies on the desk, goes on after its death, and logs to real systems.
import { AGENT } from '../systems/asterisk.mjs';
import { addAsterisk, addLedger, commands, states, tested, typeCall } from './support/calls.mjs';
import { expect, test } from './support/systems.mjs';

/** The tab a sign-in happens in, once the worker knows it. */
async function signInTab({ desk }) {
  const key = Object.keys(await desk.evaluate(() => chrome.storage.session.get())).find((one) => one.startsWith('sign-in/'));
  return key && Number(key.slice('sign-in/'.length));
}

test('the worker makes its store and takes a command off the desk', async ({ callscribe }) => {
  await callscribe.command('StartPractice');
  const settings = await callscribe.rows('settings');
  expect(settings.map(({ row }) => row)).toEqual(['account/practice', 'integration/practice-book', 'settings']);
  expect(await commands(callscribe)).toEqual([]);
  expect(callscribe.complaints).toEqual([]);
});

test('what lay on the desk when the worker died is done by its next life, which an alarm begins', async ({ callscribe }) => {
  await callscribe.command('StartPractice');
  const letGo = await callscribe.holdStore('aliases');
  const telling = callscribe.command('PlayPracticeDay');
  await callscribe.until('the command lying on the desk', async () => (await commands(callscribe)).length === 1);
  await callscribe.until('the alarm being set', () => callscribe.desk.evaluate(async () => (await chrome.alarms.getAll()).length > 0));
  await callscribe.kill();
  await telling;
  await letGo();
  await callscribe.until('the day being played', async () => (await commands(callscribe)).length === 0, 60);
  const calls = await callscribe.rows('calls');
  expect(calls.length).toBeGreaterThan(10);
  const [{ calls: counted }] = await callscribe.rows('counters');
  expect(counted.all).toBe(calls.length);
});

test('a typed call is one activity in a real App Connect server', async ({ callscribe, crm }) => {
  await crm.addContact({ platform: 'ledger', name: 'Ann Alvarez', phone: '+14155550101' });
  const ledger = await addLedger(callscribe, crm);
  await typeCall(callscribe, '(415) 555-0101');
  await callscribe.until('the entry being logged', async () => (await states(callscribe))[ledger]?.[0] === 'Logged');
  const activities = await crm.activities();
  expect(activities.map(({ subject }) => subject)).toEqual(['Inbound call from Ann Alvarez']);
});

test('signing in on the page of the CRM adds its integration and closes the tab', async ({ callscribe, crm }) => {
  const before = callscribe.context.pages().length;
  const { Ok } = await callscribe.ask({ StartOAuth: { server_url: crm.url, platform: 'harbor', hostname: '' } });
  expect(Ok.SignedIn.user).toBe('Agent of harbor');
  const integrations = (await callscribe.rows('settings')).filter(({ Integration }) => Integration);
  expect(integrations.map(({ Integration }) => Integration.id)).toEqual([Ok.SignedIn.id]);
  await callscribe.until('the tab being closed', () => callscribe.context.pages().length === before);
  expect(await tested(callscribe, Ok.SignedIn.id)).toEqual({ Contacts: 'works', Names: 'works', Logs: 'works' });
});

test('a sign-in on the page of the CRM survives the death of the worker', async ({ callscribe, crm }) => {
  crm.hold({ operation: 'signIn', when: 'before' });
  const asking = callscribe.ask({ StartOAuth: { server_url: crm.url, platform: 'harbor', hostname: '' } }).catch(() => 'nobody answers');
  await callscribe.until('the sign-in page being asked for', async () => crm.held() === 1 && await signInTab(callscribe));
  await callscribe.kill();
  crm.release();
  await asking;
  await callscribe.until('the integration being there', async () => (
    (await callscribe.rows('settings')).some(({ Integration }) => Integration?.kind.AppConnect?.platform === 'harbor')));
});

test('closing the tab of a sign-in cancels it', async ({ callscribe, crm }) => {
  crm.hold({ operation: 'signIn', when: 'before' });
  const asking = callscribe.ask({ StartOAuth: { server_url: crm.url, platform: 'harbor', hostname: '' } });
  const tab = await callscribe.until('the sign-in page being asked for', () => signInTab(callscribe));
  await callscribe.desk.evaluate((id) => chrome.tabs.remove(id), tab);
  expect(await asking).toEqual({ Err: 'SignInCancelled' });
});

test('a line that is taken away is closed, and its password forgotten', async ({ callscribe, asterisk }) => {
  const account = await addAsterisk(callscribe, asterisk, AGENT);
  const applications = async () => (await asterisk.ari('applications')).filter(({ name }) => name.endsWith(`-PJSIP-${AGENT}`));
  await callscribe.until('the line being open', async () => (await applications()).length === 1);
  await callscribe.command({ RemoveAccount: account });
  await callscribe.until('the line being closed', async () => (await applications()).length === 0);
  await callscribe.until('the password being gone', async () => (
    !JSON.stringify(await callscribe.desk.evaluate(() => chrome.storage.local.get())).includes(asterisk.watcher.password)));
});

test('a wrong password is refused, and nothing is added or kept', async ({ callscribe, asterisk }) => {
  const typed = { name: 'PBX', url: asterisk.url, user: asterisk.watcher.user, password: 'canary-5d1c', endpoint: AGENT };
  expect(await callscribe.ask({ AddAsterisk: typed })).toEqual({ Err: { Line: 'Refused' } });
  expect(await callscribe.rows('settings')).toEqual([]);
  expect(JSON.stringify(await callscribe.desk.evaluate(() => chrome.storage.local.get()))).not.toContain('canary-5d1c');
});

test('an update waits until no page of ours is open', async ({ callscribe }) => {
  const { context, desk } = callscribe;
  const life = context.serviceWorkers()[0];
  await life.evaluate(() => chrome.runtime.onUpdateAvailable.dispatch({ version: '99.0' }));
  await callscribe.command('StartPractice');
  expect(await callscribe.rows('settings')).toHaveLength(3);
  const ending = life.waitForEvent('close');
  await context.newPage();
  await desk.close();
  await life.evaluate(() => chrome.alarms.onAlarm.dispatch({ name: 'wake', scheduledTime: Date.now() })).catch(() => {});
  await ending;
});
