// A hundred thousand calls in the real extension: only what is visible is drawn, and the list says how many there are.
import { addAddressBook, typeCall } from './support/calls.mjs';
import { multiply } from './support/many.mjs';
import { expect, test } from './support/systems.mjs';

const MANY = 100_000;

test('of a hundred thousand calls only the visible rows exist, the list says how many there are, and opens where it was', async ({ callscribe }) => {
  await addAddressBook(callscribe, [{ name: 'Ann Alvarez', raw: '+14155550101' }]);
  await typeCall(callscribe, '+14155550101');
  await callscribe.until('the call being stored', async () => (await callscribe.rows('calls')).length === 1);
  await callscribe.kill();
  await multiply(callscribe, MANY);
  const page = await callscribe.open('popup', 'Calls');
  const grid = page.getByRole('grid');
  await expect(grid).toHaveAttribute('aria-rowcount', String(MANY));
  const drawn = () => page.evaluate(() => {
    const list = document.querySelector('.list');
    const { top, bottom } = list.getBoundingClientRect();
    const rows = [...list.querySelectorAll('.row')];
    const visible = rows.filter((row) => row.getBoundingClientRect().bottom > top && row.getBoundingClientRect().top < bottom);
    return { rows: rows.length, visible: visible.length };
  });
  for (const y of [0, 2_000, 8_000, 20_000]) {
    await page.evaluate((to) => { document.querySelector('.list').scrollTop = to; }, y);
    await expect.poll(async () => (await drawn()).visible).toBeGreaterThan(3);
    const { rows, visible } = await drawn();
    expect(rows).toBeLessThanOrEqual(visible + 20);
  }
  const scrolled = (one) => one.evaluate(() => document.querySelector('.list').scrollTop);
  const further = (one) => one.evaluate(() => { document.querySelector('.list').scrollTop = 8_000; });
  await expect.poll(() => further(page).then(() => scrolled(page))).toBe(8_000);
  await callscribe.until('the place being kept', () => page.evaluate(() => localStorage['scroll/calls/popup'] === '8000'));
  await page.close();
  const again = await callscribe.open('popup', 'Calls');
  await again.getByRole('grid').waitFor();
  await expect.poll(() => scrolled(again)).toBe(8_000);
  await expect(again.locator('.row[tabindex="0"]')).toHaveCount(1);
  await expect.poll(async () => Number(await again.locator('.row').first().getAttribute('aria-rowindex'))).toBeGreaterThan(100);
});

test('a list that is left before its next frame comes harms nobody', async ({ callscribe }) => {
  await addAddressBook(callscribe, [{ name: 'Ann Alvarez', raw: '+14155550101' }]);
  await typeCall(callscribe, '+14155550101');
  const page = await callscribe.open('popup', 'Settings');
  await page.evaluate(() => {
    const held = [];
    const now = globalThis.requestAnimationFrame;
    globalThis.requestAnimationFrame = (frame) => held.push(frame);
    globalThis.letFramesCome = () => {
      globalThis.requestAnimationFrame = now;
      held.forEach((frame) => frame(performance.now()));
    };
  });
  const tab = (name) => page.getByRole('navigation').getByRole('button', { name });
  await tab('Calls').click();
  await expect(page.locator('.row')).toHaveCount(1);
  await tab('Settings').click();
  await expect(page.locator('.row')).toHaveCount(0);
  await page.evaluate(() => {
    // Nothing has the keys, so the list would take them.
    document.activeElement.blur();
    globalThis.letFramesCome();
  });
  await tab('Calls').click();
  await expect(page.locator('.row')).toHaveCount(1);
});
