// A Salesforce of our own on loopback, as the vendor's REST API describes it: sign-in with PKCE and without a secret, renewal, SOQL over what is
// stored, SOSL over an index that follows later, records that are deleted and limits.
import { createHash, randomBytes } from 'node:crypto';
import http from 'node:http';
import { freePort } from './process.mjs';
import { soql, sosl } from './salesforce-query.mjs';
import { Records, Refusal, checkFields } from './salesforce-records.mjs';

const VERSION = 'v64.0';
const ORGANIZATION = '00D5f000000TestEAA';
const USER = '0055f000000AgntAAI';
const expired = () => new Refusal(401, 'INVALID_SESSION_ID', 'Session expired or invalid');

/**
 * @param {{port?: number, indexMs?: number, rotate?: boolean}} [options] `indexMs`: after how long a search finds what was made over the API;
 *   `rotate`: a refresh token serves once, and the next comes with the answer
 */
export async function startSalesforce({ port, indexMs = 1500, rotate = false } = {}) {
  const at = port ?? await freePort();
  const url = `http://127.0.0.1:${at}`;
  const clientId = 'callscribe-tests-client';
  const records = new Records();
  const [codes, access, refresh] = [new Map(), new Set(), new Set()];
  const [requests, issued] = [[], []];
  let [ended, limited, failing, renewals] = [new Set(), { times: 0 }, null, 0];

  const key = () => randomBytes(16).toString('base64url');
  const answered = (status, body, headers = {}) => ({ status, body, headers });

  function issue(withRefresh) {
    const token = `${ORGANIZATION.slice(0, 15)}!${key()}`;
    access.add(token);
    issued.push(token);
    const given = {
      access_token: token, signature: key(), scope: 'refresh_token openid api', instance_url: url,
      id: `${url}/id/${ORGANIZATION}/${USER}`, token_type: 'Bearer', issued_at: String(Date.now()),
    };
    if (!withRefresh) return answered(200, given);
    const next = `5Aep861${key()}`;
    refresh.add(next);
    issued.push(next);
    return answered(200, { ...given, refresh_token: next });
  }

  /** The agent is signed in already and agrees: the page comes back at once. */
  function authorize(query) {
    const { client_id: client, redirect_uri: redirect, response_type: type, code_challenge: challenge, code_challenge_method: method, scope } = query;
    const allowed = /^https:\/\/[a-p]{32}\.chromiumapp\.org\//.test(redirect ?? '');
    const scopes = (scope ?? '').split(' ');
    const asks = ['api', 'refresh_token', 'openid'].every((one) => scopes.includes(one));
    if (client !== clientId || type !== 'code' || method !== 'S256' || !challenge || !allowed || !asks) {
      return answered(400, { error: 'invalid_request', error_description: 'invalid request' });
    }
    const code = `aPrx${key()}==`;
    codes.set(code, { challenge, redirect });
    const back = new URL(redirect);
    Object.entries({ code, state: query.state }).forEach(([name, value]) => back.searchParams.set(name, value));
    return answered(302, '', { location: back.href });
  }

  function tokens(form) {
    const no = (error, description) => answered(400, { error, error_description: description });
    if (form.client_id !== clientId) return no('invalid_client_id', 'client identifier invalid');
    if (form.client_secret !== undefined) return no('invalid_client', 'invalid client credentials');
    if (form.grant_type === 'authorization_code') {
      const code = codes.get(form.code);
      const proof = createHash('sha256').update(form.code_verifier ?? '').digest('base64url');
      const ours = codes.delete(form.code) && code.challenge === proof && code.redirect === form.redirect_uri;
      return ours ? issue(true) : no('invalid_grant', 'expired authorization code');
    }
    if (form.grant_type !== 'refresh_token') return no('unsupported_grant_type', 'grant type not supported');
    renewals += 1;
    if (!refresh.has(form.refresh_token)) return no('invalid_grant', 'expired access/refresh token');
    if (rotate) refresh.delete(form.refresh_token);
    return issue(rotate);
  }

  function revoke({ token }) {
    return refresh.delete(token) || access.delete(token) ? answered(200, '') : answered(400, { error: 'unsupported_token_type' });
  }

  const whoever = {
    sub: `${url}/id/${ORGANIZATION}/${USER}`, user_id: USER, organization_id: ORGANIZATION, preferred_username: 'ada@acme.example',
    nickname: 'ada', name: 'Ada Agent', email: 'ada@acme.example', active: true, user_type: 'STANDARD',
  };

  function read(type, id, { fields }) {
    const row = records.present(type, id);
    const list = (fields ?? 'Id').split(',').filter(Boolean);
    checkFields(type, list);
    return answered(200, records.shown(row, [...list.filter((name) => name !== 'Id'), 'Id'], VERSION));
  }

  function create(type, body) {
    const { id } = records.create(type, body, { indexed: Date.now() + indexMs });
    return answered(201, { id, success: true, errors: [] }, { location: `/services/data/${VERSION}/sobjects/${type}/${id}` });
  }

  const OPEN = [
    ['GET', /^\/services\/oauth2\/authorize$/, ({ query }) => authorize(query)],
    ['POST', /^\/services\/oauth2\/token$/, ({ form }) => tokens(form)],
    ['POST', /^\/services\/oauth2\/revoke$/, ({ form }) => revoke(form)],
  ];
  const api = (path) => new RegExp(`^/services/data/${VERSION.replace('.', '\\.')}${path}$`);
  const CLOSED = [
    ['GET', api('/query'), ({ query }) => answered(200, soql(records, query.q ?? '', { all: false, version: VERSION }))],
    ['GET', api('/queryAll'), ({ query }) => answered(200, soql(records, query.q ?? '', { all: true, version: VERSION }))],
    ['GET', api('/search'), ({ query }) => answered(200, sosl(records, query.q ?? '', { version: VERSION }))],
    ['POST', api('/sobjects/(\\w+)'), ({ path: [, type], json }) => create(type, json())],
    ['GET', api('/sobjects/(\\w+)/(\\w+)'), ({ path: [, type, id], query }) => read(type, id, query)],
    ['PATCH', api('/sobjects/(\\w+)/(\\w+)'), ({ path: [, type, id], json }) => {
      records.update(type, id, json());
      return answered(204, '');
    }],
  ];

  function act(request, pathname, query, text) {
    const find = (routes) => routes.find(([method, path]) => method === request.method && path.test(pathname));
    const asked = {
      query, form: Object.fromEntries(new URLSearchParams(text)),
      json: () => {
        try {
          return JSON.parse(text);
        } catch {
          throw new Refusal(400, 'JSON_PARSER_ERROR', 'Unexpected end-of-input');
        }
      },
    };
    const open = find(OPEN);
    if (open) return open[2](asked);
    const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    const knows = access.has(bearer) && !ended.has(bearer);
    if (pathname === '/services/oauth2/userinfo') return knows ? answered(200, whoever) : answered(403, 'Bad_OAuth_Token', { 'content-type': 'text/html' });
    if (!knows) throw expired();
    if (limited.times > 0) {
      limited.times -= 1;
      const wait = limited.seconds ? { 'retry-after': String(limited.seconds) } : {};
      return answered(403, [{ message: 'TotalRequests Limit exceeded.', errorCode: 'REQUEST_LIMIT_EXCEEDED' }], wait);
    }
    if (failing) return answered(failing, [{ message: 'Server is unavailable', errorCode: 'SERVER_UNAVAILABLE' }]);
    const route = find(CLOSED);
    if (!route) throw new Refusal(404, 'NOT_FOUND', 'The requested resource does not exist');
    return route[2]({ ...asked, path: route[1].exec(pathname) });
  }

  async function answer(request, response) {
    const { pathname, searchParams } = new URL(request.url, url);
    const query = Object.fromEntries(searchParams);
    const entry = { at: Date.now(), method: request.method, path: pathname, query, body: null, status: 0 };
    requests.push(entry);
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    if (request.headers['content-type']?.startsWith('application/json')) {
      try {
        entry.body = JSON.parse(text);
      } catch {
        entry.body = text;
      }
    }
    let said;
    try {
      said = act(request, pathname, query, text);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      said = answered(error.status, error.body);
    }
    entry.status = said.status;
    const body = typeof said.body === 'string' ? said.body : JSON.stringify(said.body);
    response.writeHead(said.status, { 'content-type': 'application/json;charset=UTF-8', ...said.headers }).end(body);
  }

  const server = http.createServer((request, response) => answer(request, response).catch(() => request.socket.destroy()));
  await new Promise((resolve, reject) => server.once('error', reject).listen(at, '127.0.0.1', resolve));

  const tasks = (closed) => records.of('Task').filter((row) => !row.deleted && row.fields.CallObject && row.fields.CallObject.startsWith('f~') !== closed);
  const own = issue(false).body.access_token;
  return {
    name: 'Salesforce',
    url,
    place: { url, database: '' },
    /** A token there is from the beginning. */
    token: own,
    clientId,
    organization: ORGANIZATION,
    user: USER,
    requests,
    /** Every token so far, which must stay where credentials are kept. */
    issued,
    records: async () => tasks(true).map(({ id, fields }) => ({
      id, key: fields.CallObject, contact: fields.WhoId ?? null, association: fields.WhatId ?? null, subject: fields.Subject ?? '',
      note: fields.Description ?? '', direction: fields.CallType ?? null, seconds: fields.CallDurationInSeconds ?? null,
      day: fields.ActivityDate ?? null, result: fields.CallDisposition ?? null,
    })),
    tasks: async () => tasks(false).map((row) => ({
      id: row.id, key: row.fields.CallObject, subject: row.fields.Subject, contact: row.fields.WhoId ?? null, due: row.fields.ActivityDate,
      remind: row.fields.IsReminderSet ? Date.parse(row.fields.ReminderDateTime) : null, done: records.value(row, 'IsClosed'),
    })),
    contacts: async () => [...records.of('Contact'), ...records.of('Lead')].filter((row) => !row.deleted).map((row) => ({
      id: row.id, name: records.value(row, 'Name'), phones: ['Phone', 'MobilePhone', 'HomePhone', 'OtherPhone'].map((name) => row.fields[name]).filter(Boolean),
    })),
    /** A person who was there before, so that a search finds it; `kind` is Contact or Lead. */
    async addContact({ name, phone, company, mobile, kind = 'Contact' }) {
      const [, first, last] = /^(?:(.*) )?(\S+)$/.exec(name);
      const fields = { LastName: last, ...(first && { FirstName: first }), ...(phone && { Phone: phone }), ...(mobile && { MobilePhone: mobile }) };
      if (kind === 'Lead') return records.create('Lead', { ...fields, Company: company ?? '[not provided]' }).id;
      const known = records.of('Account').find((account) => account.fields.Name === company);
      const account = company && (known ?? records.create('Account', { Name: company })).id;
      return records.create('Contact', { ...fields, ...(account && { AccountId: account }) }).id;
    },
    /** An opportunity in which a contact plays a role; with `role: false` it is its account's only. */
    async addOpportunity({ contact, title, open = true, role = true }) {
      const { AccountId } = records.get(contact).fields;
      const fields = { Name: title, StageName: open ? 'Prospecting' : 'Closed Won', ...(AccountId && { AccountId }) };
      const { id } = records.create('Opportunity', fields);
      if (role) records.create('OpportunityContactRole', { ContactId: contact, OpportunityId: id });
      return id;
    },
    async deleteRecord(id) {
      records.get(id).deleted = true;
    },
    async editNote(id, text) {
      records.get(id).fields.Description = text;
    },
    async finishTask(id) {
      records.get(id).fields.Status = 'Completed';
    },
    /** Ends every access token; refresh tokens stay. */
    async expire() {
      ended = new Set(access);
    },
    async restore() {
      ended = new Set();
    },
    /** Ends the sign-in for good. */
    async revoke() {
      ended = new Set(access);
      refresh.clear();
    },
    async limit(times, seconds) {
      limited = { times, seconds };
    },
    /** Answers every question with this status from now on; null ends that. */
    async fail(status) {
      failing = status;
    },
    /** How often somebody asked for a new token. */
    renewals: () => renewals,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
