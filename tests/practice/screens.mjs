// A picture of each screen after the practice day: popup in light and dark, narrow side panel, full tab.
import { join } from 'node:path';

const SURFACES = [
  { name: 'popup', width: 400, height: 600, scheme: 'light' },
  { name: 'popup-dark', width: 400, height: 600, scheme: 'dark' },
  { name: 'side-panel', width: 320, height: 800, scheme: 'light' },
  { name: 'tab', width: 1200, height: 800, scheme: 'light' },
];

/** Each screen: how a person gets there from Calls. */
const SCREENS = {
  calls: async (page) => tab(page, 'Calls'),
  notes: async (page) => tab(page, 'Notes'),
  settings: async (page) => tab(page, 'Settings'),
  unresolved: async (page) => tab(page, 'Unresolved'),
  'address-book': async (page) => {
    await tab(page, 'Settings');
    await page.getByTestId('integration').getByRole('button', { name: 'Open', exact: true }).first().click();
  },
  'log-form': async (page) => {
    await tab(page, 'Calls');
    await page.locator('.list .row').first().focus();
    await page.keyboard.press('l');
  },
};

/** Takes every screen on every surface. */
export async function photograph(page, pictures) {
  const popup = page.url();
  for (const { name, width, height, scheme } of SURFACES) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize({ width, height });
    const address = { 'side-panel': 'sidepanel.html', tab: 'app.html' }[name];
    await page.goto(address ? new URL(address, popup).href : popup);
    for (const [screen, open] of Object.entries(SCREENS)) {
      await open(page);
      await page.locator('.skeleton').first().waitFor({ state: 'detached' });
      await page.evaluate(() => document.fonts.ready);
      await page.screenshot({ path: join(pictures, `${screen}-${name}.png`), animations: 'disabled' });
    }
  }
}

async function tab(page, name) {
  const button = page.getByRole('navigation').getByRole('button', { name });
  await button.click();
  await page.locator('nav [aria-current=page]', { hasText: name }).waitFor();
}
