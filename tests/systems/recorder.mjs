// A door in front of a real CRM: it writes down every request, and answers the limit in its place where a test asks for it.
import http from 'node:http';
import { freePort } from './process.mjs';

/**
 * @param {string} target base address of the real server
 * @returns {Promise<{url: string, requests: {at: number, method: string, path: string, query: string, body: any, status?: number}[],
 *   limit: (times: number, seconds: number) => void, stop: () => Promise<void>}>}
 */
export async function startRecorder(target) {
  const to = new URL(target);
  const requests = [];
  let limited = { times: 0, seconds: 0 };

  async function answer(request, response) {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const [path, query = ''] = request.url.split('?');
    const seen = { at: Date.now(), method: request.method, path, query, body: parsed(body) };
    requests.push(seen);
    if (limited.times > 0) {
      limited.times -= 1;
      seen.status = 429;
      response.writeHead(429, { 'retry-after': String(limited.seconds), 'content-type': 'text/html' }).end('<h1>Too Many Requests</h1>');
      return;
    }
    const onward = http.request({ host: to.hostname, port: to.port, method: request.method, path: request.url, headers: request.headers }, (real) => {
      seen.status = real.statusCode;
      response.writeHead(real.statusCode, real.headers);
      real.pipe(response);
    });
    onward.once('error', () => request.socket.destroy());
    response.once('close', () => onward.destroy());
    onward.end(body);
  }

  const port = await freePort();
  const server = http.createServer((request, response) => answer(request, response).catch(() => request.socket.destroy()));
  await new Promise((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    limit(times, seconds) {
      limited = { times, seconds };
    },
    stop: () => new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    }),
  };
}

function parsed(body) {
  const text = body.toString();
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
