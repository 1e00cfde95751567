// What the tests that use the App Connect server rely on, seen on the real server.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startAppConnect } from './app-connect.mjs';
import { waitFor } from './process.mjs';

let server;
before(async () => { server = await startAppConnect(); });
after(() => server.stop());

async function ask(path, { method = 'GET', token, body } = {}) {
  const response = await fetch(server.url + path, {
    method,
    headers: { ...(token && { Authorization: `Bearer ${token}` }), ...(body && { 'Content-Type': 'application/json' }) },
    body: body && JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: text.startsWith('{') ? JSON.parse(text) : null };
}

async function keySignIn(apiKey = server.apiKey) {
  return ask('/apiKeyLogin', { method: 'POST', body: { platform: 'ledger', apiKey } });
}

async function oauthSignIn() {
  const { json } = await ask('/crmManifest?platformName=harbor');
  const { authUrl, clientId, redirectUri } = json.platforms.harbor.auth.oauth;
  const query = new URLSearchParams({ response_type: 'code', client_id: clientId, scope: '', state: 'platform=harbor', redirect_uri: redirectUri });
  const answer = await fetch(`${authUrl}?${query}`, { redirect: 'manual' });
  return ask(`/oauth-callback?callbackUri=${encodeURIComponent(answer.headers.get('location'))}`);
}

const log = (session, contactId, more = {}) => ({
  logInfo: {
    id: session, sessionId: session, telephonySessionId: session, type: 'Voice', direction: 'Inbound', result: 'Call connected',
    startTime: '2026-03-02T10:00:00.000Z', duration: 12, from: { phoneNumber: '+14155550101' }, to: { phoneNumber: '+14155550199' },
  },
  hashedExtensionId: 'agent-1', contactId, contactType: 'Contact', contactName: 'Ann', note: 'first', ...more,
});
const create = (token, ...args) => ask('/callLog', { method: 'POST', token, body: log(...args) });
const look = (token, session) => ask(`/callLog?sessionIds=${session}&hashedExtensionId=agent-1&requireDetails=true`, { token });

test('a right key signs in and a wrong one is answered with 400', async () => {
  assert.match((await keySignIn()).json.jwtToken, /^ey/);
  assert.equal((await keySignIn('wrong')).status, 400);
});

test('the OAuth platform signs in through its redirect', async () => {
  const { json } = await oauthSignIn();
  assert.equal(json.name, 'Agent of harbor');
});

test('a call is created once, found again, and is one activity with its deal in the CRM', async () => {
  const token = (await keySignIn()).json.jwtToken;
  const contact = await server.addContact({ platform: 'ledger', name: 'Ann', phone: '+14155550101' });
  const deal = await server.addDeal({ contactId: contact, title: 'Roof' });
  await server.addDeal({ contactId: contact, title: 'Old', open: false });
  const found = await ask('/contact?phoneNumber=%2B14155550101&overridingFormat=', { token });
  assert.deepEqual(found.json.contact[0].additionalInfo.deals.map(({ title }) => title), ['Roof']);
  const first = await create(token, 'once', contact, { additionalSubmission: { deals: String(deal) } });
  assert.equal(first.json.successful, true);
  const second = await create(token, 'once', contact);
  assert.match(second.json.returnMessage.message, /^Existing log for session/);
  assert.equal((await look(token, 'once')).json.logs[0].logId, first.json.logId);
  const rows = (await server.activities('ledger')).filter(({ sessionId }) => sessionId === 'once');
  assert.equal(rows.length, 1);
  assert.equal(rows[0].dealId, deal);
  assert.equal(rows[0].note, 'first');
});

test('contacts are found only in the spellings that were asked for', async () => {
  const ledger = (await keySignIn()).json.jwtToken;
  const harbor = (await oauthSignIn()).json.jwtToken;
  for (const platform of ['ledger', 'harbor']) await server.addContact({ platform, name: 'Bo', phone: '(415) 555-0102' });
  const count = async (token, formats) => (await ask(
    `/contact?phoneNumber=%2B14155550102&overridingFormat=${encodeURIComponent(formats)}&isForceRefreshAccountData=true`, { token },
  )).json.contact.filter(({ isNewContact }) => !isNewContact).length;
  for (const token of [ledger, harbor]) {
    assert.equal(await count(token, ''), 0);
    assert.equal(await count(token, '***-***-****,(***) ***-****'), 1);
  }
});

test('while the CRM holds its answer the server says absent, and a second create makes a second record', async () => {
  const token = (await keySignIn()).json.jwtToken;
  const contact = await server.addContact({ platform: 'ledger', name: 'Cy', phone: '+14155550103' });
  server.hold({ when: 'after' });
  const slow = create(token, 'slow', contact);
  await waitFor('the create being held', () => server.held() === 1);
  assert.equal((await look(token, 'slow')).json.logs[0].matched, false);
  assert.equal((await create(token, 'slow', contact)).json.successful, true);
  server.release();
  await slow;
  assert.equal((await server.activities('ledger')).filter(({ sessionId }) => sessionId === 'slow').length, 2);
});

test('the CRM refusing is answered with 200 and successful false', async () => {
  const token = (await keySignIn()).json.jwtToken;
  for (const [status, sentence] of [[429, /Rate limit/i], [409, /Authorization error/i], [500, /Error creating/]]) {
    server.fail({ status });
    const { status: http, json } = await create(token, `refused-${status}`, 1);
    assert.equal(http, 200);
    assert.equal(json.successful, false);
    assert.match(json.returnMessage.message, sentence);
  }
});

test('a token with less than seven days left is refreshed in a header', async () => {
  await keySignIn();
  assert.ok((await ask('/contact?phoneNumber=1&overridingFormat=', { token: server.jwt(6) })).headers.get('x-refreshed-jwt-token'));
  assert.equal((await ask('/contact?phoneNumber=1&overridingFormat=', { token: server.jwt(10) })).headers.get('x-refreshed-jwt-token'), null);
});

test('revoked access answers 401 on the OAuth platform and comes back after a new sign-in', async () => {
  const token = (await oauthSignIn()).json.jwtToken;
  await server.revoke('harbor');
  const answer = await ask('/contact?phoneNumber=%2B14155550104&overridingFormat=', { token });
  assert.equal(answer.status, 401);
  assert.equal(answer.json.errorCode, 'CRM_SESSION_REVOKED');
  server.restore('harbor');
  assert.ok((await oauthSignIn()).json.jwtToken);
});

test('the server that was killed comes back on its port with everything it knew', async () => {
  const token = (await keySignIn()).json.jwtToken;
  await create(token, 'kept', 1);
  await server.down();
  await assert.rejects(fetch(`${server.url}/isAlive`));
  await server.up();
  assert.equal((await look(token, 'kept')).json.logs[0].matched, true);
});

test('the access log tells when each request came and when its answer was out', async () => {
  await ask('/isAlive?canary=1');
  const seen = await waitFor('the request in the access log', async () => (
    (await server.accessLog()).find(({ url, status }) => url === '/isAlive?canary=1' && status)));
  assert.equal(seen.status, 200);
  assert.ok(seen.endedAt >= seen.at);
});

test('tests in another language use the control door', async () => {
  const call = async (method, ...args) => (await fetch(`${server.crmUrl}/control`, {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ method, args }),
  })).json();
  const { value } = await call('addContact', { platform: 'ledger', name: 'Di', phone: '1' });
  assert.ok((await call('contacts', 'ledger')).value.some(({ id }) => id === value));
  assert.match((await call('nonsense')).error, /no such method/);
});
