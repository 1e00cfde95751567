// The screens in other languages: German throughout, and nothing cut off in one that is 40 % longer than English.
import { expect, test } from '@playwright/test';
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { pseudoLocale } from './pseudo.mjs';
import { ROWS } from './states.mjs';
import { SURFACES } from './surfaces.mjs';
import { startWorld } from './world.mjs';

const EXTENSION = fileURLToPath(new URL('../../dist-test', import.meta.url));

/** Texts of ours that are cut off; what a person or a CRM wrote has its own direction, and may be. */
const cutOff = (page) => page.evaluate(() => {
  const own = (element) => [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
  const hides = (element) => getComputedStyle(element).overflowX !== 'visible';
  return [...document.querySelectorAll('body *')]
    .filter((element) => own(element) && hides(element) && !element.closest('[dir=auto], .sr-only, textarea, select'))
    .filter((element) => element.scrollWidth > element.clientWidth + 1)
    .map((element) => `${element.className || element.tagName}: ${element.textContent.trim().slice(0, 60)}`);
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
