// Rule G1 in the browser: whenever the worker dies in a create, one record comes of it, counted in the CRM's own database.
import { addLedger, entryOf, readNumber, stateOf, typeCall, typedCall } from './support/calls.mjs';
import { expect, test } from './support/systems.mjs';

const SEED = 20_261;
/** What a request may last on the server, as the integration promises (settles), and the two looks after it. */
const SETTLED = 200;

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

/** Twelve kills while the server holds its answer for 5 s, before it wrote and after; eight anywhere on the way to the record. */
function moments() {
  const random = seeded(SEED);
  const held = ['before', 'after'].flatMap((when) => Array.from({ length: 6 }, () => ({ when, ms: Math.floor(random() * 1500) })));
  const anywhere = Array.from({ length: 8 }, () => ({ when: null, ms: Math.floor(random() * 900) }));
  return [...held, ...anywhere];
}

/** The instant at which something is due. */
const at = (callscribe, instant) => callscribe.until('the seeded moment', () => Date.now() >= instant);

test('g1_ a worker killed at twenty moments of a create leaves one record each', async ({ callscribe, crm }) => {
  test.setTimeout(420_000);
  const ledger = await addLedger(callscribe, crm);
  const calls = [];
  for (const [index, { when, ms }] of moments().entries()) {
    const number = `+1415555${String(2000 + index)}`;
    await crm.addContact({ platform: 'ledger', name: `Contact ${index}`, phone: number });
    const call = typedCall(await readNumber(callscribe, number));
    calls.push(call);
    if (when) {
      crm.hold({ when, ms: 5000 });
    } else {
      crm.hold({ when: 'before', ms: 300 });
      crm.hold({ when: 'after', ms: 300 });
    }
    const laid = Date.now();
    const putting = callscribe.command({ TypeCall: { call, not_the_same: false } });
    if (when) {
      await callscribe.until('the server holding its answer', () => crm.held() === 1);
      await at(callscribe, Date.now() + ms);
    } else {
      await at(callscribe, laid + ms);
    }
    await callscribe.kill();
    await putting;
    // Any page that opens, any alarm and any event of the browser begins the next life; here it is a page.
    await callscribe.desk.evaluate(() => chrome.runtime.sendMessage('LookAtDesk').catch(() => {}));
    await callscribe.until('the server having answered whatever it held', () => crm.held() === 0);
  }

  const entries = () => Promise.all(calls.map((call) => entryOf(callscribe, call, ledger)));
  await callscribe.until('every entry being logged', async () => (await entries()).every((entry) => stateOf(entry) === 'Logged'), SETTLED);
  const activities = await crm.activities('ledger');
  const logged = await entries();
  expect(activities.map(({ id }) => String(id)).sort()).toEqual(logged.map(({ status }) => status.Logged.at.id).sort());
  expect(new Set(activities.map(({ sessionId }) => sessionId)).size).toBe(calls.length);
  const looked = (entry) => entry.steps.some(({ what }) => what === 'FoundNoRecord');
  expect(logged.filter(looked).length, 'entries an early look-up said nothing about').toBeGreaterThanOrEqual(10);
});

test('a4_ a server that is down when the call ends gets it when it is back', async ({ callscribe, crm }) => {
  test.setTimeout(180_000);
  const ledger = await addLedger(callscribe, crm);
  await crm.addContact({ platform: 'ledger', name: 'Ann Alvarez', phone: '+14155550101' });
  await crm.down();
  const call = await typeCall(callscribe, '+14155550101');
  await callscribe.command({ SaveNote: { call: call, text: 'Wants the contract by Friday.' } });
  await callscribe.until('the entry waiting', async () => stateOf(await entryOf(callscribe, call, ledger)) === 'Retry');
  expect(await crm.activities()).toEqual([]);
  await crm.up();
  await callscribe.until('the entry being logged', async () => stateOf(await entryOf(callscribe, call, ledger)) === 'Logged', 100);
  const activities = await crm.activities();
  expect(activities.map(({ note }) => note)).toEqual(['Wants the contract by Friday.']);
});
