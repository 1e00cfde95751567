// Text from CRMs and callers is never HTML, credentials show up nowhere, and the screens write to nothing but the desk.
import path from 'node:path';
import { startAppConnect } from '../systems/app-connect.mjs';
import { AGENT } from '../systems/asterisk.mjs';
import { addPerson, connect, takeCall, tour, typeCallByHand } from './support/agent.mjs';
import { fact, logNow, states, tested } from './support/calls.mjs';
import { everythingStored } from './support/stores.mjs';
import { followUp } from './support/follow_ups.mjs';
import { expect, test as base } from './support/systems.mjs';
import { workerLog } from './support/target.mjs';
import { unzip } from './support/zip.mjs';

const EVIL = '<img src=x onerror=alert(1)>';
const ANN = '+14155550101';
const UNKNOWN = '+14155550177';
/** Put in as the CRM's API key; the phone's password is the second secret, the CRM's session token the third. */
const CANARY = 'canary-9b1d64e0c7';

const test = base.extend({
  crm: async ({}, use) => {
    const crm = await startAppConnect({ apiKey: CANARY });
    await use(crm);
    await crm.stop();
  },
});

/** The hour of an agent whose contacts and callers are all called EVIL; answers what the tour needs. */
async function hour(callscribe, { crm, asterisk, wire }) {
  const contactId = await crm.addContact({ platform: 'ledger', name: EVIL, phone: ANN, company: EVIL });
  await crm.addDeal({ contactId, title: EVIL });
  const page = await connect(callscribe, { crm, asterisk, wire });
  await addPerson(page, { name: EVIL, company: EVIL, number: ANN });
  await takeCall(page, asterisk, { from: ANN, note: EVIL });
  await logNow(callscribe);
  await takeCall(page, asterisk, { from: UNKNOWN, fromName: EVIL, note: EVIL });
  await typeCallByHand(page, '+14155550188');
  await followUp(callscribe, { id: 'evil', subject: EVIL, name: EVIL, raw: ANN, due: Date.now() + 86_400_000 });
  await callscribe.until('the first call being logged twice', async () => (
    Object.values(await states(callscribe)).flat().filter((state) => state === 'Logged').length === 2), 40);
  const calls = (await callscribe.rows('calls')).map(({ call }) => call);
  const call = calls.find((call) => fact(call, 'other').key === ANN).id;
  const [{ id: contact }] = await callscribe.rows('contacts');
  return { page, call, contact };
}

test('a name that is HTML is text on every screen', async ({ callscribe, crm, asterisk, wire }) => {
  test.setTimeout(240_000);
  const dialogs = [];
  callscribe.context.on('dialog', (dialog) => dialogs.push(dialog.message()) && dialog.dismiss());
  const running = await callscribe.open('popup');
  const where = await hour(callscribe, { crm, asterisk, wire });
  await expect(running.getByTestId('calls')).toContainText(EVIL);
  const sayIt = ['Calls', { Notes: null }, { Notes: where.call }, { Unresolved: null }, { Log: where.call }, 'FollowUps', { Book: 'book' }, { Contact: ['book', where.contact] }];
  const seen = new Set();
  const named = new Set(sayIt.map((screen) => JSON.stringify(screen)));
  await tour(callscribe, where, async (page, name, screen) => {
    if (named.has(JSON.stringify(screen))) await expect(page.locator('body'), name).toContainText(EVIL);
    expect(await page.locator('img, [onerror], script:not([src="main.js"])').count(), name).toBe(0);
    seen.add(JSON.stringify(screen));
  });
  expect([...named].filter((screen) => !seen.has(screen))).toEqual([]);
  expect(dialogs).toEqual([]);
  expect(callscribe.complaints).toEqual([]);
});

test('credentials are in no console, page, stored row, export, trace, nor address that does not need them', async ({ callscribe, crm, asterisk, wire }, info) => {
  test.setTimeout(240_000);
  const said = await workerLog(callscribe);
  callscribe.context.on('console', (message) => said.push(message.text()));
  const { page, ...where } = await hour(callscribe, { crm, asterisk, wire });
  const kept = await callscribe.desk.evaluate(async () => JSON.stringify([await chrome.storage.local.get(), await chrome.storage.session.get()]));
  const session = /eyJ[\w-]+\.[\w-]+\.[\w-]+/.exec(kept)?.[0];
  expect(session, 'the session token of the CRM').toBeTruthy();
  const secrets = [CANARY, asterisk.watcher.password, session, 'a-wrong-password'];
  const leaksIn = (text) => secrets.filter((secret) => text.includes(secret));

  const typed = { name: 'PBX', url: wire.url, user: asterisk.watcher.user, password: 'a-wrong-password', endpoint: AGENT };
  expect(await callscribe.ask({ AddAsterisk: typed })).toEqual({ Err: { Line: 'Refused' } });
  await wire.refuse();
  expect(await callscribe.ask({ AddAsterisk: typed })).toEqual({ Err: { Line: 'Unreachable' } });
  await callscribe.until('the line being down', async () => JSON.stringify(await callscribe.rows('settings')).includes('"Waiting"'));
  await wire.pass();
  await expect(page.getByTestId('running-call')).toHaveCount(0);

  await callscribe.context.tracing.start({ snapshots: true, screenshots: true, sources: false });
  const server = (await callscribe.rows('settings')).find(({ Integration }) => Integration?.kind.AppConnect).Integration;
  expect(await tested(callscribe, server.id)).toEqual({ Contacts: 'works', Names: 'works', Logs: 'works' });
  await tour(callscribe, where, async (shown, name) => {
    const [html, values, local] = await shown.evaluate(() => [
      document.documentElement.outerHTML, [...document.querySelectorAll('input, textarea')].map(({ value }) => value), JSON.stringify({ ...localStorage })]);
    expect(leaksIn([html, ...values, local].join('\n')), name).toEqual([]);
  });
  const trace = path.join(info.outputDir, 'trace.zip');
  await callscribe.context.tracing.stop({ path: trace });
  const traced = await unzip(trace);
  expect(traced.length).toBeGreaterThan(10);
  // A trace also holds what the worker asks the CRM's own server, which needs the token; the addresses of that are looked at below.
  const needsIt = (line) => line.includes('"resource-snapshot"') && line.includes(`"url":"${crm.url}/`);
  const linesOf = (file) => file.toString('latin1').split('\n').filter((line) => !needsIt(line));
  for (const file of traced) expect(leaksIn(linesOf(file).join('\n'))).toEqual([]);

  const stored = await callscribe.desk.evaluate(everythingStored);
  expect(stored.length).toBeGreaterThan(1000);
  expect(leaksIn(stored)).toEqual([]);
  for (const format of ['Csv', 'VCard3', 'VCard4']) {
    const { Ok } = await callscribe.ask({ Export: { book: 'book', format } });
    expect(Ok.File.text).toContain('img');
    expect(leaksIn(Ok.File.text), format).toEqual([]);
  }
  const worker = callscribe.context.serviceWorkers().find((one) => one.url().includes(callscribe.id));
  await worker.evaluate(() => void new WebSocket('ws://127.0.0.1:9/as-a-control'));
  await callscribe.until('the address of a failed socket being seen in the console', () => said.join('\n').includes('/as-a-control'));
  expect(leaksIn(said.join('\n'))).toEqual([]);

  const requests = await crm.accessLog();
  expect(requests.length).toBeGreaterThan(5);
  for (const { url, headers, body } of requests) {
    expect(leaksIn(url), url).toEqual([]);
    expect(leaksIn(JSON.stringify(body ?? {})), url).toEqual(url.startsWith('/apiKeyLogin') ? [CANARY] : []);
    expect(headers.cookie, url).toBeUndefined();
  }
  for (const { method, url } of wire.seen) {
    expect(leaksIn(url), `${method} ${url}`).toEqual(method === 'UPGRADE' ? [asterisk.watcher.password] : []);
  }
});

test('the screens open no writing transaction but on the desk, and make no database', async ({ callscribe, crm, asterisk, wire }) => {
  test.setTimeout(240_000);
  const done = [];
  await callscribe.context.exposeBinding('told', (_, act) => done.push(act));
  await callscribe.context.addInitScript(() => {
    const { transaction } = IDBDatabase.prototype;
    IDBDatabase.prototype.transaction = function watched(stores, mode = 'readonly', ...rest) {
      globalThis.told(`${mode} ${[stores].flat().sort()}`);
      return transaction.call(this, stores, mode, ...rest);
    };
    for (const name of ['open', 'deleteDatabase']) {
      const original = IDBFactory.prototype[name];
      IDBFactory.prototype[name] = function watched(...args) {
        globalThis.told(`${name} ${args}`);
        return original.apply(this, args);
      };
    }
  });
  const { page, ...where } = await hour(callscribe, { crm, asterisk, wire });
  await page.getByRole('button', { name: 'Calls', exact: true }).click();
  await page.getByRole('searchbox').fill('img');
  await tour(callscribe, where, async () => {});
  const acts = [...new Set(done)].filter((act) => !act.startsWith('readonly '));
  expect(acts.sort()).toEqual(['open callscribe', 'readwrite desk']);
});
