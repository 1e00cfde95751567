// Starts a real Asterisk 22 on free loopback ports and plays real SIP calls through it with SIPp.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { WebSocket } from 'ws';
import { findAsterisk } from '../setup/asterisk.mjs';
import { AGENT, COLLEAGUE, GROUP, OUTSIDE, PHONES, USERS, configuration } from './asterisk-config.mjs';
import { Gone, freePort, lastLines, scratch, start, waitFor } from './process.mjs';
import { caller, needSipp, phone } from './sipp.mjs';

export { AGENT, COLLEAGUE, GROUP } from './asterisk-config.mjs';

/**
 * @typedef {object} Asterisk
 * @property {string} url `http://127.0.0.1:PORT`, as a person types it
 * @property {number} port of HTTP and ARI
 * @property {{user: string, password: string}} watcher the read_only ARI user the extension gets
 * @property {{user: string, password: string}} dialer an ARI user that may also place calls
 * @property {string} entityId the server's own name, the account's first half
 * @property {string} version
 * @property {object[]} events every ARI event since the start, oldest first, as the tests' own read_only socket got it
 * @property {(options: CallOptions) => Promise<PlayedCall>} call places a call; returns when Asterisk has its first channel
 * @property {(extension: string, options?: {reject?: number, answerAfterMs?: number, hangUpAfterMs?: number, calls?: number}) =>
 *   Promise<{stop: () => Promise<void>}>} phone puts a phone on an extension (or `trunk`) for calls that `call` did not place, such as click-to-call
 * @property {(path: string, options?: {method?: string, user?: 'watch' | 'dial' | 'probe'}) => Promise<any>} ari one ARI request
 * @property {(what: string, match: (event: object) => boolean, seconds?: number) => Promise<object>} waitForEvent past ones count
 * @property {() => Promise<void>} restart ends it at once (running calls die) and starts it on the same ports with the same entity id
 * @property {() => Promise<void>} stop ends everything and removes its folder
 */

/**
 * @typedef {object} CallOptions
 * @property {string} from a number outside, `anonymous`, or an extension (then the agent calls)
 * @property {string} to an extension (`100` agent, `101` colleague, `200` rings both), or a number outside
 * @property {string} [fromName] the caller's display name
 * @property {'answered' | 'missed' | 'busy' | 'declined' | 'elsewhere'} [scenario] default answered. elsewhere: to `200`, the colleague answers
 * @property {number} [answerAfterMs] ringing time, default 200; Infinity: until `answer()`
 * @property {number} [hangUpAfterMs] talking time; without it the call runs until `hangUp()`
 * @property {'caller' | 'phone'} [hangUpBy] default caller
 * @property {string} [passTo] an extension: who answers passes the caller on to it at once, without asking (a blind transfer); its phone answers
 * @property {number} [giveUpAfterMs] missed: the caller's patience; without it until `hangUp()`
 */

/**
 * @typedef {object} PlayedCall
 * @property {string} linkedId
 * @property {() => Promise<object>} ringing waits until the called phone rings, answers its ChannelStateChange
 * @property {() => Promise<object>} up waits until somebody answered, answers the Dial event
 * @property {() => Promise<void>} answer picks the ringing phone up and waits until the call is up
 * @property {(by?: 'caller' | 'phone') => Promise<Ended>} hangUp ends it as a person does and waits for the end
 * @property {() => Promise<Ended>} ended waits until every channel of the call is gone
 */

/** @typedef {{linkedId: string, dialStatus: string | undefined, channels: {id: string, name: string, cause: number, causeText: string}[]}} Ended */

/**
 * Starts one Asterisk; several may run side by side.
 * @param {{entityId?: string}} [options]
 * @returns {Promise<Asterisk>}
 */
export async function startAsterisk({ entityId } = {}) {
  const installed = await findAsterisk();
  await needSipp();
  const home = await scratch('asterisk');
  const folder = home.folder;
  const ports = { http: await freePort(), sip: await freePort(), rtp: await freePort(), phone: await freePort(), outside: await freePort(OUTSIDE) };
  const id = entityId ?? `02:00:00:${[16, 8, 0].map((shift) => ((ports.http >> shift) & 255).toString(16).padStart(2, '0')).join(':')}`;
  for (const name of ['var', 'spool', 'run', 'log', 'calls']) await mkdir(path.join(folder, name));
  const files = configuration({ folder, root: installed.root, modules: installed.modules, entityId: id, ports });
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text.trimStart());

  const log = path.join(folder, 'asterisk.log');
  const url = `http://127.0.0.1:${ports.http}`;
  const events = [];
  const sides = new Set();
  let process_;
  let socket;

  async function ari(route, { method = 'GET', user = 'probe' } = {}) {
    const authorization = `Basic ${Buffer.from(`${user}:${USERS[user]}`).toString('base64')}`;
    const response = await fetch(`${url}/ari/${route}`, { method, headers: { authorization }, signal: AbortSignal.timeout(10_000) });
    if (!response.ok) throw new Error(`ARI ${method} ${route} answered ${response.status}: ${await response.text()}`);
    return response.status === 204 ? null : response.json();
  }

  async function up() {
    const [program, ...args] = installed.command;
    process_ = start(program, [...args, '-f', '-n', '-vv', '-C', path.join(folder, 'asterisk.conf')], { log });
    const running = process_;
    await waitFor('Asterisk being ready', async () => {
      if (running.over) throw new Gone(`Asterisk ended:\n${await lastLines(log)}`);
      const endpoints = await ari('endpoints');
      return [AGENT, COLLEAGUE, 'trunk'].every((name) => endpoints.some(({ resource }) => resource === name));
    }, { seconds: 60, log });
    socket = await watch(`ws://127.0.0.1:${ports.http}/ari/events?app=callscribe-probe&subscribeAll=true&api_key=probe:${USERS.probe}`, events);
  }

  async function down(graceMs) {
    socket?.terminate();
    await process_?.stop(graceMs);
  }

  const self = {
    url,
    port: ports.http,
    watcher: { user: 'watch', password: USERS.watch },
    dialer: { user: 'dial', password: USERS.dial },
    entityId: id,
    version: installed.version,
    events,
    ari,
    call: (options) => placeCall({ options, folder: path.join(folder, 'calls'), ports, ari, events, sides, waitForEvent }),
    async phone(extension, options = {}) {
      const standing = extension === 'trunk' ? { ip: OUTSIDE, port: ports.outside } : { ip: PHONES, port: ports.phone + (extension === COLLEAGUE ? 1 : 0) };
      const side = await phone({ folder: path.join(folder, 'calls'), name: `phone-${extension}-${standing.port}`, answerAfterMs: 200, ...standing, ...options });
      sides.add(side);
      return side;
    },
    waitForEvent,
    async restart() {
      await down(0);
      await up();
    },
    async stop() {
      await Promise.all([...sides].map((side) => side.stop(0)));
      await down(2000);
      await home.remove();
    },
  };
  function waitForEvent(what, match, seconds = 20) {
    return waitFor(what, () => events.find(match), { seconds, log });
  }
  try {
    await up();
  } catch (error) {
    await self.stop();
    throw error;
  }
  return self;
}

/** Opens the tests' own ARI socket and keeps what it hears. */
function watch(url, events) {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url);
    socket.once('error', reject);
    socket.on('message', (data) => events.push(JSON.parse(data)));
    socket.once('open', () => {
      socket.off('error', reject);
      socket.on('error', () => {});
      resolve(socket);
    });
  });
}

let calls = 0;

async function placeCall({ options, folder, ports, ari, events, sides, waitForEvent }) {
  const { from, to, fromName, scenario = 'answered', answerAfterMs = 200, hangUpAfterMs, hangUpBy = 'caller', giveUpAfterMs, passTo } = options;
  calls += 1;
  const tag = `call-${process.pid}-${calls}`;
  const isExtension = (number) => [AGENT, COLLEAGUE].includes(number);
  const headers = { 'X-Call': tag };
  const side = async (line, behaviour) => {
    const ip = line === 'trunk' ? OUTSIDE : PHONES;
    const port = await freePort(ip);
    headers[`X-Phone-${line}`] = `${ip}:${port}`;
    const running = await phone({ folder, name: `${tag}-phone-${line}`, ip, port, ...behaviour });
    sides.add(running);
    return running;
  };
  const answers = {
    answerAfterMs, hangUpAfterMs: hangUpBy === 'phone' ? hangUpAfterMs : undefined, passTo: passTo && `sip:${passTo}@${PHONES}:${ports.sip}`,
  };
  const behaviour = { answered: answers, missed: {}, busy: { reject: 486 }, declined: { reject: 603 }, elsewhere: answers }[scenario];
  if (!behaviour) throw new Error(`no such scenario: ${scenario}`);

  // Who answers; in the ring group the other phone only rings.
  const line = to !== GROUP ? (isExtension(to) ? to : 'trunk') : scenario === 'elsewhere' ? COLLEAGUE : AGENT;
  const called = await side(line, behaviour);
  if (passTo) await side(passTo, { answerAfterMs });
  if (to === GROUP) await side(line === AGENT ? COLLEAGUE : AGENT, ['answered', 'elsewhere'].includes(scenario) ? {} : behaviour);
  const ip = isExtension(from) ? PHONES : OUTSIDE;
  const placing = await caller({
    folder, name: `${tag}-caller`, ip, port: await freePort(ip), server: `${PHONES}:${ports.sip}`, from, fromName, to, headers,
    giveUpAfterMs: scenario === 'missed' ? giveUpAfterMs : undefined,
    hangUpAfterMs: hangUpBy === 'caller' ? hangUpAfterMs : undefined,
  });
  sides.add(placing);

  const first = await waitForEvent(`Asterisk getting the call from ${from} to ${to}`, ({ channel }) => channel?.accountcode === tag).catch(async (error) => {
    throw new Error(`${error.message}\nThe caller's own words:\n${await lastLines(placing.log)}`);
  });
  const linkedId = first.channel.channelvars['CHANNEL(linkedid)'];
  const ofCall = (channel) => channel?.channelvars?.['CHANNEL(linkedid)'] === linkedId;
  const channels = () => [...new Set(events.filter(({ channel }) => ofCall(channel)).map(({ channel }) => channel.id))];

  async function callIdOfPhone() {
    const { channel } = events.find((event) => event.channel && ofCall(event.channel) && event.channel.name.startsWith(`PJSIP/${line}-`));
    return (await ari(`channels/${channel.id}/variable?variable=CHANNEL(pjsip,call-id)`)).value;
  }

  const self = {
    linkedId,
    ringing: () => waitForEvent(`the phone of ${to} ringing`, ({ type, channel }) => type === 'ChannelStateChange' && channel.state === 'Ringing' && ofCall(channel)),
    up: () => waitForEvent(`the call to ${to} being answered`, ({ type, dialstatus, peer }) => type === 'Dial' && dialstatus === 'ANSWER' && ofCall(peer)),
    async answer() {
      await self.ringing();
      await called.press(await callIdOfPhone());
      await self.up();
    },
    async hangUp(by = 'caller') {
      if (by === 'caller') await placing.press();
      else await called.press(await callIdOfPhone());
      return self.ended();
    },
    async ended() {
      const gone = (id) => events.find(({ type, channel }) => type === 'ChannelDestroyed' && channel.id === id);
      await waitForEvent(`the call to ${to} ending`, () => channels().every(gone), 30);
      const dials = events.filter(({ type, peer }) => type === 'Dial' && ofCall(peer));
      return {
        linkedId,
        dialStatus: dials.map(({ dialstatus }) => dialstatus).filter(Boolean).at(-1),
        channels: channels().map((id) => {
          const { channel, cause, cause_txt: causeText } = gone(id);
          return { id, name: channel.name, cause, causeText };
        }),
      };
    },
  };
  return self;
}
