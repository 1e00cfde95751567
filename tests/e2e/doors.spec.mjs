// The doors of architecture.md: what the manifest lets in, and that nobody but our own pages commands the worker.
import { readFile } from 'node:fs/promises';
import { expect, startCallscribe, test as base } from './support/browser.mjs';
import { makeExtension, startWebPage } from './support/strangers.mjs';

const STORES = ['calls', 'aliases', 'entries', 'notes', 'contacts', 'activities', 'settings', 'jobs', 'counters', 'meta', 'desk'];

/** What a stranger would say: each would be answered, or change something, if one of our pages said it. */
const MESSAGES = [
  'LookAtDesk',
  { Ask: { ParseNumber: { raw: '+14155550101' } } },
  { Ask: { SignIn: { server_url: 'http://127.0.0.1:9', platform: 'x', hostname: '', api_key: 'k', additional: {} } } },
  { Ask: { AddAsterisk: { name: 'x', url: 'http://127.0.0.1:9', user: 'u', password: 'p', endpoint: 'PJSIP/1' } } },
];

const test = base.extend({
  stranger: async ({}, use) => {
    const stranger = await makeExtension();
    await use(stranger);
    await stranger.remove();
  },
  web: async ({}, use) => {
    const web = await startWebPage();
    await use(web);
    await web.stop();
  },
  callscribe: async ({ stranger }, use) => {
    const callscribe = await startCallscribe({ others: [stranger.folder] });
    await callscribe.command('StartPractice');
    await use(callscribe);
    await callscribe.close();
  },
  /** Everything stored, before and after. */
  unchanged: async ({ callscribe }, use) => {
    const everything = async () => ({
      stores: Object.fromEntries(await Promise.all(STORES.map(async (store) => [store, await callscribe.rows(store)]))),
      storage: await callscribe.desk.evaluate(async () => [await chrome.storage.local.get(), await chrome.storage.session.get()]),
    });
    const before = await everything();
    expect(before.stores.settings.length).toBeGreaterThan(0);
    await use(async () => expect(await everything()).toEqual(before));
  },
});

/** Says every message to the extension `id` by every way there is; runs in the stranger's page. Answers what came back. */
async function speak({ id, messages }) {
  const answers = [];
  for (const message of messages) {
    for (const args of [[id, message], [id, { ...Object(message), id, sender: { id, origin: `chrome-extension://${id}` } }]]) {
      answers.push(await chrome.runtime.sendMessage(...args).catch((error) => `refused: ${error.message}`));
    }
    const port = chrome.runtime.connect(id);
    answers.push(await new Promise((resolve) => {
      port.onMessage.addListener(resolve);
      port.onDisconnect.addListener(() => resolve(`refused: ${chrome.runtime.lastError?.message}`));
      port.postMessage(message);
    }));
  }
  return answers;
}

/** Says everything on the channel on which the worker tells the screens what is new. */
function shout(messages) {
  const channel = new BroadcastChannel('news');
  for (const message of [...messages, { Revision: 999_999 }]) {
    channel.postMessage(message);
    channel.postMessage(JSON.stringify(message));
  }
  channel.close();
}

test('permissions, hosts and content security policy are those of the architecture', async () => {
  const manifest = JSON.parse(await readFile(new URL('../../manifest.json', import.meta.url), 'utf8'));
  expect(manifest.permissions).toEqual(['alarms', 'identity', 'notifications', 'sidePanel', 'storage', 'unlimitedStorage']);
  expect(manifest.optional_host_permissions).toEqual(['https://*/*', 'http://*/*']);
  expect(manifest.externally_connectable).toEqual({ ids: [] });
  expect(manifest.content_security_policy).toEqual({
    extension_pages: "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
      + "media-src 'self' blob:; connect-src 'self' https: wss: http: ws:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  });
  for (const door of ['host_permissions', 'optional_permissions', 'web_accessible_resources', 'content_scripts', 'sandbox']) {
    expect(manifest).not.toHaveProperty(door);
  }
});

test('a web page cannot command the worker', async ({ callscribe, web, unchanged }) => {
  const page = await callscribe.context.newPage();
  await page.goto(web.url);
  const answers = await page.evaluate(speak, { id: callscribe.id, messages: MESSAGES });
  expect(answers.filter((answer) => !String(answer).startsWith('refused'))).toEqual([]);
  await unchanged();
});

test('another extension cannot command the worker, nor load a file of ours', async ({ callscribe, stranger, unchanged }) => {
  const page = await callscribe.context.newPage();
  await page.goto(`chrome-extension://${stranger.id}/page.html`);
  const answers = await page.evaluate(speak, { id: callscribe.id, messages: MESSAGES });
  expect(answers.filter((answer) => !String(answer).startsWith('refused'))).toEqual([]);
  const loads = (url) => fetch(url).then(() => true, () => false);
  expect(await page.evaluate(loads, `chrome-extension://${callscribe.id}/popup.html`)).toBe(false);
  await unchanged();
});

test('no web page and no other extension can put a screen of ours into a frame', async ({ callscribe, web, stranger, unchanged }) => {
  for (const place of [web.url, `chrome-extension://${stranger.id}/page.html`]) {
    const page = await callscribe.context.newPage();
    await page.goto(place);
    const inside = await page.evaluate((url) => new Promise((resolve) => {
      const frame = Object.assign(document.createElement('iframe'), { src: url, onload: () => resolve('loaded') });
      document.body.append(frame);
    }), `chrome-extension://${callscribe.id}/popup.html`);
    expect(inside).toBe('loaded');
    expect(page.frames().map((frame) => frame.url())).not.toContain(`chrome-extension://${callscribe.id}/popup.html`);
  }
  await unchanged();
});

test('what is said on the news channel commands nothing, by a web page or by a page of ours', async ({ callscribe, web, unchanged }) => {
  const page = await callscribe.context.newPage();
  await page.goto(web.url);
  await page.evaluate(shout, MESSAGES);
  const commands = ['PlayPracticeDay', 'RemovePractice'].flatMap((command) => [command, { Command: command }, { Input: { Command: command } }]);
  await callscribe.desk.evaluate(shout, [...MESSAGES, ...commands]);
  expect(await callscribe.desk.evaluate(() => chrome.runtime.sendMessage('LookAtDesk'))).toEqual({ ok: null });
  await unchanged();
});

test('a forged sender is not heard, and one of our pages is', async ({ callscribe, unchanged }) => {
  const worker = callscribe.context.serviceWorkers().find((one) => one.url().includes(callscribe.id));
  // Who is not heard gets `false` from every listener, at once: nobody is going to answer.
  const hears = (sender) => worker.evaluate((forged) => {
    const { results = [] } = chrome.runtime.onMessage.dispatch('LookAtDesk', forged, () => {}) ?? {};
    return results.includes(true);
  }, sender);
  const own = `chrome-extension://${callscribe.id}`;
  for (const forged of [
    {},
    { id: callscribe.id },
    { origin: own },
    { id: callscribe.id, origin: 'http://127.0.0.1', url: `${own}/popup.html` },
    { id: callscribe.id, origin: 'null', url: `${own}/popup.html` },
    { id: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', origin: own },
    { id: callscribe.id, origin: `${own}.example` },
  ]) {
    expect(await hears(forged), JSON.stringify(forged)).toBe(false);
  }
  expect(await hears({ id: callscribe.id, origin: own })).toBe(true);
  await unchanged();
});
