// Rule I11: the agent is told once when logging stands still, with the number waiting; "All logged up to …" when well; diagnostics to copy.
import { AGENT } from '../systems/asterisk.mjs';
import { addLedger, entryOf, stateOf, typeCall } from './support/calls.mjs';
import { popupThatOpens } from './support/popup.mjs';
import { expect, lineIs, test } from './support/systems.mjs';
import { pass, workerTime } from './support/time.mjs';

const MINUTE = 60_000;
const ANN = { platform: 'ledger', name: 'Ann Alvarez', phone: '+14155550101' };
const WELL = /^All logged up to \d?\d:\d\d [AP]M$/;
const DOWN = 'Ledger CRM has not answered for over 15 minutes: 2 calls wait, and are logged once that is over.';
const SIGNED_OUT = 'Ledger CRM needs you to sign in again: 1 call waits, and is logged once that is over.';
const UNWATCHED = 'PBX is not connected: Calls may be missing until it is. Click to see why.';

/** What the worker's notifications say from now on, and which of them are there; they are shown all the same. */
async function hearNotifications(callscribe) {
  const worker = callscribe.context.serviceWorkers()[0];
  await worker.evaluate(() => {
    globalThis.told = [];
    const create = chrome.notifications.create.bind(chrome.notifications);
    chrome.notifications.create = (id, options) => {
      globalThis.told.push(`${options.title}: ${options.message}`);
      return create(id, options);
    };
  });
  const shown = () => callscribe.desk.evaluate(async () => Object.keys(await chrome.notifications.getAll()));
  return {
    told: () => worker.evaluate(() => globalThis.told),
    shown,
    isGone: () => callscribe.until('the notification being gone', async () => (await shown()).length === 0),
    click: async () => worker.evaluate((id) => chrome.notifications.onClicked.dispatch(id), (await shown())[0]),
  };
}

test('i11_ a CRM that is down, a lost sign-in and a lost line are told once with the number waiting, and all is logged when they are back', async (
  { callscribe, crm, wire, office },
) => {
  const notifications = await hearNotifications(callscribe);
  await crm.addContact(ANN);
  const page = await callscribe.open('popup', 'Calls');
  await page.setViewportSize({ width: 400, height: 600 });
  const well = page.getByTestId('all-logged');
  const notice = page.getByTestId('standstill');
  const entry = (call) => entryOf(callscribe, call, office.ledger);
  const are = (calls, state) => callscribe.until(`the calls being ${state}`, async () => (
    (await Promise.all(calls.map(entry))).every((one) => stateOf(one) === state)));
  let typed = 0;
  // Less than two minutes apart the same number would ask "Same call?".
  const typeLater = () => {
    typed += 1;
    return typeCall(callscribe, ANN.phone, { ended: Date.now() + typed * 5 * MINUTE });
  };
  // No contact of the address book has the number: what asks for a person there is left out.
  const settle = (calls) => Promise.all(calls.map((call) => callscribe.command({ Dismiss: { call, integration: office.book } })));

  const first = [await typeLater()];
  await are(first, 'Logged');
  await settle(first);
  await expect(well).toHaveText(WELL);

  await test.step('a CRM that is down is told after a quarter of an hour', async () => {
    await crm.down();
    const calls = [await typeLater(), await typeLater()];
    await settle(calls);
    await are(calls, 'Retry');
    const began = await workerTime(callscribe);
    await expect(well).toHaveCount(0);
    while (await workerTime(callscribe) < began + 12 * MINUTE) await pass(callscribe, 3 * MINUTE);
    expect(await notifications.told()).toEqual([]);
    await pass(callscribe, 4 * MINUTE);
    await callscribe.until('the agent being told', async () => (await notifications.told()).length > 0);
    for (let more = 0; more < 4; more += 1) await pass(callscribe, 4 * MINUTE);
    expect(await notifications.told()).toEqual([DOWN]);
    await expect(notice.locator('p')).toHaveText(DOWN.replace(': ', ''));
    await expect(page.getByRole('button', { name: 'Ledger CRM: does not answer, tries again by itself' })).toBeVisible();

    await crm.up();
    await callscribe.until('both being logged', async () => {
      const entries = await Promise.all(calls.map(entry));
      if (entries.some(({ status }) => status.Retry)) await pass(callscribe, 4 * MINUTE);
      return entries.every((one) => stateOf(one) === 'Logged');
    }, 60);
    await notifications.isGone();
    await expect(notice).toHaveCount(0);
    await expect(well).toHaveText(WELL);
  });

  await test.step('a lost sign-in is told at once', async () => {
    await crm.revoke('ledger');
    const calls = [await typeLater()];
    await callscribe.until('the agent being told', async () => (await notifications.told()).length === 2);
    calls.push(await typeLater());
    await settle(calls);
    await are(calls, 'Retry');
    await pass(callscribe, 4 * MINUTE);
    expect(await notifications.told()).toEqual([DOWN, SIGNED_OUT]);
    await expect(notice.locator('p')).toHaveText('Ledger CRM needs you to sign in again2 calls wait, and are logged once that is over.');
    await expect(notice.getByRole('button', { name: 'Sign in' })).toBeVisible();
    await expect(well).toHaveCount(0);
    const settings = await popupThatOpens(callscribe, () => notifications.click());
    await settings.until('Settings', "document.querySelector('[data-testid=integration]')?.textContent.includes('Ledger CRM')");
    await settings.close();
    await crm.restore('ledger');
    await addLedger(callscribe, crm);
    await are(calls, 'Logged');
    await expect(well).toHaveText(WELL);
  });

  await test.step('a line that is lost is told after five minutes', async () => {
    await wire.refuse();
    await callscribe.until('the line being lost', () => lineIs(callscribe, 'Waiting'));
    expect(await notifications.told()).toHaveLength(2);
    await pass(callscribe, 5 * MINUTE);
    await callscribe.until('the agent being told', async () => (await notifications.told()).length === 3);
    expect(await notifications.told()).toEqual([DOWN, SIGNED_OUT, UNWATCHED]);
    await expect(notice.locator('p')).toHaveText('PBX is not connectedCalls may be missing until it is.');
    await expect(well).toHaveCount(0);
    await wire.pass();
    await callscribe.until('the line being open', () => lineIs(callscribe, 'Open'), 70);
    await notifications.isGone();
    await expect(notice).toHaveCount(0);
    await expect(well).toHaveText(WELL);
  });
});

test('i11_ diagnostics say how everything is and hold no number, name, address or token, and are copied as they are seen', async (
  { callscribe, crm, asterisk, wire, office },
) => {
  await crm.addContact(ANN);
  const call = await typeCall(callscribe, ANN.phone);
  await callscribe.command({ SaveNote: { call, text: 'A note nobody else may read' } });
  await callscribe.until('the call being logged', async () => stateOf(await entryOf(callscribe, call, office.ledger)) === 'Logged');
  await crm.down();
  await typeCall(callscribe, '+14155550177', { ended: Date.now() + 5 * MINUTE });
  await callscribe.until('a call waiting', async () => (await callscribe.rows('entries')).some((entry) => entry.status.Retry));

  const said = [
    /^Callscribe \d+\.\d+\.\d+, revision \d+$/m,
    /^calls: 2, 0 missed, 2 unlogged, 1 with a note, 0 running; entries: 2 unresolved; records set aside: 0$/m,
    /^phone: asterisk, open, watched \d+ s ago, 0 gaps$/m,
    /^integration: app connect, signed in, by itself on, records by look-up, settled after 120 s, found after 0 s, updates on, log once off, page Never$/m,
    /^integration: address book, signed in, by itself on, records by key, updates on, log once off, page Never$/m,
    /^stands still: down for \d+ s, not told yet$/m,
    /^entries: 1 × Retry Unreachable attempt \d$/m,
    /^digest: on, quiet 02:00–07:00$/m,
  ];
  const tokens = Object.values(await callscribe.desk.evaluate(async () => ({ ...await chrome.storage.local.get(), ...await chrome.storage.session.get() })));
  const secrets = [
    ANN.name, 'Alvarez', '5550101', '5550177', 'Ledger', 'ledger', 'PBX', 'nobody else', AGENT, office.line, office.ledger, call.session, '127.0.0.1', new URL(crm.url).port,
    new URL(wire.url).port, crm.apiKey, asterisk.watcher.password, ...tokens.map((token) => (typeof token === 'string' ? token : JSON.stringify(token))),
  ];
  for (const surface of ['popup', 'app']) {
    const page = await callscribe.open(surface, 'Settings');
    await page.getByText('Diagnostics', { exact: true }).click();
    const seen = () => page.getByTestId('diagnostics').evaluate((element) => element.textContent);
    await expect(page.getByTestId('diagnostics')).toContainText('Retry');
    await page.evaluate(() => document.body.append(document.createElement('textarea')));
    const paper = page.locator('body > textarea');
    // It may be written anew between the look and the copy.
    await expect(async () => {
      const before = await seen();
      await page.getByRole('button', { name: 'Copy diagnostics' }).click();
      await expect(page.getByRole('status').filter({ hasText: 'Diagnostics copied' })).toBeVisible();
      await paper.fill('');
      await page.keyboard.press('Control+V');
      expect(await paper.inputValue()).toBe(before);
    }).toPass({ timeout: 15_000 });
    const text = await paper.inputValue();
    for (const part of said) expect(text).toMatch(part);
    for (const secret of secrets) expect(text, secret).not.toContain(secret);
    expect(text).not.toMatch(new RegExp(`\\b${asterisk.watcher.user}\\b`));
    await page.close();
  }
});
