// Starts a real Odoo 19 with two databases, asked over JSON-2 by a plain salesperson; an administrator only looks and arranges.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { configuration, findOdoo } from '../setup/odoo.mjs';
import { startPostgres } from './postgres.mjs';
import { Gone, freePort, lastLines, scratch, start, waitFor } from './process.mjs';
import { startRecorder } from './recorder.mjs';

const DATABASES = ['north', 'south'];
const KEY = /^<call-(.+)@callscribe>$/;
const TASK = /^__callscribe__\.task_(.+)$/;

/**
 * @typedef {object} OdooDatabase one of its databases, as an integration
 * @property {{url: string, database: string}} place
 * @property {string} token the salesperson's personal key
 * @property {(contact: {name: string, phone: string, company?: string}) => Promise<string>} addContact its id
 * @property {(opportunity: {contact: string, title: string, open?: boolean}) => Promise<string>} addOpportunity its id
 * @property {() => Promise<{id: string, name: string, phones: string[]}[]>} contacts
 * @property {() => Promise<object[]>} records the calls that were logged, with the note as a person reads it
 * @property {(id: string) => Promise<void>} deleteRecord
 * @property {(id: string, text: string) => Promise<void>} editNote somebody else writes it, as plain text
 * @property {() => Promise<object[]>} tasks follow-ups, done ones as well
 * @property {(id: string) => Promise<void>} finishTask
 * @property {() => Promise<void>} expire the key is taken no more
 * @property {() => Promise<void>} restore it is taken again
 * @property {(model: string, method: string, args?: object) => Promise<any>} admin one JSON-2 call of the administrator
 */

/**
 * @param {{phonecalls?: boolean}} [options] `phonecalls`: with the add-on crm_phonecall
 * @returns {Promise<OdooDatabase & {name: string, url: string, requests: object[], second: OdooDatabase,
 *   limit: (times: number, seconds: number) => void, stop: () => Promise<void>}>}
 */
export async function startOdoo({ phonecalls = false } = {}) {
  const installed = await findOdoo();
  const seed = installed.seeds[phonecalls ? 'phonecalls' : 'plain'];
  const home = await scratch('odoo');
  const running = [];
  const stop = async () => {
    for (const one of running.reverse()) await one.stop();
    await home.remove();
  };
  try {
    const postgres = await startPostgres(path.join(home.folder, 'pg'));
    running.push(postgres);
    await restore(postgres, seed.dump);
    const server = await startServer(installed, postgres, home.folder, seed.keys.agent);
    running.push(server);
    const door = await startRecorder(server.url);
    running.push(door);
    const database = (name, token) => open({ name, token, url: door.url, direct: server.url, postgres, admin: seed.keys.admin, phonecalls });
    const [first, second] = [database(DATABASES[0], seed.keys.agent), database(DATABASES[1], seed.keys.second)];
    return { name: phonecalls ? 'odoo with phone calls' : 'odoo', url: door.url, requests: door.requests, limit: door.limit, ...first, second, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Both databases from one dump; each takes another key of the same person. */
async function restore(postgres, dump) {
  const [first, second] = DATABASES;
  await postgres.run('createdb', [first]);
  await postgres.run('pg_restore', ['--no-owner', '--jobs', '2', '--dbname', first, dump]);
  await postgres.run('createdb', ['--template', first, second]);
  await postgres.sql(first, "DELETE FROM res_users_apikeys WHERE name = 'second'");
  await postgres.sql(second, "DELETE FROM res_users_apikeys WHERE name = 'first'");
  const ownName = "UPDATE res_partner SET name = 'Southwind', complete_name = 'Southwind' WHERE id = (SELECT partner_id FROM res_company LIMIT 1)";
  await postgres.sql(second, `${ownName}; UPDATE res_company SET name = 'Southwind'`);
}

async function startServer(installed, postgres, folder, key) {
  const port = await freePort();
  const config = path.join(folder, 'odoo.conf');
  const log = path.join(folder, 'odoo.log');
  await writeFile(config, configuration({ addons: installed.addons, postgres, data: path.join(folder, 'data'), port, databases: DATABASES }));
  const { program, args, env } = installed.odoo(config, ['server']);
  const server = start(program, args, { log, env, cwd: folder });
  const url = `http://127.0.0.1:${port}`;
  try {
    await waitFor('Odoo being ready', async () => {
      if (server.over) throw new Gone(`Odoo ended:\n${await lastLines(log)}`);
      return json2(url, DATABASES[0], key, 'res.users', 'context_get');
    }, { seconds: 60, log });
  } catch (error) {
    await server.stop();
    throw error;
  }
  return { url, stop: () => server.stop() };
}

/** One call of JSON-2; a failure is thrown with Odoo's words. */
async function json2(url, database, key, model, method, args = {}) {
  const response = await fetch(`${url}/json/2/${model}/${method}`, {
    method: 'POST',
    headers: { authorization: `bearer ${key}`, 'content-type': 'application/json', 'x-odoo-database': database },
    body: JSON.stringify(args),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${model}/${method} answered ${response.status}: ${text.slice(0, 500)}`);
  return JSON.parse(text);
}

/** One database as an integration: what the product is given, and what looks behind its back. */
function open({ name, token, url, direct, postgres, admin: adminKey, phonecalls }) {
  const admin = (model, method, args) => json2(direct, name, adminKey, model, method, args);
  const read = (model, domain, fields, more) => admin(model, 'search_read', { domain, fields, ...more });
  const create = async (model, vals) => String((await admin(model, 'create', { vals_list: [vals] }))[0]);
  const calls = phonecalls ? phonecallRecords(admin, read) : messageRecords(admin, read);
  const expiry = (moment) => postgres.sql(name, `UPDATE res_users_apikeys SET expiration_date = ${moment} WHERE name <> 'control'`);
  return {
    place: { url, database: name },
    token,
    admin,
    ...calls,
    async addContact({ name: person, phone, company }) {
      const parent = company ? Number(await create('res.partner', { name: company, is_company: true })) : false;
      return create('res.partner', { name: person, phone, parent_id: parent });
    },
    async addOpportunity({ contact, title, open: isOpen = true }) {
      const [agent] = await read('res.users', [['login', '=', 'anna']], []);
      const id = await create('crm.lead', { name: title, type: 'opportunity', partner_id: Number(contact), user_id: agent.id });
      if (!isOpen) await admin('crm.lead', 'action_set_won', { ids: [Number(id)] });
      return id;
    },
    async contacts() {
      const all = await read('res.partner', [['is_company', '=', false]], ['name', 'phone']);
      return all.map(({ id, name: person, phone }) => ({ id: String(id), name: person, phones: phone ? [phone] : [] }));
    },
    async tasks() {
      const fields = ['summary', 'date_deadline', 'active', 'res_model', 'res_id', 'note'];
      const all = await read('mail.activity', [], fields, { context: { active_test: false } });
      const keys = await externalIds(admin, 'mail.activity', all);
      return all.map((one) => ({
        id: String(one.id),
        key: TASK.exec(keys[one.id])?.[1] ?? null,
        subject: one.summary,
        contact: one.res_model === 'res.partner' ? String(one.res_id) : null,
        due: one.date_deadline,
        note: readable(one.note),
        done: !one.active,
      })).filter(({ key }) => key);
    },
    async finishTask(id) {
      await admin('mail.activity', 'action_feedback', { ids: [Number(id)] });
    },
    expire: () => expiry("now() - interval '1 day'"),
    restore: () => expiry("'2099-01-01'"),
  };
}

/** Calls logged as messages: the contact's is the record, one on an opportunity is its copy. */
function messageRecords(admin, read) {
  return {
    async records() {
      const all = await read('mail.message', [['message_id', '=like', '<call-%@callscribe>']], ['message_id', 'model', 'res_id', 'subject', 'body']);
      const keyed = all.map((one) => ({ ...one, key: KEY.exec(one.message_id)[1] }));
      const copy = ({ key }) => keyed.find((one) => one.model === 'crm.lead' && one.key === `${key}~lead`);
      return keyed.filter(({ model }) => model === 'res.partner').map((one) => ({
        id: `mail.message,${one.id}`,
        key: one.key,
        contact: String(one.res_id),
        association: copy(one) ? String(copy(one).res_id) : null,
        subject: one.subject || '',
        note: readable(one.body),
        direction: /^Direction: (In|Out)bound$/m.exec(readable(one.body))?.[1].toLowerCase() ?? null,
        seconds: null,
      }));
    },
    deleteRecord: (id) => admin('mail.message', 'unlink', { ids: [number(id)] }),
    editNote: (id, text) => admin('mail.message', 'write', { ids: [number(id)], vals: { body: markup(text) } }),
  };
}

/** Calls logged as records of the add-on. */
function phonecallRecords(admin, read) {
  return {
    async records() {
      const fields = ['name', 'partner_id', 'opportunity_id', 'description', 'direction', 'duration', 'date', 'state'];
      const all = await read('crm.phonecall', [], fields);
      const keys = await externalIds(admin, 'crm.phonecall', all);
      return all.map((one) => ({
        id: `crm.phonecall,${one.id}`,
        key: (keys[one.id] ?? '').replace('__callscribe__.call_', '') || null,
        contact: one.partner_id ? String(one.partner_id[0]) : null,
        association: one.opportunity_id ? String(one.opportunity_id[0]) : null,
        subject: one.name,
        note: one.description || '',
        direction: one.direction,
        seconds: Math.round(one.duration * 60),
      }));
    },
    deleteRecord: (id) => admin('crm.phonecall', 'unlink', { ids: [number(id)] }),
    editNote: (id, text) => admin('crm.phonecall', 'write', { ids: [number(id)], vals: { description: text } }),
  };
}

/** The number in a reference such as `crm.phonecall,7`. */
const number = (reference) => Number(reference.split(',')[1]);

const externalIds = (admin, model, records) => (records.length === 0 ? {} : admin(model, 'get_external_id', { ids: records.map(({ id }) => id) }));

/** Plain text as HTML. */
const markup = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/\n/g, '<br>');

/** HTML as a person reads it. */
function readable(html) {
  const lines = (html || '').replace(/<br\s*\/?>|<\/(p|div|li)>/gi, '\n').replace(/<[^>]*>/g, '');
  const entities = { lt: '<', gt: '>', quot: '"', '#34': '"', '#39': "'", nbsp: ' ', amp: '&' };
  return lines.replace(/&(lt|gt|quot|#34|#39|nbsp|amp);/g, (_, name) => entities[name]).trim();
}
