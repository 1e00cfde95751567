// What the stand-ins of vendors' interfaces have in common: a JSON server on loopback with routes, one token, a limit, and a list of all it was asked.
import http from 'node:http';
import { freePort } from './process.mjs';

/** What a route throws to answer with an error of the vendor's. */
export class Answer extends Error {
  constructor(status, body, headers = {}) {
    super(`${status}`);
    Object.assign(this, { status, body, headers });
  }
}

/**
 * @typedef {object} Asked
 * @property {string[]} params what the path's groups caught, decoded
 * @property {URLSearchParams} query
 * @property {any} body null where there is none
 */

/**
 * @param {object} options
 * @param {[string, RegExp, (asked: Asked) => unknown][]} options.routes method, whole path, and what is answered with 200; a `Answer` is thrown
 * @param {(headers: import('node:http').IncomingHttpHeaders) => boolean} options.knows whether the token is there and the right one
 * @param {Answer} options.signedOut to a token that is none
 * @param {(seconds: number) => Answer} options.tooMany
 * @param {Answer} options.nowhere to a path there is not
 * @param {number} [options.port]
 */
export async function startVendor({ routes, knows, signedOut, tooMany, nowhere, port }) {
  const requests = [];
  let [expired, limited, seconds] = [false, 0, 0];

  function answered(request, text) {
    if (limited > 0) {
      limited -= 1;
      throw tooMany(seconds);
    }
    if (expired || !knows(request.headers)) throw signedOut;
    const { pathname, searchParams } = new URL(request.url, 'http://vendor');
    const route = routes.find(([method, path]) => method === request.method && path.test(pathname));
    if (!route) throw nowhere;
    const [, path, answer] = route;
    const params = path.exec(pathname).slice(1).map(decodeURIComponent);
    return answer({ params, query: searchParams, body: text === '' ? null : JSON.parse(text) });
  }

  const server = http.createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    const { pathname: path, search: query } = new URL(request.url, 'http://vendor');
    const entry = { at: Date.now(), method: request.method, path, query, body: text };
    requests.push(entry);
    let answer;
    try {
      answer = { status: 200, headers: {}, body: await answered(request, text) };
      if (answer.body instanceof Answer) answer = answer.body;
    } catch (error) {
      answer = error instanceof Answer ? error : new Answer(500, { status: 'error', message: error.stack });
    }
    entry.status = answer.status;
    response.writeHead(answer.status, { 'content-type': 'application/json;charset=utf-8', ...answer.headers }).end(JSON.stringify(answer.body));
  });
  const at = port ?? await freePort();
  await new Promise((resolve, reject) => server.once('error', reject).listen(at, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${at}`,
    requests,
    async expire() { expired = true; },
    async restore() { expired = false; },
    async limit(times, wait) { [limited, seconds] = [times, wait]; },
    stop: () => new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
}

/** What a person reads of HTML. */
export const read = (html) => html
  .replace(/<\/p><p>/g, '\n').replace(/<(?:br|\/?p|\/div|\/li)\s*\/?>/g, '\n').replace(/<[a-z/][^>]*>/g, '')
  .replace(/&(amp|lt|gt|quot|nbsp|#39);/g, (_, name) => ({ amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ', '#39': "'" })[name]).trim();
