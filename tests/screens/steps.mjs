// What is done again and again on the way to a state.

/** The button of this name. */
export const button = (scope, name) => scope.getByRole('button', { name, exact: true });
/** The calls in the list. */
export const rows = (page) => page.locator('.list .row');
/** The first call that says this. */
export const row = (page, text) => rows(page).filter({ hasText: text }).first();
/** Waits until something is said beside a field. */
export const wrong = (page) => page.locator('.field-error').first().waitFor();

/** Opens one of the tabs. */
export async function tab(page, { t }, key) {
  await page.getByRole('navigation', { name: t('tabs_label') }).getByRole('button', { name: t(key) }).click();
  await page.locator('nav [aria-current=page]', { hasText: t(key) }).waitFor();
}

/** Types in a call made elsewhere, of five minutes, which leads to its log form. */
export async function typeCall(page, world, { number, date, start }) {
  await tab(page, world, 'tab_calls');
  await button(page, world.t('do_log_a_call')).click();
  await page.locator('#typed-number').fill(number);
  if (date) await page.locator('#typed-date').fill(date);
  await page.locator('#typed-start').fill(start);
  await page.locator('#typed-duration').fill('00:05:00');
  await button(page, world.t('do_next')).click();
  await page.getByTestId('log-form').waitFor();
}

/** Unfolds a group of Settings and brings its last line into view. */
export async function unfold(page, { t }, heading, last) {
  await page.getByRole('heading', { name: t(heading) }).click();
  await last.scrollIntoViewIfNeeded();
}
