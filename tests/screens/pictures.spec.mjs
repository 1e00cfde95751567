// Every state at every width, in light and dark: as it was when it was last looked at, and without a fault axe finds.
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { sideways } from './layout.mjs';
import { ROWS } from './states.mjs';
import { SURFACES, THEMES } from './surfaces.mjs';
import { startWorld } from './world.mjs';

for (const { name, screen, begin, states } of ROWS) {
  for (const surface of SURFACES) {
    test(`${name} at ${surface.width} pixels`, async () => {
      const world = await startWorld(surface);
      try {
        const page = await world.open(screen);
        await begin(page, world);
        for (const state of states) await test.step(state.name, () => look(page, world, state));
        expect(world.complaints).toEqual([]);
      } finally {
        await world.close();
      }
    });
  }
}

async function look(page, world, { name, reach, after }) {
  await reach(page, world);
  await page.mouse.move(0, 0);
  for (const colorScheme of THEMES) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.evaluate(() => document.fonts.ready);
    expect.soft(await page.evaluate(() => document.getAnimations().length), `${name} moves although motion is reduced`).toBe(0);
    await expect.soft(page).toHaveScreenshot(`${name}-${world.surface.width}-${colorScheme}.png`);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect.soft(violations.map(({ id, nodes }) => `${name} ${colorScheme} ${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`)).toEqual([]);
    expect.soft(await page.evaluate(sideways), `${name} scrolls sideways`).toEqual([]);
  }
  await after?.(page, world);
}
