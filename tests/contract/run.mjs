// Starts the systems there are and runs the contract tests of the codecs against them: node run.mjs [--only ADAPTER] [test name …]
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import http from 'node:http';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { CANNOT_RUN, CannotRun } from '../setup/cannot-run.mjs';
import { dyingWithUs } from '../systems/process.mjs';
import { ADAPTERS } from './systems.mjs';

const { values: { only }, positionals: names } = parseArgs({ options: { only: { type: 'string' } }, allowPositionals: true });
const chosen = ADAPTERS.filter(({ adapter }) => !only || adapter === only);
if (chosen.length === 0) throw new Error(`there is no adapter ${only}`);

const running = [];
const missing = [];
for (const row of chosen) {
  try {
    running.push(await row.start());
  } catch (error) {
    if (!(error instanceof CannotRun)) throw error;
    missing.push({ row, reason: error.message });
  }
}
if (running.length === 0) {
  console.log(missing[0].reason);
  process.exit(CANNOT_RUN);
}
const systems = running.flatMap((one) => one.systems);
const door = await openDoor(systems);
const told = systems.filter(({ hidden }) => !hidden)
  .map(({ name, vendor, place, token, formats, trusting, turn }) => ({ name, vendor, place, token, formats, trusting, turn, control: door.url }));
const left = ADAPTERS.filter((row) => !chosen.includes(row) || missing.some((one) => one.row === row));
const filters = names.length > 0 || !only ? names : chosen.map(({ tests }) => tests);
const counts = new Map();
const code = await cargo([...filters, ...left.flatMap(({ tests }) => ['--skip', tests])], {
  ...Object.assign({}, ...running.map(({ env }) => env)),
  APP_CONNECT_CONTROL: door.url,
  CONTRACT_SYSTEMS: JSON.stringify(told),
  REQUIRE_ALL: '1',
});
for (const [system, { ok = 0, FAILED = 0 }] of counts) console.log(`${system}: ${ok} passed, ${FAILED} failed`);
for (const { row, reason } of missing) console.log(`${row.adapter} was not started: ${reason}\ntest result: skipped. 0 passed; 0 failed; 1 ignored`);
await door.close();
for (const one of running) await one.stop();
process.exitCode = code;

/** One address for all: `{system, method, args}` calls a method of a system, or reads a list of it. */
async function openDoor(behind) {
  const server = http.createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const answer = (status, body) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    try {
      const { system: name, method, args = [] } = JSON.parse(Buffer.concat(chunks));
      const system = behind.find((one) => one.name === name);
      if (!system || !Object.hasOwn(system, method)) throw new Error(`${name} has no ${method}`);
      const member = system[method];
      answer(200, { value: (typeof member === 'function' ? await member.apply(system, args) : await member) ?? null });
    } catch (error) {
      answer(400, { error: error.message });
    }
  });
  await new Promise((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const close = () => new Promise((resolve) => {
    server.closeAllConnections();
    server.close(resolve);
  });
  return { url: `http://127.0.0.1:${server.address().port}`, close };
}

/** Runs the tests, which end with this process, and counts them by the system in their names. */
function cargo(args, env) {
  const many = process.env.MANGLED !== undefined;
  // Of the whole workspace, so that nothing is compiled once more with fewer features.
  const tests = readdirSync(new URL('tests', import.meta.url)).flatMap((name) => ['--test', name]);
  const [command, ...rest] = dyingWithUs(
    'cargo', 'test', '--workspace', '--exclude', 'callscribe-simulation', ...tests, '--no-fail-fast', ...(many ? ['--profile', 'worlds'] : []),
    '--', ...(many ? ['--nocapture'] : []), ...args);
  const runner = `CARGO_TARGET_${process.arch === 'arm64' ? 'AARCH64' : 'X86_64'}_UNKNOWN_LINUX_GNU_RUNNER`;
  const child = spawn(command, rest, {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, [runner]: dyingWithUs().join(' '), ...env },
  });
  let line = '';
  child.stdout.on('data', (chunk) => {
    const lines = (line + chunk).split('\n');
    line = lines.pop();
    // Whole lines only: cargo's own words go the other way, and what stands between them could not be counted.
    if (lines.length > 0) process.stdout.write(`${lines.join('\n')}\n`);
    for (const [, name, outcome] of lines.map((text) => /^test (\w+)::\S+ \.\.\. (ok|FAILED)$/.exec(text)).filter(Boolean)) {
      const count = counts.get(name) ?? {};
      counts.set(name, { ...count, [outcome]: (count[outcome] ?? 0) + 1 });
    }
  });
  return new Promise((resolve) => { child.once('close', (status) => resolve(status ?? 1)); });
}
