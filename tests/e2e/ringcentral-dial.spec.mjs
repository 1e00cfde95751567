// Click to call by RingOut: the agent's own phone rings first, each dial is made once, and what cannot be dialled is not.
import { accountOf, addAddressBook, addRingCentral, typeCall } from './support/calls.mjs';
import { expect, test } from './support/ringcentral.mjs';
import { pass } from './support/time.mjs';

const ANN = '+14155550101';
const OWN = '+14155550199';
const SYNC = 4 * 60_000;

const line = async (callscribe, id) => (await accountOf(callscribe, id))?.line;
const ringOuts = (vendor) => vendor.requests.filter(({ path }) => path.endsWith('/ring-out'));

/** An agent whose history told one call of this number. */
async function withCall(callscribe, vendor, number = ANN) {
  vendor.add({ id: 'call', number, start: Date.now() - 600_000, result: 'Missed' });
  const account = await addRingCentral(callscribe, vendor);
  await callscribe.until('the history being read', async () => await line(callscribe, account) === 'Open');
  const page = await callscribe.open('app', 'Calls');
  const row = page.locator('.row').first();
  await row.hover();
  return { account, page, row, call: row.getByRole('button', { name: 'Call', exact: true }) };
}

test('c7_ call rings the agent\'s own phone first, and the call appears as the outgoing one it is', async ({ callscribe, vendor }) => {
  const { page, call } = await withCall(callscribe, vendor);
  await call.click();
  await expect(page.getByText('Your phone (415) 555-0199 rings first. Answer it, and (415) 555-0101 is called.')).toBeVisible();
  expect(vendor.dials).toEqual([{ from: OWN, to: ANN }]);
  // Under the pointer the list stands still.
  await page.mouse.move(0, 0);
  await pass(callscribe, SYNC);
  await expect(page.locator('.row')).toHaveCount(2);
  const made = page.locator('.row').first();
  await expect(made.locator('.row-sub')).toContainText('Answered · 00:20');
  await expect(made.getByText('Outgoing', { exact: true })).toHaveCount(1);
  expect(ringOuts(vendor)).toHaveLength(1);
});

test('c7_ a contact is called by the account too, and Settings say which phone rings', async ({ callscribe, vendor }) => {
  await addAddressBook(callscribe, [{ name: 'Ann Alvarez', raw: ANN }]);
  await addRingCentral(callscribe, vendor);
  const settings = await callscribe.open('app', 'Settings');
  await expect(settings.getByTestId('dials-from')).toHaveText('Calls from here ring (415) 555-0199 first');
  const page = await callscribe.open('app', { Contact: ['book', 'Ann Alvarez'] });
  await page.getByTestId('contact').getByRole('button', { name: 'Call', exact: true }).click();
  await expect(page.getByText('rings first')).toBeVisible();
  expect(vendor.dials).toEqual([{ from: OWN, to: ANN }]);
});

test('c7_ a dial that is refused, in doubt or limited is said and never repeated', async ({ callscribe, vendor }) => {
  const { account, page, call } = await withCall(callscribe, vendor);
  vendor.refuseDials('The number is not in service');
  await call.click();
  await expect(page.getByText('did not place the call: “The number is not in service”')).toBeVisible();
  vendor.refuseDials(null);

  vendor.fail(503);
  await call.click();
  await expect(page.getByText('Look at your phone before you call again')).toBeVisible();
  vendor.fail(null);

  vendor.expire();
  await call.click();
  await expect(page.getByText('had to be renewed, so nothing was dialled')).toBeVisible();
  expect(ringOuts(vendor).map(({ status }) => status)).toEqual([400, 503, 401]);

  vendor.limit('heavy', 0);
  await call.click();
  await expect(page.getByText(/^Limited: try again at \d/)).toBeVisible();
  expect((await accountOf(callscribe, account)).sync.not_before).toBeGreaterThan(Date.now());
  await page.reload();
  await page.locator('.row').first().hover();
  await call.click();
  await expect(page.getByText(/^Limited: try again at \d/)).toBeVisible();
  expect(ringOuts(vendor).map(({ status }) => status)).toEqual([400, 503, 401, 429]);
  expect([vendor.insidePenalty(), vendor.dials]).toEqual([0, []]);
});

test('c7_ an emergency number, a code or an extension is never dialled, not even when asked', async ({ callscribe, vendor }) => {
  const { account, call, page } = await withCall(callscribe, vendor, '911');
  await expect(page.locator('.row')).toHaveCount(1);
  await expect(call).toHaveCount(0);
  for (const raw of ['911', '112', '*97', '102']) {
    const { Ok } = await callscribe.ask({ ParseNumber: { raw } });
    expect(await callscribe.ask({ Dial: { account, number: Ok.Number } }), raw).toEqual({ Err: { Dial: 'Never' } });
  }
  expect(ringOuts(vendor)).toEqual([]);
});

test('c7_ two presses at once are one call', async ({ callscribe, vendor }) => {
  const { account } = await withCall(callscribe, vendor);
  const { Ok } = await callscribe.ask({ ParseNumber: { raw: ANN } });
  const dial = () => callscribe.ask({ Dial: { account, number: Ok.Number } });
  const [one, other] = await Promise.all([dial(), dial()]);
  expect([one, other].filter(({ Err }) => Err)).toEqual([{ Err: { Dial: 'UnderWay' } }]);
  expect(vendor.dials).toHaveLength(1);
});

test('c7_ a dial beside the history uses a refresh token once with it', async ({ callscribe, vendor }) => {
  const { account } = await withCall(callscribe, vendor);
  await callscribe.until('the history being told', async () => {
    const { sync } = await accountOf(callscribe, account);
    return sync.token && !sync.since;
  });
  const asked = () => vendor.requests.filter(({ path }) => path.endsWith('/call-log-sync')).length;
  const before = asked();
  const { Ok } = await callscribe.ask({ ParseNumber: { raw: ANN } });
  const [, said] = await Promise.all([pass(callscribe, 3 * 3_600_000), callscribe.ask({ Dial: { account, number: Ok.Number } })]);
  expect(said.Ok).toBeTruthy();
  await callscribe.until('the history being asked', () => asked() > before);
  expect(vendor.requests.filter(({ path }) => path.endsWith('/token')).map(({ status }) => status)).toEqual([200, 200]);
  expect([await line(callscribe, account), vendor.dials.length]).toEqual(['Open', 1]);
});

test.describe('without the permission', () => {
  test.use({ vendorOptions: { mayDial: false } });

  test('c7_ the number goes to the computer\'s phone program as before', async ({ callscribe, vendor }) => {
    const { row } = await withCall(callscribe, vendor);
    await expect(row.getByRole('link', { name: 'Call', exact: true })).toHaveAttribute('href', `tel:${ANN}`);
    await expect(row.getByRole('button', { name: 'Call', exact: true })).toHaveCount(0);
    await expect(row.getByRole('button', { name: 'Copy number' })).toHaveCount(1);
  });
});
