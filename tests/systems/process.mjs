// Starts child processes that never outlive the test run, and waits for facts instead of sleeping.
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import net from 'node:net';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';

/** Where downloads live: outside the work tree, shared by all checkouts. */
export const cacheDir = process.env.CALLSCRIBE_CACHE
  ?? path.join(process.env.XDG_CACHE_HOME ?? path.join(homedir(), '.cache'), 'callscribe');

/**
 * Asks `probe` until it answers something truthy, and returns that.
 * @template T
 * @param {string} what what is waited for, as the error names it
 * @param {() => T | Promise<T>} probe a thrown error counts as "not yet" and is quoted at the end
 * @param {{seconds?: number, everyMs?: number, log?: string}} [limit] `log` is a file whose last lines join the error
 * @returns {Promise<NonNullable<T>>}
 */
export async function waitFor(what, probe, { seconds = 20, everyMs = 25, log } = {}) {
  const end = Date.now() + seconds * 1000;
  let last = '';
  do {
    try {
      const value = await probe();
      if (value) return value;
      last = '';
    } catch (error) {
      if (error instanceof Gone) throw error;
      last = `; last answer: ${error.message}`;
    }
    await new Promise((next) => setTimeout(next, everyMs));
  } while (Date.now() < end);
  const tail = log ? `\n${await lastLines(log)}` : '';
  throw new Error(`${what} did not happen within ${seconds} s${last}${tail}`);
}

/** Thrown inside a probe when waiting longer is useless, for example because the process has ended. */
export class Gone extends Error {}

/** The last lines of a log file, or a word that there is none. */
export async function lastLines(file, count = 20) {
  const text = await readFile(file, 'utf8').catch(() => '(no log)');
  return text.trimEnd().split('\n').slice(-count).join('\n');
}

/**
 * A loopback port that is free for TCP and UDP. Taken below the ephemeral range, so that a server which is
 * stopped for a while gets its port back.
 * @param {string} [host]
 */
export async function freePort(host = '127.0.0.1') {
  for (let tries = 0; tries < 100; tries += 1) {
    const port = 10_000 + Math.floor(Math.random() * 20_000);
    if (!handedOut.has(port) && await isFree(port, host) && await isFreeForUdp(port, host)) {
      handedOut.add(port);
      return port;
    }
  }
  throw new Error('no free loopback port found in 100 tries');
}
const handedOut = new Set();

/** True if nothing listens on this TCP port. */
export function isFree(port, host = '127.0.0.1') {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', () => resolve(false));
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
}

/** True if no UDP socket is bound to this port. */
export function isFreeForUdp(port, host) {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.once('error', () => resolve(false));
    socket.bind(port, host, () => socket.close(() => resolve(true)));
  });
}

/** A folder of its own for one server. What killed runs left behind is removed on the way. */
export async function scratch(name) {
  await sweep();
  const folder = await mkdtemp(path.join(tmpdir(), `callscribe-${name}-${process.pid}-`));
  return { folder, remove: () => removeFolder(folder) };
}

/** Removes the folders of runs that are over. */
export async function sweep() {
  for (const entry of await readdir(tmpdir())) {
    const owner = /^callscribe-.*-(\d+)-\w{6}$/.exec(entry)?.[1];
    if (owner && !isAlive(Number(owner))) await removeFolder(path.join(tmpdir(), entry));
  }
}

const removeFolder = (folder) => rm(folder, { recursive: true, force: true, maxRetries: 3 });

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** A command whose process ends when the one that starts it ends, also when that is killed (on Linux). */
export const dyingWithUs = (...command) => (process.platform === 'linux' ? ['setpriv', '--pdeathsig', 'KILL', ...command] : command);

/**
 * Starts a program whose output goes to `log`. It ends with this process, also when this process is killed.
 * @param {string} program
 * @param {string[]} args
 * @param {{log: string, env?: NodeJS.ProcessEnv, cwd?: string, stdin?: 'pipe' | 'ignore', guard?: boolean}} options
 *   `guard: false` for programs that end by themselves when their stdin closes
 */
export function start(program, args, { log, env = process.env, cwd, stdin = 'ignore', guard = true }) {
  const out = createWriteStream(log, { flags: 'a' });
  const [command, ...rest] = guard ? dyingWithUs(program, ...args) : [program, ...args];
  const child = spawn(command, rest, { env, cwd, stdio: [stdin, 'pipe', 'pipe'] });
  child.stdout.pipe(out, { end: false });
  child.stderr.pipe(out, { end: false });
  /** @type {Promise<{code: number | null, signal: string | null}>} */
  const ended = new Promise((resolve) => {
    child.once('error', (error) => {
      out.end(`${error.message}\n`);
      resolve({ code: -1, signal: null });
    });
    child.once('close', (code, signal) => {
      out.end();
      resolve({ code, signal });
    });
  });
  const running = { child, ended, over: false, stop: (graceMs) => stop(running, graceMs) };
  alive.add(running);
  ended.then(() => {
    running.over = true;
    alive.delete(running);
  });
  return running;
}
const alive = new Set();
process.once('exit', () => alive.forEach(({ child }) => child.kill('SIGKILL')));

/** Asks a started program to end, kills it after the grace, and returns when it is gone. */
async function stop({ child, ended }, graceMs = 5000) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const force = setTimeout(() => child.kill('SIGKILL'), graceMs);
  await ended;
  clearTimeout(force);
}
