// One call, four integrations at once: one record in each, also when the worker dies on the way, counted in their own books.
import { startAppConnect } from '../systems/app-connect.mjs';
import { startFaults } from '../systems/faults.mjs';
import { startHubSpot } from '../systems/hubspot.mjs';
import { freePort } from '../systems/process.mjs';
import { expect, test } from './support/browser.mjs';
import { addAddressBook, addDirect, addLedger, entryOf, readNumber, stateOf, typeCall, typedCall } from './support/calls.mjs';

/** Whether two of the four are databases of a real Odoo; else they are a HubSpot and a second App Connect server. */
const ODOO = true;
const SEED = 41;
/** What a request may last on the server, as the integrations promise (settles), and the two looks after it. */
const SETTLED = 240;
const HELD = 4000;

/** An App Connect server behind a proxy that its manifest names. */
async function appConnect() {
  const port = await freePort();
  const wire = await startFaults(`http://127.0.0.1:${port}`);
  const crm = await startAppConnect({ port, address: wire.url });
  return {
    wire,
    creates: { method: 'POST', path: /^\/callLog\b/ },
    join: (callscribe) => addLedger(callscribe, { ...crm, url: wire.url }),
    know: (contact) => crm.addContact({ platform: 'ledger', ...contact }),
    keys: async () => (await crm.activities('ledger')).map(({ sessionId }) => sessionId),
    stop: () => crm.stop(),
  };
}

/** A CRM that is spoken to directly, behind a proxy. */
function direct(vendor, crm, wire, path, stop) {
  return {
    wire,
    creates: { method: 'POST', path },
    join: (callscribe) => addDirect(callscribe, vendor, { token: crm.token, place: { ...crm.place, url: wire.url } }),
    know: (contact) => crm.addContact(contact),
    keys: async () => (await crm.records()).map(({ key }) => key),
    stop,
  };
}

async function hubSpot() {
  const crm = await startHubSpot();
  return direct('HubSpot', crm, await startFaults(crm.url), /objects\/calls$/, () => crm.stop());
}

/** Two databases of one Odoo. */
async function odoo() {
  const { startOdoo } = await import('../systems/odoo.mjs');
  const both = await startOdoo();
  const wires = [await startFaults(both.url), await startFaults(both.url)];
  const creates = /\/json\/2\/[\w.]+\/load$/;
  return [direct('Odoo', both, wires[0], creates, () => both.stop()), direct('Odoo', both.second, wires[1], creates, () => {})];
}

/** Address book, App Connect, and the two others; each knows these people. */
async function joinAll(callscribe, people) {
  const systems = [await appConnect(), ...(ODOO ? await odoo() : [await hubSpot(), await appConnect()])];
  const integrations = [await addAddressBook(callscribe, people.map(({ name, phone }) => ({ name, raw: phone })))];
  for (const system of systems) {
    for (const person of people) await system.know(person);
    integrations.push(await system.join(callscribe));
  }
  const stop = async () => {
    for (const { wire, stop: end } of systems) {
      await wire.close();
      await end();
    }
  };
  const book = async () => (await callscribe.rows('activities')).map(({ row }) => row);
  /** The keys in the books of all four. */
  const keys = () => Promise.all([book(), ...systems.map((system) => system.keys())]);
  return { systems, integrations, keys, stop };
}

/** Waits until these calls are logged in all of these integrations. */
async function allLogged(callscribe, calls, integrations, seconds) {
  const pairs = calls.flatMap((call) => integrations.map((integration) => [call, integration]));
  await callscribe.until('every call being logged everywhere', async () => {
    const entries = await Promise.all(pairs.map(([call, integration]) => entryOf(callscribe, call, integration)));
    return entries.every((entry) => stateOf(entry) === 'Logged');
  }, seconds);
}

test('g1_ one call is one record in each of four integrations', async ({ callscribe }) => {
  test.setTimeout(240_000);
  const ann = { name: 'Ann Alvarez', phone: '+14155550123' };
  const { integrations, keys, stop } = await joinAll(callscribe, [ann]);
  try {
    expect(new Set(integrations).size).toBe(4);
    const call = await typeCall(callscribe, ann.phone);
    await allLogged(callscribe, [call], integrations, 60);
    expect((await keys()).map((held) => held.length)).toEqual([1, 1, 1, 1]);
  } finally {
    await stop();
  }
});

/** mulberry32: the same moments in every run. */
function seeded(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Five kills while a CRM holds its answer, before it wrote or after; five anywhere on the way. */
function moments() {
  const random = seeded(SEED);
  const held = ['before', 'after', 'before', 'after', 'after'].map((when, n) => ({ when, at: n % 3, ms: Math.floor(random() * 1500) }));
  return [...held, ...Array.from({ length: 5 }, () => ({ when: null, ms: Math.floor(random() * 900) }))];
}

test('g1_ a worker killed at ten moments of four creates leaves one record each', async ({ callscribe }) => {
  test.setTimeout(600_000);
  const people = moments().map((_, n) => ({ name: `Contact ${n}`, phone: `+1415555${String(2300 + n)}` }));
  const { systems, integrations, keys, stop } = await joinAll(callscribe, people);
  try {
    const calls = [];
    for (const [n, { when, at, ms }] of moments().entries()) {
      const call = typedCall(await readNumber(callscribe, people[n].phone));
      calls.push(call);
      const { wire, creates } = systems[at ?? 0];
      const sent = () => wire.seen.filter(({ method, url }) => method === creates.method && creates.path.test(url.split('?')[0])).length;
      const before = sent();
      if (when) wire.fail({ ...creates, kind: 'delay', when, ms: HELD, times: 1 });
      else for (const system of systems) system.wire.fail({ ...system.creates, kind: 'delay', when: 'after', ms: 300, times: 1 });
      const laid = Date.now();
      const putting = callscribe.command({ TypeCall: { call, not_the_same: false } });
      if (when) await callscribe.until('the create being on its way', () => sent() > before, 60);
      const due = (when ? Date.now() : laid) + ms;
      await callscribe.until('the seeded moment', () => Date.now() >= due);
      await callscribe.kill();
      await putting;
      // Any page that opens, any alarm and any event of the browser begins the next life; here it is a page.
      await callscribe.desk.evaluate(() => chrome.runtime.sendMessage('LookAtDesk').catch(() => {}));
      for (const system of systems) await system.wire.pass();
    }
    await allLogged(callscribe, calls, integrations, SETTLED);
    for (const held of await keys()) {
      expect(held).toHaveLength(calls.length);
      expect(new Set(held).size).toBe(calls.length);
    }
  } finally {
    await stop();
  }
});
