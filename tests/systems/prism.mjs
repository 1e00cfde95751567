// Prism between a client and a server of ours: it holds every request and every answer against an OpenAPI description, and what
// violates it is refused and told. One may serve many servers, one after another.
import { writeFile } from 'node:fs/promises';
import http from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Gone, freePort, lastLines, scratch, start, waitFor } from './process.mjs';

const PROGRAM = createRequire(import.meta.url).resolve('@stoplight/prism-cli/dist/index.js');
/** Goes along through Prism, so that both ends of it know which exchange it is. */
const NUMBER = 'x-callscribe-tests-exchange';

/**
 * @typedef {object} Prism
 * @property {string} url what a client takes for the server
 * @property {(server: string) => void} before puts it in front of this server; what was found so far is forgotten
 * @property {() => Violation[]} violations of requests and answers since then
 * @property {() => string[]} checked every exchange since then, such as `GET /restapi/v1.0/x 200`
 * @property {() => Promise<void>} settled every exchange that has begun by now is over, and told in the two above
 * @property {() => Promise<void>} stop ends it and removes its folder
 */

/** @typedef {{exchange: string, of: string, what: string}} Violation `of` is the place, such as `response.body.records.0.result` */

/**
 * @param {object} description an OpenAPI description
 * @returns {Promise<Prism>}
 */
export async function startPrism(description) {
  const home = await scratch('prism');
  const [file, log] = ['openapi.json', 'prism.log'].map((name) => path.join(home.folder, name));
  await writeFile(file, JSON.stringify(description));
  const [own, back, front] = [await freePort(), await freePort(), await freePort()];
  const state = { server: null, violations: [], checked: [], redirects: new Map(), number: 0, begun: new Set() };
  const behind = await listen(back, (request, response) => toServer(state, request, response));
  const running = start(process.execPath, [PROGRAM, 'proxy', '--errors', '--host', '127.0.0.1', '--port', String(own), file, `http://127.0.0.1:${back}`], { log });
  const before = await listen(front, (request, response) => within(state.begun, toPrism(state, own, request, response)));
  const stop = async () => {
    await Promise.all([close(before), close(behind), running.stop()]);
    await home.remove();
  };
  const answers = async () => {
    if (running.over) throw new Gone(`Prism ended:\n${await lastLines(log)}`);
    return (await fetch(`http://127.0.0.1:${own}/`)).status > 0;
  };
  await waitFor('Prism answering', answers, { seconds: 180, log }).catch(async (error) => {
    await stop();
    throw error;
  });
  return {
    url: `http://127.0.0.1:${front}`,
    before(server) {
      Object.assign(state, { server, violations: [], checked: [] });
    },
    violations: () => state.violations,
    checked: () => state.checked,
    async settled() {
      await Promise.allSettled(state.begun);
    },
    stop,
  };
}

/** Kept among those that have begun until it is over. */
function within(begun, exchange) {
  begun.add(exchange);
  return exchange.finally(() => begun.delete(exchange));
}

/** What a client asks goes to Prism; what Prism finds is read from its answer. */
async function toPrism(state, port, request, response) {
  const number = String(state.number += 1);
  const answer = await pass(port, request, { ...request.headers, [NUMBER]: number });
  const exchange = `${request.method} ${new URL(request.url, 'http://server').pathname} ${answer.status}`;
  state.checked.push(exchange);
  state.violations.push(...found(answer).map((one) => ({ exchange, ...one })));
  const location = state.redirects.get(number);
  state.redirects.delete(number);
  say(response, location ? { ...answer, headers: { ...answer.headers, location } } : answer);
}

/** What Prism let pass goes to the server. Prism would follow a redirect itself: where it leads to goes past it. */
async function toServer(state, request, response) {
  const { [NUMBER]: number, ...headers } = request.headers;
  const answer = await pass(new URL(state.server).port, request, headers);
  const { location, ...rest } = answer.headers;
  if (location) state.redirects.set(number, location);
  say(response, { ...answer, headers: rest });
}

/** @returns {{of: string, what: string}[]} */
function found({ status, headers, body }) {
  if (String(headers['content-type']).startsWith('application/problem+json')) {
    const { title, detail, validation = [] } = JSON.parse(body.toString());
    return validation.length > 0 ? validation.map(inWords) : [{ of: `status ${status}`, what: `${title}: ${detail}` }];
  }
  const beside = headers['sl-violations'];
  if (!beside) return [];
  // Too many of them are cut off in the middle.
  return beside.startsWith('[') ? JSON.parse(beside).map(inWords) : [{ of: 'many', what: beside }];
}

const inWords = ({ location = [], message }) => ({ of: location.join('.'), what: message });

/** One exchange with a server on loopback, whole. */
function pass(port, request, headers) {
  return new Promise((resolve, reject) => {
    const on = http.request({ host: '127.0.0.1', port, method: request.method, path: request.url, headers: { ...headers, connection: 'close' } }, (answer) => {
      const chunks = [];
      answer.on('data', (chunk) => chunks.push(chunk)).once('error', reject)
        .once('end', () => resolve({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(chunks) }));
    });
    on.once('error', reject);
    // A client that went away in the middle of its words never ends them.
    request.once('error', (gone) => on.destroy(gone)).pipe(on);
  });
}

function say(response, { status, headers, body }) {
  const { connection, 'transfer-encoding': chunked, 'content-length': length, ...rest } = headers;
  response.writeHead(status, { ...rest, 'content-length': body.length }).end(body);
}

async function listen(port, act) {
  const server = http.createServer((request, response) => act(request, response).catch(() => request.socket.destroy()));
  await new Promise((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  return server;
}

async function close(server) {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
