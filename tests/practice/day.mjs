// Plays the practice day in the real extension as a new user would, reads back what became of it, and takes a picture of each screen.
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { startWithExtension } from '../build/chromium.mjs';
import { command, exists, rows } from '../e2e/support/stores.mjs';
import { waitFor } from '../systems/process.mjs';
import { photograph } from './screens.mjs';
import { differences, expectedRows, printed, storedRows } from './table.mjs';

/**
 * Plays the day and prints its table.
 * @param {object} options
 * @param {string} options.extension the built extension
 * @param {string} [options.pictures] where the pictures go; none are taken without
 * @param {(put: (command: object) => Promise<void>) => Promise<void>} [options.meanwhile] done before the day is played
 * @param {(line: string) => void} [options.say]
 * @returns {Promise<number>} the exit code: 0 only if every call has the fate its rule gives it
 */
export async function playPracticeDay({ extension, pictures, meanwhile = async () => {}, say = console.log }) {
  const { id, context, complaints, close } = await startWithExtension(extension);
  try {
    if (pictures) {
      await rm(pictures, { recursive: true, force: true });
      await mkdir(pictures, { recursive: true });
    }
    const page = context.pages()[0] ?? (await context.newPage());
    await page.setViewportSize({ width: 400, height: 600 });
    await page.goto(`chrome-extension://${id}/popup.html`);
    const picture = pictures ? (name) => page.screenshot({ path: join(pictures, `${name}.png`) }) : async () => {};
    const read = () => stored(page);

    await page.getByTestId('welcome').waitFor();
    await waitFor('the store', () => page.evaluate(exists));
    await picture('first-run');
    await page.getByRole('button', { name: 'Just try it' }).click();
    await waitFor('the practice line', async () => (await read()).settings.some(({ row }) => row === 'account/practice'));
    await meanwhile((one) => page.evaluate(command, one));
    await page.getByRole('navigation').getByRole('button', { name: 'Settings' }).click();
    await page.getByRole('button', { name: 'Play a practice day' }).click();

    const expected = expectedRows();
    await waitFor('the last call of the day', async () => (await read()).calls.length >= expected.length);
    const settled = await waitFor('every entry to settle', async () => {
      const now = await read();
      return now.entries.every(({ status }) => !['Matching', 'Ready', 'Sending', 'Retry'].some((open) => status[open] !== undefined)) && now;
    });
    const begun = settled.settings.find(({ row }) => row === 'account/practice').Account.connected_at;
    const day = storedRows(settled, begun);
    say(printed(day, expected));
    const wrong = differences(day, expected);
    if (pictures) await photograph(page, pictures);
    const noise = complaints.map((line) => `the browser complained: ${line}`);
    say([...wrong, ...noise].join('\n') || `${day.length} calls, each with the fate its rule gives it`);
    return wrong.length + noise.length ? 1 : 0;
  } finally {
    await close();
  }
}

async function stored(page) {
  const read = (store) => page.evaluate(rows, store);
  const [calls, entries, activities, settings] = [await read('calls'), await read('entries'), await read('activities'), await read('settings')];
  return { calls, entries, activities, settings };
}
