// The states that need a CRM's server: connecting one, its own questions, and what is seen when it refuses, wants a new sign-in, or is away.
import { button, tab, typeCall, wrong } from './steps.mjs';

const ANN = { platform: 'ledger', name: 'Ann Alvarez', phone: '+14155550101' };
const BOB = { platform: 'ledger', name: 'Bob Brown', phone: '+14155550102' };
const FIELDS = {
  callLog: [
    { const: 'topic', title: 'Topic', type: 'selection', required: true, options: [{ const: 'offer', title: 'Offer' }, { const: 'support', title: 'Support' }] },
    { const: 'budget', title: 'Budget', type: 'inputField', required: false },
  ],
  newContact: [{ const: 'source', title: 'Source', type: 'inputField', required: true }],
};

/** Starts the server on ports of this surface alone: addresses are seen in the pictures. */
async function startCrm({ surface }) {
  const port = 20_000 + 2 * surface.width + surface.height;
  // Only here: the list of pictures is read where no server is installed.
  const { startAppConnect } = await import('../systems/app-connect.mjs');
  const crm = await startAppConnect({ port, crmPort: port + 1, fields: FIELDS });
  await crm.addContact(ANN);
  await crm.addContact({ ...ANN, name: 'Ann Berg', type: 'Lead' });
  await crm.addContact(BOB);
  return crm;
}

/** The form to sign in to a server, filled with the one that is there, which is asked what it offers. */
async function lookForServer(page, { t, crm }) {
  await page.locator('#server-url').fill(crm.url);
  await button(page, t('do_look_for_server')).click();
}

async function signIn(page, { t }, key) {
  await page.locator('#server-key').fill(key);
  await button(page, t('do_sign_in')).click();
}

const states = [
  {
    name: 'add-asterisk', says: 'Connecting an Asterisk.',
    async reach(page, { t }) {
      await button(page, t('account_add_asterisk')).click();
      await page.locator('#asterisk-url').fill('pbx.example.com:8088');
      await page.locator('#asterisk-endpoint').fill('PJSIP/100');
    },
  },
  {
    name: 'add-asterisk-error', says: 'An address where no Asterisk answers.',
    async reach(page, { t }) {
      await page.locator('#asterisk-url').fill('http://127.0.0.1:9');
      await page.locator('#asterisk-user').fill('watch');
      await page.locator('#asterisk-password').fill('secret');
      await button(page, t('do_connect')).click();
      await wrong(page);
    },
  },
  {
    name: 'add-ringcentral', says: 'Connecting RingCentral with a client id of one’s own.',
    async reach(page, world) {
      await tab(page, world, 'tab_settings');
      await button(page, world.t('account_add_ringcentral')).click();
      await page.locator('#ringcentral-client').waitFor();
    },
  },
  {
    name: 'add-crm', says: 'Which CRM to connect: what each needs, and what it promises.',
    async reach(page, world) {
      await tab(page, world, 'tab_settings');
      await button(page, world.t('integration_add_crm')).click();
      await page.getByTestId('add-crm').waitFor();
    },
  },
  {
    name: 'connect-crm', says: 'Connecting Odoo: where it is, the agent’s own key, and where that is found.',
    async reach(page, { t }) {
      await button(page, t('do_connect_named', 'Odoo')).click();
      await page.locator('#crm-url').fill('https://company.odoo.com');
    },
  },
  {
    name: 'add-server', says: 'Connecting an App Connect server: its address first.',
    async reach(page, world) {
      await tab(page, world, 'tab_settings');
      await button(page, world.t('integration_add_crm')).click();
      await button(page, world.t('integration_add_server')).click();
      await page.locator('#server-url').waitFor();
    },
  },
  {
    name: 'add-server-wrong', says: 'An address at which there is no such server.',
    async reach(page, { t, crm }) {
      await page.locator('#server-url').fill(crm.crmUrl);
      await button(page, t('do_look_for_server')).click();
      await wrong(page);
    },
  },
  {
    name: 'add-server-refused', says: 'The server was found; the key was refused.',
    async reach(page, world) {
      await lookForServer(page, world);
      await page.locator('#server-key').waitFor();
      await signIn(page, world, 'a wrong key');
      await wrong(page);
    },
  },
  {
    name: 'integration', says: 'The CRM is connected: what it promises, and its choices.',
    async reach(page, world) {
      await signIn(page, world, world.crm.apiKey);
      const card = page.getByTestId('integration');
      await card.locator('summary').first().click();
    },
  },
  {
    name: 'integration-tested', says: 'A test of the CRM: what works, and what does not and why.',
    async reach(page, { t, crm }) {
      crm.fail({ operation: 'findContacts', status: 500 });
      const card = page.getByTestId('integration');
      await button(card, t('do_test')).click();
      await card.getByTestId('integration-result').locator('.bad').waitFor();
    },
  },
  {
    name: 'calls-unlogged', says: 'Only unlogged calls, and the offer to log those from before the CRM was connected.',
    async reach(page, world) {
      await page.getByTestId('integration').getByRole('switch').first().check();
      for (const date of ['2026-02-27', '2026-03-01', '2026-03-02']) {
        await typeCall(page, world, { number: BOB.phone, date, start: '09:00:00' });
        await button(page, world.t('do_cancel')).click();
      }
      await page.locator('.filter', { hasText: world.t('filter_unlogged') }).click();
      await page.locator('#log-earlier').waitFor();
    },
  },
  {
    name: 'log-earlier', says: 'From which day on they are to be logged.',
    async reach(page) {
      await page.locator('#log-earlier').click();
      await page.locator('#earlier-from').waitFor();
    },
  },
  {
    name: 'catch-up', says: 'A run of catch-up that was paused: how far it is, how many need a person, and what can be done.',
    async reach(page, { t }) {
      const bar = page.getByTestId('catch-up');
      await button(page, t('do_log_them')).click();
      await bar.getByText(t('catch_up_going', '1', '3')).waitFor();
      await button(bar, t('do_pause')).click();
      await bar.getByText(t('catch_up_paused', '1', '3')).waitFor();
    },
  },
  {
    name: 'catch-up-over', says: 'The run is over: one line of result.',
    async reach(page, { t }) {
      await button(page.getByTestId('catch-up'), t('do_stop')).click();
      await button(page.getByTestId('catch-up'), t('do_understood')).waitFor();
    },
    async after(page, { t }) {
      await button(page.getByTestId('catch-up'), t('do_understood')).click();
      await page.locator('.filter', { hasText: t('filter_all') }).click();
    },
  },
  {
    name: 'log-form-fields', says: 'The log form with the CRM’s own questions, one of them not answered yet.',
    async reach(page, world) {
      await typeCall(page, world, { number: ANN.phone, start: '13:00:00' });
      await page.locator('.part-contact .option', { hasText: ANN.name }).click();
      await page.keyboard.press('Control+Enter');
      await wrong(page);
    },
  },
  {
    name: 'log-form-new-contact', says: 'A new contact: its kind, and what the CRM asks of one.',
    async reach(page, { t }) {
      const contact = page.locator('.part-contact');
      await contact.locator('.option', { hasText: t('form_new_contact') }).click();
      await contact.locator('input[type=text]').first().fill('Ann Alvarez');
    },
    after: (page) => page.locator('.part-contact input').first().check(),
  },
  {
    name: 'signed-out', says: 'The CRM ended the session: said in the header and on the call, which waits.',
    async reach(page, world) {
      await world.crm.revoke('ledger');
      await page.locator('[id^=answer-][id$=topic]').selectOption('offer');
      await page.locator('.responses input').first().check();
      await button(page, world.t('do_save')).click();
      await page.locator('.dots .state.bad').waitFor();
    },
  },
  {
    name: 'sign-in-again', says: 'Signing in again, one click from the header.',
    async reach(page, world) {
      await page.locator('.dots button', { has: page.locator('.state.bad') }).click();
      await page.locator('#server-url').waitFor();
      await page.getByRole('heading', { name: 'Ledger CRM' }).waitFor();
    },
  },
  {
    name: 'crm-away', says: 'The CRM does not answer: what that means for its calls, and when it is asked again.',
    async reach(page, world) {
      world.crm.restore('ledger');
      await lookForServer(page, world);
      await page.locator('#server-key').waitFor();
      await signIn(page, world, world.crm.apiKey);
      await page.getByTestId('integration').waitFor();
      await world.crm.down();
      await typeCall(page, world, { number: ANN.phone, start: '13:20:00' });
      await wrong(page);
    },
  },
];

/** Settings in the full tab, with a server that waits to be connected. */
export const OFFICE = {
  name: 'office',
  screen: 'Settings',
  async begin(page, world) {
    world.crm = await startCrm(world);
    world.atEnd(() => world.crm.stop());
    await page.getByRole('heading', { name: world.t('settings_accounts') }).waitFor();
  },
  states,
};
