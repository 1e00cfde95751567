// Rule I9 with a real policy file: what an administrator sets counts, is shown locked, and leaves the agent's own choice as it was.
import { startCallscribe } from './support/browser.mjs';
import { addLedger, entryOf, settingsOf, stateOf, told, typeCall } from './support/calls.mjs';
import { ownPolicies } from './support/policies.mjs';
import { openSettings } from './support/settings.mjs';
import { expect, test as base } from './support/systems.mjs';

const test = base.extend({
  /** The administrator. */
  policies: async ({}, use) => {
    const policies = await ownPolicies();
    await use(policies);
    await policies.remove();
  },
  callscribe: async ({ policies }, use) => {
    const callscribe = await startCallscribe({ executable: policies.executable });
    await use(callscribe);
    await callscribe.close();
  },
});

const number = (n) => `+1415555${String(1000 + n)}`;
const missed = { more: { answered: undefined, result: told('Missed') } };

test('i9_ what an administrator sets is in force and locked while it is set, and then the own choice is there again', async ({ callscribe, policies, crm }) => {
  const ledger = await addLedger(callscribe, crm);
  const settings = await openSettings(callscribe);
  const delay = settings.page.getByLabel('After a note was opened during the call');
  const missedCalls = settings.page.getByRole('switch', { name: /^Log missed calls/ });
  const internalCalls = settings.page.getByRole('switch', { name: /^Log internal calls/ });
  const locks = settings.page.getByText('Set by your administrator');
  await settings.pick('After a note was opened during the call', '5 minutes');
  /** What becomes of a missed call. */
  const missedCall = async (n) => {
    await crm.addContact({ platform: 'ledger', name: `Caller ${n}`, phone: number(n) });
    const call = await typeCall(callscribe, number(n), missed);
    return callscribe.until('the call being decided', async () => {
      const state = stateOf(await entryOf(callscribe, call, ledger));
      return ['Logged', 'Excluded'].includes(state) && state;
    });
  };
  expect(await missedCall(1)).toBe('Logged');
  await expect(locks).toHaveCount(0);

  await policies.set(callscribe.id, { delay_minutes: 2, log_missed: false });
  await expect(locks).toHaveCount(2, { timeout: 40_000 });
  await expect(delay).toBeDisabled();
  await expect(delay.getByRole('option', { name: '2 minutes' })).toHaveJSProperty('selected', true);
  await expect(missedCalls).toBeDisabled();
  await expect(missedCalls).not.toBeChecked();
  expect(await missedCall(2)).toBe('Excluded');
  await settings.turn('Log internal calls', true);
  expect(await settingsOf(callscribe), 'the own choices').toMatchObject({ delay_minutes: 5, log_missed: true, log_internal: true });

  await policies.clear();
  await expect(locks).toHaveCount(0, { timeout: 40_000 });
  await expect(delay).toBeEnabled();
  await expect(delay.getByRole('option', { name: '5 minutes' })).toHaveJSProperty('selected', true);
  await expect(missedCalls).toBeChecked();
  await expect(internalCalls).toBeChecked();
  expect(await missedCall(3)).toBe('Logged');
  expect((await crm.activities()).map(({ phoneNumber }) => phoneNumber)).toEqual([number(1), number(3)]);
});
