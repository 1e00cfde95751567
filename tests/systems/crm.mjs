// The CRM behind an App Connect server: contacts, deals and activities in SQLite, an HTTP API, an OAuth provider and record pages.
import { createHash, randomBytes } from 'node:crypto';
import http from 'node:http';
import path from 'node:path';
import express from 'express';
import sqlite3 from 'sqlite3';

const SCHEMA = `
  CREATE TABLE contacts (id INTEGER PRIMARY KEY, platform TEXT, name TEXT, type TEXT, phone TEXT, company TEXT,
    createdDate TEXT, mostRecentActivityDate TEXT, extra TEXT);
  CREATE TABLE deals (id INTEGER PRIMARY KEY, platform TEXT, contactId INTEGER, title TEXT, description TEXT, open INTEGER);
  CREATE TABLE activities (id INTEGER PRIMARY KEY, platform TEXT, contactId INTEGER, contactType TEXT, dealId INTEGER,
    subject TEXT, body TEXT, direction TEXT, result TEXT, startTime TEXT, duration INTEGER, phoneNumber TEXT,
    sessionId TEXT, recordingLink TEXT, disposition TEXT, fields TEXT, createdAt INTEGER, updatedAt INTEGER);`;

/** How App Connect's plain text format writes the agent's note into a record's body, and how connectors read it back. */
export const NOTE_IN_BODY = /- (?:Note|Agent notes): ([\s\S]*?)(?=\n- [A-Z][a-zA-Z\s/]*:|\n$|$)/;

/** Operations that can be held or made to fail; `*` means every one. */
export const OPERATIONS = ['me', 'findContacts', 'createContact', 'createActivity', 'readActivity', 'updateActivity', 'signIn'];

/** The CRM's own database and what its administrator can do to it. */
export class Crm {
  #database;
  #faults = [];
  #held = new Set();
  #credentials = new Map();
  #oauth = { codes: new Set(), refresh: new Set(), revoked: new Set() };
  #server;

  /** @param {{folder: string, port: number, apiKey: string}} options */
  constructor({ folder, port, apiKey }) {
    this.port = port;
    this.url = `http://127.0.0.1:${port}`;
    this.#database = new sqlite3.Database(path.join(folder, 'crm.sqlite'));
    this.#credentials.set(`Basic ${Buffer.from(`${apiKey}:`).toString('base64')}`, 'ledger');
  }

  /** Opens the database and the port. `control` answers POST /control, for tests written in another language. */
  async open(control) {
    await new Promise((resolve, reject) => this.#database.exec(SCHEMA, (error) => (error ? reject(error) : resolve())));
    const app = express();
    app.use(express.json(), express.urlencoded({ extended: false }));
    this.#api(app);
    this.#provider(app);
    this.#pages(app);
    app.post('/control', async (request, response) => {
      try {
        const { method, args = [] } = request.body;
        if (!Object.hasOwn(control, method)) throw new Error(`no such method: ${method}`);
        response.json({ value: (await control[method](...args)) ?? null });
      } catch (error) {
        response.status(400).json({ error: error.message });
      }
    });
    this.#server = http.createServer(app);
    await new Promise((resolve, reject) => this.#server.once('error', reject).listen(this.port, '127.0.0.1', resolve));
  }

  async close() {
    this.release();
    this.#server?.closeAllConnections();
    await new Promise((resolve) => (this.#server ? this.#server.close(resolve) : resolve()));
    await new Promise((resolve) => this.#database.close(resolve));
  }

  // What a test asks of the CRM's own database.

  /** @param {string} [platform] one platform's contacts, or all of them, oldest first */
  async contacts(platform) {
    const rows = await this.#all('SELECT * FROM contacts WHERE ?1 IS NULL OR platform = ?1 ORDER BY id', platform ?? null);
    return rows.map(({ extra, ...row }) => ({ ...row, fields: JSON.parse(extra) }));
  }

  /** @param {string} [platform] one platform's call activities, or all of them, oldest first */
  async activities(platform) {
    const rows = await this.#all('SELECT * FROM activities WHERE ?1 IS NULL OR platform = ?1 ORDER BY id', platform ?? null);
    return rows.map(activity);
  }

  /** @param {{platform: string, name: string, phone: string, type?: string, company?: string, createdDate?: string,
   *   mostRecentActivityDate?: string}} contact `phone` is stored as typed. Answers the new contact's id. */
  async addContact({ platform, name, phone, type = 'Contact', company = null, createdDate, mostRecentActivityDate = null, extra = {} }) {
    return this.#run(
      'INSERT INTO contacts (platform, name, type, phone, company, createdDate, mostRecentActivityDate, extra) VALUES (?,?,?,?,?,?,?,?)',
      platform, name, type, phone, company, createdDate ?? new Date().toISOString(), mostRecentActivityDate, JSON.stringify(extra),
    );
  }

  /** Changes what is stored of a contact, for example `{phone: "…"}` or `{name: "…"}`. */
  async changeContact(id, change) {
    for (const [column, value] of Object.entries(change)) {
      if (!['name', 'phone', 'type', 'company'].includes(column)) throw new Error(`contacts have no ${column}`);
      await this.#run(`UPDATE contacts SET ${column} = ? WHERE id = ?`, value, id);
    }
  }

  /** @param {{contactId: number, title: string, description?: string, open?: boolean}} deal Answers the deal's id. */
  async addDeal({ contactId, title, description = null, open = true }) {
    const [contact] = await this.#all('SELECT platform FROM contacts WHERE id = ?', contactId);
    return this.#run('INSERT INTO deals (platform, contactId, title, description, open) VALUES (?,?,?,?,?)',
      contact.platform, contactId, title, description, open ? 1 : 0);
  }

  /** Closes a deal: it is no longer offered as an association. */
  closeDeal(id) {
    return this.#run('UPDATE deals SET open = 0 WHERE id = ?', id);
  }

  /** Somebody rewrites a record's text in the CRM itself. */
  rewriteActivity(id, body) {
    return this.#run('UPDATE activities SET body = ? WHERE id = ?', body, id);
  }

  /** Deletes a record behind App Connect's back. */
  deleteActivity(id) {
    return this.#run('DELETE FROM activities WHERE id = ?', id);
  }

  // Faults of the CRM.

  /**
   * Holds the next answers of one operation.
   * @param {{operation?: string, platform?: string, ms?: number, when?: 'before' | 'after', times?: number}} hold
   *   `before`: nothing is written yet; `after`: written, but not answered. Without `ms` until `release()`.
   */
  hold({ operation = 'createActivity', platform, ms = Infinity, when = 'after', times = 1 } = {}) {
    this.#fault({ operation, platform, when, times, ms });
  }

  /** Makes the next calls of one operation fail with an HTTP status, before or after the CRM wrote. */
  fail({ operation = 'createActivity', platform, status, when = 'before', times = 1 }) {
    this.#fault({ operation, platform, when, times, status });
  }

  #fault(fault) {
    if (fault.operation !== '*' && !OPERATIONS.includes(fault.operation)) throw new Error(`no such operation: ${fault.operation}`);
    this.#faults.push(fault);
  }

  /** How many requests are being held right now. */
  held() {
    return this.#held.size;
  }

  /** Answers everything that is held, and forgets holds and failures that were not used yet. */
  release() {
    this.#faults = [];
    for (const answer of this.#held) answer();
  }

  /** Takes the agent's access away: keys and tokens are refused and no token is renewed. */
  revokeAccess(platform) {
    this.#oauth.revoked.add(platform);
  }

  /** Gives it back. */
  restoreAccess(platform) {
    this.#oauth.revoked.delete(platform);
  }

  async #pass(request, when) {
    const { platform, operation } = request;
    const matches = (fault) => fault.when === when && (fault.operation === '*' || fault.operation === operation)
      && (!fault.platform || fault.platform === platform);
    const fault = this.#faults.find(matches);
    if (!fault) return;
    fault.times -= 1;
    if (fault.times <= 0) this.#faults = this.#faults.filter((other) => other !== fault);
    if (fault.status) throw new HttpError(fault.status);
    await new Promise((resolve) => {
      const answer = () => {
        clearTimeout(timer);
        this.#held.delete(answer);
        resolve();
      };
      const timer = Number.isFinite(fault.ms) ? setTimeout(answer, fault.ms) : undefined;
      this.#held.add(answer);
    });
  }

  // The HTTP API that connectors speak.

  #api(app) {
    const route = (verb, url, operation, work) => app[verb](`/api/:platform${url}`, async (request, response) => {
      request.platform = request.params.platform;
      request.operation = operation;
      try {
        this.#authorize(request);
        await this.#pass(request, 'before');
        const answer = await work(request);
        await this.#pass(request, 'after');
        response.json(answer);
      } catch (error) {
        response.status(error.status ?? 500).json({ error: error.message });
      }
    });
    route('get', '/me', 'me', async ({ platform }) => ({ id: 1, name: `Agent of ${platform}` }));
    route('get', '/contacts', 'findContacts', ({ platform, query }) => this.#find(platform, query));
    route('post', '/contacts', 'createContact', async ({ platform, body }) => ({ id: await this.addContact({ ...body, platform }) }));
    route('post', '/activities', 'createActivity', async ({ platform, body }) => ({ id: await this.#createActivity(platform, body) }));
    route('get', '/activities/:id', 'readActivity', ({ params }) => this.#activity(params.id));
    route('patch', '/activities/:id', 'updateActivity', ({ params, body }) => this.#updateActivity(params.id, body));
  }

  #authorize({ platform, headers }) {
    const owner = this.#credentials.get(headers.authorization);
    if (owner !== platform || this.#oauth.revoked.has(platform)) throw new HttpError(401);
  }

  /** Exactly as stored, or by a part of the name; open deals come along. */
  async #find(platform, { phone, name }) {
    const rows = phone === undefined
      ? await this.#all(`SELECT * FROM contacts WHERE platform = ? AND name LIKE '%' || ? || '%' ORDER BY id LIMIT 20`, platform, name)
      : await this.#all('SELECT * FROM contacts WHERE platform = ? AND phone = ? ORDER BY id', platform, phone);
    return Promise.all(rows.map(async (row) => ({
      ...row,
      deals: await this.#all('SELECT id, title, description FROM deals WHERE contactId = ? AND open = 1 ORDER BY id', row.id),
    })));
  }

  async #createActivity(platform, body) {
    const now = Date.now();
    const id = await this.#run(
      `INSERT INTO activities (platform, contactId, contactType, dealId, subject, body, direction, result, startTime, duration,
        phoneNumber, sessionId, recordingLink, fields, createdAt, updatedAt) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)`,
      platform, body.contactId, body.contactType, body.dealId ?? null, body.subject, body.body, body.direction, body.result,
      body.startTime, body.duration, body.phoneNumber, body.sessionId, body.recordingLink ?? null, JSON.stringify(body.fields ?? {}), now, now,
    );
    await this.#run('UPDATE contacts SET mostRecentActivityDate = ? WHERE id = ?', new Date(now).toISOString(), body.contactId);
    return id;
  }

  async #activity(id) {
    const [row] = await this.#all('SELECT * FROM activities WHERE id = ?', id);
    if (!row) throw new HttpError(404);
    return activity(row);
  }

  async #updateActivity(id, change) {
    await this.#activity(id);
    for (const column of ['subject', 'body', 'recordingLink', 'disposition', 'duration', 'result']) {
      if (change[column] !== undefined) {
        await this.#run(`UPDATE activities SET ${column} = ?, updatedAt = ? WHERE id = ?`, change[column], Date.now(), id);
      }
    }
    return this.#activity(id);
  }

  // The OAuth provider: its authorize page redirects at once, unless held.

  #provider(app) {
    app.get('/oauth/authorize', async ({ query }, response) => {
      await this.#pass({ platform: 'harbor', operation: 'signIn' }, 'before');
      const code = randomBytes(12).toString('hex');
      this.#oauth.codes.add(code);
      const back = new URL(query.redirect_uri);
      back.searchParams.set('code', code);
      if (query.state !== undefined) back.searchParams.set('state', query.state);
      response.redirect(back.href);
    });
    app.post('/oauth/token', ({ body }, response) => {
      const known = body.grant_type === 'refresh_token'
        ? this.#oauth.refresh.has(body.refresh_token) && !this.#oauth.revoked.has('harbor')
        : this.#oauth.codes.delete(body.code);
      if (!known) {
        response.status(400).json({ error: 'invalid_grant' });
        return;
      }
      const access = randomBytes(16).toString('hex');
      const refresh = createHash('sha256').update(access).digest('hex');
      this.#credentials.set(`Bearer ${access}`, 'harbor');
      this.#oauth.refresh.add(refresh);
      response.json({ access_token: access, refresh_token: refresh, token_type: 'bearer', expires_in: 3600 });
    });
    app.get('/oauth/redirect.html', (_, response) => response.type('html').send(page('Signed in', 'You can close this tab.')));
  }

  #pages(app) {
    app.get('/contact/:type/:id', ({ params }, response) => response.type('html').send(page('Contact', `${params.type} ${params.id}`)));
    app.get('/log/:id', ({ params }, response) => response.type('html').send(page('Activity', params.id)));
  }

  #all(sql, ...values) {
    return new Promise((resolve, reject) => this.#database.all(sql, values, (error, rows) => (error ? reject(error) : resolve(rows))));
  }

  /** Runs one statement and answers the id of the row it inserted. */
  #run(sql, ...values) {
    return new Promise((resolve, reject) => {
      this.#database.run(sql, values, function done(error) {
        if (error) reject(error);
        else resolve(this.lastID);
      });
    });
  }
}

class HttpError extends Error {
  constructor(status) {
    super(http.STATUS_CODES[status] ?? `status ${status}`);
    this.status = status;
  }
}

function activity({ fields, ...row }) {
  return { ...row, note: NOTE_IN_BODY.exec(row.body)?.[1] ?? '', fields: JSON.parse(fields) };
}

const escape = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
const page = (title, text) => `<!doctype html><title>${title}</title><h1>${title}</h1><p>${escape(text)}</p>`;
