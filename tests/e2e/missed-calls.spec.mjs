// Rules E1 to E6 in the real extension: the browser was closed, and two real minutes of catching up are counted in the CRM server's own log.
import { expect, test } from './support/browser.mjs';
import { states } from './support/calls.mjs';
import { MISSED, afterMissedCalls, attempts, isUnknown, most, runOf } from './support/missed.mjs';

const MINUTES = 2;

test('e3_ ten attempts a minute at most, though the worker is killed twice; conflicts are Unresolved and block nothing', async () => {
  test.setTimeout(300_000);
  await afterMissedCalls(async ({ callscribe, crm, vendor, ledger, opened }) => {
    const counted = async () => {
      const run = await runOf(callscribe);
      return run?.total === 100 && run.rest === MISSED - 100;
    };
    await callscribe.until('the calls of the gap being counted', counted, 60);
    for (const second of [35, 80]) {
      await callscribe.until('the moment of a kill', () => Date.now() >= opened + second * 1000, 100);
      await callscribe.kill();
      await callscribe.desk.evaluate(() => chrome.runtime.sendMessage('LookAtDesk').catch(() => {}));
    }
    await callscribe.until(`${MINUTES} minutes`, () => Date.now() >= opened + MINUTES * 60_000, 130);

    const instants = await attempts(crm);
    expect(most(instants), 'attempts in any sixty seconds').toBeLessThanOrEqual(10);
    expect(instants.length, 'attempts in all').toBeGreaterThanOrEqual(8);
    const { done, unresolved, total } = await runOf(callscribe);
    expect([done <= instants.length, total]).toEqual([true, 100]);
    const conflicts = (await states(callscribe))[ledger].filter((state) => state === 'Unresolved').length;
    expect(conflicts).toBe(unresolved);
    expect(conflicts).toBeGreaterThanOrEqual(1);
    const calls = await callscribe.open('popup', 'Calls');
    await expect(calls.getByTestId('catch-up')).toContainText(/Catching up · \d+ of 100/);
    const page = await callscribe.open('popup', { Unresolved: null });
    await expect(page.getByTestId('unresolved-row').first()).toBeVisible();
    const sessions = (await crm.activities('ledger')).map(({ sessionId }) => sessionId);
    expect(new Set(sessions).size, 'each call once').toBe(sessions.length);
    expect(sessions.some((session) => isUnknown(Number(session.slice(2))))).toBe(false);
    expect(vendor.insidePenalty()).toBe(0);
  });
});
