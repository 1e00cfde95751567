// A RingCentral of our own on loopback, as the vendor's OpenAPI describes it: sign-in with PKCE, one extension, its call log with pages and
// syncs, limits whose penalties begin anew with each request inside them, and its live line.
import { createHash, randomBytes } from 'node:crypto';
import http from 'node:http';
import { freePort } from './process.mjs';
import { dialing } from './ringcentral-dial.mjs';
import { startGateway } from './ringcentral-socket.mjs';

const ACCOUNT = '37439510';
const EXTENSION = 101001;
const DAY = 86_400_000;
/** Requests of a user in a minute, by the vendor's groups. */
const LIMITS = { heavy: 10, medium: 40, light: 50, auth: 5 };

/**
 * @typedef {object} RingCentral
 * @property {string} url what a person types as server
 * @property {string} clientId the one application there is
 * @property {string} account the account's id in the product
 * @property {{at: number, method: string, path: string, query: Record<string, string>, status: number, group: string}[]} requests
 *   every request, in order of arrival
 * @property {(calls: Call | Call[]) => object[]} add puts calls into the call log, or changes those whose id is there; answers the records
 * @property {(id: string) => void} remove deletes a record
 * @property {() => void} expire ends every access token; refresh tokens stay
 * @property {() => void} revoke ends the sign-in for good
 * @property {() => void} loseTokens makes every sync token unknown
 * @property {(group: string, limit: number) => void} limit changes what a group allows in a minute
 * @property {(status: number | null) => void} fail answers the call log with this status from now on; null ends that
 * @property {{from: string, to: string}[]} dials the calls that were made by RingOut
 * @property {(words: string | null) => void} refuseDials refuses every further one in these words; null ends that
 * @property {string[]} issued every token so far, which must stay where credentials are kept
 * @property {() => number} insidePenalty requests that came inside a penalty
 * @property {import('./ringcentral-socket.mjs').Gateway} live its live line
 * @property {() => Promise<void>} stop
 */

/**
 * @typedef {object} Call
 * @property {string} [id] of its record, made if absent
 * @property {string} [number] the other side's; none is a withheld one
 * @property {string} [name]
 * @property {number} start ms UTC
 * @property {number} [seconds] 60 if absent
 * @property {'Inbound' | 'Outbound'} [direction]
 * @property {string} [result] `Accepted` if absent
 * @property {object} [more] further fields of the record
 */

/**
 * @param {{port?: number, tokenSeconds?: number, windowSeconds?: number, mayDial?: boolean}} [options] `tokenSeconds`: how long an access
 *   token holds; `windowSeconds`: the minute in which requests are counted, and how long a penalty lasts; `mayDial`: the permission RingOut
 * @returns {Promise<RingCentral>}
 */
export async function startRingCentral({ port, tokenSeconds = 7199, windowSeconds = 60, mayDial = true } = {}) {
  const WINDOW = windowSeconds * 1000;
  const at = port ?? await freePort();
  const url = `http://127.0.0.1:${at}`;
  const clientId = 'callscribe-tests-client';
  const [codes, access, refresh] = [new Map(), new Map(), new Set()];
  const [limits, groups] = [{ ...LIMITS }, new Map()];
  const [requests, log] = [[], new Map()];
  const issued = [];
  let [changes, epoch, made, insidePenalty] = [0, 0, 0, 0];
  let failing = null;

  const key = () => randomBytes(16).toString('base64url');
  const iso = (ms) => new Date(ms).toISOString();
  const extension = { id: EXTENSION, uri: `${url}/restapi/v1.0/account/${ACCOUNT}/extension/${EXTENSION}` };

  /** A record as view Detailed has it. */
  function recordOf({ id, number, name, start, seconds = 60, direction = 'Inbound', result = 'Accepted', more = {} }) {
    made += 1;
    const [own, other] = [
      { name: 'Ada Agent', phoneNumber: '+14155550199', extensionId: String(EXTENSION), extensionNumber: '101' },
      { ...(name && { name }), ...(number && { phoneNumber: number }) },
    ];
    const [from, to] = direction === 'Inbound' ? [other, own] : [own, other];
    const call = {
      startTime: iso(start), duration: seconds, durationMs: seconds * 1000, type: 'Voice', internalType: 'LongDistance', direction, result,
      action: direction === 'Inbound' ? 'Phone Call' : 'VoIP Call', transport: 'PSTN', from, to, extension,
      telephonySessionId: more.telephonySessionId ?? `s-${id ?? made}`, partyId: `p-${made}`,
    };
    const recordId = id ?? `R${made}`;
    return {
      ...call, id: recordId, uri: `${extension.uri}/call-log/${recordId}?view=Detailed`, sessionId: String(45_000_000_000 + made),
      lastModifiedTime: iso(Date.now()), billing: { costIncluded: 0, costPurchased: 0 },
      legs: [{ ...call, legType: 'Accept', master: true }], ...more,
    };
  }

  function add(calls) {
    return [calls].flat().map((call) => {
      const record = recordOf(call);
      const known = log.get(record.id)?.record;
      if (known) Object.assign(record, { sessionId: known.sessionId, telephonySessionId: known.telephonySessionId });
      changes += 1;
      log.set(record.id, { record, change: changes, deleted: false });
      return record;
    });
  }

  const newestFirst = (rows) => rows.map(({ record }) => record).sort((one, other) => other.startTime.localeCompare(one.startTime));
  const between = (from, to) => [...log.values()].filter(({ record, deleted }) => {
    const start = Date.parse(record.startTime);
    return !deleted && start >= from && start <= to;
  });
  const token = () => Buffer.from(JSON.stringify({ epoch, changes })).toString('base64url');
  const syncInfo = (syncType) => ({ syncType, syncToken: token(), syncTime: iso(Date.now()) });
  const bad = (parameterName) => [400, {
    errorCode: 'CMN-101', message: `Parameter [${parameterName}] value is invalid`,
    errors: [{ errorCode: 'CMN-101', message: `Parameter [${parameterName}] value is invalid`, parameterName }],
  }];

  function callLog({ dateFrom, dateTo, perPage = '100', page = '1' }) {
    const to = dateTo ? Date.parse(dateTo) : Date.now();
    const from = dateFrom ? Date.parse(dateFrom) : to - DAY;
    if (Number.isNaN(from) || Number.isNaN(to)) return bad('dateFrom');
    const [size, number] = [Number(perPage), Number(page)];
    if (!(size >= 1 && size <= 250)) return bad('perPage');
    const records = newestFirst(between(Math.max(from, Date.now() - 90 * DAY), to));
    const shown = records.slice((number - 1) * size, number * size);
    const paging = { page: number, perPage: size, pageStart: (number - 1) * size, pageEnd: (number - 1) * size + shown.length, totalElements: records.length };
    return [200, { uri: `${extension.uri}/call-log`, records: shown, navigation: { firstPage: { uri: `${extension.uri}/call-log?page=1` } }, paging }];
  }

  function sync({ syncType = 'FSync', syncToken, dateFrom, recordCount }) {
    if (syncType === 'ISync') {
      let known;
      try {
        known = JSON.parse(Buffer.from(syncToken ?? '', 'base64url').toString());
      } catch {
        return bad('syncToken');
      }
      const news = [...log.values()].filter(({ change }) => change > known.changes);
      if (known.epoch !== epoch || news.length > 250) return bad('syncToken');
      const deleted = news.filter((row) => row.deleted).map(({ record: { id, uri, sessionId, startTime, type, direction, action } }) => (
        { id, uri, sessionId, startTime, type, direction, action, deleted: true }));
      return [200, { uri: `${extension.uri}/call-log-sync`, records: [...newestFirst(news.filter((row) => !row.deleted)), ...deleted], syncInfo: syncInfo('ISync') }];
    }
    const from = Date.parse(dateFrom);
    if (Number.isNaN(from) || from < Date.now() - 30 * DAY) return bad('dateFrom');
    if (!(Number(recordCount) >= 1 && Number(recordCount) <= 250)) return bad('recordCount');
    const records = newestFirst(between(from, Infinity)).slice(0, Number(recordCount));
    return [200, { uri: `${extension.uri}/call-log-sync`, records, syncInfo: syncInfo('FSync') }];
  }

  /** Those that have not ended. */
  function activeCalls() {
    const records = newestFirst([...log.values()].filter(({ record, deleted }) => !deleted && (record.result === 'In Progress' || record.finished === false)));
    const paging = { page: 1, perPage: 100, pageStart: 0, pageEnd: Math.max(0, records.length - 1), totalElements: records.length };
    return [200, { uri: `${extension.uri}/active-calls`, records, navigation: { firstPage: { uri: `${extension.uri}/active-calls?page=1` } }, paging }];
  }

  function issue() {
    const [accessToken, refreshToken] = [key(), key()];
    access.set(accessToken, Date.now() + tokenSeconds * 1000);
    refresh.add(refreshToken);
    issued.push(accessToken, refreshToken);
    return [200, {
      access_token: accessToken, token_type: 'bearer', expires_in: tokenSeconds, refresh_token: refreshToken, refresh_token_expires_in: 604_799,
      scope: `ReadAccounts ReadCallLog ReadCallRecording CallControl WebSocketsSubscription${mayDial ? ' RingOut' : ''}`, owner_id: String(EXTENSION), endpoint_id: 'tests', session_id: key(),
    }];
  }

  function tokens(form) {
    if (form.client_id !== clientId) return [400, { error: 'invalid_client', errors: [{ errorCode: 'OAU-153', message: 'Invalid client' }] }];
    const code = codes.get(form.code);
    const proof = createHash('sha256').update(form.code_verifier ?? '').digest('base64url');
    const byCode = form.grant_type === 'authorization_code' && codes.delete(form.code) && code.challenge === proof && code.redirect === form.redirect_uri;
    const byRefresh = form.grant_type === 'refresh_token' && refresh.delete(form.refresh_token);
    return byCode || byRefresh ? issue() : [400, { error: 'invalid_grant', errors: [{ errorCode: 'OAU-211', message: 'Token is invalid' }] }];
  }

  /** The agent is signed in already and agrees: the page comes back at once. */
  function authorize(query) {
    const { client_id: client, redirect_uri: redirect, response_type: type, code_challenge: challenge, code_challenge_method: method, state } = query;
    const allowed = /^https:\/\/[a-p]{32}\.chromiumapp\.org\//.test(redirect ?? '');
    if (client !== clientId || type !== 'code' || method !== 'S256' || !challenge || !allowed) return [400, { error: 'invalid_request', errors: [{ errorCode: 'OAU-109', message: 'Invalid request' }] }];
    const code = key();
    codes.set(code, { challenge, redirect });
    const back = new URL(redirect);
    Object.entries({ code, state }).forEach(([name, value]) => back.searchParams.set(name, value));
    return [302, '', { location: back.href }];
  }

  const dialer = dialing({ uri: extension.uri, mayDial, add });
  const ROUTES = [
    ...dialer.routes,
    ['GET', /^\/restapi\/oauth\/authorize$/, 'auth', authorize, 'open'],
    ['POST', /^\/restapi\/oauth\/token$/, 'auth', tokens, 'open'],
    ['GET', /^\/restapi\/v1\.0\/account\/~\/extension\/~\/call-log$/, 'heavy', callLog],
    ['GET', /^\/restapi\/v1\.0\/account\/~\/extension\/~\/call-log-sync$/, 'heavy', sync],
    ['GET', /^\/restapi\/v1\.0\/account\/~\/extension\/~\/active-calls$/, 'heavy', activeCalls],
    ['POST', /^\/restapi\/oauth\/wstoken$/, 'auth', () => live.token()],
    ['GET', /^\/restapi\/v1\.0\/account\/~\/extension\/~$/, 'light', () => [200, {
      ...extension, account: { id: ACCOUNT, uri: `${url}/restapi/v1.0/account/${ACCOUNT}` }, name: 'Ada Agent', extensionNumber: '101', type: 'User', status: 'Enabled',
    }]],
  ];

  /** Counts a request in its group; the answer's headers, or the penalty's. */
  function counted(name) {
    const now = Date.now();
    const group = groups.get(name) ?? { since: now, count: 0, penalty: 0 };
    groups.set(name, group);
    if (now < group.penalty) insidePenalty += 1;
    if (now - group.since >= WINDOW) Object.assign(group, { since: now, count: 0 });
    group.count += 1;
    const over = now < group.penalty || group.count > limits[name];
    if (over) group.penalty = now + WINDOW;
    const headers = {
      'x-rate-limit-group': name, 'x-rate-limit-limit': limits[name], 'x-rate-limit-remaining': Math.max(0, limits[name] - group.count),
      'x-rate-limit-window': WINDOW / 1000,
    };
    return { over, headers: over ? { ...headers, 'retry-after': WINDOW / 1000 } : headers };
  }

  async function answer(request, response) {
    const address = new URL(request.url, url);
    const route = ROUTES.find(([method, path]) => method === request.method && path.test(address.pathname));
    const entry = { at: Date.now(), method: request.method, path: address.pathname, query: Object.fromEntries(address.searchParams), status: 404, group: route?.[2] };
    requests.push(entry);
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const say = (status, body, headers = {}) => {
      entry.status = status;
      if (body === '') return response.writeHead(status, headers).end();
      const { errorCode, message } = body;
      const whole = errorCode ? { errors: [{ errorCode, message }], ...body } : body;
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(whole));
    };
    if (!route) return say(404, { errorCode: 'CMN-102', message: 'Resource for parameter is not found' });
    const [, , name, act, open] = route;
    const { over, headers } = counted(name);
    if (over) return say(429, { errorCode: 'CMN-301', message: 'Request rate exceeded' }, headers);
    const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    if (!open && !(access.get(bearer) > Date.now())) return say(401, { errorCode: 'TokenInvalid', message: 'Token not found' }, headers);
    if (failing && name === 'heavy') return say(failing, { errorCode: 'CMN-211', message: 'Service is unavailable' }, headers);
    const text = Buffer.concat(chunks).toString();
    const isJson = request.headers['content-type']?.startsWith('application/json');
    const form = request.method !== 'POST' ? entry.query : isJson ? JSON.parse(text) : Object.fromEntries(new URLSearchParams(text));
    const [status, body, more] = act(form);
    return say(status, body, { ...headers, ...more });
  }

  const server = http.createServer((request, response) => answer(request, response).catch(() => request.socket.destroy()));
  const live = startGateway(server, { url, account: ACCOUNT, extension: String(EXTENSION) });
  await new Promise((resolve, reject) => server.once('error', reject).listen(at, '127.0.0.1', resolve));
  return {
    url,
    clientId,
    account: `rc:${ACCOUNT}/${EXTENSION}`,
    requests,
    add,
    remove(id) {
      changes += 1;
      Object.assign(log.get(id), { deleted: true, change: changes });
    },
    expire: () => access.clear(),
    revoke() {
      access.clear();
      refresh.clear();
      live.kick();
    },
    loseTokens() {
      epoch += 1;
    },
    limit(group, limit) {
      limits[group] = limit;
    },
    fail(status) {
      failing = status;
    },
    dials: dialer.dials,
    refuseDials: dialer.refuse,
    issued,
    live,
    insidePenalty: () => insidePenalty,
    async stop() {
      await live.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
