// Every screen in every state worth a picture: what it shows, and how a person gets there. docs/screens.md lists them in this order.

/**
 * @typedef {object} State
 * @property {string} name of its pictures
 * @property {string} says what it shows
 * @property {object | string} [screen] one that needs the tab, at every width
 * @property {(page: import('@playwright/test').Page, world: import('./world.mjs').World) => Promise<unknown>} reach
 * @property {boolean} [alone] no notice of another state may stay: it ends the row
 */

export const button = (scope, name) => scope.getByRole('button', { name, exact: true });
export const tab = async (page, name) => {
  const one = page.getByRole('navigation', { name: 'Screens' }).getByRole('button', { name });
  await one.click();
  await page.locator('nav [aria-current=page]', { hasText: name }).waitFor();
};
const rows = (page) => page.locator('.list .row');
const row = (page, text) => rows(page).filter({ hasText: text }).first();

/** Calls, with the keys on the row that has this text. */
async function atRow(page, text) {
  await tab(page, 'Calls');
  await row(page, text).focus();
}

/** What a fresh installation shows. */
const fresh = [
  { name: 'first-run', says: 'A fresh installation: try it at once, or three steps to the agent’s own phone and CRM.', reach: (page) => page.getByTestId('welcome').waitFor() },
  {
    name: 'calls-empty', says: 'Calls before the first one.',
    async reach(page) {
      await button(page, 'Skip').click();
      await page.getByTestId('empty').waitFor();
    },
  },
  { name: 'notes-empty', says: 'Notes before the first one.', reach: (page) => tab(page, 'Notes') },
  { name: 'follow-ups-empty', says: 'Follow-ups when nothing is to be done.', reach: (page) => tab(page, 'Follow-ups') },
  {
    name: 'activity-empty', says: 'Activity before the first call.',
    async reach(page) {
      await tab(page, 'Calls');
      await button(page, 'Activity').click();
      await page.getByTestId('activity').getByTestId('empty').waitFor();
    },
  },
  {
    name: 'typed-call', says: '“Log a call”: one made elsewhere, as it is typed in.',
    async reach(page) {
      await tab(page, 'Calls');
      await button(page, 'Log a call').click();
      await page.getByLabel('Number').fill('(415) 555-0123');
      await page.getByLabel('Start').fill('13:40:00');
      await page.getByLabel('Duration').fill('00:12:08');
    },
  },
  {
    name: 'typed-call-errors', says: 'The same with an end thirteen hours before its start: said beside the field, and nothing typed is lost.',
    async reach(page) {
      await page.getByLabel('End').fill('00:40:00');
      await button(page, 'Next').click();
      await page.locator('.field-error').first().waitFor();
    },
  },
  {
    name: 'calls-one', says: 'A single call, entered by hand and not logged yet.',
    async reach(page) {
      await page.getByLabel('End').fill('13:52:08');
      await button(page, 'Next').click();
      await page.getByTestId('log-form').waitFor();
      await button(page, 'Cancel').click();
      await rows(page).first().waitFor();
    },
  },
  {
    name: 'calls-loading', says: 'Calls while they are read: rows that stand still in the place of those to come.',
    async reach(page, world) {
      world.letGo = await world.holdStore('calls');
      await page.reload();
      await page.locator('.skeleton').first().waitFor();
    },
    after: (page, world) => world.letGo(),
  },
  {
    name: 'calls-nearly-full', says: 'The browser’s storage is nearly full: what that means, and what to do.',
    async reach(page) {
      const session = await page.context().newCDPSession(page);
      await session.send('Storage.overrideQuotaForOrigin', { origin: new URL(page.url()).origin, quotaSize: 40_000 });
      await page.reload();
      await page.getByTestId('nearly-full').waitFor();
    },
  },
];

/** A whole day of practice calls, and what an agent does with it. */
const day = [
  { name: 'calls', says: 'Calls after a day: direction and result, whom with, and one chip per integration.', reach: (page) => tab(page, 'Calls') },
  { name: 'calls-row', says: 'A row with the keys on it: what can be done about the call.', reach: (page) => atRow(page, 'Ivy') },
  {
    name: 'calls-search', says: 'A search by name.',
    async reach(page) {
      await tab(page, 'Calls');
      await page.getByLabel('Search calls').fill('bob');
      await row(page, 'Bob').waitFor();
    },
  },
  {
    name: 'calls-search-nothing', says: 'A search that finds nothing.',
    async reach(page) {
      await page.getByLabel('Search calls').fill('nobody at all');
      await page.getByTestId('empty').waitFor();
    },
    after: (page) => page.getByLabel('Search calls').fill(''),
  },
  {
    name: 'calls-missed', says: 'Only missed calls.',
    reach: (page) => page.getByRole('button', { name: /^Missed/ }).click(),
    after: (page) => page.getByRole('button', { name: /^All/ }).click(),
  },
  {
    name: 'calls-chosen', says: 'Several calls chosen.',
    async reach(page) {
      await atRow(page, 'Dana');
      for (const key of ['x', 'ArrowDown', 'x', 'ArrowDown', 'x']) await page.keyboard.press(key);
      await page.getByTestId('several').waitFor();
    },
  },
  {
    name: 'calls-preview', says: 'What would become of each of them, before it does.',
    async reach(page) {
      await button(page, 'Log…').click();
      await page.getByTestId('preview').waitFor();
    },
    async after(page) {
      await page.keyboard.press('Escape');
      await page.keyboard.press('Escape');
    },
  },
  { name: 'keys', says: 'All keys at one glance.', async reach(page) { await atRow(page, 'Ivy'); await page.keyboard.press('?'); }, after: (page) => page.keyboard.press('Escape') },
  {
    name: 'log-form', says: 'The log form of a call with one contact: only the response is open.',
    async reach(page) {
      await atRow(page, 'Bob');
      await page.keyboard.press('l');
      await page.locator('.responses input').first().waitFor();
    },
  },
  {
    name: 'log-form-missing', says: 'Saved without a response: the form says what is missing, at its place.',
    async reach(page) {
      await page.keyboard.press('Control+Enter');
      await page.locator('.field-error').first().waitFor();
    },
  },
  {
    name: 'log-form-follow-up', says: '“Call Later” offers a follow-up: tomorrow at the same time, changed in place.',
    async reach(page) {
      await page.keyboard.press('3');
      await page.keyboard.press('Space');
      await page.getByLabel('Subject').waitFor();
      await page.getByLabel('Subject').scrollIntoViewIfNeeded();
    },
    after: (page) => button(page, 'Cancel').click(),
  },
  {
    name: 'log-form-several', says: 'Several contacts share the number: none is chosen before a person does.',
    async reach(page) {
      await atRow(page, '2 contacts');
      await page.keyboard.press('l');
      await page.locator('.part-contact input').first().waitFor();
    },
    after: (page) => button(page, 'Cancel').click(),
  },
  {
    name: 'why', says: '“Why?” of a logged call: its steps, and what happens next.',
    async reach(page) {
      await atRow(page, 'Bob');
      await row(page, 'Bob').getByRole('button', { name: 'Why?' }).click();
      await page.getByTestId('why-steps').waitFor();
    },
  },
  { name: 'unresolved', says: 'Unresolved: each conflict is solved in its place, by keys all the way.', reach: (page) => tab(page, 'Unresolved') },
  { name: 'activity', says: 'Activity: today, this week against last, and bars that lead to their calls.', async reach(page) { await tab(page, 'Calls'); await button(page, 'Activity').click(); await page.getByTestId('chart').first().waitFor(); } },
  {
    name: 'calls-narrowed', says: 'The calls of one bar.',
    async reach(page) {
      await page.getByTestId('chart').nth(1).locator('.bar:not([disabled])').first().click();
      await page.getByTestId('narrowed').waitFor();
    },
    after: (page) => button(page, 'Show all').click(),
  },
  {
    name: 'follow-up-form', says: 'A follow-up of a call, filled in for tomorrow.',
    async reach(page) {
      await atRow(page, 'Ivy');
      await page.keyboard.press('f');
      await page.getByLabel('Subject').waitFor();
    },
  },
  {
    name: 'follow-up-form-errors', says: 'A time that is over and a description that is too long, each said beside its field.',
    async reach(page) {
      await page.getByLabel('Date').fill('2026-03-01');
      await page.getByLabel('Description').fill('A long story. '.repeat(36));
      await button(page, 'Save').click();
      await page.locator('.field-error').first().waitFor();
    },
  },
  {
    name: 'follow-ups', says: 'Follow-ups by day.',
    async reach(page) {
      await page.getByLabel('Date').fill('2026-03-03');
      await page.getByLabel('Time').fill('16:30');
      await page.getByLabel('Description').fill('Wants two more of them.');
      await button(page, 'Save').click();
      await atRow(page, 'Bob');
      await page.keyboard.press('f');
      await page.getByLabel('Subject').fill('Send the offer');
      await button(page, 'Save').click();
      await tab(page, 'Follow-ups');
      await page.getByTestId('follow-up').nth(1).waitFor();
    },
  },
  { name: 'settings', says: 'Settings: phone accounts and integrations first.', reach: (page) => tab(page, 'Settings') },
  {
    name: 'settings-responses', says: 'The responses, in the order of their digits.',
    async reach(page) {
      await page.getByRole('heading', { name: 'Responses' }).click();
      await page.getByLabel('New response').scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'settings-content', says: 'What a log says, with a line to see it by.',
    async reach(page) {
      await page.getByRole('heading', { name: 'What a log says' }).click();
      await page.getByTestId('example').scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'settings-expect', says: 'What to expect, before anybody wonders.',
    async reach(page) {
      await page.getByRole('heading', { name: 'What to expect' }).click();
      await page.getByText('“Private” keeps').scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'address-book', says: 'The address book.',
    async reach(page) {
      await tab(page, 'Settings');
      await button(page.getByTestId('integration').first(), 'Open').click();
      await page.getByTestId('book').waitFor();
    },
  },
  { name: 'contact', says: 'A contact with the timeline of its calls.', async reach(page) { await page.getByTestId('book').getByText('Bob', { exact: false }).first().click(); await page.getByTestId('timeline').waitFor(); } },
  { name: 'contact-right-to-left', says: 'A contact whose name is written from right to left.', async reach(page) { await page.goBack().catch(() => {}); await openBook(page); await page.getByTestId('book').getByText('ليلى').first().click(); await page.getByTestId('timeline').waitFor(); } },
  { name: 'contact-long', says: 'A contact with a very long name.', async reach(page) { await openBook(page); await page.getByTestId('book').getByText('Maximiliana').first().click(); await page.getByTestId('timeline').waitFor(); } },
  {
    name: 'contact-form-error', says: 'A number that is none: said beside its field.',
    async reach(page) {
      await openBook(page);
      await button(page, 'New contact').click();
      await page.getByLabel('Name', { exact: true }).fill('Olga');
      await button(page, 'Add a number').click();
      await page.getByLabel('Number 1').fill('nope');
      await button(page, 'Save').click();
      await page.locator('.field-error').first().waitFor();
    },
    after: (page) => button(page, 'Cancel').click(),
  },
  {
    name: 'import-problems', says: 'An imported file with lines that could not be read.',
    async reach(page) {
      await openBook(page);
      const file = { name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from('Name,Phone\nOlga,(201) 555-0188\nPaul,nope\n,\n') };
      await page.locator('input[type=file]').first().setInputFiles(file);
      await page.getByTestId('import').locator('summary').click();
    },
    after: (page) => page.getByTestId('import').getByRole('button').last().click(),
  },
  {
    name: 'call-rings', says: 'A call that rings, with what is known of the caller.',
    async reach(page) {
      await tab(page, 'Settings');
      await button(page, 'Let a practice call ring').click();
      await page.getByTestId('running-call').waitFor();
      await tab(page, 'Calls');
    },
  },
  {
    name: 'note', says: 'The note of the running call, with the switches of its integrations.',
    async reach(page, world) {
      await world.moveOn(4_000);
      await page.getByTestId('running-call').getByRole('button', { name: 'Note' }).click();
      await page.locator('#note-text').pressSequentially('Had questions on the proposal: price per seat, start in March.');
      await page.getByTestId('note-state').getByText('Saved').waitFor();
    },
  },
  {
    name: 'wrap-up', says: 'After the call: when it is logged, the response, and “Log now”.',
    async reach(page, world) {
      await world.moveOn(20_000);
      await tab(page, 'Calls');
      await page.getByTestId('wrap-up').waitFor();
    },
  },
  {
    name: 'notes', says: 'Notes of past calls.',
    async reach(page) {
      await button(page.getByTestId('wrap-up'), 'Log now').click();
      await page.getByTestId('wrap-up').waitFor({ state: 'detached' });
      await tab(page, 'Notes');
      await page.locator('.past-note').first().waitFor();
    },
  },
  {
    name: 'offline', says: 'No network: everything is kept, and said.',
    async reach(page) {
      await tab(page, 'Calls');
      await page.context().setOffline(true);
      await page.getByTestId('offline').waitFor();
    },
    after: (page) => page.context().setOffline(false),
  },
];

async function openBook(page) {
  await tab(page, 'Settings');
  await button(page.getByTestId('integration').first(), 'Open').click();
  await page.getByTestId('book').waitFor();
}

/** "Just try it", and a whole day of calls. */
async function playDay(page, world) {
  await button(page, 'Just try it').click();
  await tab(page, 'Settings');
  await button(page, 'Play a practice day').click();
  const isOpen = ({ status }) => ['Matching', 'Ready', 'Sending', 'Retry'].some((open) => status[open] !== undefined);
  await world.until('every call of the day having its fate', async () => {
    const entries = await world.rows('entries');
    return entries.length >= 18 && !entries.some(isOpen);
  });
}

/** Rows of pictures: each begins with a fresh browser, and its states follow one another. */
export const ROWS = [
  { name: 'fresh', begin: async () => {}, states: fresh },
  { name: 'day', begin: playDay, states: day },
];
