// What the tests that use the HubSpot of our own rely on: that it is as strict as the vendor's reference, and as late.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { startHubSpot } from './hubspot.mjs';
import { waitFor } from './process.mjs';

let hubspot;
beforeEach(async () => { hubspot = await startHubSpot({ lag: 300 }); });
afterEach(() => hubspot.stop());

async function ask(path, body, { method = body ? 'POST' : 'GET', token = hubspot.token } = {}) {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const answer = await fetch(`${hubspot.url}${path}`, { method, headers, body: body && JSON.stringify(body) });
  return { ...await answer.json(), status: answer.status };
}
const search = (kind, ...filters) => ask(`/crm/v3/objects/${kind}/search`, { filterGroups: filters.map((filter) => ({ filters: [filter] })), properties: ['phone'] });
const call = (properties, associations) => ask('/crm/v3/objects/calls', { properties, associations });
const to = (id, type = 194) => [{ to: { id }, types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: type }] }];

test('a contact is found by its national digits, however its number is written', async () => {
  for (const phone of ['(415) 555-0123', '+1 415 555 0123', '415.555.0123 ext 7']) await hubspot.addContact({ name: 'Ann Alvarez', phone });
  await hubspot.addContact({ name: 'Bob', phone: '+1 415 555 0124' });
  const filter = { propertyName: 'hs_searchable_calculated_phone_number', operator: 'CONTAINS_TOKEN', value: '*4155550123*' };
  assert.equal((await search('contacts', filter)).total, 3);
});

test('the search learns of a new record late, a read knows it at once', async () => {
  const contact = await hubspot.addContact({ name: 'Ann', phone: '1' });
  const made = await call({ hs_timestamp: '2026-03-02T10:00:00Z', hs_call_external_id: 'k' }, to(contact));
  assert.equal(made.status, 201);
  const filter = { propertyName: 'hs_call_external_id', operator: 'EQ', value: 'k' };
  assert.equal((await search('calls', filter)).total, 0);
  assert.equal((await ask(`/crm/v3/objects/calls/${made.id}?properties=hs_call_external_id`)).properties.hs_call_external_id, 'k');
  await waitFor('the search learning of the call', async () => (await search('calls', filter)).total === 1);
});

test('what the vendor would not take is refused in its words', async () => {
  const contact = await hubspot.addContact({ name: 'Ann', phone: '1' });
  const at = { hs_timestamp: '2026-03-02T10:00:00Z' };
  const table = [
    [await call({ hs_call_title: 'no time' }), 400, 'VALIDATION_ERROR'],
    [await call({ ...at, hs_call_note: 'x' }), 400, 'VALIDATION_ERROR'],
    [await call({ ...at, hs_call_duration: 5 }), 400, 'VALIDATION_ERROR'],
    [await call({ ...at, hs_call_status: 'MISSED_IT' }), 400, 'VALIDATION_ERROR'],
    [await call(at, to('99')), 400, 'VALIDATION_ERROR'],
    [await call(at, to(contact, 206)), 400, 'VALIDATION_ERROR'],
    [await search('contacts', { propertyName: 'fax', operator: 'EQ', value: '1' }), 400, 'VALIDATION_ERROR'],
    [await ask('/crm/v3/objects/calls/99'), 404, 'OBJECT_NOT_FOUND'],
    [await ask('/crm/v3/objects/calls/99', null, { token: 'x' }), 401, 'INVALID_AUTHENTICATION'],
  ];
  for (const [{ status, category, message }, expected, kind] of table) assert.deepEqual([status, category], [expected, kind], message);
});

test('a limit holds for so many requests, and an expired token until it is restored', async () => {
  await hubspot.limit(1, 7);
  assert.equal((await ask('/account-info/v3/details')).category, 'RATE_LIMITS');
  assert.equal((await ask('/account-info/v3/details')).status, 200);
  await hubspot.expire();
  assert.equal((await ask('/account-info/v3/details')).status, 401);
  await hubspot.restore();
  assert.equal((await ask('/account-info/v3/details')).status, 200);
  assert.deepEqual(hubspot.requests.map(({ status }) => status), [429, 200, 401, 200]);
});
