// A RingCentral account with every kind of call, and a live line that told of some, for the tests of its decoders.
import { createHash } from 'node:crypto';
import WebSocket from 'ws';
import { startRingCentral } from '../systems/ringcentral.mjs';

const REDIRECT = `https://${'a'.repeat(32)}.chromiumapp.org/`;
const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
const RESULTS = ['Accepted', 'Call connected', 'Missed', 'No Answer', 'Busy', 'Rejected', 'Voicemail', 'Hang Up', 'Call Failed', 'In Progress'];
const MINUTE = 60_000;
/** Calls on the line: the other side, and what the agent's party was in. */
const CALLS = [
  ['+14155570001', 'Inbound', 'Setup', 'Proceeding', 'Answered', 'Hold', 'Answered', 'Disconnected'],
  ['+14155570002', 'Outbound', 'Setup', 'Proceeding', 'Answered', 'Disconnected'],
  ['+14155570003', 'Inbound', 'Setup', 'Proceeding', 'VoiceMail', 'Disconnected'],
  ['+14155570004', 'Inbound', 'Setup', 'Proceeding', 'Answered', 'Parked', 'Gone'],
];

/** Starts the account, fills its call log, signs in and listens to its line. */
export async function startRingCentralAccount() {
  const account = await startRingCentral();
  account.add(RESULTS.map((result, at) => ({
    number: `+1415557${String(1000 + at)}`, name: 'Ann Alvarez', start: Date.now() - (at + 1) * 10 * MINUTE, result, direction: at % 2 ? 'Outbound' : 'Inbound',
  })));
  account.add({ start: Date.now() - 200 * MINUTE });
  const query = new URLSearchParams({
    response_type: 'code', client_id: account.clientId, redirect_uri: REDIRECT, state: 's', code_challenge_method: 'S256',
    code_challenge: createHash('sha256').update(VERIFIER).digest('base64url'),
  });
  const { headers } = await fetch(`${account.url}/restapi/oauth/authorize?${query}`, { redirect: 'manual' });
  const code = new URL(headers.get('location')).searchParams.get('code');
  const form = { grant_type: 'authorization_code', client_id: account.clientId, code, code_verifier: VERIFIER, redirect_uri: REDIRECT };
  const signIn = await (await fetch(`${account.url}/restapi/oauth/token`, { method: 'POST', body: new URLSearchParams(form) })).json();
  const frames = await heardOnTheLine(account, signIn.access_token);
  const told = { url: account.url, account: account.account, token: signIn.access_token, signIn, frames };
  return { systems: [], env: { RINGCENTRAL: JSON.stringify(told) }, stop: account.stop };
}

/** Every frame of a line from its greeting on: a subscription, a heartbeat, and calls of each kind from their first ring to their end. */
async function heardOnTheLine({ url, live }, token) {
  const door = await (await fetch(`${url}/restapi/oauth/wstoken`, { method: 'POST', headers: { authorization: `Bearer ${token}` } })).json();
  const frames = [];
  const socket = new WebSocket(`${door.uri}?access_token=${door.ws_access_token}`);
  let waiting;
  socket.on('message', (data) => {
    frames.push(String(data));
    if (frames.length === waiting?.count) waiting.done();
  });
  const heard = (count) => new Promise((resolve, reject) => {
    socket.once('error', reject);
    waiting = { count, done: resolve };
    if (frames.length >= count) resolve();
  });
  const send = (...frame) => socket.send(JSON.stringify(frame));
  await heard(1);
  const filter = '/restapi/v1.0/account/~/extension/~/telephony/sessions';
  send({ type: 'ClientRequest', messageId: 'subscription', method: 'POST', path: '/restapi/v1.0/subscription/' }, { eventFilters: [filter], deliveryMode: { transportType: 'WebSocket' } });
  await heard(2);
  send({ type: 'Heartbeat', messageId: 'beat-1' });
  await heard(3);
  for (const [number, direction, ...codes] of CALLS) {
    const call = live.call({ number, name: 'Ann Alvarez', direction });
    for (const code of codes) live.tell(call, code);
  }
  await heard(3 + CALLS.flatMap(([, , ...codes]) => codes).length);
  socket.terminate();
  return frames;
}
