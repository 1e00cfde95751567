// One proxy in front of a real server, whose faults are switched while it runs: HTTP answers and WebSockets.
import http from 'node:http';
import net from 'node:net';
import { freePort } from './process.mjs';

/**
 * @typedef {object} Fault
 * @property {'delay' | 'cut' | 'hang' | 'html' | 'half' | 'repeat'} kind
 *   delay: `ms` late · cut: the connection is reset · hang: no answer · html: a page instead of the answer ·
 *   half: half of the body, then the connection is reset · repeat: the server gets the request twice, the second answer counts
 * @property {'before' | 'after'} [when] delay, cut, hang: before (default) or after the server did the work
 * @property {number} [ms] of a delay
 * @property {number} [status] of the HTML page, default 502
 * @property {string} [method] only requests with this method
 * @property {RegExp} [path] only requests whose path and query match
 * @property {number} [times] how often; default always
 */

/**
 * @typedef {object} FaultProxy
 * @property {string} url
 * @property {number} port
 * @property {{method: string, url: string, at: number, status?: number}[]} seen every request, in order of arrival
 * @property {(fault: Fault) => void} fail from now on; the first fault that matches a request is used
 * @property {() => Promise<void>} pass forgets all faults, opens the port again, lets frozen sockets go on and answers what hangs
 * @property {() => Promise<void>} refuse closes the port: connections are refused, open ones are reset
 * @property {() => void} cutSockets resets every open WebSocket
 * @property {() => void} freezeSockets half-open: open and new WebSockets stay, nothing passes any more
 * @property {() => number} openSockets how many WebSockets are open
 * @property {() => Promise<void>} close
 */

/**
 * Starts the proxy.
 * @param {string} target base address of the real server
 * @param {{port?: number}} [options]
 * @returns {Promise<FaultProxy>}
 */
export async function startFaults(target, options = {}) {
  const to = new URL(target);
  const port = options.port ?? await freePort();
  const seen = [];
  const connections = new Set();
  const tunnels = new Set();
  let faults = [];
  let frozen = false;
  let waiting = [];
  let server;

  /** The first fault that means this request; one of a limited number is used up. */
  function faultFor({ method, url }) {
    const fault = faults.find((one) => (!one.method || one.method === method) && (!one.path || one.path.test(url)));
    if (fault?.times !== undefined) {
      fault.times -= 1;
      if (fault.times <= 0) faults = faults.filter((one) => one !== fault);
    }
    return fault ?? { kind: 'pass' };
  }

  async function answer(request, response) {
    const entry = { method: request.method, url: request.url, at: Date.now() };
    seen.push(entry);
    const fault = faultFor(request);
    const when = fault.when ?? 'before';
    const body = await bodyOf(request);
    /** True if the request is to go on. */
    const strike = async (moment) => {
      if (when !== moment) return true;
      if (fault.kind === 'delay') await new Promise((resolve) => setTimeout(resolve, fault.ms));
      if (fault.kind === 'hang') await new Promise((resolve) => waiting.push(resolve));
      if (fault.kind === 'cut') request.socket.resetAndDestroy();
      return fault.kind !== 'cut';
    };
    if (fault.kind === 'html') {
      entry.status = fault.status ?? 502;
      response.writeHead(entry.status, { 'content-type': 'text/html', ...CORS }).end('<html><body><h1>Bad gateway</h1></body></html>');
      return;
    }
    if (!await strike('before')) return;
    if (fault.kind === 'repeat') await forward(to, request, body);
    const real = await forward(to, request, body);
    if (!await strike('after')) return;
    entry.status = real.status;
    if (fault.kind === 'half') {
      response.writeHead(real.status, { ...real.headers, 'content-length': real.body.length });
      response.write(real.body.subarray(0, Math.floor(real.body.length / 2)), () => request.socket.resetAndDestroy());
      return;
    }
    response.writeHead(real.status, real.headers).end(real.body);
  }

  function tunnel(request, client, head) {
    seen.push({ method: 'UPGRADE', url: request.url, at: Date.now() });
    const upstream = net.connect(Number(to.port), to.hostname, () => {
      const headers = request.rawHeaders.map((text, index) => (index % 2 ? `${text}\r\n` : `${text}: `)).join('');
      upstream.write(`${request.method} ${request.url} HTTP/1.1\r\n${headers}\r\n`);
      upstream.write(head);
      if (!frozen) flow(pair);
    });
    const pair = { client, upstream };
    tunnels.add(pair);
    const end = () => {
      tunnels.delete(pair);
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) socket.on('error', end).on('close', end);
  }

  const flow = ({ client, upstream }) => {
    client.pipe(upstream);
    upstream.pipe(client);
  };
  const stop = ({ client, upstream }) => {
    client.unpipe(upstream).pause();
    upstream.unpipe(client).pause();
  };
  const reset = (sockets) => [...sockets].forEach((socket) => socket.resetAndDestroy());

  async function open() {
    server = http.createServer((request, response) => answer(request, response).catch(() => request.socket.destroy()));
    server.on('upgrade', tunnel);
    server.on('connection', (socket) => {
      connections.add(socket);
      socket.on('error', () => {}).once('close', () => connections.delete(socket));
    });
    await new Promise((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  }

  async function refuse() {
    const closed = new Promise((resolve) => (server.listening ? server.close(resolve) : resolve()));
    reset(connections);
    await closed;
  }

  await open();
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    seen,
    fail: (fault) => faults.push({ ...fault }),
    async pass() {
      faults = [];
      const resume = waiting;
      waiting = [];
      resume.forEach((go) => go());
      if (frozen) tunnels.forEach(flow);
      frozen = false;
      if (!server.listening) await open();
    },
    refuse,
    cutSockets: () => [...tunnels].forEach(({ client }) => client.resetAndDestroy()),
    freezeSockets() {
      frozen = true;
      tunnels.forEach(stop);
    },
    openSockets: () => tunnels.size,
    close: refuse,
  };
}

/** So that a page may read the fault's own answer as it may read the server's. */
const CORS = { 'access-control-allow-origin': '*' };

async function bodyOf(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function forward(to, { method, url, headers }, body) {
  return new Promise((resolve, reject) => {
    const onward = http.request({ host: to.hostname, port: to.port, method, path: url, headers: { ...headers, host: to.host } }, async (answer) => {
      const { 'transfer-encoding': _, ...rest } = answer.headers;
      resolve({ status: answer.statusCode, headers: rest, body: await bodyOf(answer) });
    });
    onward.once('error', reject).end(body);
  });
}
