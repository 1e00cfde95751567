// Every screen in every state worth a picture: what it shows, and how a person gets there, in whatever language the screens speak.
// docs/screens.md lists them in this order.

import { OFFICE } from './office.mjs';
import { button, row, rows, tab, unfold, wrong } from './steps.mjs';

/**
 * @typedef {object} State
 * @property {string} name of its pictures
 * @property {string} says what it shows
 * @property {(page: import('@playwright/test').Page, world: import('./world.mjs').World) => Promise<unknown>} reach
 * @property {(page: import('@playwright/test').Page, world: import('./world.mjs').World) => Promise<unknown>} [after] what is undone for the next
 * @property {boolean} [toast] whether the line that tells a result for some seconds belongs to it
 */

const HOUR = 3_600_000;

/** Calls, with the keys on the row that has this text, however far down it is. */
async function atRow(page, world, text) {
  await tab(page, world, 'tab_calls');
  const wanted = page.locator('.row.active', { hasText: text });
  await page.locator('.list').evaluate((list) => list.scrollTo(0, 0));
  await page.locator('.row[aria-rowindex="1"]').focus();
  await world.until(`the row that says ${text}`, async () => {
    const isThere = await wanted.isVisible();
    if (!isThere) await page.keyboard.press('j');
    return isThere;
  });
  await wanted.focus();
}

async function openBook(page, world) {
  await tab(page, world, 'tab_settings');
  await button(page.getByTestId('integration').first(), world.t('do_open_book')).click();
  await page.getByTestId('book').waitFor();
}

async function openContact(page, world, name) {
  await openBook(page, world);
  await page.getByTestId('book').getByText(name).first().click();
  await page.getByTestId('timeline').waitFor();
}

/** What a fresh installation shows. */
const fresh = [
  {
    name: 'first-run', says: 'A fresh installation: try it at once, or three steps to the agent’s own phone and CRM.',
    reach: (page) => page.getByTestId('welcome').waitFor(),
  },
  {
    name: 'calls-empty', says: 'Calls before the first one.',
    async reach(page, { t }) {
      await button(page, t('welcome_skip')).click();
      await page.getByTestId('empty').waitFor();
    },
  },
  { name: 'notes-empty', says: 'Notes before the first one.', reach: (page, world) => tab(page, world, 'tab_notes') },
  { name: 'follow-ups-empty', says: 'Follow-ups when nothing is to be done.', reach: (page, world) => tab(page, world, 'tab_follow_ups') },
  {
    name: 'activity-empty', says: 'Activity before the first call.',
    async reach(page, world) {
      await tab(page, world, 'tab_calls');
      await button(page, world.t('activity_title')).click();
      await page.getByTestId('activity').getByTestId('empty').waitFor();
    },
  },
  {
    name: 'typed-call', says: '“Log a call”: one made elsewhere, as it is typed in.',
    async reach(page, world) {
      await tab(page, world, 'tab_calls');
      await button(page, world.t('do_log_a_call')).click();
      await page.locator('#typed-number').fill('(415) 555-0123');
      await page.locator('#typed-start').fill('13:40:00');
      await page.locator('#typed-duration').fill('00:12:08');
    },
  },
  {
    name: 'typed-call-errors', says: 'The same with an end that would be thirteen hours later: said beside the field, and nothing typed is lost.',
    async reach(page, { t }) {
      await page.locator('#typed-end').fill('02:40:00');
      await button(page, t('do_next')).click();
      await wrong(page);
    },
  },
  {
    name: 'calls-one', says: 'A single call, entered by hand and not logged yet.',
    async reach(page, { t }) {
      await page.locator('#typed-end').fill('13:52:08');
      await button(page, t('do_next')).click();
      await page.getByTestId('log-form').waitFor();
      await button(page, t('do_cancel')).click();
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
      await page.addInitScript(() => { navigator.storage.estimate = async () => ({ usage: 95, quota: 100 }); });
      await page.reload();
      await page.getByTestId('nearly-full').waitFor();
    },
  },
];

/** A whole day of practice calls, and what an agent does with it. */
const day = [
  {
    name: 'calls', says: 'Calls after a day: direction and result, whom with, and one chip per integration.',
    reach: (page, world) => tab(page, world, 'tab_calls'),
  },
  { name: 'calls-row', says: 'A row with the keys on it: what can be done about the call.', reach: (page, world) => atRow(page, world, 'Ivy') },
  {
    name: 'calls-copied', says: 'A result, told for some seconds at the foot of the page.', toast: true,
    async reach(page, world) {
      const { t } = world;
      await page.context().grantPermissions(['clipboard-write']);
      await atRow(page, world, 'Ivy');
      await button(row(page, 'Ivy'), t('do_copy_number')).press('Enter');
      await page.locator('.toast.shown').waitFor({ state: 'attached' });
    },
  },
  {
    name: 'calls-search', says: 'A search by name.',
    async reach(page) {
      await page.locator('#search').fill('bob');
      await row(page, 'Bob').waitFor();
    },
  },
  {
    name: 'calls-search-nothing', says: 'A search that finds nothing.',
    async reach(page) {
      await page.locator('#search').fill('nobody at all');
      await page.getByTestId('empty').waitFor();
    },
    after: (page) => page.locator('#search').fill(''),
  },
  {
    name: 'calls-missed', says: 'Only missed calls.',
    reach: (page, { t }) => page.locator('.filter', { hasText: t('filter_missed') }).click(),
    after: (page, { t }) => page.locator('.filter', { hasText: t('filter_all') }).click(),
  },
  {
    name: 'calls-chosen', says: 'Several calls chosen.',
    async reach(page, world) {
      await atRow(page, world, '555-0130');
      for (const key of ['x', 'ArrowDown', 'x', 'ArrowDown', 'x']) await page.keyboard.press(key);
      await page.getByTestId('several').waitFor();
    },
  },
  {
    name: 'calls-preview', says: 'What would become of each of them, before it does.',
    async reach(page, { t }) {
      await button(page, t('do_log_chosen')).click();
      await page.getByTestId('preview').waitFor();
    },
    async after(page, { t }) {
      await button(page.getByTestId('several'), t('do_back')).click();
      await button(page.getByTestId('several'), t('do_cancel')).click();
    },
  },
  {
    name: 'keys', says: 'All keys at one glance.',
    async reach(page, world) {
      await atRow(page, world, 'Ivy');
      await page.keyboard.press('?');
      await page.getByTestId('help').waitFor();
    },
    after: (page) => page.keyboard.press('Escape'),
  },
  {
    name: 'log-form-several', says: 'Several contacts share the number: none is chosen before a person does.',
    async reach(page, world) {
      await atRow(page, world, world.t('contacts_many', '2'));
      await page.keyboard.press('l');
      await page.locator('.part-contact input').first().waitFor();
    },
    after: (page, { t }) => button(page, t('do_cancel')).click(),
  },
  {
    name: 'why', says: '“Why?” of a logged call: its steps, and what happens next.',
    async reach(page, world) {
      await atRow(page, world, 'Ivy');
      await button(row(page, 'Ivy'), world.t('do_why')).click();
      await page.getByTestId('why-steps').waitFor();
    },
  },
  {
    name: 'unresolved', says: 'Unresolved: each conflict is solved in its place, by keys all the way.',
    reach: (page, world) => tab(page, world, 'tab_unresolved'),
  },
  {
    name: 'activity', says: 'Activity: today, this week against last, and bars that lead to their calls.',
    async reach(page, world) {
      await tab(page, world, 'tab_calls');
      await button(page, world.t('activity_title')).click();
      await page.getByTestId('chart').first().waitFor();
    },
  },
  {
    name: 'calls-narrowed', says: 'The calls of one bar.',
    async reach(page) {
      await page.getByTestId('chart').nth(1).locator('.chart-bar:not([disabled])').first().click();
      await page.getByTestId('narrowed').waitFor();
    },
    after: (page, { t }) => button(page, t('do_show_all')).click(),
  },
  {
    name: 'follow-up-form', says: 'A follow-up of a call, filled in for tomorrow.',
    async reach(page, world) {
      await atRow(page, world, 'Ivy');
      await page.keyboard.press('f');
      await page.locator('#follow-up-subject').waitFor();
    },
  },
  {
    name: 'follow-up-form-errors', says: 'A time that is over and a description that is too long, each said beside its field.',
    async reach(page, { t }) {
      await page.locator('#follow-up-date').fill('2026-03-01');
      await page.locator('#follow-up-description').fill('A long story. '.repeat(36));
      await button(page, t('do_save')).click();
      await wrong(page);
    },
  },
  {
    name: 'follow-ups', says: 'Follow-ups by day.',
    async reach(page, world) {
      await page.locator('#follow-up-date').fill('2026-03-03');
      await page.locator('#follow-up-time').fill('16:30');
      await page.locator('#follow-up-description').fill('Wants two more of them.');
      await page.keyboard.press('Control+Enter');
      await atRow(page, world, 'Cleo');
      await page.keyboard.press('f');
      await page.locator('#follow-up-subject').fill('Send the offer');
      await page.keyboard.press('Control+Enter');
      await tab(page, world, 'tab_follow_ups');
      await page.getByTestId('follow-up').nth(1).waitFor();
    },
  },
  { name: 'settings', says: 'Settings: phone accounts and integrations first.', reach: (page, world) => tab(page, world, 'tab_settings') },
  {
    name: 'settings-responses', says: 'The responses, in the order of their digits.',
    reach: (page, world) => unfold(page, world, 'settings_responses', page.locator('#new-response')),
  },
  {
    name: 'settings-content', says: 'What a log says, with a line to see it by.',
    reach: (page, world) => unfold(page, world, 'settings_content', page.getByTestId('example')),
  },
  {
    name: 'settings-expect', says: 'What to expect, before anybody wonders.',
    reach: (page, world) => unfold(page, world, 'settings_expect', page.getByText(world.t('expect_private'))),
  },
  { name: 'address-book', says: 'The address book.', reach: openBook },
  { name: 'contact', says: 'A contact with the timeline of its calls.', reach: (page, world) => openContact(page, world, 'Ivy') },
  { name: 'contact-right-to-left', says: 'A contact whose name is written from right to left.', reach: (page, world) => openContact(page, world, 'ليلى') },
  { name: 'contact-long', says: 'A contact with a very long name.', reach: (page, world) => openContact(page, world, 'Maximiliana') },
  {
    name: 'contact-form-error', says: 'A number that is none: said beside its field.',
    async reach(page, world) {
      await openBook(page, world);
      await button(page, world.t('do_new_contact')).click();
      await page.locator('#contact-name').fill('Olga');
      await button(page, world.t('do_add_number')).click();
      await page.locator('#contact-number-0').fill('nope');
      await button(page, world.t('do_save')).click();
      await wrong(page);
    },
    after: (page, { t }) => button(page, t('do_cancel')).click(),
  },
  {
    name: 'import-problems', says: 'An imported file with lines that could not be read.',
    async reach(page) {
      const file = { name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from('Name,Phone\nOlga,(201) 555-0188\nPaul,nope\n,\n') };
      await page.getByTestId('book').locator('input[type=file]').first().setInputFiles(file);
      await page.getByTestId('import').locator('summary').click();
    },
    after: (page) => page.getByTestId('import').getByRole('button').last().click(),
  },
  {
    name: 'call-rings', says: 'A call that rings, with what is known of the caller.',
    async reach(page, world) {
      await tab(page, world, 'tab_settings');
      await button(page, world.t('do_practice_call')).click();
      await page.getByTestId('running-call').waitFor();
      await tab(page, world, 'tab_calls');
    },
  },
  {
    name: 'note', says: 'The note of the running call, with the switches of its integrations.',
    async reach(page, world) {
      await world.moveOn(4_000);
      await button(page.getByTestId('running-call'), world.t('do_note')).click();
      await page.locator('#note-text:focus').pressSequentially('Had questions on the proposal: price per seat, start in March.');
      await page.getByTestId('note-state').getByText(world.t('note_saved')).waitFor();
    },
  },
  {
    name: 'wrap-up', says: 'After the call: when it is logged, the response, and “Log now”.',
    async reach(page, world) {
      await world.moveOn(20_000);
      await tab(page, world, 'tab_calls');
      await page.getByTestId('wrap-up').waitFor();
    },
  },
  {
    name: 'log-form', says: 'The log form of a call with one contact: only the response is open.',
    async reach(page, world) {
      await button(page.getByTestId('wrap-up'), world.t('do_hold')).click();
      await page.locator('.list').evaluate((list) => list.scrollTo(0, 0));
      await page.locator('.row[aria-rowindex="1"]').focus();
      await page.keyboard.press('l');
      await page.getByTestId('log-form').locator('.responses input:focus').waitFor();
    },
  },
  {
    name: 'log-form-missing', says: 'Saved without a response: the form says what is missing, at its place.',
    async reach(page) {
      await page.keyboard.press('Control+Enter');
      await wrong(page);
    },
  },
  {
    name: 'log-form-follow-up', says: '“Call Later” offers a follow-up: tomorrow at the same time, changed in place.',
    async reach(page) {
      await page.keyboard.press('3');
      await page.keyboard.press('Space');
      await page.locator('#follow-up-subject').scrollIntoViewIfNeeded();
    },
    after: (page, { t }) => button(page, t('do_cancel')).click(),
  },
  {
    name: 'notes', says: 'Notes of past calls.',
    async reach(page, world) {
      await tab(page, world, 'tab_notes');
      await page.locator('.past-note').first().waitFor();
    },
  },
  {
    name: 'offline', says: 'No network: everything is kept, and said.',
    async reach(page, world) {
      await tab(page, world, 'tab_calls');
      await page.context().setOffline(true);
      await page.getByTestId('offline').waitFor();
    },
    after: (page) => page.context().setOffline(false),
  },
  {
    name: 'calls-reminder', says: 'A follow-up that is due stands above the calls until it is done or snoozed.',
    async reach(page, world) {
      await atRow(page, world, 'Ivy');
      await page.keyboard.press('f');
      await page.locator('#follow-up-date').fill('2026-03-03');
      await page.locator('#follow-up-time').fill('15:00');
      await page.locator('#follow-up-subject').fill('Tell her the price');
      await page.keyboard.press('Control+Enter');
      await world.moveOn(2 * HOUR);
      await page.reload();
      await page.getByTestId('reminder').waitFor();
    },
  },
  { name: 'follow-ups-overdue', says: 'Follow-ups: overdue first, then today, then later.', reach: (page, world) => tab(page, world, 'tab_follow_ups') },
];

/** "Just try it", and a whole day of calls. */
async function playDay(page, world) {
  await button(page, world.t('welcome_try')).click();
  await tab(page, world, 'tab_settings');
  await button(page, world.t('do_practice_day')).click();
  const isOpen = ({ status }) => ['Matching', 'Ready', 'Sending', 'Retry'].some((open) => status[open] !== undefined);
  await world.until('every call of the day having its fate', async () => {
    const entries = await world.rows('entries');
    return entries.length >= 18 && !entries.some(isOpen);
  });
}

/** Rows of pictures: each begins with a fresh browser, at a `screen` of the full tab if it says so, and its states follow one another. */
export const ROWS = [
  { name: 'fresh', begin: async () => {}, states: fresh },
  { name: 'day', begin: playDay, states: day },
  OFFICE,
];

