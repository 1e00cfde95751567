// Rules E3 and E5 through a whole run of catch-up, in real minutes: a hundred of 250 missed calls are attempted, and the rest is said.
import { expect, test } from './support/browser.mjs';
import { states } from './support/calls.mjs';
import { MISSED, afterMissedCalls, attempts, isUnknown, most, runOf } from './support/missed.mjs';

test('e5_ the hundred newest are attempted in ten minutes, and the others stay Unlogged', async () => {
  test.setTimeout(1_200_000);
  await afterMissedCalls(async ({ callscribe, crm, ledger, opened }) => {
    await callscribe.until('the run being over', async () => (await runOf(callscribe))?.phase === 'Over', 900);
    const { done, rest } = await runOf(callscribe);
    expect([done, rest]).toEqual([100, MISSED - 100]);
    const instants = await attempts(crm);
    expect(most(instants), 'attempts in any sixty seconds').toBeLessThanOrEqual(10);
    expect(instants.length).toBe(100);
    expect(Date.now() - opened, 'no faster than ten a minute').toBeGreaterThanOrEqual(99 * 6_000);
    const conflicts = Array.from({ length: 100 }, (_, n) => MISSED - 100 + n).filter(isUnknown).length;
    const logged = async () => (await states(callscribe))[ledger].filter((state) => state === 'Logged').length;
    await callscribe.until('the last one being logged', async () => await logged() === 100 - conflicts, 60);
    const now = (await states(callscribe))[ledger];
    expect(now.filter((state) => state === 'Unresolved').length).toBe(conflicts);
    expect(now.filter((state) => state === 'Unlogged').length).toBe(MISSED - 100);
    expect((await crm.activities('ledger')).length).toBe(100 - conflicts);
  });
});
