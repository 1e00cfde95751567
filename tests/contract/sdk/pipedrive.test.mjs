// Our Pipedrive codec against the vendor's own SDK: both ask the same, and the SDK reads what the stand-in answers.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pipedriveSdk from 'pipedrive';
import { startPipedrive } from '../../systems/pipedrive.mjs';
import { START, draft, followUp, number, sameRequests, startAdapter, startRecorder } from './compare.mjs';

const { v1, v2 } = pipedriveSdk;
const PAGES = 'https://roofs-4b2f.pipedrive.com';
const NUMBER = number('+14155550123', '(415) 555-0123');
const OWNER = 1236582;
/** 31 days before the questions of these tests leave. */
const SINCE = new Date(START - 31 * 86_400_000).toISOString().replace('.000', '');

let [pipedrive, recorder, adapter, server, sdk, ann, deal, won, lead] = [];
before(async () => {
  pipedrive = await startPipedrive();
  recorder = await startRecorder(pipedrive.url);
  adapter = startAdapter();
  const of = (version, base) => new version.Configuration({ apiKey: pipedrive.token, basePath: `${recorder.url}${base}` });
  const [first, second] = [of(v1, '/v1'), of(v2, '/api/v2')];
  sdk = {
    persons: new v2.PersonsApi(second), deals: new v2.DealsApi(second), activities: new v2.ActivitiesApi(second),
    leads: new v1.LeadsApi(first), users: new v1.UsersApi(first), types: new v1.ActivityTypesApi(first),
  };
  server = { vendor: { Pipedrive: { call_type: 'call' } }, url: recorder.url, pages: PAGES, user: String(OWNER) };
  ann = await pipedrive.addContact({ name: 'Ann Alvarez', phone: '+1 415 555 0123', company: 'Alvarez & Co' });
  deal = await pipedrive.addOpportunity({ contact: ann, title: 'Roof', open: true });
  won = await pipedrive.addOpportunity({ contact: ann, title: 'Door', open: false });
  lead = await pipedrive.addLead({ contact: ann, title: 'Window' });
});
after(async () => {
  await adapter.stop();
  await recorder.stop();
  await pipedrive.stop();
});

const ask = (asked) => () => adapter.ask({ server, asked, token: pipedrive.token, now: START });
const same = (asked, theirs) => sameRequests(recorder, ask(asked), theirs);
const participants = () => [{ person_id: Number(ann), primary: true }];
const mark = (key) => `<p><a href="${PAGES}/person/${ann}#callscribe=${encodeURIComponent(key)}">Callscribe</a></p>`;
const association = (field, id) => ({ field, id, title: 'Roof', open: true, created: null });

/** What stands behind persons, as the SDK asks for it. */
async function behind(persons) {
  const all = [];
  for (const id of persons) {
    const deals = await sdk.deals.getDeals({ person_id: id, sort_by: 'add_time', sort_direction: 'desc', limit: 100 });
    const leads = await sdk.leads.getLeads({ person_id: id, sort: 'add_time DESC', limit: 100 });
    all.push(...deals.data.map((one) => ({ field: 'deals', id: String(one.id), title: one.title, open: one.status === 'open' })));
    all.push(...leads.data.map((one) => ({ field: 'leads', id: one.id, title: one.title, open: !one.is_archived })));
  }
  return all;
}

async function search(fields, limit, ...terms) {
  const ids = new Set();
  for (const term of terms) {
    const { data } = await sdk.persons.searchPersons({ term, fields, limit });
    for (const { item } of data.items) ids.add(item.id);
  }
  return { ids: [...ids].map(String), behind: await behind([...ids]) };
}

test('who has a number however it is written, with deals and leads', async () => {
  const terms = ['4155550123', '415 555 0123', '415-555-0123', '415.555.0123', '(415) 555-0123', '415/555/0123 x'];
  const asked = { FindContacts: { number: NUMBER, formats: ['415/555/0123 x'], fresh: true } };
  const { ours, theirs } = await same(asked, () => search('phone', 100, ...terms));
  const [contact] = ours.Contacts;
  assert.deepEqual([contact.id, contact.name, contact.company, contact.numbers, contact.url], [ann, 'Ann Alvarez', 'Alvarez & Co', ['+1 415 555 0123'], `${PAGES}/person/${ann}`]);
  assert.deepEqual(contact.associations.map(({ created, ...more }) => more), theirs.behind);
  assert.deepEqual(theirs.behind.map(({ id, open }) => [id, open]), [[deal, true], [won, false], [lead, true]]);
});

test('who is called like this', async () => {
  const { ours, theirs } = await same({ SearchContacts: { name: 'alvarez' } }, () => search('name', 20, 'alvarez'));
  assert.deepEqual(ours.Contacts.map(({ id }) => id), theirs.ids);
});

test('a new person belongs to the agent', async () => {
  const contact = { name: 'Bob van Dyke', kind: '', answers: {} };
  const person = { name: 'Bob van Dyke', owner_id: OWNER, phones: [{ value: '+14155550199', primary: true, label: 'work' }] };
  const create = () => sdk.persons.addPerson({ AddPersonRequest: person });
  const { ours, theirs } = await same({ CreateContact: { contact, number: number('+14155550199') } }, create);
  assert.deepEqual([ours.ContactCreated.name, ours.ContactCreated.numbers], [theirs.data.name, theirs.data.phones.map(({ value }) => value)]);
});

test('a call with all it has, at person and deal, is found by its key', async () => {
  const key = 'session-1@rc:42/7';
  const lines = ['Direction: Inbound', 'Number: (415) 555-0123', 'Date and time: 2026-03-02 02:00 (UTC-08:00)', 'Duration: 01:02:05', 'Result: Answered',
    'Recording: https://phone.example/rec/1?a=b&amp;c=d', 'Agent: (415) 555-0199'];
  const AddActivityRequest = {
    subject: 'Inbound call from Ann Alvarez',
    type: 'call',
    done: true,
    owner_id: OWNER,
    due_date: '2026-03-02',
    due_time: '10:00',
    duration: '01:02',
    deal_id: Number(deal),
    participants: participants(),
    note: `Wants two &lt;b&gt;roofs&lt;/b&gt;<br>&amp; a $1 door<br><br>Transferred to 101${lines.map((line) => `<p>${line}</p>`).join('')}${mark(key)}`,
  };
  const contact = { id: ann, name: 'Ann Alvarez' };
  const asked = { CreateLog: draft({ contact, association: association('deals', deal), told: ['Transferred to 101'] }) };
  const { ours, theirs } = await same(asked, () => sdk.activities.addActivity({ AddActivityRequest }));
  assert.deepEqual(ours.LogCreated, { id: ours.LogCreated.id, url: `${PAGES}/person/${ann}` });
  const [record] = await pipedrive.records();
  assert.deepEqual([record.id, record.key, record.contact, record.association, record.direction, record.seconds], [ours.LogCreated.id, key, ann, deal, 'Inbound', 3720]);
  assert.ok(!record.note.includes(key), record.note);
  const look = () => sdk.activities.getActivities({ owner_id: OWNER, updated_since: SINCE, sort_by: 'id', sort_direction: 'desc', limit: 500 });
  const found = await same({ FindLog: { key } }, look);
  assert.deepEqual(found.ours.Logs.map(({ id }) => id), [String(theirs.data.id), ours.LogCreated.id]);
  assert.deepEqual((await ask({ FindLog: { key: key.slice(0, -1) } })()).Logs, []);
});

test('a call can go with a lead, and what the agent switched off is not sent', async () => {
  const key = 'session-2@rc:42/7';
  const off = { subject: '', note: '', result: null, start: null, time: '', duration: null, number: null, own: null, recording: null, key };
  const asked = { CreateLog: draft({ ...off, contact: { id: ann, name: 'Ann' }, association: association('leads', lead) }) };
  const AddActivityRequest = { type: 'call', done: true, owner_id: OWNER, lead_id: lead, participants: participants(), note: `<p>Direction: Inbound</p>${mark(key)}` };
  await same(asked, () => sdk.activities.addActivity({ AddActivityRequest }));
});

test('an update reads first, replaces our own part, and reads back', async () => {
  const key = 'session-3@rc:42/7';
  const made = await ask({ CreateLog: draft({ contact: { id: ann, name: 'Ann' }, note: 'Ours', recording: null, key }) })();
  const id = Number(made.LogCreated.id);
  const before = pipedrive.object('activities', String(id)).note;
  const there = before.replace('<p>Direction', '<p><i>Theirs</i></p><p>Direction');
  const reset = () => { pipedrive.object('activities', String(id)).note = there; };
  const note = there.replace('Ours', 'Ours &amp; more').replace(mark(key), `${mark(key)}<p>Recording: https://phone.example/rec</p>`);
  const later = draft({ contact: { id: ann, name: 'Ann' }, note: 'Ours & more', recording: 'https://phone.example/rec', key });
  const asked = { UpdateLog: { record: { id: String(id) }, ours: ['Ours'], draft: later } };
  const update = async () => {
    reset();
    await sdk.activities.getActivity({ id });
    await sdk.activities.updateActivity({ id, AddActivityRequest: { subject: 'Inbound call from Ann Alvarez', note } });
    return sdk.activities.getActivity({ id });
  };
  reset();
  const { ours, theirs } = await same(asked, update);
  assert.deepEqual(ours, { LogUpdated: { mangled: false } });
  assert.equal(theirs.data.note, note);
  await pipedrive.deleteRecord(String(id));
  await assert.rejects(ask(asked)(), ({ error }) => error.kind === 'Gone');
});

test('a follow-up is an activity to be done, found again, done or not', async () => {
  const key = 'f~0123456789abcdef0123456789abcdef';
  const AddActivityRequest = {
    subject: 'Call back', type: 'call', done: false, owner_id: OWNER, due_date: '2026-03-03', due_time: '11:00', deal_id: Number(deal), participants: participants(),
    note: `<p>About the &lt;b&gt;roof&lt;/b&gt;</p><p>Attendees: Bob &amp; Co</p>${mark(key)}`,
  };
  const parts = { contact: { id: ann, name: 'Ann' }, association: association('deals', deal) };
  const { ours, theirs } = await same({ CreateFollowUp: followUp(parts) }, () => sdk.activities.addActivity({ AddActivityRequest }));
  await pipedrive.finishTask(String(theirs.data.id));
  const found = await ask({ FindFollowUp: { key } })();
  assert.deepEqual(found.FollowUps.map(({ record, done }) => [record.id, done]), [[String(theirs.data.id), true], [ours.FollowUpCreated.id, false]]);
  const meeting = async () => {
    const types = await sdk.types.getActivityTypes();
    const { key_string: type } = types.data.find((one) => one.key_string === 'meeting' && one.active_flag);
    return sdk.activities.addActivity({ AddActivityRequest: { ...AddActivityRequest, type } });
  };
  await same({ CreateFollowUp: followUp({ ...parts, kind: 'Meeting' }) }, meeting);
});

test('signing in asks whose the token is, and which type of activity is a call', async () => {
  const theirs = async () => {
    const me = await sdk.users.getCurrentUser();
    return { me: me.data, types: (await sdk.types.getActivityTypes()).data };
  };
  const ours = () => adapter.signIn({ vendor: 'Pipedrive', place: { url: recorder.url }, token: pipedrive.token });
  const compared = await sameRequests(recorder, ours, theirs);
  const { integration, user } = compared.ours;
  const { me, types } = compared.theirs;
  assert.equal(user, me.name);
  assert.equal(integration.id, `pipedrive:${me.company_id}/${me.id}`);
  const vendor = { Pipedrive: { call_type: types.find(({ icon_key: icon }) => icon === 'call').key_string } };
  assert.deepEqual(integration.kind.Direct, { vendor, url: recorder.url, pages: PAGES, user: String(me.id) });
  const wrong = adapter.signIn({ vendor: 'Pipedrive', place: { url: recorder.url }, token: 'none' });
  await assert.rejects(wrong, ({ error }) => error.kind === 'Auth' && error.problem === 'WrongKey');
});

test('the SDK reads a refusal and a limit as we do', async () => {
  const asked = { FindLog: { key: 'k' } };
  await pipedrive.limit(1, 3);
  await assert.rejects(ask(asked)(), ({ error }) => error.kind.RateLimited && error.problem === 'TooMany');
  await pipedrive.limit(1, 3);
  await assert.rejects(sdk.activities.getActivities({}), ({ errorCode, success }) => errorCode === 429 && success === false);
  const bad = { CreateLog: draft({ contact: { id: '999999', name: 'Nobody' } }) };
  await assert.rejects(ask(bad)(), ({ error }) => error.kind === 'Refused' && error.said === 'Person not found');
});
