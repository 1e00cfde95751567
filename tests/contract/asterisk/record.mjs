// Records what a real Asterisk tells over ARI while real calls are made: `node tests/contract/asterisk/record.mjs [name …]`.
// One file per case, one frame per line as it came; `{"cut":true}` is a socket that closed and was opened again.
// Left out are the event types the codec passes over in any case.
import { writeFile } from 'node:fs/promises';
import { WebSocket } from 'ws';
import { AGENT, COLLEAGUE, GROUP, startAsterisk } from '../../systems/asterisk.mjs';

const ANN = { from: '+12015550123', fromName: 'Ann Alvarez' };
const BOB = { from: '+12015550142', fromName: 'Bob Brown' };
const OUTSIDE = '2015550177';
const PASSED_OVER = ['ChannelVarset', 'DeviceStateChanged', 'ChannelCallerId', 'BridgeCreated', 'BridgeDestroyed'];

/** Milliseconds: how long a short call is talked on, one that outlives a cut or meets another, and a caller's patience. */
const SHORT = 1200;
const LONG = 3000;
const PATIENCE = 600;

/** @type {Record<string, (pbx: import('../../systems/asterisk.mjs').Asterisk, line: Line) => Promise<void>>} */
const CASES = {
  'inbound-answered': over({ ...ANN, to: AGENT, hangUpAfterMs: SHORT }),
  'inbound-missed': over({ ...ANN, to: AGENT, scenario: 'missed', giveUpAfterMs: PATIENCE }),
  'inbound-busy': over({ ...ANN, to: AGENT, scenario: 'busy' }),
  'inbound-declined': over({ ...ANN, to: AGENT, scenario: 'declined' }),
  'inbound-withheld': over({ from: 'anonymous', to: AGENT, hangUpAfterMs: SHORT }),
  'inbound-elsewhere': over({ ...ANN, to: GROUP, scenario: 'elsewhere', hangUpAfterMs: SHORT }),
  'inbound-group-answered': over({ ...ANN, to: GROUP, hangUpAfterMs: SHORT }),
  'inbound-of-a-colleague': over({ ...ANN, to: COLLEAGUE, hangUpAfterMs: SHORT }),
  'internal-answered': over({ from: COLLEAGUE, fromName: 'Cleo', to: AGENT, hangUpAfterMs: SHORT }),
  'outbound-answered': over({ from: AGENT, to: OUTSIDE, hangUpAfterMs: SHORT }),
  'outbound-busy': over({ from: AGENT, to: OUTSIDE, scenario: 'busy' }),
  'outbound-declined': over({ from: AGENT, to: OUTSIDE, scenario: 'declined' }),
  'outbound-no-answer': over({ from: AGENT, to: OUTSIDE, scenario: 'missed', giveUpAfterMs: PATIENCE }),
  'transferred-away': over({ ...ANN, to: AGENT, passTo: COLLEAGUE, hangUpAfterMs: LONG }),
  'transferred-to-us': over({ ...ANN, to: COLLEAGUE, passTo: AGENT, hangUpAfterMs: LONG }),
  'click-to-call-answered': async (pbx) => {
    await pbx.phone(AGENT);
    await pbx.phone('trunk', { hangUpAfterMs: SHORT });
    await dial(pbx, OUTSIDE);
  },
  'click-to-call-busy': async (pbx) => {
    await pbx.phone(AGENT);
    await pbx.phone('trunk', { reject: 486 });
    await dial(pbx, OUTSIDE);
  },
  'two-at-once': async (pbx) => {
    const first = await pbx.call({ ...ANN, to: AGENT, hangUpAfterMs: LONG });
    await first.up();
    const second = await pbx.call({ ...BOB, to: AGENT, hangUpAfterMs: SHORT });
    await Promise.all([first.ended(), second.ended()]);
  },
  'cut-and-the-call-goes-on': async (pbx, line) => {
    const call = await pbx.call({ ...ANN, to: AGENT, hangUpAfterMs: LONG });
    await call.up();
    await line.cut();
    await call.ended();
  },
  'cut-and-the-call-ends': async (pbx, line) => {
    const call = await pbx.call({ ...ANN, to: AGENT, hangUpAfterMs: SHORT });
    await call.up();
    await line.cut(() => call.ended());
  },
  replaced: async (pbx, line) => {
    const replaced = line.until((frame) => frame.type === 'ApplicationReplaced');
    const other = await open(pbx);
    await replaced;
    other.terminate();
  },
};

/** Click-to-call, from the agent's own phone ringing to the end of everything. */
async function dial(pbx, number) {
  const { id } = await pbx.ari(`channels?endpoint=PJSIP/${AGENT}&extension=${number}&context=inside&priority=1`, { method: 'POST', user: 'dial' });
  await pbx.waitForEvent('the end of the click-to-call', ({ type, channel }) => type === 'ChannelDestroyed' && channel.id === id);
}

/** One call, from its first ring to its end. */
function over(options) {
  return async (pbx) => void await (await pbx.call(options)).ended();
}

/** A socket as the extension opens it, with what came over it. */
class Line {
  frames = [];
  #waiting = [];

  constructor(pbx) {
    this.pbx = pbx;
  }

  async open() {
    this.socket = await open(this.pbx);
    this.socket.on('message', (data) => {
      const text = data.toString();
      this.frames.push(text);
      this.#waiting = this.#waiting.filter(({ match, resolve }) => !match(JSON.parse(text)) || resolve());
    });
    const answered = this.until(({ type, request_id: id }) => type === 'RESTResponse' && id === 'channels');
    for (const uri of ['asterisk/info', 'channels']) this.ask(uri);
    await answered;
  }

  /** As the extension asks. */
  ask(uri) {
    this.socket.send(JSON.stringify({ type: 'RESTRequest', transaction_id: uri, request_id: uri, method: 'GET', uri }));
  }

  async cut(meanwhile = async () => {}) {
    this.socket.terminate();
    await meanwhile();
    this.frames.push('{"cut":true}');
    await this.open();
  }

  until(match) {
    return new Promise((resolve) => this.#waiting.push({ match, resolve }));
  }
}

function open(pbx) {
  const { user, password } = pbx.watcher;
  const socket = new WebSocket(`ws://127.0.0.1:${pbx.port}/ari/events?app=callscribe-recorder&subscribeAll=true&api_key=${user}:${password}`);
  return new Promise((resolve, reject) => socket.once('open', () => resolve(socket)).once('error', reject));
}

async function record(pbx, name) {
  const line = new Line(pbx);
  await line.open();
  const gone = pbx.events.length;
  await CASES[name](pbx, line);
  const destroyed = pbx.events.slice(gone).filter(({ type }) => type === 'ChannelDestroyed').map(({ channel }) => channel.id);
  const heard = () => destroyed.every((id) => line.frames.some((frame) => frame.includes('"ChannelDestroyed"') && frame.includes(`"${id}"`)));
  if (!name.startsWith('cut') && !heard()) await new Promise((resolve) => line.socket.on('message', () => heard() && resolve()));
  if (name !== 'replaced') {
    const answered = line.until(({ type }) => type === 'RESTResponse');
    line.ask('channels');
    await answered;
  }
  line.socket.terminate();
  const kept = line.frames.filter((frame) => !PASSED_OVER.includes(JSON.parse(frame).type));
  await writeFile(new URL(`./${name}.jsonl`, import.meta.url), `${kept.join('\n')}\n`);
  console.log(`${name}: ${kept.length} frames`);
}

const pbx = await startAsterisk({ entityId: '02:00:00:00:00:07' });
try {
  const wanted = process.argv.slice(2);
  for (const name of wanted.length > 0 ? wanted : Object.keys(CASES)) await record(pbx, name);
} finally {
  await pbx.stop();
}
