// What every started server relies on: it never outlives the test run, and waiting ends.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import { Gone, isFree, isFreeForUdp, scratch, waitFor } from './process.mjs';

test('a server whose test run is killed dies with it, and the next run removes its folder', async () => {
  const script = `
    import { startAppConnect } from ${JSON.stringify(new URL('./app-connect.mjs', import.meta.url).href)};
    const { url } = await startAppConnect();
    process.stdout.write(url, () => process.kill(process.pid, 'SIGKILL'));`;
  const { pid, out } = await new Promise((resolve) => {
    const child = execFile(process.execPath, ['--input-type=module', '-e', script], (_, stdout) => resolve({ pid: child.pid, out: stdout }));
  });
  await waitFor('the server being gone', () => isFree(Number(new URL(out).port)));
  const { folder, remove } = await scratch('process');
  assert.ok(!readdirSync(tmpdir()).some((name) => name.startsWith(`callscribe-app-connect-${pid}-`)));
  await remove();
  assert.ok(!existsSync(folder));
});

test('waiting says what did not happen and what was last answered', async () => {
  const never = waitFor('the moon turning green', () => { throw new Error('it is grey'); }, { seconds: 0.1 });
  await assert.rejects(never, /^Error: the moon turning green did not happen within 0.1 s; last answer: it is grey$/);
});

test('waiting ends at once when it has become useless', async () => {
  await assert.rejects(waitFor('an answer', () => { throw new Gone('it ended'); }), /it ended/);
});

test('a port with a UDP socket on it is not free for another', async () => {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  assert.equal(await isFreeForUdp(port, '127.0.0.1'), false);
  await new Promise((resolve) => { socket.close(resolve); });
  assert.equal(await isFreeForUdp(port, '127.0.0.1'), true);
});
