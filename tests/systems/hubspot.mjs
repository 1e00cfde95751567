// A HubSpot of our own on loopback, as the vendor's reference describes it: objects with properties and associations, a search that learns of
// records late, dispositions, pipelines, and errors with a category.
import { randomUUID } from 'node:crypto';
import { Answer, read, startVendor } from './vendor.mjs';

const PORTAL = 62515;
const USER = 73_000_001;
const OWNER = '41629779';
const CONTACT_FIELDS = ['firstname', 'lastname', 'email', 'phone', 'mobilephone', 'company', 'createdate', 'lastmodifieddate', 'notes_last_updated', 'hubspot_owner_id'];
const CALL_FIELDS = ['hs_timestamp', 'hs_call_title', 'hs_call_body', 'hs_call_duration', 'hs_call_direction', 'hs_call_disposition', 'hs_call_status',
  'hs_call_from_number', 'hs_call_to_number', 'hs_call_recording_url', 'hs_call_external_id', 'hubspot_owner_id'];
const TASK_FIELDS = ['hs_timestamp', 'hs_task_subject', 'hs_task_body', 'hs_task_status', 'hs_task_type', 'hs_task_priority', 'hs_task_reminders', 'hubspot_owner_id'];
const FIELDS = {
  contacts: [...CONTACT_FIELDS, 'hs_searchable_calculated_phone_number', 'hs_searchable_calculated_mobile_number'],
  calls: CALL_FIELDS,
  tasks: TASK_FIELDS,
  deals: ['dealname', 'dealstage', 'pipeline', 'createdate'],
};
const CHOICES = {
  hs_call_direction: ['INBOUND', 'OUTBOUND'],
  hs_call_status: ['BUSY', 'CALLING_CRM_USER', 'CANCELED', 'COMPLETED', 'CONNECTING', 'FAILED', 'IN_PROGRESS', 'NO_ANSWER', 'QUEUED', 'RINGING'],
  hs_call_disposition: ['9d9162e7-6cf3-4944-bf63-4dff82258764', 'f240bbac-87c9-4f6e-bf70-924b57d47db7', 'a4c4c377-d246-4b32-a13b-75a56a4cd0ff',
    'b2cf5968-551e-4856-9783-52b3da59a7d0', '73a0d17f-1163-4015-bdd5-ec830791da20', '17b47fee-58de-441e-a44c-c6300d46f273'],
  hs_task_status: ['NOT_STARTED', 'IN_PROGRESS', 'WAITING', 'DEFERRED', 'COMPLETED'],
  hs_task_type: ['CALL', 'EMAIL', 'TODO', 'LINKED_IN', 'MEETING'],
  hubspot_owner_id: [OWNER],
};
/** What goes with what, by the vendor's numbers. */
const BONDS = { calls: { 194: 'contacts', 206: 'deals' }, tasks: { 204: 'contacts', 216: 'deals' }, contacts: {}, deals: { 3: 'contacts' } };
const STAGES = [
  { id: 'appointmentscheduled', label: 'Appointment Scheduled', closed: 'false' },
  { id: 'closedwon', label: 'Closed Won', closed: 'true' },
  { id: 'closedlost', label: 'Closed Lost', closed: 'true' },
];
const SCOPES = ['oauth', 'crm.objects.contacts.read', 'crm.objects.contacts.write', 'crm.objects.deals.read', 'crm.objects.owners.read'];

const problem = (status, category, message, more = {}) => new Answer(status, { status: 'error', message, correlationId: randomUUID(), category, ...more });
const refused = (message) => problem(400, 'VALIDATION_ERROR', message);
const digits = (text = '') => (text ?? '').replace(/\D/g, '');
/** The national digits the vendor keeps for searching, of what it takes for a number: an extension stands behind it. */
const searchable = (text) => digits(text).replace(/^1(?=\d{10})/, '');

/**
 * @param {{port?: number, lag?: number, scopes?: string[]}} [options] `lag`: ms until the search knows of a record that was written
 */
export async function startHubSpot({ port, lag = 0, scopes = SCOPES } = {}) {
  const token = `pat-na1-${randomUUID()}`;
  const objects = { contacts: new Map(), deals: new Map(), calls: new Map(), tasks: new Map() };
  let made = 500;

  const now = () => new Date().toISOString();
  const shown = ({ id, properties, createdAt, updatedAt }, names = []) => ({
    id,
    properties: { ...Object.fromEntries(names.map((name) => [name, properties[name] ?? null])), hs_object_id: id },
    createdAt,
    updatedAt,
    archived: false,
  });
  const find = (kind, id) => objects[kind].get(id) ?? (() => { throw problem(404, 'OBJECT_NOT_FOUND', 'Object not found.  objectId are usually numeric.'); })();

  function checked(kind, properties) {
    for (const [name, value] of Object.entries(properties)) {
      if (!FIELDS[kind].includes(name) || name.includes('calculated')) throw refused(`Property values were not valid: Property "${name}" does not exist`);
      if (typeof value !== 'string') throw problem(400, 'VALIDATION_ERROR', `Invalid input JSON: properties.${name} is no string`);
      if (CHOICES[name] && !CHOICES[name].includes(value)) throw refused(`Property values were not valid: ${value} was not one of the allowed options of ${name}`);
      if (name === 'hs_timestamp' && Number.isNaN(Date.parse(value)) && !/^\d+$/.test(value)) throw refused(`${value} is no time`);
      if (['hs_call_duration', 'hs_task_reminders'].includes(name) && !/^\d+$/.test(value)) throw refused(`${value} is no number`);
      if (name === 'hs_call_body' && value.length > 65_536) throw refused('hs_call_body is too long');
    }
    return properties;
  }

  function create(kind, { properties, associations = [] }) {
    if (kind !== 'contacts' && kind !== 'deals' && !properties.hs_timestamp) throw refused('Error creating object: required property hs_timestamp was not set');
    const bonds = associations.map(({ to, types }) => {
      const [type, ...more] = types;
      const other = BONDS[kind][type.associationTypeId];
      if (more.length > 0 || type.associationCategory !== 'HUBSPOT_DEFINED' || !other) throw refused(`association type ${type.associationTypeId} is none of ${kind}`);
      if (!objects[other].has(to.id)) throw refused(`${other} ${to.id} does not exist`);
      return { kind: other, id: to.id };
    });
    made += 1;
    const object = { id: String(made), properties: { createdate: now(), ...checked(kind, properties) }, bonds, createdAt: now(), updatedAt: now(), knownFrom: Date.now() + lag };
    objects[kind].set(object.id, object);
    return object;
  }

  function matches(kind, { properties }, { propertyName, operator, value, values }) {
    if (!FIELDS[kind].includes(propertyName)) throw refused(`There was a problem with the request. Property ${propertyName} does not exist`);
    const calculated = { hs_searchable_calculated_phone_number: 'phone', hs_searchable_calculated_mobile_number: 'mobilephone' }[propertyName];
    const there = (calculated ? searchable(properties[calculated]) : properties[propertyName] ?? '').toLowerCase();
    if (operator === 'IN') {
      if (!values?.length || values.some((one) => one !== one.toLowerCase())) throw refused('values of IN have to be in lower case');
      return values.includes(there);
    }
    if (operator === 'EQ') return there === value.toLowerCase();
    if (operator !== 'CONTAINS_TOKEN') throw refused(`operator ${operator} is unknown`);
    const token = new RegExp(`^${value.toLowerCase().split('*').map((part) => part.replace(/[^a-z0-9]/g, '\\$&')).join('.*')}$`);
    return there.split(/[^a-z0-9+]+/).some((word) => word !== '' && token.test(word));
  }

  function search(kind, { filterGroups = [], properties, limit = 10, after = '0', query, sorts: _, ...unknown }) {
    if (Object.keys(unknown).length > 0) throw problem(400, 'VALIDATION_ERROR', `Invalid input JSON: unknown ${Object.keys(unknown)}`);
    if (filterGroups.length > 5 || filterGroups.flatMap(({ filters }) => filters).length > 18 || limit > 200) throw refused('too much to search');
    const known = [...objects[kind].values()].filter(({ knownFrom }) => knownFrom <= Date.now());
    const named = ({ properties: has }) => !query || query.toLowerCase().split(/\s+/)
      .every((word) => ['firstname', 'lastname', 'email', 'phone', 'company'].some((name) => has[name]?.toLowerCase().includes(word)));
    const hits = known.filter(named)
      .filter((object) => filterGroups.length === 0 || filterGroups.some(({ filters }) => filters.every((filter) => matches(kind, object, filter))));
    const [from, to] = [Number(after), Number(after) + limit];
    const next = to < hits.length ? { paging: { next: { after: String(to), link: '?' } } } : {};
    return { total: hits.length, results: hits.slice(from, to).map((object) => shown(object, properties)), ...next };
  }

  const many = (results) => ({ status: 'COMPLETE', results, startedAt: now(), completedAt: now() });
  const KIND = '(contacts|calls|tasks)';
  const route = (method, path, answer) => [method, new RegExp(`^${path}$`), answer];
  const vendor = await startVendor({
    port,
    knows: ({ authorization }) => authorization === `Bearer ${token}`,
    signedOut: problem(401, 'INVALID_AUTHENTICATION', 'Authentication credentials not found. This API supports OAuth 2.0 authentication.'),
    tooMany: (seconds) => new Answer(429, {
      status: 'error', message: 'You have reached your secondly limit.', errorType: 'RATE_LIMIT', correlationId: randomUUID(), policyName: 'SECONDLY', category: 'RATE_LIMITS',
    }, seconds ? { 'retry-after': String(seconds) } : {}),
    nowhere: new Answer(404, '<html><body>404</body></html>'),
    routes: [
      route('POST', '/oauth/v2/private-apps/get/access-token-info', ({ body }) => {
        if (body?.tokenKey !== token) throw refused('tokenKey is no token');
        return { userId: USER, hubId: PORTAL, appId: 2_870_001, scopes };
      }),
      route('GET', '/account-info/v3/details', () => ({
        portalId: PORTAL, accountType: 'STANDARD', timeZone: 'US/Pacific', companyCurrency: 'USD', additionalCurrencies: [], utcOffset: '-08:00',
        utcOffsetMilliseconds: -28_800_000, uiDomain: 'app-eu1.hubspot.com', dataHostingLocation: 'eu1',
      })),
      route('GET', '/crm/v3/owners/(\\d+)', ({ params: [id], query }) => {
        if (query.get('idProperty') !== 'userId' || Number(id) !== USER) throw problem(404, 'OBJECT_NOT_FOUND', 'owner not found');
        return { id: OWNER, email: 'ada@example.com', type: 'PERSON', firstName: 'Ada', lastName: 'Agent', userId: USER, userIdIncludingInactive: USER, createdAt: now(), updatedAt: now(), archived: false };
      }),
      route('GET', '/crm/v3/pipelines/deals', () => ({
        results: [{
          id: 'default', label: 'Sales', displayOrder: 0, createdAt: now(), updatedAt: now(), archived: false,
          stages: STAGES.map(({ id, label, closed }, at) => ({ id, label, displayOrder: at, metadata: { isClosed: closed, probability: '0.5' }, createdAt: now(), updatedAt: now(), archived: false, writePermissions: 'CRM_PERMISSIONS_ENFORCEMENT' })),
        }],
      })),
      route('POST', '/crm/v4/associations/contacts/deals/batch/read', ({ body: { inputs } }) => many(inputs.flatMap(({ id }) => {
        const to = [...objects.deals.values()].filter(({ bonds }) => bonds.some((bond) => bond.id === id));
        return to.length === 0 ? [] : [{ from: { id }, to: to.map((deal) => ({ toObjectId: Number(deal.id), associationTypes: [{ category: 'HUBSPOT_DEFINED', typeId: 4, label: null }] })) }];
      }))),
      route('POST', '/crm/v3/objects/deals/batch/read', ({ body: { inputs, properties } }) => {
        if (inputs.length > 100) throw refused('too many inputs');
        return many(inputs.flatMap(({ id }) => objects.deals.get(id) ?? []).map((deal) => shown(deal, properties)));
      }),
      route('POST', `/crm/v3/objects/${KIND}/search`, ({ params: [kind], body }) => search(kind, body)),
      route('POST', `/crm/v3/objects/${KIND}`, ({ params: [kind], body }) => new Answer(201, shown(create(kind, body), FIELDS[kind]))),
      route('GET', `/crm/v3/objects/${KIND}/([^/]+)`, ({ params: [kind, id], query }) => shown(find(kind, id), (query.get('properties') ?? '').split(','))),
      route('PATCH', `/crm/v3/objects/${KIND}/([^/]+)`, ({ params: [kind, id], body }) => {
        const object = find(kind, id);
        Object.assign(object.properties, checked(kind, body.properties));
        object.updatedAt = now();
        return shown(object, FIELDS[kind]);
      }),
    ],
  });
  const bond = ({ bonds }, kind) => bonds.find((one) => one.kind === kind)?.id ?? null;

  return {
    ...vendor,
    name: 'HubSpot',
    place: { url: vendor.url, database: '' },
    token,
    async addContact({ name, phone, mobile, company }) {
      const [first, ...rest] = name.split(' ');
      const facts = { firstname: first, lastname: rest.join(' '), phone, mobilephone: mobile, company };
      const contact = create('contacts', { properties: Object.fromEntries(Object.entries(facts).filter(([, value]) => value)) });
      contact.knownFrom = 0;
      return contact.id;
    },
    async addOpportunity({ contact, title, open = true }) {
      const properties = { dealname: title, pipeline: 'default', dealstage: open ? STAGES[0].id : STAGES[1].id };
      const types = [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 3 }];
      return create('deals', { properties, associations: [{ to: { id: contact }, types }] }).id;
    },
    contacts: async () => [...objects.contacts.values()].map(({ id, properties: has }) => ({
      id, name: [has.firstname, has.lastname].filter(Boolean).join(' '), phones: [has.phone, has.mobilephone].filter(Boolean),
    })),
    records: async () => [...objects.calls.values()].map((call) => ({
      id: call.id, key: call.properties.hs_call_external_id ?? null, contact: bond(call, 'contacts'), association: bond(call, 'deals'),
      subject: call.properties.hs_call_title ?? '', note: read(call.properties.hs_call_body ?? ''),
      direction: { INBOUND: 'Inbound', OUTBOUND: 'Outbound' }[call.properties.hs_call_direction],
      seconds: call.properties.hs_call_duration === undefined ? null : Number(call.properties.hs_call_duration) / 1000,
    })),
    async deleteRecord(id) { objects.calls.delete(id); },
    async editNote(id, text) {
      const html = text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/\n/g, '<br>');
      find('calls', id).properties.hs_call_body = html;
    },
    tasks: async () => [...objects.tasks.values()].map((task) => ({
      id: task.id, key: /Callscribe (\S+)$/.exec(read(task.properties.hs_task_body ?? ''))?.[1] ?? null, subject: task.properties.hs_task_subject ?? '',
      contact: bond(task, 'contacts'), due: Date.parse(task.properties.hs_timestamp), done: task.properties.hs_task_status === 'COMPLETED',
    })),
    async finishTask(id) { find('tasks', id).properties.hs_task_status = 'COMPLETED'; },
    /** An object as it is stored, for tests of this vendor alone. */
    object: (kind, id) => find(kind, id),
  };
}
