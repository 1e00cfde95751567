// Plays one side of a SIP call with SIPp: a caller, or a phone that rings, answers, is busy or hangs up.
import { createSocket } from 'node:dgram';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CannotRun } from '../setup/cannot-run.mjs';
import { has } from '../setup/run.mjs';
import { Gone, lastLines, start, waitFor } from './process.mjs';

/** What stands for "until somebody says so": longer than any test. */
const FOR_EVER = 3_600_000;

/** Fails with a reason a person can act on where SIPp is missing. */
export async function needSipp() {
  if (!await has('sipp')) throw new CannotRun('SIPp is not installed: `apt-get install sip-tester`');
}

/**
 * Places a call.
 * @param {{folder: string, name: string, ip: string, port: number, server: string, from: string, fromName?: string, to: string,
 *   headers: Record<string, string>, giveUpAfterMs?: number, hangUpAfterMs?: number}} options
 */
export async function caller({ folder, name, ip, port, server, from, fromName, to, headers, giveUpAfterMs, hangUpAfterMs }) {
  const identity = from === 'anonymous' ? '"Anonymous" <sip:anonymous@anonymous.invalid>' : `"${fromName ?? from}" <sip:${from}@${ip}:${port}>`;
  const scenario = callerScenario({ identity, to, headers, giveUpAfterMs, hangUpAfterMs });
  return sipp({ folder, name, ip, port, scenario, args: [server] });
}

/**
 * Plays a phone for a number of calls. `answer`: a SIP status such as 486, or ms after which it picks up.
 * @param {{folder: string, name: string, ip: string, port: number, reject?: number, answerAfterMs?: number, hangUpAfterMs?: number,
 *   passTo?: string, calls?: number}} options `passTo`: the SIP address it passes the caller on to once they talk
 */
export async function phone({ folder, name, ip, port, reject, answerAfterMs, hangUpAfterMs, passTo, calls = 1 }) {
  const scenario = reject ? rejectScenario(reject) : phoneScenario({ answerAfterMs, hangUpAfterMs, passTo });
  const running = await sipp({ folder, name, ip, port, scenario, calls });
  await waitFor(`${name} listening on UDP ${port}`, async () => {
    if (running.over) throw new Gone(`${name} ended: ${await lastLines(running.log)}`);
    return isBound(port);
  }, { log: running.log });
  return running;
}

async function sipp({ folder, name, ip, port, scenario, args = [], calls = 1 }) {
  const file = path.join(folder, `${name}.xml`);
  const log = path.join(folder, `${name}.log`);
  await writeFile(file, scenario);
  const running = start('sipp', [
    ...args, '-i', ip, '-p', String(port), '-sf', file, '-m', String(calls), '-nostdin', '-nd', '-default_behaviors', 'all',
    '-deadcall_wait', '0', '-cid_str', `%u-${name}@${ip}`, '-trace_err', '-error_file', path.join(folder, `${name}.errors`),
  ], { log, cwd: folder, env: { ...process.env, TERM: 'dumb' } });
  return Object.assign(running, {
    log,
    /** Presses this phone's button: a ringing phone answers, a caller who waits gives up, who talks hangs up. */
    press: (callId = `1-${name}@${ip}`) => press({ ip, port, callId }),
  });
}

/** The button is an INFO with the call's own id: SIPp hands it to the call, whose scenario goes on where it says so. */
function press({ ip, port, callId }) {
  presses += 1; // two equal messages would count as one that was repeated
  const text = ['INFO sip:button SIP/2.0', `Via: SIP/2.0/UDP ${ip}:9;branch=z9hG4bKbutton${presses}`, 'From: <sip:finger>;tag=1', 'To: <sip:button>',
    `Call-ID: ${callId}`, `CSeq: ${presses} INFO`, 'Max-Forwards: 70', 'Content-Length: 0', '', ''].join('\r\n');
  const socket = createSocket('udp4');
  return new Promise((resolve, reject) => {
    socket.send(text, port, ip, (error) => {
      socket.close();
      if (error) reject(error);
      else resolve();
    });
  });
}

let presses = 0;

/** True if a UDP socket is bound to this port (the kernel's own list). */
async function isBound(port) {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  return (await readFile('/proc/net/udp', 'utf8')).split('\n').some((line) => line.trim().split(/\s+/)[1]?.endsWith(`:${hex}`));
}

const SDP = `
v=0
o=- 1 1 IN IP[local_ip_type] [local_ip]
s=-
c=IN IP[local_ip_type] [local_ip]
t=0 0
m=audio [auto_media_port] RTP/AVP 0
a=rtpmap:0 PCMU/8000
`.trim();

const send = (text, attributes = '') => `<send ${attributes}><![CDATA[\n\n${text.trim()}\n\n]]></send>`;
/** Waits for one of several messages, but only so long: SIPp looks at the time limit of whichever of them it stands at. */
const awaitOne = (ms, label, messages) => messages.map(([what, attributes = '']) => (
  `<recv ${what} ${attributes} timeout="${Number.isFinite(ms) ? ms : FOR_EVER}" ontimeout="${label}"/>`));
const pressed = (label) => ['request="INFO"', `optional="true" next="${label}"`];
const scenarioFile = (name, steps) => `<?xml version="1.0" encoding="UTF-8" ?>\n<scenario name="${name}">\n${steps.join('\n')}\n</scenario>\n`;
const via = (branch = '[branch]') => `Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=${branch}`;
const NOTHING = 'Content-Length: 0';
const OK_TO_REQUEST = `SIP/2.0 200 OK\n[last_Via:]\n[last_From:]\n[last_To:]\n[last_Call-ID:]\n[last_CSeq:]\n${NOTHING}`;

function callerScenario({ identity, to, headers, giveUpAfterMs, hangUpAfterMs }) {
  const target = `sip:${to}@[remote_ip]:[remote_port]`;
  const request = (method, cseq, { peer = '', branch } = {}) => `
${method} ${target} SIP/2.0
${via(branch)}
From: ${identity};tag=[pid]c[call_number]
To: <${target}>${peer}
Call-ID: [call_id]
CSeq: ${cseq} ${method}
Contact: <sip:caller@[local_ip]:[local_port]>
Max-Forwards: 70`;
  const peer = '[peer_tag_param]';
  const extra = Object.entries(headers).map(([name, value]) => `\n${name}: ${value}`).join('');
  const progress = [100, 180, 183].map((status) => [`response="${status}"`, 'optional="true"']);
  const refusals = [403, 404, 480, 486, 487, 500, 503, 600, 603].map((status) => [`response="${status}"`, 'optional="true" next="refused"']);
  const steps = [
    send(`${request('INVITE', 1)}${extra}\nContent-Type: application/sdp\nContent-Length: [len]\n\n${SDP}`, 'retrans="500"'),
    ...awaitOne(giveUpAfterMs, 'cancel', [...progress, ...refusals, pressed('cancel'), ['response="200"']]),
    send(`${request('ACK', 1, { peer })}\n${NOTHING}`),
    ...awaitOne(hangUpAfterMs, 'bye', [pressed('bye'), ['request="BYE"']]),
    send(OK_TO_REQUEST, 'next="end"'),
    '<label id="bye"/>',
    send(`${request('BYE', 2, { peer })}\n${NOTHING}`, 'retrans="500"'),
    '<recv response="200" next="end"/>',
    '<label id="cancel"/>',
  ];
  // A CANCEL and the ACK of a refusal belong to the INVITE's transaction: its branch, counted back in messages.
  const invited = () => `[branch-${steps.filter((step) => !step.startsWith('<label')).length}]`;
  steps.push(send(`${request('CANCEL', 1, { branch: invited() })}\n${NOTHING}`, 'retrans="500"'), '<recv response="200"/>', '<recv response="487"/>');
  steps.push('<label id="refused"/>', send(`${request('ACK', 1, { peer, branch: invited() })}\n${NOTHING}`), '<label id="end"/>');
  return scenarioFile('caller', steps);
}

/** Keeps what replies to the INVITE repeat, because other messages may come in between. */
const INVITED = `<recv request="INVITE" rrs="true"><action>
${['Via', 'From', 'To', 'CSeq'].map((header) => `<ereg regexp=".*" search_in="hdr" header="${header}:" assign_to="${header}"/>`).join('\n')}
</action></recv>`;

const reply = (status, body = NOTHING) => `
SIP/2.0 ${status}
Via:[$Via]
From:[$From]
To:[$To];tag=[pid]p[call_number]
Call-ID: [call_id]
CSeq:[$CSeq]
Contact: <sip:phone@[local_ip]:[local_port]>
${body}`;

function phoneScenario({ answerAfterMs, hangUpAfterMs, passTo }) {
  const request = (method, extra = '') => `
${method} [next_url] SIP/2.0
${via()}
From:[$To];tag=[pid]p[call_number]
To:[$From]
Call-ID: [call_id]
CSeq: 1 ${method}
Contact: <sip:phone@[local_ip]:[local_port]>
${extra}Max-Forwards: 70
${NOTHING}`;
  // REFER passes the caller on; the server tells how that goes (NOTIFY) and then ends this phone's part (BYE).
  const pass = [
    '<pause milliseconds="300"/>',
    send(request('REFER', `Refer-To: <${passTo}>\nReferred-By: <sip:phone@[local_ip]>\n`), 'retrans="500"'),
    '<recv response="202"/>',
    '<label id="passed"/>',
    '<recv request="NOTIFY" optional="true" next="told"/>',
    '<recv request="BYE" next="left"/>',
    '<label id="told"/>',
    send(OK_TO_REQUEST, 'next="passed"'),
    '<label id="left"/>',
    send(OK_TO_REQUEST, 'next="end"'),
  ];
  return scenarioFile('phone', [
    INVITED,
    send(reply('180 Ringing')),
    ...awaitOne(answerAfterMs, 'answer', [pressed('answer'), ['request="CANCEL"']]),
    send(OK_TO_REQUEST),
    send(reply('487 Request Terminated'), 'retrans="500"'),
    '<recv request="ACK" next="end"/>',
    '<label id="answer"/>',
    send(reply('200 OK', `Content-Type: application/sdp\nContent-Length: [len]\n\n${SDP}`), 'retrans="500"'),
    '<recv request="ACK"/>',
    ...(passTo ? pass : []),
    ...awaitOne(hangUpAfterMs, 'bye', [pressed('bye'), ['request="BYE"']]),
    send(OK_TO_REQUEST, 'next="end"'),
    '<label id="bye"/>',
    send(request('BYE'), 'retrans="500"'),
    '<recv response="200"/>',
    '<label id="end"/>',
  ]);
}

const REASONS = { 480: 'Temporarily Unavailable', 486: 'Busy Here', 603: 'Decline' };
const rejectScenario = (status) => scenarioFile('reject', [INVITED, send(reply(`${status} ${REASONS[status]}`), 'retrans="500"'), '<recv request="ACK"/>']);
