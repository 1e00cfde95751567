// What the tests that use the Salesforce of our own rely on: sign-in with PKCE, renewal, its two query languages, what it refuses, deleted records.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, test } from 'node:test';
import { waitFor } from './process.mjs';
import { startSalesforce } from './salesforce.mjs';

const REDIRECT = `https://${'a'.repeat(32)}.chromiumapp.org/`;
const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';

let vendor;
beforeEach(async () => { vendor = await startSalesforce({ indexMs: 300 }); });
afterEach(() => vendor.stop());

async function code(scope = 'api refresh_token openid') {
  const query = new URLSearchParams({
    response_type: 'code', client_id: vendor.clientId, redirect_uri: REDIRECT, state: 's', code_challenge_method: 'S256', scope,
    code_challenge: createHash('sha256').update(VERIFIER).digest('base64url'),
  });
  const { headers, status } = await fetch(`${vendor.url}/services/oauth2/authorize?${query}`, { redirect: 'manual' });
  return status === 302 ? new URL(headers.get('location')).searchParams.get('code') : null;
}

async function token(form) {
  const answer = await fetch(`${vendor.url}/services/oauth2/token`, { method: 'POST', body: new URLSearchParams({ client_id: vendor.clientId, ...form }) });
  return { status: answer.status, ...await answer.json() };
}

const signIn = async (verifier = VERIFIER) => token({ grant_type: 'authorization_code', code: await code(), code_verifier: verifier, redirect_uri: REDIRECT });

async function ask(path, { method = 'GET', body, bearer = vendor.token } = {}) {
  const answer = await fetch(`${vendor.url}${path}`, {
    method, body: body && JSON.stringify(body), headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
  });
  const text = await answer.text();
  return { status: answer.status, body: text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : text };
}

const api = (path, options) => ask(`/services/data/v64.0${path}`, options);
const query = (soql, all = '') => api(`/query${all}?q=${encodeURIComponent(soql)}`);
const search = async (sosl) => (await api(`/search?q=${encodeURIComponent(sosl)}`)).body;
const refusal = ({ status, body }) => [status, body[0]?.errorCode];

test('only who began a sign-in ends it, and a token renews until the sign-in is over', async () => {
  assert.equal(await code('api'), null, 'without renewal nobody stays signed in');
  assert.equal((await signIn('another')).error, 'invalid_grant');
  assert.equal((await token({ grant_type: 'refresh_token', refresh_token: 'x', client_secret: 'y' })).error, 'invalid_client');
  const { access_token: first, refresh_token: renewing, instance_url: home } = await signIn();
  assert.equal(home, vendor.url);
  const who = await ask('/services/oauth2/userinfo', { bearer: first });
  assert.deepEqual([who.body.organization_id, who.body.user_id], [vendor.organization, vendor.user]);
  await vendor.expire();
  assert.deepEqual(refusal(await api('/query?q=x', { bearer: first })), [401, 'INVALID_SESSION_ID']);
  assert.deepEqual(await ask('/services/oauth2/userinfo', { bearer: first }), { status: 403, body: 'Bad_OAuth_Token' });
  const renewed = await token({ grant_type: 'refresh_token', refresh_token: renewing });
  assert.deepEqual([renewed.status, renewed.refresh_token], [200, undefined]);
  assert.equal((await token({ grant_type: 'refresh_token', refresh_token: renewing })).status, 200, 'it serves again');
  await vendor.revoke();
  assert.equal((await token({ grant_type: 'refresh_token', refresh_token: renewing })).error, 'invalid_grant');
});

test('where refresh tokens rotate each serves once', async () => {
  await vendor.stop();
  vendor = await startSalesforce({ rotate: true });
  const { refresh_token: renewing } = await signIn();
  const next = await token({ grant_type: 'refresh_token', refresh_token: renewing });
  assert.notEqual(next.refresh_token, renewing);
  assert.equal((await token({ grant_type: 'refresh_token', refresh_token: renewing })).status, 400);
});

test('the index knows what was there, learns of new people later, and divides numbers by their punctuation', async () => {
  for (const phone of ['(415) 555-0123', '+1 415 555 0123', '415.555.0123 ext 7', '4155550123', '+1 212 555 0123']) {
    await vendor.addContact({ name: `Ann ${phone.length}`, phone });
  }
  const returning = 'RETURNING Contact(Id,Phone LIMIT 50)';
  const phones = async (terms) => (await search(`FIND {${terms}} IN PHONE FIELDS ${returning}`)).searchRecords.map(({ Phone }) => Phone);
  assert.equal((await phones('"415 555 0123"')).length, 3);
  assert.deepEqual(await phones('4155550123'), ['(415) 555-0123', '4155550123']);
  assert.equal((await phones('4155550123* OR "415 555 0123"')).length, 4);
  const body = { LastName: 'New', Phone: '+14155550199' };
  assert.equal((await api('/sobjects/Contact', { method: 'POST', body })).status, 201);
  assert.deepEqual(await phones('14155550199'), []);
  const stored = await query("SELECT Id FROM Contact WHERE (Phone IN ('+14155550199')) LIMIT 5");
  assert.equal(stored.body.totalSize, 1, 'what is stored is there at once');
  await waitFor('the index', async () => (await phones('14155550199')).length === 1);
});

test('a search is refused where a sign was not escaped, or for one letter', async () => {
  await vendor.addContact({ name: "Mia O'Neil-Ono" });
  const named = (terms) => search(`FIND {${terms}} IN NAME FIELDS RETURNING Contact(Id,Name LIMIT 9)`);
  assert.equal((await named("O\\'Neil\\-o* mi*")).searchRecords.length, 1);
  for (const terms of ["O'Neil", 'a-b', 'a', '(ab']) assert.equal((await named(terms))[0].errorCode, 'MALFORMED_SEARCH', terms);
});

test('SOQL takes letters of either size for the same, and nothing it does not know', async () => {
  const task = { CallObject: "K'1", Subject: 's' };
  const { body: { id } } = await api('/sobjects/Task', { method: 'POST', body: task });
  const found = await query("SELECT Id,CallObject,IsClosed FROM Task WHERE CallObject = 'k\\'1' AND IsDeleted = false", 'All');
  assert.deepEqual(found.body.records.map(({ Id, CallObject, IsClosed }) => [Id, CallObject, IsClosed]), [[id, "K'1", false]]);
  assert.deepEqual(refusal(await query('SELECT Id FROM Task')), [400, 'MALFORMED_QUERY']);
  assert.deepEqual(refusal(await query("SELECT Id FROM Task WHERE Id = 'a' OR Id = 'b' AND Id = 'c'")), [400, 'MALFORMED_QUERY']);
  assert.deepEqual(refusal(await query("SELECT Nope FROM Task WHERE Id = 'a'")), [400, 'INVALID_FIELD']);
  assert.deepEqual(refusal(await query("SELECT Id FROM Nope WHERE Id = 'a'")), [400, 'INVALID_TYPE']);
});

test('what a record cannot hold is refused with the code of the vendor', async () => {
  const ann = await vendor.addContact({ name: 'Ann', company: 'Acme' });
  const lead = await vendor.addContact({ name: 'Lee', kind: 'Lead' });
  const roof = await vendor.addOpportunity({ contact: ann, title: 'Roof' });
  const gone = await vendor.addContact({ name: 'Gone' });
  await vendor.deleteRecord(gone);
  const table = [
    ['Task', { Nope: 1 }, 'INVALID_FIELD'],
    ['Task', { IsClosed: true }, 'INVALID_FIELD_FOR_INSERT_UPDATE'],
    ['Task', { Description: 'x'.repeat(32_001) }, 'STRING_TOO_LONG'],
    ['Task', { CallType: 'inbound' }, 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST'],
    ['Task', { ActivityDate: '2026-11-20T00:00:00Z' }, 'JSON_PARSER_ERROR'],
    ['Task', { CallDurationInSeconds: '75' }, 'JSON_PARSER_ERROR'],
    ['Task', { WhoId: roof }, 'INVALID_CROSS_REFERENCE_KEY'],
    ['Task', { WhoId: 'x' }, 'MALFORMED_ID'],
    ['Task', { WhoId: gone }, 'ENTITY_IS_DELETED'],
    ['Task', { WhoId: lead, WhatId: roof }, 'FIELD_INTEGRITY_EXCEPTION'],
    ['Contact', { FirstName: 'Ann' }, 'REQUIRED_FIELD_MISSING'],
    ['Lead', { LastName: 'Lee' }, 'REQUIRED_FIELD_MISSING'],
    ['Nope', {}, 'INVALID_TYPE'],
  ];
  for (const [type, body, expected] of table) {
    assert.deepEqual(refusal(await api(`/sobjects/${type}`, { method: 'POST', body })), [400, expected], expected);
  }
});

test('a record is changed in place, and a deleted one says so', async () => {
  const { body: { id } } = await api('/sobjects/Task', { method: 'POST', body: { Subject: 's', TaskSubtype: 'Call', CallObject: 'k' } });
  assert.equal((await api(`/sobjects/Task/${id}`, { method: 'PATCH', body: { Description: 'd', WhatId: null } })).status, 204);
  const changed = await api(`/sobjects/Task/${id}`, { method: 'PATCH', body: { TaskSubtype: 'Task' } });
  assert.deepEqual(refusal(changed), [400, 'INVALID_FIELD_FOR_INSERT_UPDATE']);
  assert.equal((await api(`/sobjects/Task/${id}?fields=Description,WhoId`)).body.Description, 'd');
  assert.deepEqual((await vendor.records()).map(({ note, key }) => [note, key]), [['d', 'k']]);
  await vendor.deleteRecord(id);
  assert.deepEqual(refusal(await api(`/sobjects/Task/${id}?fields=Description`)), [404, 'ENTITY_IS_DELETED']);
  assert.deepEqual(refusal(await api('/sobjects/Task/00T000000000000AAA')), [404, 'NOT_FOUND']);
  await vendor.limit(1);
  assert.deepEqual(refusal(await api('/query?q=x')), [403, 'REQUEST_LIMIT_EXCEEDED']);
});
