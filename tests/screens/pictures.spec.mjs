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

/** Neither the caret blinks nor does a result pass by; a style sheet of Playwright's own is kept out by the extension's policy. */
const STILL = '* { caret-color: transparent !important; }';
const TOAST = { stays: '.toast { opacity: 1 !important; }', hidden: '.toast { visibility: hidden !important; }' };

/** What Playwright and axe add to a page is kept out by its policy, and complained of: that is not ours. */
async function quietly({ complaints }, act) {
  const ours = complaints.length;
  try {
    return await act();
  } finally {
    complaints.length = ours;
  }
}

async function look(page, world, { name, reach, after, toast = false }) {
  await reach(page, world);
  await page.mouse.move(0, 0);
  await page.evaluate((css) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    document.adoptedStyleSheets = [sheet];
  }, `${STILL} ${toast ? TOAST.stays : TOAST.hidden}`);
  for (const colorScheme of THEMES) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.evaluate(() => document.fonts.ready);
    expect.soft(await page.evaluate(() => document.getAnimations().length), `${name} moves although motion is reduced`).toBe(0);
    const violations = await quietly(world, async () => {
      await expect.soft(page).toHaveScreenshot(`${name}-${world.surface.width}-${colorScheme}.png`);
      return (await new AxeBuilder({ page }).analyze()).violations;
    });
    expect.soft(violations.map(({ id, nodes }) => `${name} ${colorScheme} ${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`)).toEqual([]);
    expect.soft(await page.evaluate(sideways), `${name} scrolls sideways`).toEqual([]);
  }
  await after?.(page, world);
}
