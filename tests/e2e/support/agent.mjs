// An agent's first hour, by the screens alone: connects CRM and phone, takes calls, notes and conflicts, and looks at everything.
import { AGENT } from '../../systems/asterisk.mjs';
import { expect } from './browser.mjs';

const button = (page, name) => page.getByRole('button', { name, exact: true });

/** Signs in to the CRM with its key and connects the phone with its password, as a person types them. */
export async function connect(callscribe, { crm, asterisk, wire }) {
  const page = await callscribe.open('app', { AddServer: null });
  await page.getByRole('textbox', { name: 'Address' }).fill(crm.url);
  await button(page, 'Look for the server').click();
  await page.getByLabel('API key').fill(crm.apiKey);
  await button(page, 'Sign in').click();
  const ledger = page.getByTestId('integration').filter({ hasText: 'Ledger CRM' });
  await ledger.getByRole('checkbox').or(ledger.getByRole('switch')).first().check();
  await button(page, 'Add the built-in address book').click();
  await expect(page.getByTestId('integration')).toHaveCount(2);

  await button(page, 'Connect Asterisk or FreePBX').click();
  for (const [label, text] of [['Address', wire.url], ['User', asterisk.watcher.user], ['Password', asterisk.watcher.password],
    ['Your endpoint', `PJSIP/${AGENT}`], ['Name on the screens', 'Desk phone']]) {
    await page.getByLabel(label, { exact: true }).fill(text);
  }
  await button(page, 'Connect').click();
  await expect(page.getByTestId('line-state')).toHaveText(/connected/);
  return page;
}

/** Puts a person into the address book. */
export async function addPerson(page, { name, company, number }) {
  await button(page, 'Settings').click();
  await page.getByTestId('integration').filter({ hasText: 'Address book' }).getByRole('button', { name: 'Open' }).click();
  await button(page, 'New contact').click();
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Company').fill(company);
  await button(page, 'Add a number').click();
  await page.getByLabel('Number 1').fill(number);
  await button(page, 'Add a deal').click();
  await page.getByLabel('Deal 1').fill(name);
  await button(page, 'Save').click();
  await expect(page.getByTestId('book')).toContainText(name);
}

/** Takes a call: sees it run, writes its note, and ends it. */
export async function takeCall(page, asterisk, { from, fromName, note }) {
  const call = await asterisk.call({ from, fromName, to: AGENT });
  await call.up();
  await page.getByTestId('running-call').getByRole('button', { name: 'Note' }).click();
  const text = page.getByRole('textbox', { name: 'Note', exact: true });
  await expect(text).toBeFocused();
  await text.pressSequentially(note);
  await expect(page.getByTestId('note-state')).toHaveText('Saved');
  await call.hangUp();
  await expect(page.getByTestId('running-call')).toHaveCount(0);
}

/** Logs a call made elsewhere. */
export async function typeCallByHand(page, number) {
  await button(page, 'Calls').click();
  await button(page, 'Log a call').click();
  await page.getByLabel('Number').fill(number);
  await page.getByLabel('Duration').fill('00:02:00');
  await button(page, 'Next').click();
  await expect(page.getByTestId('log-form')).toBeVisible();
  await page.getByLabel('Note', { exact: true }).fill('Called back.');
  await page.getByTestId('log-form').getByRole('button', { name: 'Cancel' }).click();
}

/** Opens every screen on every surface, one after another; `look` sees each when it is drawn. */
export async function tour(callscribe, { call, contact }, look) {
  const screens = ['Calls', { Notes: null }, { Notes: call }, 'Settings', { Unresolved: null }, { Log: call }, 'Typed', 'AddAsterisk',
    'AddCrm', { Connect: ['Odoo', null] }, { AddServer: null }, 'FollowUps', { FollowUp: 'Nothing' }, 'Activity', { Book: 'book' }, { Contact: ['book', contact] }];
  for (const surface of ['popup', 'sidepanel', 'app']) {
    for (const screen of screens) {
      const page = await callscribe.open(surface, screen);
      await expect(page.getByRole('main')).not.toBeEmpty();
      await expect(page.locator('.skeleton')).toHaveCount(0);
      await look(page, `${surface} ${JSON.stringify(screen)}`, screen);
      await page.close();
    }
  }
}
