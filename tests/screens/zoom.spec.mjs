// At 200 %: every control can be reached, nothing lies over anything else, and nothing scrolls sideways.
import { expect, test } from '@playwright/test';
import { overlapping, sideways, unreachable } from './layout.mjs';
import { ROWS } from './states.mjs';
import { startWorld } from './world.mjs';

/** What a window of twice the size shows at 200 %. */
const SURFACES = [{ page: 'app', width: 640, height: 400 }, { page: 'sidepanel', width: 320, height: 400 }];

for (const surface of SURFACES) {
  for (const { name, screen, begin, states } of ROWS) {
    test(`${name} at 200 % of ${surface.width * 2} pixels`, async () => {
      const world = await startWorld(surface);
      try {
        const page = await world.open(screen);
        await begin(page, world);
        for (const state of states) {
          await state.reach(page, world);
          expect.soft(await page.evaluate(sideways), `${state.name} scrolls sideways`).toEqual([]);
          expect.soft(await page.evaluate(overlapping), `${state.name} has controls over one another`).toEqual([]);
          expect.soft(await page.evaluate(unreachable), `${state.name} has controls out of reach`).toEqual([]);
          await state.after?.(page, world);
        }
      } finally {
        await world.close();
      }
    });
  }
}
