// A Pipedrive of our own on loopback, as the vendor's reference describes it: persons, deals, leads and activities over both interfaces, a search
// that knows pieces of what is written, lists with cursors, and notes that keep but a little markup.
import { randomUUID } from 'node:crypto';
import { Answer, read, startVendor } from './vendor.mjs';

const COMPANY = 859083;
const USER = 1236582;
const INFO = 'Please check developers.pipedrive.com for more information about Pipedrive API.';
const TYPES = ['call', 'meeting', 'task', 'deadline', 'email', 'lunch'];
const WANTED = {
  persons: { name: 'string', owner_id: 'number', org_id: 'number', phones: 'object', emails: 'object' },
  activities: {
    subject: 'string', type: 'string', owner_id: 'number', deal_id: 'number', lead_id: 'string', org_id: 'number', due_date: 'string', due_time: 'string',
    duration: 'string', busy: 'boolean', done: 'boolean', participants: 'object', attendees: 'object', public_description: 'string', priority: 'number', note: 'string',
  },
};
const FORMS = { due_date: /^\d{4}-\d\d-\d\d$/, due_time: /^([01]\d|2[0-3]):[0-5]\d$/, duration: /^\d\d:[0-5]\d$/ };
const LISTS = {
  activities: ['filter_id', 'ids', 'owner_id', 'deal_id', 'lead_id', 'person_id', 'org_id', 'done', 'updated_since', 'updated_until', 'sort_by', 'sort_direction', 'limit', 'cursor'],
  deals: ['filter_id', 'ids', 'owner_id', 'person_id', 'org_id', 'status', 'sort_by', 'sort_direction', 'limit', 'cursor'],
  leads: ['limit', 'start', 'owner_id', 'person_id', 'organization_id', 'sort'],
  search: ['term', 'fields', 'exact_match', 'organization_id', 'limit', 'cursor'],
};

const problem = (status, error, more = {}, headers = {}) => new Answer(status, { success: false, error, error_info: INFO, data: null, additional_data: null, ...more }, headers);
const refused = (message) => problem(400, `Validation failed: ${message}`);
/** What the vendor keeps of a note's markup. */
const sanitized = (html) => html.replace(/<!--[\s\S]*?-->/g, '').replace(/<(?!\/?(?:p|br|a|b|i|u|strong|em|ul|ol|li|div|span)\b)\/?[a-z][^>]*>/gi, '');
const seconds = (at) => new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');

/** @param {{port?: number, lag?: number}} [options] `lag`: ms until lists and the search know of what was written */
export async function startPipedrive({ port, lag = 0 } = {}) {
  const token = randomUUID().replaceAll('-', '');
  const objects = { persons: new Map(), deals: new Map(), activities: new Map(), leads: new Map() };
  let made = 100;
  const types = TYPES.map((key, at) => ({
    id: at + 1, name: key[0].toUpperCase() + key.slice(1), icon_key: key, color: null, order_nr: at + 1, key_string: key, active_flag: key !== 'lunch', is_custom_flag: false,
    add_time: '2026-01-02 03:04:05', update_time: '2026-01-02 03:04:05',
  }));

  function find(kind, id) {
    const object = objects[kind].get(id);
    if (!object) throw problem(404, `${kind === 'activities' ? 'Activity' : 'Record'} not found`);
    return object;
  }

  function checked(kind, body) {
    for (const [name, value] of Object.entries(body)) {
      const wanted = WANTED[kind][name];
      if (!wanted) throw refused(`${name}: Unrecognized key`);
      if (typeof value !== wanted) throw refused(`${name}: Expected ${wanted}, received ${typeof value}`);
      if (FORMS[name] && !FORMS[name].test(value)) throw refused(`${name}: Invalid format`);
    }
    if (body.type && !types.some((one) => one.key_string === body.type && one.active_flag)) throw refused(`type: ${body.type} is no activity type`);
    if (body.owner_id && body.owner_id !== USER) throw refused('owner_id: User not found');
    if (body.deal_id && !objects.deals.has(String(body.deal_id))) throw problem(404, 'Deal not found');
    if (body.lead_id && !objects.leads.has(body.lead_id)) throw problem(404, 'Lead not found');
    for (const { person_id: person, ...more } of body.participants ?? []) {
      if (Object.keys(more).some((name) => name !== 'primary')) throw refused('participants: Unrecognized key');
      if (!objects.persons.has(String(person))) throw problem(404, 'Person not found');
    }
    return { ...body, ...(body.note !== undefined && { note: sanitized(body.note) }) };
  }

  const known = (kind) => [...objects[kind].values()].filter(({ knownFrom, value }) => knownFrom <= Date.now() && !value.is_deleted);
  function keep(kind, value, id) {
    made += 1;
    const object = { knownFrom: Date.now() + lag, value: { id: id ?? made, add_time: seconds(Date.now()), update_time: seconds(Date.now()), is_deleted: false, ...value } };
    objects[kind].set(String(object.value.id), object);
    return object.value;
  }

  function asked(list, query) {
    for (const name of query.keys()) if (!LISTS[list].includes(name)) throw refused(`${name}: Unrecognized key`);
    return Object.fromEntries(query);
  }
  /** A page of a list, by a cursor that says nothing to others. */
  function page(all, { limit = '100', cursor }) {
    if (Number(limit) > 500) throw refused('limit: too big');
    const from = cursor ? Number(Buffer.from(cursor, 'base64url').toString()) : 0;
    const to = from + Number(limit);
    const next = to < all.length ? Buffer.from(String(to)).toString('base64url') : null;
    return { some: all.slice(from, to), additional_data: { next_cursor: next } };
  }

  const create = (kind, body) => {
    const person = body.participants?.find(({ primary }) => primary)?.person_id;
    const more = kind === 'activities'
      ? { subject: 'Call', type: 'call', done: false, note: '', owner_id: USER, creator_user_id: USER, person_id: person ?? null, participants: [], busy: true, is_deleted: false }
      : { owner_id: USER, phones: [], emails: [], org_id: null };
    return new Answer(kind === 'activities' ? 201 : 200, { success: true, data: keep(kind, { ...more, ...checked(kind, body) }) });
  };

  function search(query) {
    const { term, fields = 'name,phone', ...rest } = asked('search', query);
    if ((term ?? '').length < 2) throw refused('term: too short');
    const has = (text) => text.toLowerCase().includes(term.toLowerCase());
    const hits = known('persons').filter(({ value: { name, phones } }) => (
      (fields.split(',').includes('name') && has(name)) || (fields.split(',').includes('phone') && phones.some(({ value }) => has(value)))));
    const { some, additional_data: more } = page(hits, rest);
    const item = ({ value: { id, name, phones, company } }) => ({
      id, type: 'person', name, phones: phones.map(({ value }) => value), emails: [], visible_to: 3, owner: { id: USER },
      organization: company ? { id: 1, name: company, address: null } : null, custom_fields: [], notes: [],
    });
    return { success: true, data: { items: some.map((hit) => ({ result_score: 0.5, item: item(hit) })) }, additional_data: more };
  }

  function activities(query) {
    const { owner_id: owner, updated_since: since, person_id: person, sort_direction: direction = 'asc', ...rest } = asked('activities', query);
    if (since && !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(since)) throw refused('updated_since: Invalid format');
    const all = known('activities').map(({ value }) => value)
      .filter((one) => (!owner || one.owner_id === Number(owner)) && (!person || one.person_id === Number(person)) && (!since || one.update_time >= since))
      .sort((one, other) => (direction === 'desc' ? other.id - one.id : one.id - other.id));
    const { some, additional_data: more } = page(all, rest);
    return { success: true, data: some, additional_data: more };
  }

  function deals(query) {
    const { person_id: person, ...rest } = asked('deals', query);
    const { some, additional_data: more } = page(known('deals').map(({ value }) => value).filter((deal) => deal.person_id === Number(person)), rest);
    return { success: true, data: some, additional_data: more };
  }

  function leads(query) {
    const { person_id: person } = asked('leads', query);
    const some = known('leads').map(({ value }) => value).filter((lead) => lead.person_id === Number(person));
    return { success: true, data: some, additional_data: { pagination: { start: 0, limit: 100, more_items_in_collection: false } } };
  }

  const route = (method, path, answer) => [method, new RegExp(`^${path}$`), answer];
  const one = '/api/v2/activities/(\\d+)';
  const vendor = await startVendor({
    port,
    knows: (headers) => headers['x-api-token'] === token,
    signedOut: problem(401, 'unauthorized access', { errorCode: 401 }),
    tooMany: (wait) => problem(429, 'request over limit', { errorCode: 429 }, { ...(wait && { 'retry-after': String(wait) }), 'x-ratelimit-remaining': '0' }),
    nowhere: problem(404, 'Unknown method .'),
    routes: [
      route('GET', '/v1/users/me', () => ({
        success: true,
        data: { id: USER, name: 'Ada Agent', email: 'ada@example.com', locale: 'en_US', timezone_name: 'Europe/Berlin', company_id: COMPANY, company_name: 'Roofs', company_domain: 'roofs-4b2f', active_flag: true },
      })),
      route('GET', '/v1/activityTypes', () => ({ success: true, data: types })),
      route('GET', '/v1/leads', ({ query }) => leads(query)),
      route('GET', '/api/v2/deals', ({ query }) => deals(query)),
      route('GET', '/api/v2/persons/search', ({ query }) => search(query)),
      route('POST', '/api/v2/persons', ({ body }) => {
        if (!body.name) throw refused('name: Required');
        return create('persons', body);
      }),
      route('GET', '/api/v2/activities', ({ query }) => activities(query)),
      route('POST', '/api/v2/activities', ({ body }) => create('activities', body)),
      route('GET', one, ({ params: [id] }) => ({ success: true, data: find('activities', id).value })),
      route('PATCH', one, ({ params: [id], body }) => {
        const { value } = find('activities', id);
        if (value.is_deleted) throw problem(404, 'Activity not found');
        return { success: true, data: Object.assign(value, checked('activities', body), { update_time: seconds(Date.now()) }) };
      }),
    ],
  });
  const keyOf = ({ note }) => decodeURIComponent(/#callscribe=([^"]+)"/.exec(note)?.[1] ?? '') || null;
  const some = (done) => [...objects.activities.values()].map(({ value }) => value).filter((value) => !value.is_deleted && value.done === done);
  const talked = (duration) => duration.split(':').reduce((total, part) => total * 60 + Number(part), 0) * 60;

  return {
    ...vendor,
    name: 'Pipedrive',
    place: { url: vendor.url, database: '' },
    token,
    async addContact({ name, phone, company }) {
      const phones = phone ? [{ value: phone, primary: true, label: 'work' }] : [];
      const { id } = keep('persons', { name, phones, company });
      objects.persons.get(String(id)).knownFrom = 0;
      return String(id);
    },
    async addOpportunity({ contact, title, open = true }) {
      return String(keep('deals', { title, person_id: Number(contact), status: open ? 'open' : 'won', is_archived: false }).id);
    },
    async addLead({ contact, title }) {
      return keep('leads', { title, person_id: Number(contact), is_archived: false }, randomUUID()).id;
    },
    contacts: async () => [...objects.persons.values()].map(({ value: { id, name, phones } }) => ({ id: String(id), name, phones: phones.map(({ value }) => value) })),
    records: async () => some(true).map((call) => ({
      id: String(call.id), key: keyOf(call), contact: String(call.person_id), association: call.deal_id ? String(call.deal_id) : call.lead_id ?? null, subject: call.subject,
      note: read(call.note), direction: /^Direction: (\w+)$/m.exec(read(call.note))?.[1] ?? null, seconds: call.duration ? talked(call.duration) : null,
    })),
    async deleteRecord(id) { find('activities', id).value.is_deleted = true; },
    /** As in the editor: links stay on their words. */
    async editNote(id, text) {
      const { value } = find('activities', id);
      const html = text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
      const links = new Map([...value.note.matchAll(/<a [^>]*>([^<]*)<\/a>/g)].map(([link, word]) => [word, link]));
      value.note = html.split('\n').map((line) => `<p>${links.get(line) ?? line}</p>`).join('');
    },
    tasks: async () => [...objects.activities.values()].map(({ value }) => value).filter(({ is_deleted: gone }) => !gone).map((task) => ({
      id: String(task.id), key: keyOf(task), subject: task.subject, contact: String(task.person_id), due: Date.parse(`${task.due_date}T${task.due_time}:00Z`), done: task.done,
    })),
    async finishTask(id) { Object.assign(find('activities', id).value, { done: true, update_time: seconds(Date.now()) }); },
    /** An object as it is stored, for tests of this vendor alone. */
    object: (kind, id) => find(kind, id).value,
  };
}
