// Starts a real App Connect server with two platforms and its CRM on loopback: `ledger` signs in by API key, `harbor` by OAuth.
import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import sqlite3 from 'sqlite3';
import { Crm } from './crm.mjs';
import { Gone, freePort, lastLines, scratch, start, waitFor } from './process.mjs';

const SECRET = 'callscribe-tests-secret-32-chars';
const SERVER = fileURLToPath(new URL('./app-connect-server.mjs', import.meta.url));

/**
 * @typedef {object} AppConnect
 * @property {string} url the server's base address, as a person types it
 * @property {string} crmUrl the CRM's own address: record pages, OAuth pages and POST /control
 * @property {string} apiKey the only key platform `ledger` accepts
 * @property {Crm} crm the CRM; `contacts, activities, addContact, changeContact, addDeal, closeDeal, rewriteActivity, deleteActivity, hold, fail,
 *   held, release` are also methods of this object
 * @property {(daysLeft?: number, platform?: string) => string} jwt a session token of this platform's user with so many days left
 * @property {(platform: string) => Promise<void>} revoke ends the agent's access; harbor then answers 401 CRM_SESSION_REVOKED,
 *   ledger "Authorization error"
 * @property {(platform: string) => void} restore gives access back (harbor needs a new sign-in)
 * @property {() => Promise<Access[]>} accessLog every request the server got, in order of arrival
 * @property {() => Promise<void>} down kills the server at once; CRM and databases stay
 * @property {() => Promise<void>} up starts it again on the same port
 * @property {() => Promise<void>} stop ends everything and removes its folder
 */

/**
 * @typedef {object} Access
 * @property {number} at ms UTC of arrival
 * @property {number} [endedAt] ms UTC at which the answer was out or the connection gone; absent while it is running
 * @property {number | null} [status] null if the client left before the answer
 * @property {string} method
 * @property {string} url path and query
 * @property {Record<string, string>} headers
 * @property {object} [body] the JSON that came, known when the request has ended
 */

/**
 * Starts server and CRM, and returns when it answers /isAlive.
 * @param {{apiKey?: string, port?: number, crmPort?: number, address?: string, fields?: {callLog?: object[], newContact?: object[]}}} [options]
 *   `address` is what its manifests name, where a proxy stands in front;
 *   `fields` are added to the form of both platforms (`additionalFields` of the manifest)
 * @returns {Promise<AppConnect>}
 */
export async function startAppConnect({ apiKey = 'ledger-key-1', port, crmPort, address, fields = {} } = {}) {
  const home = await scratch('app-connect');
  const crm = new Crm({ folder: home.folder, port: crmPort ?? await freePort(), apiKey });
  const at = port ?? await freePort();
  const url = `http://127.0.0.1:${at}`;
  const files = Object.fromEntries(['server.log', 'access.jsonl', 'app-connect.sqlite'].map((name) => [name, path.join(home.folder, name)]));
  const env = {
    PATH: process.env.PATH,
    NODE_ENV: 'production',
    PORT: String(at),
    APP_HOST: '127.0.0.1',
    APP_SERVER: address ?? url,
    APP_SERVER_SECRET_KEY: SECRET,
    HASH_KEY: 'callscribe-tests',
    DATABASE_URL: `sqlite://${files['app-connect.sqlite']}`,
    DYNAMODB_LOCALHOST: `${crm.url}/dynamodb`,
    CRM_URL: crm.url,
    ACCESS_LOG: files['access.jsonl'],
    REDIRECT_URI: `${crm.url}/oauth/redirect.html`,
    FIELDS: JSON.stringify(fields),
  };
  let server;

  async function up() {
    server = start(process.execPath, [SERVER], { log: files['server.log'], env, cwd: home.folder });
    await waitFor('the App Connect server answering /isAlive', async () => {
      if (server.over) throw new Gone(`the App Connect server ended:\n${await lastLines(files['server.log'])}`);
      return (await fetch(`${url}/isAlive`, { signal: AbortSignal.timeout(2000) })).ok;
    }, { seconds: 60, log: files['server.log'] });
  }

  const self = {
    url,
    crmUrl: crm.url,
    apiKey,
    crm,
    up,
    down: () => server.stop(0),
    async stop() {
      await server?.stop();
      await crm.close();
      await home.remove();
    },
    jwt: (daysLeft = 14, platform = 'ledger') => sign({ id: `1-${platform}`, platform }, daysLeft),
    async revoke(platform) {
      crm.revokeAccess(platform);
      await expireTokens(files['app-connect.sqlite'], platform);
    },
    restore: (platform) => crm.restoreAccess(platform),
    accessLog: async () => accessLog(await readFile(files['access.jsonl'], 'utf8').catch(() => '')),
  };
  for (const method of ['contacts', 'activities', 'addContact', 'changeContact', 'addDeal', 'closeDeal', 'rewriteActivity', 'deleteActivity', 'hold', 'fail', 'held', 'release']) {
    self[method] = crm[method].bind(crm);
  }
  const { crm: _crm, stop: _stop, ...control } = self;
  try {
    await crm.open({ ...control, info: () => ({ url, crmUrl: crm.url, apiKey }) });
    await up();
  } catch (error) {
    await self.stop();
    throw error;
  }
  return self;
}

/** A token as the server itself signs them (HS256). */
function sign(claims, daysLeft) {
  const now = Math.floor(Date.now() / 1000);
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ ...claims, iat: now, exp: now + Math.round(daysLeft * 86_400) })}`;
  return `${text}.${createHmac('sha256', SECRET).update(text).digest('base64url')}`;
}

/** The server renews a token only when it is about to expire, so a revoked one must also be old. */
function expireTokens(database, platform) {
  return new Promise((resolve, reject) => {
    const open = new sqlite3.Database(database);
    open.configure('busyTimeout', 5000);
    open.run("UPDATE users SET tokenExpiry = '2000-01-01 00:00:00.000 +00:00' WHERE platform = ?", platform, (error) => {
      open.close(() => (error ? reject(error) : resolve()));
    });
  });
}

/** Joins the lines that belong to one request. */
function accessLog(text) {
  const requests = new Map();
  for (const line of text.split('\n').filter(Boolean)) {
    const { id, ...part } = JSON.parse(line);
    requests.set(id, { ...requests.get(id), ...part });
  }
  return [...requests.values()];
}
