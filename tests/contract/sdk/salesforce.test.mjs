// Our Salesforce against jsforce: what we ask is what jsforce asks for the same intent, and jsforce understands what our stand-in answers.
//
// jsforce has no words for SOSL: there it passes a text on, which this file writes as the vendor's reference does.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import jsforce from 'jsforce';
import { startSalesforce } from '../../systems/salesforce.mjs';
import { START, draft, followUp, number, sameRequests, startAdapter, startRecorder } from './compare.mjs';

const REDIRECT = `https://${'a'.repeat(32)}.chromiumapp.org/`;
const WHOLE = 'Id, Name, Phone, MobilePhone, HomePhone, OtherPhone, AccountId, Account.Name, CreatedDate, LastActivityDate';
const WHOLE_LEAD = 'Id, Name, Phone, MobilePhone, Company, CreatedDate, LastActivityDate';
const RETURNING = `RETURNING Contact(${WHOLE} LIMIT 50), Lead(${WHOLE_LEAD} WHERE IsConverted = false LIMIT 50)`;
const ROLES = ['ContactId', 'Opportunity.Id', 'Opportunity.Name', 'Opportunity.IsClosed', 'Opportunity.CreatedDate'];

let [adapter, vendor, recorder, sdk, server] = [];
before(async () => { adapter = startAdapter(); });
after(() => adapter.stop());
beforeEach(async (context) => {
  vendor = await startSalesforce();
  recorder = await startRecorder(vendor.url);
  server = {
    vendor: { Salesforce: { login: recorder.url, client_id: vendor.clientId } }, url: recorder.url, pages: recorder.url, user: vendor.user,
  };
  sdk = new jsforce.Connection({ instanceUrl: recorder.url, accessToken: vendor.token, version: '64.0' });
  context.after(async () => {
    await recorder.stop();
    await vendor.stop();
  });
});

const ask = (asked) => () => adapter.ask({ server, asked, token: vendor.token });
const compared = (asked, theirs) => sameRequests(recorder, ask(asked), theirs);
/** Asks what fails; answers the failure. */
const refused = (asked) => () => ask(asked)().then(() => assert.fail('it was not refused'), ({ error }) => error);
const lookUp = (formats = []) => ({ FindContacts: { number: number('+14155550123', '(415) 555-0123'), formats, fresh: false } });

/** The opportunities of contacts, as jsforce's builder asks for them. */
const roles = (ids) => sdk.sobject('OpportunityContactRole')
  .find({ ContactId: { $in: ids } }, ROLES)
  .sort([['Opportunity.IsClosed', 'ASC'], ['Opportunity.CreatedDate', 'DESC']])
  .limit(200);
const ofAccounts = (ids) => sdk.sobject('Opportunity')
  .find({ AccountId: { $in: ids } }, ['Id', 'Name', 'IsClosed', 'CreatedDate', 'AccountId'])
  .sort([['IsClosed', 'ASC'], ['CreatedDate', 'DESC']])
  .limit(200);

test('a number is searched for, and the opportunities of whom it finds are read', async () => {
  const ann = await vendor.addContact({ name: 'Ann Alvarez', phone: '(415) 555-0123', company: 'Acme' });
  const bob = await vendor.addContact({ name: 'Bob', phone: '+1 415 555 0123' });
  const [open, closed] = [await vendor.addOpportunity({ contact: ann, title: 'Roof' }), await vendor.addOpportunity({ contact: bob, title: 'Door', open: false })];
  const found = await compared(lookUp(), async () => [
    (await sdk.search(`FIND {14155550123* OR "415 555 0123" OR 4155550123*} IN PHONE FIELDS ${RETURNING}`)).searchRecords, await roles([ann, bob]),
  ]);
  const seen = found.ours.Contacts.map(({ id, name, company, kind, associations }) => [id, name, company, kind, associations.map((one) => [one.id, one.open])]);
  assert.deepEqual(seen, [[ann, 'Ann Alvarez', 'Acme', 'Contact', [[open, true]]], [bob, 'Bob', '', 'Contact', [[closed, false]]]]);
  const [people, theirRoles] = found.theirs;
  assert.deepEqual(people.map((one) => [one.Id, one.Name, one.Account?.Name ?? '', one.attributes.type]), seen.map((one) => one.slice(0, 4)));
  assert.deepEqual(theirRoles.map((role) => [role.ContactId, role.Opportunity.Id, role.Opportunity.IsClosed]), [[ann, open, false], [bob, closed, true]]);
});

test('whom the index does not know yet is read as stored, with the opportunities of the account', async () => {
  const made = await sdk.sobject('Contact').create({ LastName: 'New', Phone: '+14155550123', AccountId: (await sdk.sobject('Account').create({ Name: 'Acme' })).id });
  await vendor.addOpportunity({ contact: made.id, title: 'Roof', role: false });
  const forms = ['+14155550123', '(415) 555-0123', '4155550123', '415/555-0123'];
  const among = (fields) => fields.map((field) => ({ [field]: { $in: forms } }));
  const found = await compared(lookUp(['415/555-0123']), async () => {
    await sdk.search(`FIND {14155550123* OR "415 555 0123" OR 4155550123*} IN PHONE FIELDS ${RETURNING}`);
    const numbers = ['Phone', 'MobilePhone', 'HomePhone', 'OtherPhone'];
    const contacts = await sdk.sobject('Contact').find({ $or: among(numbers) }, WHOLE.split(', ')).limit(50);
    await sdk.sobject('Lead').find({ $or: among(numbers.slice(0, 2)), IsConverted: false }, WHOLE_LEAD.split(', ')).limit(50);
    await roles([made.id]);
    return [contacts, await ofAccounts([contacts[0].AccountId])];
  });
  assert.deepEqual(found.ours.Contacts.map((one) => [one.id, one.associations.map(({ title }) => title)]), [[made.id, ['Roof']]]);
  assert.deepEqual(found.theirs.map((list) => list.map((one) => one.Name)), [['New'], ['Roof']]);
});

test('a name is searched for', async () => {
  const lee = await vendor.addContact({ name: "Lee O'Neil-Ono", kind: 'Lead', company: 'Acme' });
  const found = await compared({ SearchContacts: { name: "o'neil-o" } }, () => sdk.search(`FIND {o\\'neil\\-o*} IN NAME FIELDS ${RETURNING}`));
  assert.deepEqual([found.ours.Contacts[0].id, found.ours.Contacts[0].company, found.theirs.searchRecords[0].Company], [lee, 'Acme', 'Acme']);
  const nobody = await compared({ SearchContacts: { name: "D'Arc" } }, async () => {
    await sdk.search(`FIND {D\\'Arc*} IN NAME FIELDS ${RETURNING}`);
    const called = { Name: { $like: "%D'Arc%" } };
    await sdk.sobject('Contact').find(called, WHOLE.split(', ')).limit(50);
    return sdk.sobject('Lead').find({ ...called, IsConverted: false }, WHOLE_LEAD.split(', ')).limit(50);
  });
  assert.deepEqual([nobody.ours.Contacts, nobody.theirs], [[], []]);
});

test('people are made', async () => {
  const create = (name, kind, answers = {}) => ({ CreateContact: { contact: { name, kind, answers }, number: number('+14155550123') } });
  const contact = await compared(create('Ann Maria Alvarez', ''), () => sdk.sobject('Contact').create({
    FirstName: 'Ann Maria', LastName: 'Alvarez', Phone: '+14155550123',
  }));
  assert.equal(contact.theirs.success, true);
  assert.deepEqual((await vendor.contacts()).map(({ name }) => name), ['Ann Maria Alvarez', 'Ann Maria Alvarez']);
  const lead = await compared(create('Lee', 'Lead'), () => sdk.sobject('Lead').create({ LastName: 'Lee', Company: '[not provided]', Phone: '+14155550123' }));
  assert.match(lead.ours.ContactCreated.id, /^00Q/);
});

/** What jsforce is told of the same call. */
const TASK = {
  Subject: 'Inbound call from Ann Alvarez', Status: 'Completed', ActivityDate: '2026-03-02', TaskSubtype: 'Call', CallType: 'Inbound',
  CallDurationInSeconds: 3725, CallDisposition: 'Answered', CallObject: 'session-1@rc:42/7',
  Description: 'Wants two <b>roofs</b>\n& a $1 door\n\nNumber: (415) 555-0123\nDate and time: 2026-03-02 02:00 (UTC-08:00)\n'
    + 'Recording: https://phone.example/rec/1?a=b&c=d\nAgent: (415) 555-0199',
};

async function people() {
  const [ann, bob] = [await vendor.addContact({ name: 'Ann Alvarez', company: 'Acme' }), await vendor.addContact({ name: 'Bob' })];
  return { ann, bob, roof: await vendor.addOpportunity({ contact: ann, title: 'Roof' }) };
}

const about = (id) => ({ field: 'WhatId', id, title: 'Roof', open: true, created: null });
const ofKey = (key) => sdk.sobject('Task').find({ CallObject: key, IsDeleted: false }, ['Id', 'CallObject', 'IsClosed']).scanAll(true);

test('a call is made a completed task, found by its key, and gone when it is deleted', async () => {
  const { ann, roof } = await people();
  const parts = { contact: { id: ann, name: 'Ann Alvarez' }, association: about(roof) };
  const made = await compared({ CreateLog: draft(parts) }, () => sdk.sobject('Task').create({ ...TASK, WhoId: ann, WhatId: roof }));
  const ids = [made.ours.LogCreated.id, made.theirs.id];
  const [record] = await vendor.records();
  assert.deepEqual([record.contact, record.association, record.direction, record.seconds], [ann, roof, 'Inbound', 3725]);
  const key = TASK.CallObject;
  const found = await compared({ FindLog: { key } }, () => ofKey(key));
  assert.deepEqual([found.ours.Logs.map(({ id }) => id), found.theirs.map(({ Id }) => Id)], [ids, ids]);
  await vendor.deleteRecord(ids[0]);
  assert.deepEqual((await compared({ FindLog: { key } }, () => ofKey(key))).ours.Logs.map(({ id }) => id), [ids[1]]);
  const update = { UpdateLog: { record: { id: ids[0], url: null }, ours: [], draft: draft(parts) } };
  const read = () => sdk.sobject('Task').retrieve(ids[0], { fields: ['Description', 'WhoId', 'WhatId'] });
  const gone = await sameRequests(recorder, refused(update), () => assert.rejects(read(), { errorCode: 'ENTITY_IS_DELETED' }));
  assert.equal(gone.ours.kind, 'Gone');
});

test('an update reads, changes what is ours and moves the record, and reads again', async () => {
  const { ann, bob, roof } = await people();
  const before = draft({ contact: { id: ann, name: 'Ann Alvarez' }, association: about(roof) });
  const id = (await adapter.ask({ server, asked: { CreateLog: before }, token: vendor.token })).LogCreated.id;
  await vendor.editNote(id, `Bob was here\n${TASK.Description}`);
  const moved = draft({ contact: { id: bob, name: 'Bob' }, subject: 'Inbound call from Bob', note: 'Wants none', corrected: true, duration: 60 });
  const asked = { UpdateLog: { record: { id, url: null }, ours: [before.note], draft: moved } };
  const Description = `Bob was here\n${TASK.Description.replace(before.note, 'Wants none')}`;
  const updated = await compared(asked, async () => {
    const tasks = sdk.sobject('Task');
    await vendor.editNote(id, `Bob was here\n${TASK.Description}`);
    await tasks.retrieve(id, { fields: ['Description', 'WhoId', 'WhatId'] });
    const changed = await tasks.update({
      Id: id, Description, WhoId: bob, WhatId: null, Subject: 'Inbound call from Bob', CallDurationInSeconds: 60, CallDisposition: 'Answered',
    });
    return [changed.success, (await tasks.retrieve(id, { fields: ['Description'] })).Description];
  });
  assert.deepEqual(updated.ours, { LogUpdated: { mangled: false } });
  assert.deepEqual(updated.theirs, [true, Description]);
  const [record] = await vendor.records();
  assert.deepEqual([record.contact, record.association, record.subject], [bob, null, 'Inbound call from Bob']);
});

test('a follow-up is made an open task with a reminder, and done when somebody says so', async () => {
  const { ann } = await people();
  const asked = followUp({ contact: { id: ann, name: 'Ann Alvarez' } });
  const made = await compared({ CreateFollowUp: asked }, () => sdk.sobject('Task').create({
    Subject: 'Call back', Description: 'About the <b>roof</b>\n\nCall: 2026-03-03 03:00 (UTC-08:00)\nAttendees: Bob & Co', WhoId: ann,
    ActivityDate: '2026-03-03', TaskSubtype: 'Call', IsReminderSet: true, ReminderDateTime: new Date(START + 89_100_000).toISOString(),
    CallObject: asked.key,
  }));
  const { id } = made.ours.FollowUpCreated;
  await vendor.finishTask(id);
  const found = await compared({ FindFollowUp: { key: asked.key } }, () => ofKey(asked.key));
  const done = [[id, true], [made.theirs.id, false]];
  assert.deepEqual(found.ours.FollowUps.map((task) => [task.record.id, task.done]), done);
  assert.deepEqual(found.theirs.map((task) => [task.Id, task.IsClosed]), done);
});

test('what was said too long is refused in the words of the vendor, to both', async () => {
  const { ann } = await people();
  const note = 'x'.repeat(32_001);
  const long = draft({ contact: { id: ann, name: 'Ann Alvarez' }, note });
  const Description = TASK.Description.replace(draft().note, note);
  const theirs = () => assert.rejects(sdk.sobject('Task').create({ ...TASK, Description, WhoId: ann }), { errorCode: 'STRING_TOO_LONG' });
  const { ours } = await sameRequests(recorder, refused({ CreateLog: long }), theirs);
  assert.equal(ours.kind, 'Refused');
  assert.match(ours.said, /max length=32000/);
});

test('a sign-in, its renewal and its end', async () => {
  const app = { login: recorder.url, client_id: vendor.clientId, redirect: REDIRECT, state: 's-1' };
  const oauth2 = new jsforce.OAuth2({ loginUrl: recorder.url, clientId: vendor.clientId, redirectUri: REDIRECT, useVerifier: true });
  const verifier = oauth2.codeVerifier;
  const step = (more) => adapter.signIn({ salesforce: { ...app, verifier, ...more } });

  const ours = new URL((await step({})).page);
  const theirs = new URL(oauth2.getAuthorizationUrl({ scope: 'api refresh_token openid', state: 's-1' }));
  // jsforce relies on the vendor's own default; by the standard none means "plain".
  assert.equal(ours.searchParams.get('code_challenge_method'), 'S256');
  ours.searchParams.delete('code_challenge_method');
  assert.deepEqual([ours.origin + ours.pathname, [...ours.searchParams].sort()], [theirs.origin + theirs.pathname, [...theirs.searchParams].sort()]);
  ours.searchParams.set('code_challenge_method', 'S256');

  const agree = async () => (await fetch(ours, { redirect: 'manual' })).headers.get('location');
  const [one, other] = [await agree(), await agree()];
  recorder.take();
  const tokens = await step({ came_back: one });
  const [our] = recorder.take();
  const given = await oauth2.requestToken(new URL(other).searchParams.get('code'));
  const [their] = recorder.take();
  const withoutCode = ({ body, ...rest }) => ({ ...rest, body: body.filter(([name]) => name !== 'code') });
  assert.deepEqual(withoutCode(our), withoutCode(their), 'each has a code of its own');
  assert.deepEqual([tokens.url, given.instance_url], [vendor.url, vendor.url]);

  const renewing = new jsforce.OAuth2({ loginUrl: recorder.url, clientId: vendor.clientId, redirectUri: REDIRECT });
  const renewed = await sameRequests(recorder, () => step({ refresh: tokens.refresh }), () => renewing.refreshToken(tokens.refresh));
  assert.equal(renewed.ours.refresh, null);
  assert.ok(renewed.theirs.access_token);

  const who = await adapter.signIn({ vendor: 'Salesforce', place: { url: recorder.url }, token: renewed.ours.access });
  assert.deepEqual([who.integration.id, who.user], [`salesforce:${vendor.organization}/${vendor.user}`, 'Ada Agent']);
  const theirWho = await new jsforce.Connection({ instanceUrl: recorder.url, accessToken: renewed.theirs.access_token, version: '64.0' })
    .request('/services/oauth2/userinfo');
  const asked = recorder.take().map(({ headers, ...rest }) => rest);
  assert.deepEqual(asked[0], asked[1]);
  assert.deepEqual([theirWho.organization_id, theirWho.user_id], [vendor.organization, vendor.user]);

  recorder.take();
  assert.equal((await step({ revoke: tokens.refresh })).status, 200);
  const [end] = recorder.take();
  await renewing.revokeToken(given.refresh_token);
  const [theirEnd] = recorder.take();
  const withoutToken = ({ body, ...rest }) => ({ ...rest, body: body.map(([name]) => name) });
  assert.deepEqual(withoutToken(end), withoutToken(theirEnd));
  await assert.rejects(step({ refresh: tokens.refresh }), ({ error }) => error.kind === 'Auth');
});
