// The records of the Salesforce of our own, and what it lets be written of them.

/** The objects: the letters their ids begin with, and their fields with what may stand in them. */
const OBJECTS = {
  Account: { prefix: '001', fields: { Name: { length: 255, required: true } } },
  Contact: {
    prefix: '003',
    fields: {
      FirstName: { length: 40 }, LastName: { length: 80, required: true }, Phone: { length: 40 }, MobilePhone: { length: 40 },
      HomePhone: { length: 40 }, OtherPhone: { length: 40 }, AccountId: { to: ['Account'] },
    },
  },
  Lead: {
    prefix: '00Q',
    fields: {
      FirstName: { length: 40 }, LastName: { length: 80, required: true }, Company: { length: 255, required: true }, Phone: { length: 40 },
      MobilePhone: { length: 40 },
    },
  },
  Opportunity: {
    prefix: '006',
    fields: { Name: { length: 120, required: true }, AccountId: { to: ['Account'] }, StageName: { one: ['Prospecting', 'Closed Won'], required: true } },
  },
  OpportunityContactRole: {
    prefix: '00K', fields: { ContactId: { to: ['Contact'], required: true }, OpportunityId: { to: ['Opportunity'], required: true } },
  },
  Task: {
    prefix: '00T',
    fields: {
      Subject: { length: 255 }, Description: { length: 32_000 }, WhoId: { to: ['Contact', 'Lead'] }, WhatId: { to: ['Account', 'Opportunity'] },
      Status: { length: 255 }, ActivityDate: { like: /^\d{4}-\d{2}-\d{2}$/ },
      TaskSubtype: { one: ['Task', 'Call'], once: true }, CallType: { one: ['Inbound', 'Outbound', 'Internal'] },
      CallDurationInSeconds: { number: true }, CallDisposition: { length: 255 }, CallObject: { length: 255 },
      ReminderDateTime: { like: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{3})?Z$/ }, IsReminderSet: { flag: true },
    },
  },
};
/** What is computed, and can be read but not written. */
const COMPUTED = ['Id', 'Name', 'CreatedDate', 'IsDeleted'];
const COMPUTED_OF = { Contact: ['LastActivityDate'], Lead: ['LastActivityDate', 'IsConverted'], Opportunity: ['IsClosed'], Task: ['IsClosed'] };
/** Fields that lead to another record. */
const RELATIONS = { Account: 'AccountId', Opportunity: 'OpportunityId' };

/** A refusal: its status and the errors of its body. */
export class Refusal extends Error {
  constructor(status, errorCode, message, fields) {
    super(message);
    Object.assign(this, { status, body: [{ ...(fields && { fields }), message, errorCode }] });
  }
}

/** The organisation's records. */
export class Records {
  #rows = new Map();
  #made = 0;

  /** Those of an object, oldest first. */
  of(type) {
    return [...this.#rows.values()].filter((row) => row.type === type);
  }

  /** The record with an id, deleted or not. */
  get(id) {
    return this.#rows.get(id);
  }

  /** Makes a record; `indexed` is when a search finds it. */
  create(type, body, { indexed = 0, at = Date.now() } = {}) {
    const object = known(type);
    this.#check(type, body);
    const missing = Object.entries(object.fields).filter(([name, { required }]) => required && !body[name]).map(([name]) => name);
    if (missing.length > 0) throw new Refusal(400, 'REQUIRED_FIELD_MISSING', `Required fields are missing: [${missing}]`, missing);
    this.#made += 1;
    const id = `${object.prefix}5f00000${this.#made.toString(36).padStart(5, '0')}AAA`;
    const row = { type, id, indexed, at, deleted: false, converted: false, fields: { ...body } };
    if (type === 'Task') row.fields.Status ??= 'Not Started';
    this.#rows.set(id, row);
    return row;
  }

  /** Changes a record. */
  update(type, id, body) {
    const row = this.present(type, id);
    const fixed = Object.keys(body).filter((name) => OBJECTS[type].fields[name]?.once);
    if (fixed.length > 0) throw new Refusal(400, 'INVALID_FIELD_FOR_INSERT_UPDATE', `Unable to create/update fields: ${fixed}.`, fixed);
    this.#check(type, body, row.fields);
    Object.assign(row.fields, body);
  }

  /** A record that is there. */
  present(type, id) {
    known(type);
    const row = this.#rows.get(id);
    if (row?.type !== type) throw new Refusal(404, 'NOT_FOUND', 'The requested resource does not exist');
    if (row.deleted) throw new Refusal(404, 'ENTITY_IS_DELETED', 'entity is deleted', []);
    return row;
  }

  #check(type, body, before = {}) {
    const { fields } = known(type);
    for (const [name, value] of Object.entries(body)) {
      if (!fields[name]) {
        const computed = readable(type).includes(name);
        throw computed
          ? new Refusal(400, 'INVALID_FIELD_FOR_INSERT_UPDATE', `Unable to create/update fields: ${name}.`, [name])
          : new Refusal(400, 'INVALID_FIELD', `No such column '${name}' on sobject of type ${type}`);
      }
      if (value !== null) this.#checkValue(name, value, fields[name]);
    }
    const { WhoId: who, WhatId: what } = { ...before, ...body };
    if (type === 'Task' && what && who?.startsWith(OBJECTS.Lead.prefix)) {
      throw new Refusal(400, 'FIELD_INTEGRITY_EXCEPTION', 'Related To ID: You cannot associate a lead with another record.', ['WhatId']);
    }
  }

  #checkValue(name, value, { length, one, to, like, number, flag }) {
    const wanted = number ? Number.isInteger(value) : flag ? typeof value === 'boolean' : typeof value === 'string';
    if (!wanted || (like && !like.test(value))) throw new Refusal(400, 'JSON_PARSER_ERROR', `Cannot deserialize the value of ${name}`);
    if (length && value.length > length) {
      throw new Refusal(400, 'STRING_TOO_LONG', `${name}: data value too large: ${value.slice(0, 60)} (max length=${length})`, [name]);
    }
    if (one && !one.includes(value)) {
      throw new Refusal(400, 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', `${name}: bad value for restricted picklist field: ${value}`, [name]);
    }
    if (!to) return;
    if (!/^[a-zA-Z0-9]{18}$/.test(value)) throw new Refusal(400, 'MALFORMED_ID', `${name}: id value of incorrect type: ${value}`, [name]);
    const row = this.#rows.get(value);
    if (row?.deleted) throw new Refusal(400, 'ENTITY_IS_DELETED', 'entity is deleted', [name]);
    if (!to.includes(row?.type)) throw new Refusal(400, 'INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id', [name]);
  }

  /** A field of a record, also of one it leads to: `Account.Name`. */
  value(row, path) {
    const [name, further] = path.split('.');
    if (further) {
      const to = this.#rows.get(row.fields[RELATIONS[name]]);
      return to ? this.value(to, further) : null;
    }
    switch (name) {
      case 'Id': return row.id;
      case 'CreatedDate': return new Date(row.at).toISOString().replace('Z', '+0000');
      case 'IsDeleted': return row.deleted;
      case 'IsConverted': return row.converted;
      case 'IsClosed': return ['Completed', 'Closed Won'].includes(row.fields.Status ?? row.fields.StageName);
      case 'LastActivityDate': return this.#lastActivity(row.id);
      case 'Name': return row.fields.Name ?? [row.fields.FirstName, row.fields.LastName].filter(Boolean).join(' ');
      default: return row.fields[name] ?? null;
    }
  }

  #lastActivity(id) {
    const days = this.of('Task').filter(({ fields, deleted }) => fields.WhoId === id && !deleted).map(({ fields }) => fields.ActivityDate);
    return days.filter(Boolean).sort().at(-1) ?? null;
  }

  /** A record as answers show it. */
  shown(row, fields, version) {
    const shown = { attributes: { type: row.type, url: `/services/data/${version}/sobjects/${row.type}/${row.id}` } };
    for (const path of fields) {
      const [name, further] = path.split('.');
      if (!further) {
        shown[name] = this.value(row, name);
        continue;
      }
      const to = this.#rows.get(row.fields[RELATIONS[name]]);
      shown[name] ??= to ? { attributes: { type: to.type, url: `/services/data/${version}/sobjects/${to.type}/${to.id}` } } : null;
      if (to) shown[name][further] = this.value(to, further);
    }
    return shown;
  }
}

/** An object there is. */
export function known(type) {
  if (!OBJECTS[type]) throw new Refusal(400, 'INVALID_TYPE', `sObject type '${type}' is not supported.`);
  return OBJECTS[type];
}

const readable = (type) => [...Object.keys(known(type).fields), ...COMPUTED, ...(COMPUTED_OF[type] ?? [])];

/** Refuses fields an object has not. */
export function checkFields(type, paths) {
  for (const path of paths) {
    const [name, further] = path.split('.');
    const there = further
      ? known(type).fields[RELATIONS[name]] && readable(name).includes(further)
      : readable(type).includes(name);
    if (!there) throw new Refusal(400, 'INVALID_FIELD', `No such column '${path}' on entity '${type}'.`);
  }
}
