// What the tests of the live line rely on: who gets in, what a socket is told, and what goes on over a cut.
import assert from 'node:assert/strict';
import http from 'node:http';
import { once } from 'node:events';
import { afterEach, beforeEach, test } from 'node:test';
import WebSocket from 'ws';
import { startGateway } from './ringcentral-socket.mjs';

const ANN = '+14155550101';
let [server, gateway] = [];
beforeEach(async () => {
  server = http.createServer((request, response) => response.writeHead(404).end());
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  gateway = startGateway(server, { url: `http://127.0.0.1:${server.address().port}`, account: '37439510', extension: '101001' });
});
afterEach(async () => {
  await gateway.stop();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** A socket with all it was told so far; `next` answers what comes next. */
async function connect({ wsc, token } = {}) {
  const [, { uri, ws_access_token: fresh }] = gateway.token();
  const socket = new WebSocket(`${uri}?access_token=${token ?? fresh}${wsc ? `&wsc=${wsc}` : ''}`);
  const [waiting, told] = [[], []];
  socket.on('message', (data) => {
    const frame = JSON.parse(String(data));
    if (waiting.length) waiting.shift()(frame);
    else told.push(frame);
  });
  socket.on('error', () => {});
  const next = () => (told.length ? Promise.resolve(told.shift()) : new Promise((resolve) => waiting.push(resolve)));
  return { socket, next, say: (...frame) => socket.send(JSON.stringify(frame)) };
}

const SUBSCRIPTION = {
  eventFilters: ['/restapi/v1.0/account/~/extension/~/telephony/sessions'], deliveryMode: { transportType: 'WebSocket' },
};
const request = (body = SUBSCRIPTION) => [{ type: 'ClientRequest', messageId: 'm', method: 'POST', path: '/restapi/v1.0/subscription/' }, body];

async function subscribed(how) {
  const line = await connect(how);
  const greeting = await line.next();
  line.say(...request());
  await line.next();
  return { ...line, wsc: greeting[0].wsc.token };
}

test('a token opens one socket, and the server greets first', async () => {
  const first = await connect();
  const [head, details] = await first.next();
  assert.deepEqual([head.type, head.status, typeof head.wsc.token], ['ConnectionDetails', 200, 'string']);
  assert.deepEqual([details.recoveryTimeout, details.idleTimeout, details.absoluteTimeout, details.recoveryState], [180, 1800, 86_400, undefined]);
  for (const token of [gateway.issued[0], 'made up']) {
    const { socket } = await connect({ token });
    const [, answer] = await once(socket, 'unexpected-response');
    assert.equal(answer.statusCode, 401);
  }
});

test('only a subscription brings notifications, and a heartbeat comes back', async () => {
  const [line, deaf] = [await subscribed(), await connect()];
  await deaf.next();
  const call = gateway.call({ number: ANN });
  gateway.tell(call, 'Proceeding');
  const [head, event] = await line.next();
  assert.deepEqual([head.type, event.body.telephonySessionId, event.body.sequence], ['ServerNotification', call.telephonySessionId, 1]);
  assert.deepEqual(event.body.parties.map(({ extensionId, status }) => [extensionId, status.code]), [['101001', 'Proceeding']]);
  deaf.say({ type: 'Heartbeat', messageId: 'h' });
  assert.deepEqual(await deaf.next(), [{ type: 'Heartbeat', messageId: 'h' }]);
});

test('a subscription that is refused, or asks for something else, brings none', async () => {
  const line = await connect();
  await line.next();
  line.say(...request({ ...SUBSCRIPTION, eventFilters: ['/restapi/v1.0/account/~/presence'] }));
  assert.equal((await line.next())[0].status, 400);
  gateway.refuse(403);
  line.say(...request());
  assert.equal((await line.next())[0].status, 403);
});

test('a session that was cut goes on with what it missed, and one that is forgotten does not', async () => {
  const { wsc, socket } = await subscribed();
  gateway.cut();
  const [code] = await once(socket, 'close');
  assert.equal(code, 1006);
  gateway.tell(gateway.call({ number: ANN }), 'Proceeding');
  const again = await connect({ wsc });
  assert.equal((await again.next())[1].recoveryState, 'Successful');
  assert.equal((await again.next())[0].type, 'ServerNotification');
  gateway.forget();
  assert.equal((await (await connect({ wsc })).next())[1].recoveryState, 'Failed');
  const [error, why] = await (await connect({ wsc: 'no such thing' })).next();
  assert.deepEqual([error.type, why.errorCode], ['Error', 'WSG-400']);
});

test('the vendor says so when the time of a socket is over, and nothing when it closes one for another', async () => {
  const timed = await subscribed();
  gateway.timeOut();
  assert.equal((await timed.next())[1].errorCode, 'WSG-903');
  await once(timed.socket, 'close');
  const { socket } = await subscribed();
  gateway.kick(4001);
  assert.equal((await once(socket, 'close'))[0], 4001);
});
