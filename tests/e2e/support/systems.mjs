// The real systems a case talks to, how the extension is signed in to them, and calls that need no phone.
import { startAppConnect } from '../../systems/app-connect.mjs';
import { test as base } from './browser.mjs';

export const test = base.extend({
  /** @type {import('../../systems/app-connect.mjs').AppConnect} */
  crm: async ({}, use) => {
    const crm = await startAppConnect();
    await use(crm);
    await crm.stop();
  },
});

export { expect } from './browser.mjs';

/** What was asked for, or why not. */
export function ok(reply) {
  if (!('Ok' in reply)) throw new Error(`refused: ${JSON.stringify(reply.Err)}`);
  return reply.Ok;
}

/**
 * Signs the extension in to the CRM's platform `ledger` by its key, as the screen does.
 * @param {import('./browser.mjs').Callscribe} callscribe
 * @param {import('../../systems/app-connect.mjs').AppConnect} crm
 * @returns {Promise<string>} the integration's id
 */
export async function signIn(callscribe, crm, { automatic = true } = {}) {
  const { Server: server } = ok(await callscribe.ask({ ProbeServer: { url: crm.url, platform: 'ledger' } }));
  const question = { server_url: server.server_url, platform: 'ledger', hostname: '', api_key: crm.apiKey, additional: {} };
  const { SignedIn: { id } } = ok(await callscribe.ask({ SignIn: question }));
  if (automatic) await callscribe.command({ SetAutomatic: { integration: id, on: true } });
  return id;
}

/** Logs every call into the built-in address book as well. */
export async function addBook(callscribe) {
  const now = Date.now();
  await callscribe.command({
    AddIntegration: {
      id: 'book',
      kind: { AddressBook: { practice: false } },
      name: 'Address book',
      added_at: now,
      automatic_since: now,
      sign_in: 'Works',
      capabilities: { dedupe: 'Upsert', create_contact: true, search_by_name: true, update: true },
    },
  });
  return 'book';
}

/** "Log a call": an answered call of one minute that ended just now, as the form lays it on the desk. */
export async function typedCall(callscribe, number) {
  const { Number: other } = ok(await callscribe.ask({ ParseNumber: { raw: number } }));
  const ended = Date.now();
  const fact = (value) => ({ source: 'History', seq: 0, value });
  const facts = {
    direction: fact('Outbound'),
    other: fact(other),
    started: fact(ended - 60_000),
    answered: fact(ended - 60_000),
    ended: fact(ended),
    duration: fact(60),
    result: fact('Answered'),
  };
  const call = { account: 'typed', session: `e2e-${number}-${ended}`, facts };
  return { id: { account: call.account, session: call.session }, command: { TypeCall: { call, not_the_same: false } } };
}

/** The entry of a call in one integration, once there is one. */
export async function entryOf(callscribe, call, integration) {
  const entries = await callscribe.rows('entries');
  return entries.find(({ key }) => key.call.session === call.session && key.integration === integration);
}

/** The name of an entry's state, such as `Logged`. */
export const stateOf = (entry) => (typeof entry?.status === 'string' ? entry.status : Object.keys(entry?.status ?? {})[0]);
