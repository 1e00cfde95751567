// The WebSocket gateway of the RingCentral of our own: tokens that open one socket, a greeting, subscriptions, heartbeats, notifications of
// telephony sessions, sessions that go on over a cut, and every way in which the vendor ends a socket.
import { randomBytes, randomUUID } from 'node:crypto';
import { WebSocketServer } from 'ws';

/** Milliseconds. */
const TOKEN = 30_000;
const RECOVERY = 180_000;
const ABSOLUTE = 86_400_000;
const SUBSCRIBE = '/restapi/v1.0/subscription/';

/**
 * @typedef {object} Gateway
 * @property {() => [number, object]} token answers `POST /restapi/oauth/wstoken`
 * @property {(call: Partial<Call>) => Call} call begins a call of the agent's extension; nothing is told of it yet
 * @property {(call: Call, code: string, how?: {reason?: string, more?: object, others?: object[], sequence?: number, at?: number, hold?: boolean}) => object} tell
 *   the agent's party is in this state now; `more`: further fields of the party, `others`: further parties, `hold`: the notification is made and
 *   answered, but not sent
 * @property {(notification: object) => void} send sends a notification, also one that was sent before
 * @property {() => number} open how many sockets are open
 * @property {() => void} cut breaks every socket without a word, as a network does
 * @property {(code?: number) => void} kick closes every socket in order, as for another connection
 * @property {() => void} timeOut says that the absolute time is over, and closes
 * @property {(silent: boolean) => void} silence leaves heartbeats without an answer
 * @property {(status: number) => void} refuse answers subscriptions with this status; 200 ends that
 * @property {() => void} forget ends every session, so that none can go on
 * @property {{type: string, at: number}[]} heard every message from a client
 * @property {[object, object?][]} frames every frame that was sent or heard
 * @property {string[]} issued every token of a socket so far
 * @property {{recovered: boolean, at: number}[]} greeted every greeting so far
 * @property {() => Promise<void>} stop
 */

/**
 * @typedef {object} Call
 * @property {string} telephonySessionId
 * @property {string} sessionId
 * @property {string} number the other side's
 * @property {string} [name]
 * @property {'Inbound' | 'Outbound'} direction
 * @property {number} sequence of the last notification
 */

/**
 * @param {import('node:http').Server} server whose upgrades of `/ws` are taken
 * @param {{url: string, account: string, extension: string}} where
 * @returns {Gateway}
 */
export function startGateway(server, { url, account, extension }) {
  const sockets = new WebSocketServer({ noServer: true });
  const [tokens, sessions] = [new Map(), new Map()];
  const [heard, issued, greeted, frames] = [[], [], [], []];
  let [silent, subscriptions, calls] = [false, 200, 0];

  const key = () => randomBytes(12).toString('base64url');
  const iso = (ms) => new Date(ms).toISOString();
  const frame = (socket, ...parts) => {
    const sent = parts.filter((part) => part !== undefined);
    frames.push(sent);
    socket.send(JSON.stringify(sent));
  };
  const refusal = (errorCode, message) => ({ errors: [{ errorCode, message }] });
  const failure = (socket, status, errorCode, message) => (
    frame(socket, { type: 'Error', messageId: randomUUID(), status, headers: { RCRequestId: randomUUID() } }, { errorCode, message }));

  function token() {
    const made = key();
    tokens.set(made, Date.now() + TOKEN);
    issued.push(made);
    return [200, { ws_access_token: made, uri: `${url.replace('http', 'ws')}/ws`, expires_in: TOKEN / 1000 }];
  }

  server.on('upgrade', (request, connection, head) => {
    const { pathname, searchParams } = new URL(request.url, url);
    const until = tokens.get(searchParams.get('access_token'));
    if (pathname !== '/ws' || !(until > Date.now())) return connection.end('HTTP/1.1 401 Unauthorized\r\n\r\n');
    tokens.delete(searchParams.get('access_token'));
    return sockets.handleUpgrade(request, connection, head, (socket) => greet(socket, searchParams.get('wsc')));
  });

  /** The server speaks first. A session that broke off lately goes on, with what it was not told; one nobody ever named ends the socket. */
  function greet(socket, wsc) {
    const known = wsc && sessions.get(wsc);
    if (wsc && !known && !/^[\w-]{16}$/.test(wsc)) {
      failure(socket, 400, 'WSG-400', 'Malformed WebSocket session context token');
      return socket.close(1000);
    }
    const goesOn = Boolean(known?.subscription) && (known.socket !== null || Date.now() - known.brokeAt < RECOVERY);
    if (known && goesOn) known.socket?.close(1000);
    const session = goesOn ? known : { wsc: key(), sequence: 0, began: Date.now(), subscription: null, missed: [] };
    if (wsc && wsc !== session.wsc) sessions.delete(wsc);
    session.socket = socket;
    sessions.set(session.wsc, session);
    socket.on('message', (data) => hear(session, JSON.parse(String(data))));
    socket.on('close', () => {
      if (session.socket === socket) Object.assign(session, { socket: null, brokeAt: Date.now() });
    });
    const recovery = wsc ? { recoveryState: goesOn ? 'Successful' : 'Failed', ...(!goesOn && { recoveryErrorCode: 'WSG-1005' }) } : {};
    greeted.push({ recovered: goesOn, at: Date.now() });
    frame(socket, { type: 'ConnectionDetails', messageId: randomUUID(), status: 200, headers: {}, wsc: named(session) }, {
      creationTime: iso(session.began), maxConnectionsPerSession: 5, recoveryBufferSize: 100, recoveryTimeout: RECOVERY / 1000, idleTimeout: 1800,
      absoluteTimeout: ABSOLUTE / 1000, ...recovery,
    });
    session.missed.splice(0).forEach((body) => deliver(session, body));
  }

  const named = (session) => ({ token: session.wsc, sequence: session.sequence += 1 });

  function hear(session, [head, body]) {
    heard.push({ type: head.type, at: Date.now() });
    frames.push([head, body]);
    if (head.type === 'Heartbeat') {
      if (!silent) frame(session.socket, { type: 'Heartbeat', messageId: head.messageId });
      return;
    }
    const answer = { type: 'ClientRequest', messageId: head.messageId, headers: {}, wsc: named(session) };
    const asks = head.type === 'ClientRequest' && head.method === 'POST' && head.path === SUBSCRIBE;
    const wanted = body?.eventFilters?.every((filter) => filter === '/restapi/v1.0/account/~/extension/~/telephony/sessions');
    if (!asks || !wanted || body.deliveryMode?.transportType !== 'WebSocket') {
      return frame(session.socket, { ...answer, status: 400 }, refusal('CMN-101', 'Parameter value is invalid'));
    }
    if (subscriptions !== 200) {
      return frame(session.socket, { ...answer, status: subscriptions }, refusal('CMN-408', 'In order to call this API endpoint, application needs to have [WebSocketsSubscription] permission'));
    }
    const id = randomUUID();
    session.subscription = id;
    return frame(session.socket, { ...answer, status: 200 }, {
      uri: `${url}/restapi/v1.0/subscription/${id}`, id, eventFilters: [filter()], creationTime: iso(Date.now()), expirationTime: iso(session.began + ABSOLUTE),
      expiresIn: ABSOLUTE / 1000, status: 'Active', deliveryMode: { transportType: 'WebSocket' },
    });
  }

  const filter = () => `/restapi/v1.0/account/${account}/extension/${extension}/telephony/sessions`;

  function deliver(session, body) {
    const event = { uuid: randomUUID(), event: filter(), timestamp: iso(Date.now()), subscriptionId: session.subscription, ownerId: extension, body };
    frame(session.socket, { type: 'ServerNotification', messageId: randomUUID(), status: 200, headers: {}, wsc: named(session) }, event);
  }

  /** To every session with a subscription; one that broke off is told when it goes on. */
  function send(body) {
    for (const session of [...sessions.values()].filter(({ subscription }) => subscription)) {
      if (session.socket) deliver(session, body);
      else session.missed.push(body);
    }
  }

  function call({ number, name, direction = 'Inbound' }) {
    calls += 1;
    const id = `${Date.now().toString(16)}z${calls}`;
    return { telephonySessionId: `s-${id}`, sessionId: String(46_000_000_000 + calls), number, name, direction, sequence: 0 };
  }

  function tell(one, code, { reason, more = {}, others = [], sequence, at = Date.now(), hold = false } = {}) {
    one.sequence = sequence ?? one.sequence + 1;
    const own = { phoneNumber: '+14155550199', name: 'Ada Agent', extensionId: extension };
    const other = { phoneNumber: one.number, ...(one.name && { name: one.name }) };
    const [from, to] = one.direction === 'Inbound' ? [other, own] : [own, other];
    const party = {
      accountId: account, extensionId: extension, id: `p-${one.telephonySessionId.slice(2)}-1`, direction: one.direction, from, to,
      status: { code, rcc: false, ...(reason && { reason }) }, missedCall: false, standAlone: false, muted: false, ...more,
    };
    const body = {
      sequence: one.sequence, sessionId: one.sessionId, telephonySessionId: one.telephonySessionId, serverId: '127.0.0.1.TAM', eventTime: iso(at),
      parties: [party, ...others], origin: { type: 'Call' },
    };
    if (!hold) send(body);
    return body;
  }

  const each = (act) => [...sessions.values()].map(({ socket }) => socket).filter(Boolean).forEach(act);
  return {
    token, call, tell, send, heard, issued, greeted, frames,
    open: () => sockets.clients.size,
    cut() {
      for (const session of [...sessions.values()].filter(({ socket }) => socket)) {
        session.socket.terminate();
        // What is told from now on waits for the session to go on.
        Object.assign(session, { socket: null, brokeAt: Date.now() });
      }
    },
    kick: (code = 1000) => each((socket) => socket.close(code)),
    timeOut: () => each((socket) => {
      failure(socket, 408, 'WSG-903', 'Absolute timeout expired');
      socket.close(1000);
    }),
    silence(now) {
      silent = now;
    },
    refuse(status) {
      subscriptions = status;
    },
    forget: () => sessions.clear(),
    async stop() {
      for (const socket of sockets.clients) socket.terminate();
      await new Promise((resolve) => sockets.close(resolve));
    },
  };
}
