// The real systems of a case: each has its own App Connect server with its CRM; an Asterisk serves all cases of one runner.
import { startAppConnect } from '../../systems/app-connect.mjs';
import { AGENT, startAsterisk } from '../../systems/asterisk.mjs';
import { startFaults } from '../../systems/faults.mjs';
import { test as base } from './browser.mjs';
import { addAddressBook, addAsterisk, addLedger } from './calls.mjs';

export const test = base.extend({
  /** @type {import('../../systems/app-connect.mjs').AppConnect} */
  crm: async ({}, use) => {
    const crm = await startAppConnect();
    await use(crm);
    await crm.stop();
  },
  /** @type {import('../../systems/asterisk.mjs').Asterisk} */
  asterisk: [async ({}, use) => {
    const asterisk = await startAsterisk();
    await use(asterisk);
    await asterisk.stop();
  }, { scope: 'worker' }],
  /** What lies between the extension and the Asterisk. */
  wire: async ({ asterisk }, use) => {
    const wire = await startFaults(asterisk.url);
    await use(wire);
    await wire.close();
  },
  /** An office: the CRM's platform `ledger` and the address book, both logging by themselves, and the agent's line. */
  office: async ({ callscribe, crm, asterisk, wire }, use) => {
    const ledger = await addLedger(callscribe, crm);
    const book = await addAddressBook(callscribe, []);
    const line = await addAsterisk(callscribe, { ...asterisk, url: wire.url }, `PJSIP/${AGENT}`);
    await callscribe.until('the line being open', () => lineIs(callscribe, 'Open'));
    await use({ ledger, book, line });
  },
});

export { expect } from './browser.mjs';

/** Whether the agent's line is in this state. */
export async function lineIs(callscribe, state) {
  const accounts = (await callscribe.rows('settings')).map(({ Account }) => Account).filter((account) => account?.kind.Asterisk);
  return accounts.some(({ line }) => line === state || Object.hasOwn(Object(line), state));
}
