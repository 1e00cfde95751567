// Calls, integrations and commands in the words of crates/core, as a screen would lay them on the desk.

/** A fact the agent told. */
export const told = (value) => ['History', 0, value];

/** What was told of a call: the value of one of its facts. */
export const fact = (call, name) => call?.facts[name]?.[2];

/**
 * A call typed in by hand: it lasted half a minute, and has just ended if nothing else is said.
 * @param {object} other the other side's number as `ParseNumber` answers it
 * @param {{session?: string, ended?: number, more?: object}} [how] `more`: further facts, or others than these
 */
export function typedCall(other, { session = crypto.randomUUID(), ended = Date.now(), more = {} } = {}) {
  const facts = {
    direction: told('Inbound'), other: told(other), started: told(ended - 35_000), answered: told(ended - 30_000), ended: told(ended), result: told('Answered'),
    ...more,
  };
  return { account: 'typed', session, aliases: [], facts };
}

/** A number as the worker reads it. */
export async function readNumber(callscribe, raw) {
  const { Ok } = await callscribe.ask({ ParseNumber: { raw } });
  return Ok.Number;
}

/**
 * Types a call of this number in.
 * @param {import('./browser.mjs').Callscribe} callscribe
 * @param {string} raw
 * @param {Parameters<typeof typedCall>[1] & {again?: boolean}} [how] `again`: it is no call that is there already, as an agent says who is asked
 * @returns {Promise<{account: string, session: string}>} the call's id
 */
export async function typeCall(callscribe, raw, { again = false, ...how } = {}) {
  const call = typedCall(await readNumber(callscribe, raw), how);
  await callscribe.command({ TypeCall: { call, not_the_same: again } });
  return { account: call.account, session: call.session };
}

/**
 * Signs in to platform `ledger` of an App Connect server, and has it log by itself if nothing else is said.
 * @returns {Promise<string>} the integration's id
 */
export async function addLedger(callscribe, server, { automatic = true } = {}) {
  const question = { server_url: server.url, platform: 'ledger', hostname: '', api_key: server.apiKey, additional: {} };
  const { Ok, Err } = await callscribe.ask({ SignIn: question });
  if (Err) throw new Error(`could not sign in: ${JSON.stringify(Err)}`);
  const integration = Ok.SignedIn.id;
  if (automatic) await letLogByItself(callscribe, integration);
  return integration;
}

/**
 * Connects a CRM directly, and has it log by itself if nothing else is said.
 * @param {'HubSpot' | 'Odoo' | 'Pipedrive'} vendor
 * @param {{place: {url: string, database?: string}, token: string}} crm
 * @returns {Promise<string>} the integration's id
 */
export async function addDirect(callscribe, vendor, { place, token }, { automatic = true } = {}) {
  const { Ok, Err } = await callscribe.ask({ Connect: { vendor, url: place.url, database: place.database ?? '', key: token } });
  if (Err) throw new Error(`could not connect ${vendor}: ${JSON.stringify(Err)}`);
  const integration = Ok.SignedIn.id;
  if (automatic) await letLogByItself(callscribe, integration);
  return integration;
}

/** The same, as it had been added a day ago: it takes calls from before now. */
export async function addLedgerOfYesterday(callscribe, server, how) {
  const ledger = await addLedger(callscribe, server, { automatic: false });
  await callscribe.ask({ SignOut: { id: ledger } });
  await callscribe.until('the CRM being signed out', async () => (await integrationOf(callscribe, ledger)).sign_in === 'Needed');
  const stored = await integrationOf(callscribe, ledger);
  await callscribe.command({ AddIntegration: { ...stored, added_at: Date.now() - 24 * 3_600_000 } });
  return addLedger(callscribe, server, how);
}

/** An integration as it is stored. */
export async function integrationOf(callscribe, id) {
  return (await callscribe.rows('settings')).map(({ Integration }) => Integration).find((one) => one?.id === id);
}

/** What "Test" says of an integration: by ability, `works` or what is wrong. */
export async function tested(callscribe, id) {
  const { Ok } = await callscribe.ask({ TestIntegration: { id } });
  return Object.fromEntries(Ok.Tested.map(({ ability, failed }) => [ability, failed?.problem ?? 'works']));
}

/** The agent's own choices as they are stored, once there are any. */
export async function settingsOf(callscribe) {
  return (await callscribe.rows('settings')).find(({ Settings }) => Settings)?.Settings;
}

/** The agent's own choices, with some of them changed as Settings do. */
export async function choose(callscribe, change) {
  await callscribe.command({ ChangeSettings: { ...await settingsOf(callscribe), ...change } });
}

/**
 * Adds the built-in address book with these people in it.
 * @param {{name: string, raw: string}[]} people
 */
export async function addAddressBook(callscribe, people) {
  const now = Date.now();
  const capabilities = { dedupe: 'Upsert', create_contact: true, search_by_name: true, update: true, move_record: true };
  const book = {
    id: 'book', kind: { AddressBook: { practice: false } }, name: 'Address book', added_at: now, automatic_since: now, sign_in: 'Works', capabilities,
  };
  await callscribe.command({ AddIntegration: book });
  for (const { name, raw } of people) {
    const numbers = [{ label: '', number: await readNumber(callscribe, raw) }];
    const contact = { book: 'book', id: name, name, numbers, created: now, changed: now };
    await callscribe.command({ SaveContact: { book: 'book', contact } });
  }
  return 'book';
}

/**
 * Connects an Asterisk with its read-only user.
 * @returns {Promise<string>} the account's id
 */
export async function addAsterisk(callscribe, asterisk, endpoint) {
  const { Ok, Err } = await callscribe.ask({ AddAsterisk: { name: 'PBX', url: asterisk.url, ...asterisk.watcher, endpoint } });
  if (Err) throw new Error(`could not add the line: ${JSON.stringify(Err)}`);
  return Ok.Account;
}

/**
 * Signs in to RingCentral as the agent who is signed in there already.
 * @returns {Promise<string>} the account's id
 */
export async function addRingCentral(callscribe, vendor) {
  const { Ok, Err } = await callscribe.ask({ AddRingCentral: { server: vendor.url, client_id: vendor.clientId } });
  if (Err) throw new Error(`could not sign in to RingCentral: ${JSON.stringify(Err)}`);
  return Ok.Account;
}

/** A phone account as it is stored. */
export async function accountOf(callscribe, id) {
  return (await callscribe.rows('settings')).map(({ Account }) => Account).find((account) => account?.id === id);
}

/** Has an integration log by itself. */
export async function letLogByItself(callscribe, integration) {
  await callscribe.command({ SetAutomatic: { integration, on: true } });
}

/** Has nobody look again by itself: what was decided stays so until somebody says else. */
export function digestOff(callscribe) {
  return choose(callscribe, { digest: { on: false } });
}

/**
 * Looks for the call that is stored next, by none of the keys there are by now: those of Asterisk do not always ascend.
 * @returns {Promise<() => Promise<object | undefined>>} answers it once it is there
 */
export async function nextCall(callscribe) {
  const known = (await callscribe.rows('calls')).map(({ row }) => row);
  return async () => (await callscribe.rows('calls')).find(({ row }) => !known.includes(row))?.call;
}

/** The entry of a call in one integration, once there is one. */
export async function entryOf(callscribe, call, integration) {
  const entries = await callscribe.rows('entries');
  return entries.find(({ key }) => key.call.session === call.session && key.integration === integration);
}

/** The name of an entry's state, such as `Logged`. */
export const stateOf = (entry) => (typeof entry?.status === 'string' ? entry.status : Object.keys(entry?.status ?? {})[0]);

/**
 * How the entries of all calls stand: by integration, the names of their states.
 * @returns {Promise<Record<string, string[]>>}
 */
export async function states(callscribe) {
  const byIntegration = {};
  for (const entry of await callscribe.rows('entries')) {
    (byIntegration[entry.key.integration] ??= []).push(stateOf(entry));
  }
  return byIntegration;
}

/** The commands the worker has not taken yet; what a screen keeps for itself lies on the desk too. */
export async function commands(callscribe) {
  return (await callscribe.rows('desk')).filter(({ row }) => row.startsWith('command/'));
}

/** A call whose note was opened waits some minutes for it (B1): "Log now" on the wrap-up strip ends the waiting. */
export async function logNow(callscribe) {
  const page = await callscribe.open('popup', 'Calls');
  await page.getByTestId('wrap-up').getByRole('button', { name: 'Log now' }).click();
  await page.getByTestId('wrap-up').waitFor({ state: 'detached' });
  await page.close();
}
