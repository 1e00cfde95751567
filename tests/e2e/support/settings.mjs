// Settings on a page, with choices made as a person makes them: each is stored when its act answers.
import { integrationOf, settingsOf } from './calls.mjs';

/** @param {import('./browser.mjs').Callscribe} callscribe */
export async function openSettings(callscribe) {
  const page = await callscribe.open('app', 'Settings');
  const kept = async (what, act) => {
    const before = JSON.stringify(await settingsOf(callscribe));
    await act();
    await callscribe.until(`${what} being kept`, async () => JSON.stringify(await settingsOf(callscribe)) !== before);
  };
  const field = (label) => page.getByLabel(label, { exact: true });
  return {
    page,
    /** Opens a folded group. */
    unfold: (group) => page.getByRole('heading', { name: group, exact: true }).click(),
    turn: (label, on) => kept(label, () => page.getByRole('switch', { name: new RegExp(`^${label}`) }).setChecked(on)),
    tick: (label, on) => kept(label, () => field(label).setChecked(on)),
    pick: (label, option) => kept(label, () => field(label).selectOption(option)),
    /** Fills a field and leaves it. */
    fill: (label, text) => kept(label, async () => {
      await field(label).fill(text);
      await field(label).press('Tab');
    }),
    /** Adds to a list. */
    add: (label, text) => kept(label, async () => {
      await field(label).fill(text);
      await field(label).press('Enter');
    }),
    /** Takes from a list. */
    remove: (text) => kept(text, () => page.getByRole('button', { name: `Remove ${text}`, exact: true }).click()),
  };
}

/** The choices of one integration there, unfolded. */
export async function openChoices(callscribe, integration, name) {
  const page = await callscribe.open('app', 'Settings');
  const card = page.getByTestId('integration').filter({ hasText: name });
  await card.getByText('Choices', { exact: true }).click();
  const kept = async (what, act) => {
    const stored = async () => JSON.stringify((await integrationOf(callscribe, integration)).choices);
    const before = await stored();
    await act();
    await callscribe.until(`${what} being kept`, async () => await stored() !== before);
  };
  return {
    page,
    card,
    turn: (label, on) => kept(label, () => card.getByRole('switch', { name: new RegExp(`^${label}`) }).setChecked(on)),
    pick: (label, option) => kept(label, () => card.getByLabel(label).selectOption(option)),
    fill: (label, text) => kept(label, async () => {
      await card.getByLabel(label).fill(text);
      await card.getByLabel(label).press('Tab');
    }),
  };
}
