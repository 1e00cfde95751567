// Each fault of the proxy, seen from the client's side and from the server's.
import assert from 'node:assert/strict';
import http from 'node:http';
import { after, before, beforeEach, test } from 'node:test';
import { WebSocket, WebSocketServer } from 'ws';
import { startFaults } from './faults.mjs';
import { freePort, waitFor } from './process.mjs';

let server;
let proxy;
let served;
before(async () => {
  const port = await freePort();
  server = http.createServer((request, response) => {
    served += 1;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ path: request.url, served }));
  });
  new WebSocketServer({ server }).on('connection', (socket) => socket.on('message', (data) => socket.send(`echo ${data}`)));
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  proxy = await startFaults(`http://127.0.0.1:${port}`);
});
after(async () => {
  await proxy.close();
  server.closeAllConnections();
  server.close();
});
beforeEach(async () => {
  served = 0;
  await proxy.pass();
});

const get = (path = '/', signal) => fetch(proxy.url + path, { signal });

/** Open, and able to say and hear one word. */
async function connect() {
  const socket = new WebSocket(proxy.url.replace('http', 'ws'));
  const heard = [];
  socket.on('message', (data) => heard.push(String(data))).on('error', () => {});
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  return { socket, heard };
}

test('without a fault everything passes', async () => {
  assert.deepEqual(await (await get('/a?b=1')).json(), { path: '/a?b=1', served: 1 });
});

test('a cut before forwarding does not reach the server, one after forwarding does', async () => {
  for (const [when, count] of [['before', 0], ['after', 1]]) {
    served = 0;
    proxy.fail({ kind: 'cut', when, times: 1 });
    await assert.rejects(get());
    assert.equal(served, count);
  }
});

test('a request that hangs is answered when the proxy passes again', async () => {
  proxy.fail({ kind: 'hang', when: 'after' });
  const answer = get();
  await waitFor('the server having done the work', () => served === 1);
  await proxy.pass();
  assert.equal((await answer).status, 200);
});

test('a delay after forwarding leaves the work done at once', async () => {
  proxy.fail({ kind: 'delay', when: 'after', ms: 300 });
  const began = Date.now();
  const answer = get();
  await waitFor('the server having done the work', () => served === 1);
  await answer;
  assert.ok(Date.now() - began >= 290);
});

test('HTML comes instead of the answer', async () => {
  proxy.fail({ kind: 'html', path: /contact/ });
  assert.equal((await get('/callLog')).status, 200);
  const answer = await get('/contact?x');
  assert.equal(answer.status, 502);
  assert.match(await answer.text(), /<html>/);
});

test('half an answer breaks off in the body', async () => {
  proxy.fail({ kind: 'half' });
  const answer = await get();
  assert.equal(answer.status, 200);
  await assert.rejects(answer.text());
});

test('a repeated request reaches the server twice', async () => {
  proxy.fail({ kind: 'repeat' });
  assert.equal((await (await get()).json()).served, 2);
});

test('a refusing port takes nothing, and opens again', async () => {
  const { socket } = await connect();
  const closed = new Promise((resolve) => socket.once('close', resolve));
  await proxy.refuse();
  await closed;
  await assert.rejects(get());
  await proxy.pass();
  assert.equal((await get()).status, 200);
});

test('a frozen socket stays open and says nothing, until it goes on', async () => {
  const { socket, heard } = await connect();
  proxy.freezeSockets();
  socket.send('one');
  await get();
  assert.deepEqual(heard, []);
  assert.equal(socket.readyState, WebSocket.OPEN);
  await proxy.pass();
  await waitFor('the echo', () => heard.length === 1);
  socket.terminate();
});

test('a cut socket closes', async () => {
  const { socket } = await connect();
  const closed = new Promise((resolve) => socket.once('close', resolve));
  proxy.cutSockets();
  await closed;
  await waitFor('the proxy forgetting it', () => proxy.openSockets() === 0);
});
