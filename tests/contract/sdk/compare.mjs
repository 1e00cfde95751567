// Compares what our codecs ask of a CRM with what the vendor's own SDK asks for the same intent: both speak to one recorder, which passes
// every request on to the CRM's stand-in.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** Headers that say how a client is made, not what it wants; nor does the type of a body that is not there. */
export const EXCLUDED = new Set([
  'accept', 'accept-encoding', 'accept-language', 'connection', 'content-length', 'host', 'sec-fetch-mode', 'transfer-encoding', 'user-agent',
]);

/**
 * @typedef {object} Recorded
 * @property {string} method
 * @property {string} path
 * @property {[string, string][]} query sorted
 * @property {Record<string, string>} headers without those of `EXCLUDED`
 * @property {unknown} body of JSON or a form, sorted by name where it is a form; null where there is none
 */

/**
 * Passes everything on to `target` and writes down what it was asked.
 * @param {string} target base address of the stand-in
 * @returns {Promise<{url: string, take: () => Recorded[], stop: () => Promise<void>}>} `take` answers what came since it was last called
 */
export async function startRecorder(target) {
  const to = new URL(target);
  let recorded = [];
  const server = http.createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    recorded.push(read(request, body.toString()));
    const headers = { ...request.headers, host: to.host };
    http.request({ host: to.hostname, port: to.port, method: request.method, path: request.url, headers }, (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    }).once('error', () => request.socket.destroy()).end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    take() {
      const taken = recorded;
      recorded = [];
      return taken;
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function read({ method, url, headers }, text) {
  const { pathname, searchParams } = new URL(url, 'http://recorder');
  const kept = Object.entries(headers).filter(([name]) => !EXCLUDED.has(name) && (name !== 'content-type' || text !== ''));
  const type = headers['content-type']?.split(';')[0] ?? '';
  return {
    method,
    path: pathname,
    query: [...searchParams].sort(),
    headers: Object.fromEntries(kept.map(([name, value]) => [name, name === 'content-type' ? type : value])),
    body: bodyOf(type, text),
  };
}

function bodyOf(type, text) {
  if (text === '') return null;
  return type === 'application/x-www-form-urlencoded' ? [...new URLSearchParams(text)].sort() : JSON.parse(text);
}

/**
 * Asks the same by our codec and by the SDK, and holds what left against each other.
 * @param {{take: () => Recorded[]}} recorder
 * @param {() => Promise<unknown>} ours
 * @param {() => Promise<unknown>} theirs
 * @returns {Promise<{ours: any, theirs: any, asked: Recorded[]}>} what each of them made of the answers, and what both asked
 */
export async function sameRequests(recorder, ours, theirs) {
  recorder.take();
  const our = await ours();
  const asked = recorder.take();
  const their = await theirs();
  assert.ok(asked.length > 0, 'nothing left');
  assert.deepEqual(asked, recorder.take());
  return { ours: our, theirs: their, asked };
}

/**
 * Our codecs, in a process of their own (`tests/contract/examples/ask.rs`).
 * @returns {{ask: (question: {server: object, asked: object | string, token: string, now?: number}) => Promise<any>,
 *   signIn: (question: {vendor: string, place: {url: string, database?: string}, token: string, now?: number}) => Promise<any>,
 *   stop: () => Promise<void>}} `ask` answers a CrmReply; a CrmError is thrown as an Error that carries it as `error`
 */
export function startAdapter() {
  const cargo = spawn('cargo', ['run', '--quiet', '--package', 'callscribe-contract', '--example', 'ask'], {
    cwd: fileURLToPath(new URL('../../..', import.meta.url)),
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: cargo.stdout })[Symbol.asyncIterator]();
  const ended = once(cargo, 'close');
  let before = Promise.resolve();
  const answer = async (question) => {
    cargo.stdin.write(`${JSON.stringify(question)}\n`);
    const { value, done } = await lines.next();
    assert.ok(!done, 'our codecs ended');
    const answered = JSON.parse(value);
    if (answered.error) throw Object.assign(new Error(JSON.stringify(answered.error)), { error: answered.error });
    return answered;
  };
  const inTurn = (question) => {
    const turn = before.then(() => answer(question));
    before = turn.catch(() => {});
    return turn;
  };
  return {
    ask: async (question) => (await inTurn(question)).reply,
    signIn: inTurn,
    async stop() {
      cargo.stdin.end();
      await ended;
    },
  };
}

/** A public number: `number('+14155550123', '(415) 555-0123')`. */
export const number = (key, shown = key, extension) => ({ kind: 'Public', key, shown, raw: shown, ...(extension && { extension }) });

/** When the calls of these tests began, and what a record of one says. */
export const START = Date.UTC(2026, 2, 2, 10, 0, 0);

/** All a record says; `parts` differ. */
export const draft = (parts = {}) => ({
  key: 'session-1@rc:42/7',
  contact: { id: '1', name: 'Ann Alvarez' },
  association: null,
  subject: 'Inbound call from Ann Alvarez',
  note: 'Wants two <b>roofs</b>\n& a $1 door',
  told: [],
  direction: 'Inbound',
  result: 'Answered',
  start: START,
  offset: -28_800,
  time: '2026-03-02 02:00 (UTC-08:00)',
  duration: 3725,
  number: number('+14155550123', '(415) 555-0123'),
  asked_by: number('+14155550123', '(415) 555-0123'),
  own: number('+14155550199', '(415) 555-0199'),
  recording: 'https://phone.example/rec/1?a=b&c=d',
  voicemail: null,
  corrected: false,
  ...parts,
});

/** All a task says; `parts` differ. */
export const followUp = (parts = {}) => ({
  key: 'f~0123456789abcdef0123456789abcdef',
  kind: 'Call',
  subject: 'Call back',
  description: 'About the <b>roof</b>',
  contact: { id: '1', name: 'Ann Alvarez' },
  association: null,
  due: START + 90_000_000,
  offset: -28_800,
  remind_at: START + 89_100_000,
  attendees: ['Bob & Co'],
  ...parts,
});
