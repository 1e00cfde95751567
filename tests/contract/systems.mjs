// The systems of the contract suite, as `tests/contract/tests/every_crm` drives them. A row adds an adapter; its systems' names stand in
// main.rs there.
import { startSalesforce } from '../systems/salesforce.mjs';
import { startAppConnectSystems } from './app-connect.mjs';
import { startOdooSystems } from './odoo.mjs';
import { startRingCentralAccount } from './ringcentral.mjs';

/**
 * @typedef {object} System what a test reaches behind a CRM; every member but the first seven is a method, or a list, of its control door
 * @property {string} name
 * @property {string} vendor as the product names it; of an App Connect server the platform
 * @property {{url: string, database?: string}} place where a person says it is
 * @property {string} token what is added to each request; of an App Connect platform the key
 * @property {string[]} [formats] the agent's own formats, without which it does not find all spellings
 * @property {boolean} [trusting] it takes whatever it is sent
 * @property {string} [turn] systems with the same one share something, so that their tests take turns
 * @property {(contact: {name: string, phone: string, company?: string}) => Promise<string | number>} addContact
 * @property {(deal: {contact: string, title: string, open: boolean}) => Promise<string | number>} addOpportunity
 * @property {() => Promise<{id: string | number, name: string, phones: string[]}[]>} contacts
 * @property {() => Promise<{id: string | number, key: string, contact: string | number, association?: string | number, subject: string,
 *   note: string, direction: string, seconds?: number}[]>} records `note` as a person reads it
 * @property {(id: string) => Promise<void>} deleteRecord
 * @property {(id: string, text: string) => Promise<void>} editNote somebody else rewrites it
 * @property {() => Promise<{id: string | number, key: string, subject: string, contact: string | number, due: number | string, done: boolean}[]>} tasks
 * @property {(id: string) => Promise<void>} finishTask
 * @property {() => Promise<void>} expire the token is taken no more
 * @property {() => Promise<void>} restore it is taken again
 * @property {(times: number, seconds: number) => Promise<void>} limit the next requests are answered with the vendor's 429; 0 for none
 * @property {object[]} requests what it was asked
 * @property {() => Promise<void>} stop
 */

/**
 * Each adapter: its name, how the tests' names begin, and what starts its systems. `env` is what other tests of the adapter find.
 * @type {{adapter: string, tests: string, needs: string[], start: () => Promise<{systems: System[], env?: Record<string, string>, stop: () => Promise<void>}>}[]}
 */
export const ADAPTERS = [
  { adapter: 'App Connect', tests: 'app_connect', needs: ['npm'], start: startAppConnectSystems },
  { adapter: 'Salesforce', tests: 'salesforce', needs: ['npm'], start: alone('Salesforce', startSalesforce) },
  { adapter: 'Asterisk', tests: 'asterisk', needs: [], start: async () => ({ systems: [], stop: async () => {} }) },
  { adapter: 'RingCentral', tests: 'ringcentral', needs: ['npm'], start: startRingCentralAccount },
  { adapter: 'Odoo', tests: 'odoo', needs: ['odoo'], start: startOdooSystems },
];

/** An adapter whose one system is a stand-in as it is. */
function alone(vendor, startIt) {
  return async () => {
    const system = await startIt();
    return { systems: [Object.assign(system, { vendor })], stop: () => system.stop() };
  };
}
