// The screens in other languages: German throughout, and nothing cut off in one that is 40 % longer than English.
import { expect, test } from '@playwright/test';
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { pseudoLocale } from './pseudo.mjs';
import { ROWS } from './states.mjs';
import { SURFACES } from './surfaces.mjs';
import { startWorld } from './world.mjs';

const EXTENSION = fileURLToPath(new URL('../../dist-test', import.meta.url));

/** Texts of ours that are cut off by a box that cannot be scrolled; what a person or a CRM wrote has its own direction, and may be. */
const cutOff = (page) => page.evaluate(() => {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const cut = [];
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    const own = text.parentElement;
    if (!text.data.trim() || own.closest('[dir=auto], .sr-only, textarea, select, script, .toast') || !own.checkVisibility()) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    const box = range.getBoundingClientRect();
    for (let around = own; around; around = around.parentElement) {
      const { overflowX, overflowY } = getComputedStyle(around);
      const { left, right, top, bottom } = around.getBoundingClientRect();
      const across = ['hidden', 'clip'].includes(overflowX) && (box.left < left - 1 || box.right > right + 1);
      const down = ['hidden', 'clip'].includes(overflowY) && (box.top < top - 1 || box.bottom > bottom + 1);
      if (across || down) {
        cut.push(`${own.className || own.tagName}: ${text.data.trim().slice(0, 60)}`);
        break;
      }
      if (/auto|scroll/.test(overflowY)) break;
    }
  }
  return cut;
});

for (const surface of SURFACES) {
  test(`a language 40 % longer than English is cut off nowhere at ${surface.width} pixels`, async () => {
    const extension = await pseudoLocale(EXTENSION);
    const world = await startWorld(surface, { extension });
    try {
      const page = await world.open();
      const { begin, states } = ROWS.find(({ name }) => name === 'day');
      await begin(page, world);
      for (const { name, reach, after } of states) {
        await reach(page, world);
        expect.soft(await cutOff(page), name).toEqual([]);
        await after?.(page, world);
      }
    } finally {
      await world.close();
      await rm(extension, { recursive: true, force: true });
    }
  });
}

test('in German the screens are German', async () => {
  const world = await startWorld(SURFACES[1], { language: 'de' });
  try {
    const page = await world.open();
    await ROWS.find(({ name }) => name === 'day').begin(page, world);
    await page.getByRole('button', { name: 'Anrufe', exact: true }).click();
    await expect(page.locator('.day').first()).toHaveText('Heute');
    await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  } finally {
    await world.close();
  }
});
