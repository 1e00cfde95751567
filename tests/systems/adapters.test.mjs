// What `make test-systems` leaves behind when it is killed in the middle: nothing that the next run does not remove.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { sweep, waitFor } from './process.mjs';

const ADAPTERS = fileURLToPath(new URL('../adapters.mjs', import.meta.url));

/** The process that started this one; undefined if it is gone. */
function parentOf(pid) {
  try {
    return Number(/\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1]);
  } catch {
    return undefined;
  }
}

/** The processes that work in a folder. */
function workersIn(folder) {
  const works = (pid) => {
    try {
      return readlinkSync(`/proc/${pid}/cwd`).replace(' (deleted)', '') === folder;
    } catch {
      return false;
    }
  };
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).filter(works);
}

test('a killed run takes its servers along, and the next one removes its folders', { skip: process.platform !== 'linux' && 'Linux only' }, async (t) => {
  const run = spawn(process.execPath, [ADAPTERS, 'app-connect'], { stdio: 'ignore' });
  t.after(() => run.kill('SIGKILL'));
  const folder = await waitFor('a server of the run', () => {
    const ours = readdirSync(tmpdir()).find((name) => parentOf(/^callscribe-app-connect-(\d+)-/.exec(name)?.[1]) === run.pid);
    return ours && workersIn(path.join(tmpdir(), ours)).length > 0 && path.join(tmpdir(), ours);
  }, { seconds: 120 });
  const [suite] = /-(\d+)-\w{6}$/.exec(folder).slice(1);
  run.kill('SIGKILL');
  await waitFor('its server being gone', () => workersIn(folder).length === 0);
  await waitFor('its suite being gone', () => parentOf(suite) === undefined);
  await sweep();
  assert.ok(!existsSync(folder));
});
