// What the tests that use the RingCentral of our own rely on: sign-in with PKCE, the call log and its syncs, limits and their penalties.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, test } from 'node:test';
import { startRingCentral } from './ringcentral.mjs';

const REDIRECT = `https://${'a'.repeat(32)}.chromiumapp.org/`;
const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
const MINUTE = 60_000;

let vendor;
beforeEach(async () => { vendor = await startRingCentral(); });
afterEach(() => vendor.stop());

async function code() {
  const query = new URLSearchParams({
    response_type: 'code', client_id: vendor.clientId, redirect_uri: REDIRECT, state: 's', code_challenge_method: 'S256',
    code_challenge: createHash('sha256').update(VERIFIER).digest('base64url'),
  });
  const { headers } = await fetch(`${vendor.url}/restapi/oauth/authorize?${query}`, { redirect: 'manual' });
  return new URL(headers.get('location')).searchParams.get('code');
}

async function token(form) {
  const answer = await fetch(`${vendor.url}/restapi/oauth/token`, { method: 'POST', body: new URLSearchParams({ client_id: vendor.clientId, ...form }) });
  return { status: answer.status, ...await answer.json() };
}

const signIn = async (verifier = VERIFIER) => token({ grant_type: 'authorization_code', code: await code(), code_verifier: verifier, redirect_uri: REDIRECT });

async function read(path, bearer) {
  const answer = await fetch(`${vendor.url}/restapi/v1.0/account/~/extension/~${path}`, { headers: { authorization: `Bearer ${bearer}` } });
  return { ...await answer.json(), status: answer.status, headers: answer.headers };
}

test('only who began a sign-in ends it, and a refresh token serves once', async () => {
  vendor.limit('auth', 50);
  assert.equal((await signIn('another')).error, 'invalid_grant');
  const { access_token: access, refresh_token: refresh } = await signIn();
  assert.equal((await read('', access)).account.id, vendor.account.split(/[:/]/)[1]);
  assert.equal((await token({ grant_type: 'refresh_token', refresh_token: refresh })).status, 200);
  assert.equal((await token({ grant_type: 'refresh_token', refresh_token: refresh })).error, 'invalid_grant');
  vendor.expire();
  assert.equal((await read('', access)).status, 401);
});

test('a sync tells what is new since the last, and refuses a token it does not know', async () => {
  const { access_token: access } = await signIn();
  const start = Date.now() - MINUTE;
  vendor.add({ id: 'a', number: '+14155550101', start });
  const full = await read(`/call-log-sync?syncType=FSync&recordCount=250&dateFrom=${new Date(start - MINUTE).toISOString()}`, access);
  assert.deepEqual(full.records.map(({ id }) => id), ['a']);
  vendor.add({ id: 'b', number: '+14155550102', start: start + 1 });
  vendor.remove('a');
  const next = await read(`/call-log-sync?syncType=ISync&syncToken=${full.syncInfo.syncToken}`, access);
  assert.deepEqual(next.records.map(({ id, deleted }) => [id, deleted]), [['b', undefined], ['a', true]]);
  vendor.loseTokens();
  assert.equal((await read(`/call-log-sync?syncType=ISync&syncToken=${next.syncInfo.syncToken}`, access)).status, 400);
});

test('the call log comes in pages, newest first', async () => {
  const { access_token: access } = await signIn();
  const start = Date.now() - 10 * MINUTE;
  vendor.add(Array.from({ length: 7 }, (_, n) => ({ id: `c${n}`, start: start + n })));
  const page = (number) => read(`/call-log?dateFrom=${new Date(start).toISOString()}&perPage=3&page=${number}`, access);
  assert.deepEqual((await page(1)).records.map(({ id }) => id), ['c6', 'c5', 'c4']);
  assert.deepEqual((await page(3)).records.map(({ id }) => id), ['c0']);
});

test('what goes beyond a limit is refused, and asked inside the penalty it is refused for longer', async () => {
  const { access_token: access } = await signIn();
  vendor.limit('heavy', 1);
  const first = await read('/call-log', access);
  assert.deepEqual([first.status, first.headers.get('x-rate-limit-remaining')], [200, '0']);
  const refused = await read('/call-log', access);
  assert.deepEqual([refused.status, refused.headers.get('retry-after'), vendor.insidePenalty()], [429, '60', 0]);
  assert.deepEqual([(await read('/call-log', access)).status, vendor.insidePenalty()], [429, 1]);
  assert.equal((await read('', access)).status, 200, 'another group');
});
