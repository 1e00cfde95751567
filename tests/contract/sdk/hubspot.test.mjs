// Our HubSpot codec against the vendor's own SDK: both ask the same, and the SDK reads what the stand-in answers.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client } from '@hubspot/api-client';
import { startHubSpot } from '../../systems/hubspot.mjs';
import { START, draft, followUp, number, sameRequests, startAdapter, startRecorder } from './compare.mjs';

const PROPERTIES = ['firstname', 'lastname', 'email', 'phone', 'mobilephone', 'company', 'createdate', 'notes_last_updated'];
const PAGES = 'https://app-eu1.hubspot.com/contacts/62515';
const NUMBER = number('+14155550123', '(415) 555-0123');

let [hubspot, recorder, adapter, sdk, server, ann, roof, lost] = [];
before(async () => {
  hubspot = await startHubSpot();
  recorder = await startRecorder(hubspot.url);
  adapter = startAdapter();
  sdk = new Client({ accessToken: hubspot.token, basePath: recorder.url });
  server = { vendor: 'HubSpot', url: recorder.url, pages: PAGES, user: '41629779' };
  ann = await hubspot.addContact({ name: 'Ann Alvarez', phone: '(415) 555-0123', company: 'Alvarez & Co' });
  roof = await hubspot.addOpportunity({ contact: ann, title: 'Roof', open: true });
  lost = await hubspot.addOpportunity({ contact: ann, title: 'Door', open: false });
});
after(async () => {
  await adapter.stop();
  await recorder.stop();
  await hubspot.stop();
});

const ask = (asked) => () => adapter.ask({ server, asked, token: hubspot.token });
const same = (asked, theirs) => sameRequests(recorder, ask(asked), theirs);
const to = (id, associationTypeId) => ({ to: { id }, types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId }] });
const filter = (propertyName, operator, value) => ({ filters: [{ propertyName, operator, value }] });

/** The deals of contacts, as the SDK asks for them. */
async function dealsOf(contacts) {
  const bonds = await sdk.crm.associations.v4.batchApi.getPage('contacts', 'deals', { inputs: contacts.map(({ id }) => ({ id })) });
  const ids = [...new Set(bonds.results.flatMap((bond) => bond.to.map(({ toObjectId }) => toObjectId)))];
  if (ids.length === 0) return [];
  const inputs = ids.sort((one, other) => other - one).map((id) => ({ id: String(id) }));
  const deals = await sdk.crm.deals.batchApi.read({ inputs, properties: ['dealname', 'dealstage', 'pipeline', 'createdate'], propertiesWithHistory: [] });
  const pipelines = await sdk.crm.pipelines.pipelinesApi.getAll('deals');
  const closed = pipelines.results.flatMap(({ stages }) => stages).filter(({ metadata }) => metadata.isClosed === 'true').map(({ id }) => id);
  return deals.results.map(({ id, properties, createdAt }) => ({ field: 'deals', id, title: properties.dealname, open: !closed.includes(properties.dealstage), created: createdAt.getTime() }));
}

test('who has a number, with deals open and closed', async () => {
  const forms = ['+14155550123', '(415) 555-0123', '4155550123', '415-555-0123'];
  const find = async () => {
    const found = await sdk.crm.contacts.searchApi.doSearch({
      filterGroups: [
        ...['phone', 'mobilephone'].map((propertyName) => ({ filters: [{ propertyName, operator: 'IN', values: forms }] })),
        filter('hs_searchable_calculated_phone_number', 'CONTAINS_TOKEN', '*4155550123*'),
        filter('hs_searchable_calculated_mobile_number', 'CONTAINS_TOKEN', '*4155550123*'),
      ],
      properties: PROPERTIES,
      limit: 100,
    });
    return { found: found.results, deals: await dealsOf(found.results) };
  };
  const { ours, theirs } = await same({ FindContacts: { number: NUMBER, formats: ['415-555-0123'], fresh: true } }, find);
  const [contact] = theirs.found;
  assert.deepEqual(ours.Contacts, [{
    id: ann, name: 'Ann Alvarez', kind: '', company: 'Alvarez & Co', numbers: ['(415) 555-0123'], associations: theirs.deals.sort((a, b) => a.id - b.id),
    url: `${PAGES}/record/0-1/${ann}`, created: Date.parse(contact.properties.createdate), last_activity: null,
  }]);
  assert.deepEqual(theirs.deals.map(({ id, open }) => [id, open]), [[roof, true], [lost, false]]);
});

test('who is called like this', async () => {
  const find = async () => {
    const { results } = await sdk.crm.contacts.searchApi.doSearch({ query: 'alvarez', properties: PROPERTIES, limit: 20 });
    await dealsOf(results);
    return results;
  };
  const { ours, theirs } = await same({ SearchContacts: { name: 'alvarez' } }, find);
  assert.deepEqual(ours.Contacts.map(({ id }) => id), theirs.map(({ id }) => id));
});

test('a new contact belongs to the agent', async () => {
  const properties = { firstname: 'Bob van', lastname: 'Dyke', phone: '+14155550123', hubspot_owner_id: '41629779' };
  const contact = { name: 'Bob van Dyke', kind: '', answers: {} };
  const { ours, theirs } = await same({ CreateContact: { contact, number: NUMBER } }, () => sdk.crm.contacts.basicApi.create({ properties }));
  assert.deepEqual(ours.ContactCreated.numbers, [theirs.properties.phone]);
  assert.equal(ours.ContactCreated.name, 'Bob van Dyke');
});

test('a call with all it has, at contact and deal, is found by its key', async () => {
  const association = { field: 'deals', id: roof, title: 'Roof', open: true, created: null };
  const parts = { contact: { id: ann, name: 'Ann Alvarez' }, association, told: ['Transferred to 101'], voicemail: 'https://phone.example/vm' };
  const properties = {
    hs_timestamp: new Date(START).toISOString(),
    hs_call_external_id: 'session-1@rc:42/7',
    hs_call_body: 'Wants two &lt;b&gt;roofs&lt;/b&gt;<br>&amp; a $1 door<br><br>Transferred to 101<p>Voicemail: https://phone.example/vm</p>',
    hs_call_title: 'Inbound call from Ann Alvarez',
    hs_call_from_number: '+14155550123',
    hs_call_to_number: '+14155550199',
    hs_call_recording_url: 'https://phone.example/rec/1?a=b&c=d',
    hubspot_owner_id: '41629779',
    hs_call_direction: 'INBOUND',
    hs_call_duration: '3725000',
    hs_call_status: 'COMPLETED',
    hs_call_disposition: 'f240bbac-87c9-4f6e-bf70-924b57d47db7',
  };
  const create = () => sdk.crm.objects.calls.basicApi.create({ properties, associations: [to(ann, 194), to(roof, 206)] });
  const { ours, theirs } = await same({ CreateLog: draft(parts) }, create);
  assert.deepEqual(ours.LogCreated, { id: ours.LogCreated.id, url: `${PAGES}/record/0-48/${ours.LogCreated.id}` });
  const [record] = await hubspot.records();
  assert.deepEqual(record, {
    id: ours.LogCreated.id, key: 'session-1@rc:42/7', contact: ann, association: roof, subject: 'Inbound call from Ann Alvarez',
    note: 'Wants two <b>roofs</b>\n& a $1 door\n\nTransferred to 101\nVoicemail: https://phone.example/vm', direction: 'Inbound', seconds: 3725,
  });
  const look = () => sdk.crm.objects.calls.searchApi.doSearch({
    filterGroups: [filter('hs_call_external_id', 'EQ', 'session-1@rc:42/7')], properties: ['hs_call_external_id'], limit: 100,
  });
  const found = await same({ FindLog: { key: 'session-1@rc:42/7' } }, look);
  assert.deepEqual(found.ours.Logs.map(({ id }) => id), [ours.LogCreated.id, theirs.id]);
});

test('what the agent switched off is not sent', async () => {
  const off = { subject: '', note: '', result: null, start: null, time: '', duration: null, number: null, own: null, recording: null, key: 'session-2@rc:42/7' };
  const properties = { hs_timestamp: new Date(START).toISOString(), hs_call_external_id: 'session-2@rc:42/7', hubspot_owner_id: '41629779', hs_call_direction: 'INBOUND' };
  const asked = { CreateLog: draft({ ...off, contact: { id: ann, name: 'Ann' } }) };
  const ours = () => adapter.ask({ server, asked, token: hubspot.token, now: START });
  await sameRequests(recorder, ours, () => sdk.crm.objects.calls.basicApi.create({ properties, associations: [to(ann, 194)] }));
});

test('an update reads first, replaces our own part, and reads back', async () => {
  const made = await ask({ CreateLog: draft({ contact: { id: ann, name: 'Ann' }, note: 'Ours', key: 'session-3@rc:42/7' }) })();
  const { id } = made.LogCreated;
  const there = '<p>Ours</p><p><a href="https://x.example">Theirs</a></p>';
  const reset = () => { hubspot.object('calls', id).properties.hs_call_body = there; };
  const hs_call_body = '<p>Ours &amp; more</p><p><a href="https://x.example">Theirs</a></p>';
  const properties = { hs_call_body, hs_call_title: 'Inbound call from Ann Alvarez', hs_call_recording_url: 'https://phone.example/rec/1?a=b&c=d' };
  const asked = { UpdateLog: { record: { id }, ours: ['Ours'], draft: draft({ note: 'Ours & more' }) } };
  const api = sdk.crm.objects.calls.basicApi;
  const update = async () => {
    reset();
    await api.getById(id, ['hs_call_body']);
    await api.update(id, { properties });
    return api.getById(id, ['hs_call_body']);
  };
  reset();
  const { ours, theirs } = await same(asked, update);
  assert.deepEqual(ours, { LogUpdated: { mangled: false } });
  assert.equal(theirs.properties.hs_call_body, hs_call_body);
  await hubspot.deleteRecord(id);
  await assert.rejects(ask(asked)(), ({ error }) => error.kind === 'Gone');
});

test('a follow-up is a task with its key, found again, done or not', async () => {
  const key = 'f~0123456789abcdef0123456789abcdef';
  const properties = {
    hs_timestamp: new Date(START + 90_000_000).toISOString(),
    hs_task_subject: 'Call back',
    hs_task_body: `<p>About the &lt;b&gt;roof&lt;/b&gt;</p><p>Attendees: Bob &amp; Co</p><p><small>Callscribe ${key}</small></p>`,
    hs_task_status: 'NOT_STARTED',
    hs_task_type: 'CALL',
    hs_task_reminders: String(START + 89_100_000),
    hubspot_owner_id: '41629779',
  };
  const association = { field: 'deals', id: roof, title: 'Roof', open: true, created: null };
  const create = () => sdk.crm.objects.tasks.basicApi.create({ properties, associations: [to(ann, 204), to(roof, 216)] });
  const { ours, theirs } = await same({ CreateFollowUp: followUp({ contact: { id: ann, name: 'Ann' }, association }) }, create);
  await hubspot.finishTask(theirs.id);
  const look = () => sdk.crm.objects.tasks.searchApi.doSearch({
    filterGroups: [filter('hs_task_body', 'CONTAINS_TOKEN', '0123456789abcdef0123456789abcdef')], properties: ['hs_task_body', 'hs_task_status'], limit: 100,
  });
  const found = await same({ FindFollowUp: { key } }, look);
  assert.deepEqual(found.ours.FollowUps.map(({ record, done }) => [record.id, done]), [[ours.FollowUpCreated.id, false], [theirs.id, true]]);
});

test('signing in asks whose the token is, and says what it may not do', async () => {
  const place = { url: recorder.url };
  const theirs = async () => {
    const path = '/oauth/v2/private-apps/get/access-token-info';
    const token = await (await sdk.apiRequest({ method: 'POST', path, body: { tokenKey: hubspot.token } })).json();
    const account = await (await sdk.apiRequest({ path: '/account-info/v3/details' })).json();
    return { account, owner: await sdk.crm.owners.ownersApi.getById(token.userId, 'userId', false) };
  };
  const compared = await sameRequests(recorder, () => adapter.signIn({ vendor: 'HubSpot', place, token: hubspot.token }), theirs);
  const { integration, user } = compared.ours;
  assert.equal(user, 'Ada Agent');
  assert.equal(integration.id, `hubspot:${compared.theirs.account.portalId}/73000001`);
  assert.deepEqual(integration.kind.Direct, { vendor: 'HubSpot', url: recorder.url, pages: PAGES, user: compared.theirs.owner.id });
  await assert.rejects(adapter.signIn({ vendor: 'HubSpot', place, token: 'none' }), ({ error }) => error.kind === 'Auth' && error.problem === 'WrongKey');
  const poor = await startHubSpot({ scopes: ['oauth', 'crm.objects.contacts.read'] });
  const denied = adapter.signIn({ vendor: 'HubSpot', place: { url: poor.url }, token: poor.token });
  await assert.rejects(denied, ({ error }) => /contacts.write, crm.objects.deals.read/.test(error.said)).finally(() => poor.stop());
});

test('the SDK reads a refusal and a limit as we do', async () => {
  const asked = { FindLog: { key: 'k' } };
  await hubspot.limit(1, 3);
  await assert.rejects(ask(asked)(), ({ error }) => error.kind.RateLimited && error.problem === 'TooMany');
  await hubspot.limit(1, 3);
  await assert.rejects(sdk.crm.objects.calls.searchApi.doSearch({ filterGroups: [] }), ({ code, body }) => code === 429 && body.category === 'RATE_LIMITS');
  const bad = { CreateLog: draft({ contact: { id: '999999', name: 'Nobody' } }) };
  await assert.rejects(ask(bad)(), ({ error }) => error.kind === 'Refused' && /does not exist/.test(error.said));
});
