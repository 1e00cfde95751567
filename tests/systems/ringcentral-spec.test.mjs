// That the vendor's description is really held against what goes over the line: each kind of slip is found, and what is right is let pass.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { startPrism } from './prism.mjs';
import { startRingCentral } from './ringcentral.mjs';
import { faults, frameFaults } from './ringcentral-schema.mjs';
import { EXCEPTIONS, OPERATIONS, prepared, published, resultWords, unknownParameters } from './ringcentral-spec.mjs';

const TABLE = new URL('../../crates/phone/src/ringcentral/result-words.txt', import.meta.url);
const REDIRECT = `https://${'a'.repeat(32)}.chromiumapp.org/`;
const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
const NOW = '2026-11-21T07:00:00.500Z';

let [prism, vendor] = [];
before(async () => { prism = await startPrism(prepared()); });
after(() => prism.stop());
beforeEach(async () => {
  vendor = await startRingCentral();
  prism.before(vendor.url);
});
afterEach(() => vendor.stop());

async function signIn() {
  const challenge = createHash('sha256').update(VERIFIER).digest('base64url');
  const asked = new URLSearchParams({
    response_type: 'code', client_id: vendor.clientId, redirect_uri: REDIRECT, state: 's', code_challenge_method: 'S256', code_challenge: challenge,
  });
  const page = await fetch(`${prism.url}/restapi/oauth/authorize?${asked}`, { redirect: 'manual' });
  const code = new URL(page.headers.get('location')).searchParams.get('code');
  const form = { client_id: vendor.clientId, grant_type: 'authorization_code', code, code_verifier: VERIFIER, redirect_uri: REDIRECT };
  const answer = await fetch(`${prism.url}/restapi/oauth/token`, { method: 'POST', body: new URLSearchParams(form) });
  return (await answer.json()).access_token;
}

const ask = (bearer, path, init = {}) => fetch(`${prism.url}/restapi/v1.0/account/~/extension/~${path}`, {
  ...init, headers: { ...init.headers, ...(bearer && { authorization: `Bearer ${bearer}` }) },
});
const dial = (bearer, body) => ask(bearer, '/ring-out', { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });

test('every answer of our own RingCentral is as described, its refusals too', async () => {
  const bearer = await signIn();
  vendor.add([{ id: 'a', number: '+14155550101', start: Date.now() - 1000 }, { id: 'b', start: Date.now(), result: 'Missed' }]);
  const since = new Date(Date.now() - 60_000).toISOString();
  const full = await (await ask(bearer, `/call-log-sync?syncType=FSync&recordCount=250&dateFrom=${since}&view=Detailed`)).json();
  vendor.remove('a');
  await ask(bearer, `/call-log-sync?syncType=ISync&syncToken=${full.syncInfo.syncToken}&showDeleted=true`);
  await ask(bearer, '/call-log?view=Detailed&perPage=250&page=1');
  await ask(bearer, '');
  await ask(bearer, '/forwarding-number?perPage=100');
  await dial(bearer, { from: { phoneNumber: '+14155550199' }, to: { phoneNumber: '+14155550101' } });
  vendor.refuseDials('The number is not in service');
  await dial(bearer, { from: { phoneNumber: '+14155550199' }, to: { phoneNumber: '+14155550101' } });
  vendor.loseTokens();
  await ask(bearer, '/call-log-sync?syncType=ISync&syncToken=lost');
  vendor.fail(503);
  await ask(bearer, '/call-log');
  vendor.limit('heavy', 0);
  await ask(bearer, '/call-log');
  vendor.expire();
  await ask(bearer, '');
  assert.deepEqual(prism.violations(), []);
  assert.deepEqual(prism.checked().map((exchange) => Number(exchange.split(' ').at(-1))), [302, 200, 200, 200, 200, 200, 200, 200, 400, 400, 503, 429, 401]);
  assert.equal(vendor.dials.length, 1);
});

test('a request that is not as described does not reach the server, and is told', async () => {
  const bearer = await signIn();
  const before = vendor.requests.length;
  await ask(bearer, '/call-log?perPage=many');
  await ask(bearer, '/call-log?dateFrom=yesterday');
  await ask(bearer, '/call-logs');
  await ask(null, '/call-log');
  await dial(bearer, { from: { phoneNumber: 14155550199 }, to: {} });
  await dial(bearer, { to: { phoneNumber: '+14155550101' } });
  assert.equal(vendor.requests.length, before);
  const told = prism.violations();
  assert.equal(new Set(told.map(({ exchange }) => exchange)).size, 4, JSON.stringify(told));
  assert.deepEqual(told.map(({ of }) => of), ['query.perpage', 'query.datefrom', 'status 404', 'status 401', 'body.from.phoneNumber', 'body']);
});

test('an answer that is not as described does not reach the client, and is told', async () => {
  const bearer = await signIn();
  for (const [call, place] of [
    [{ result: 'Teleported' }, 'result'], [{ more: { direction: 'Sideways' } }, 'direction'], [{ more: { type: 'Telegram' } }, 'type'], [{ more: { lastModifiedTime: 'noon' } }, 'lastModifiedTime'],
  ]) {
    prism.before(vendor.url);
    vendor.add({ id: 'odd', number: '+14155550101', start: Date.now(), ...call });
    const answer = await ask(bearer, '/call-log-sync?syncType=FSync&recordCount=1&dateFrom=' + new Date(Date.now() - 60_000).toISOString());
    assert.equal(answer.status, 500, place);
    assert.ok(prism.violations().some(({ of }) => of.startsWith('response.body') && of.endsWith(place)), `${place}: ${JSON.stringify(prism.violations())}`);
  }
});

test('a query that nobody described is told', () => {
  const asked = (path, query) => ({ method: 'GET', path: `/restapi/v1.0/account/~/extension/~${path}`, query });
  assert.deepEqual(unknownParameters([asked('/call-log', { perPage: '1', page: '1', view: 'Detailed', dateFrom: NOW, dateTo: NOW }), asked('', {})]), []);
  assert.deepEqual(unknownParameters([asked('/call-log', { perpage: '1' }), asked('/call-log-sync', { recordsCount: '1' })]), ['/call-log?perpage', '/call-log-sync?recordsCount']);
});

test('no record of our own RingCentral has a field nobody described', () => {
  const records = vendor.add([{ number: '+14155550101', start: Date.now() }, { start: Date.now(), direction: 'Outbound' }]);
  assert.deepEqual(records.flatMap((record) => faults('CallLogRecord', record)), []);
  assert.deepEqual(faults('CallLogRecord', { ...records[0], finished: true }), ['CallLogRecord must NOT have unevaluated properties {"unevaluatedProperty":"finished"}']);
});

test('each exception is still needed, and nothing else is changed', () => {
  for (const { what, change } of EXCEPTIONS) {
    const description = structuredClone(published());
    change(description);
    assert.notDeepEqual(description, published(), what);
  }
  for (const [method, path] of OPERATIONS) assert.ok(published().paths[path][method], `${method} ${path}`);
});

test('the words for a result that the table knows are those of the description', () => {
  const words = readFileSync(TABLE, 'utf8').trimEnd().split('\n');
  assert.deepEqual(words, resultWords());
  assert.equal(words.length, 43);
});

const event = (change = {}, party = {}) => [{ type: 'ServerNotification' }, {
  uuid: 'u', event: '/restapi/v1.0/account/1/extension/2/telephony/sessions', timestamp: NOW, subscriptionId: 's', ownerId: '2',
  body: {
    sequence: 1, sessionId: '1', telephonySessionId: 's-1', serverId: 'x', eventTime: NOW,
    parties: [{
      accountId: '1', extensionId: '2', id: 'p-1', direction: 'Inbound', from: { phoneNumber: '+14155550101', name: 'ANN' }, to: { phoneNumber: '+14155550199', extensionId: '2' },
      status: { code: 'Proceeding', rcc: false }, missedCall: false, standAlone: false, muted: false, ...party,
    }],
    ...change,
  },
}];

test('an event is held against its schema, and so is every name in it', () => {
  assert.deepEqual(frameFaults(event()), []);
  const table = [
    [event({}, { status: { code: 'Ringing' } }), '/body/parties/0/status/code'], [event({ sequence: '1' }), '/body/sequence'],
    [event({ eventTime: 'now' }), '/body/eventTime'], [event({ session: '1' }), '"session"'], [event({}, { from: { number: '1' } }), '"number"'],
  ];
  for (const [frame, place] of table) {
    const found = frameFaults(frame);
    assert.ok(found.length === 1 && found[0].includes(place), `${place}: ${found}`);
  }
});

test('so are a subscription and its answer', () => {
  const filters = { eventFilters: ['/restapi/v1.0/account/~/extension/~/telephony/sessions'] };
  const asks = (deliveryMode) => [{ type: 'ClientRequest', messageId: 'm', method: 'POST', path: '/restapi/v1.0/subscription/' }, { ...filters, deliveryMode }];
  assert.deepEqual(frameFaults(asks({ transportType: 'WebSocket' })), []);
  assert.equal(frameFaults(asks({ transportType: 'WebSockets' })).length, 1);
  assert.equal(frameFaults(asks(undefined)).length, 1);
  assert.deepEqual(frameFaults([{ type: 'Heartbeat', messageId: 'm' }]), []);
  const info = { id: 's', uri: 'https://rc.example/s', ...filters, creationTime: NOW, expirationTime: NOW, expiresIn: 900, status: 'Active', deliveryMode: { transportType: 'WebSocket' } };
  assert.deepEqual(frameFaults([{ type: 'ClientRequest', status: 200 }, info]), []);
  assert.equal(frameFaults([{ type: 'ClientRequest', status: 200 }, { ...info, status: 'Alive' }]).length, 1);
  assert.deepEqual(frameFaults([{ type: 'ClientRequest', status: 403 }, { errors: [{ errorCode: 'CMN-401', message: 'no' }] }]), []);
  assert.throws(() => faults('Nonsense', {}), /describes no Nonsense/);
});
