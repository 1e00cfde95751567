// What the tests that use Odoo rely on, seen on the real server.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, readdir } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { startOdoo } from './odoo.mjs';
import { isFree, waitFor } from './process.mjs';

let odoo;
before(async () => { odoo = await startOdoo({ phonecalls: true }); });
after(() => odoo.stop());

async function ask({ place, token }, model, method, args = {}) {
  const response = await fetch(`${place.url}/json/2/${model}/${method}`, {
    method: 'POST',
    headers: { authorization: `bearer ${token}`, 'content-type': 'application/json', 'x-odoo-database': place.database },
    body: JSON.stringify(args),
  });
  return { status: response.status, json: await response.json().catch(() => null), wait: response.headers.get('retry-after') };
}

test('two databases of one server know nothing of each other', async () => {
  const id = await odoo.addContact({ name: 'Ann', phone: '+1 415 555 0101', company: 'Alvarez Ltd' });
  assert.ok((await odoo.contacts()).some((one) => one.id === id && one.phones[0] === '+1 415 555 0101'));
  assert.ok(!(await odoo.second.contacts()).some(({ name }) => name === 'Ann'));
  assert.equal((await ask({ ...odoo.second, token: odoo.token }, 'res.users', 'context_get')).status, 401);
  assert.equal((await ask(odoo.second, 'res.users', 'context_get')).status, 200);
});

test('the agent is a salesperson, who may not read what administrators may', async () => {
  assert.equal((await ask(odoo, 'crm.lead', 'search_count', { domain: [] })).status, 200);
  assert.equal((await ask(odoo, 'ir.model.data', 'search_count', { domain: [] })).status, 403);
});

test('a key that expired is taken no more until it is restored', async () => {
  await odoo.expire();
  assert.equal((await ask(odoo, 'res.users', 'context_get')).status, 401);
  await odoo.restore();
  assert.equal((await ask(odoo, 'res.users', 'context_get')).status, 200);
});

test('a limit is answered as often as it was set, and every request is written down', async () => {
  odoo.limit(1, 7);
  const refused = await ask(odoo, 'res.users', 'context_get');
  assert.deepEqual([refused.status, refused.wait], [429, '7']);
  assert.equal((await ask(odoo, 'res.users', 'context_get')).status, 200);
  assert.deepEqual(odoo.requests.slice(-2).map(({ path, status }) => [path, status]), [429, 200].map((status) => ['/json/2/res.users/context_get', status]));
});

test('a call loaded twice under one external id is one record, which a salesperson finds by it', async () => {
  const contact = await odoo.addContact({ name: 'Bob', phone: '(415) 555-0102' });
  const load = () => ask(odoo, 'crm.phonecall', 'load', {
    fields: ['id', 'name', 'partner_id/.id', 'duration', 'direction'],
    data: [['__callscribe__.call_1.2@a:b/c', 'Inbound call', contact, '1.5', 'in']],
    context: { mode: 'update', noupdate: true },
  });
  const [{ json: first }, { json: second }] = [await load(), await load()];
  assert.deepEqual(first.ids, second.ids);
  const found = await ask(odoo, 'ir.model.data', 'check_object_reference', { module: '__callscribe__', xml_id: 'call_1.2@a:b/c' });
  assert.deepEqual(found.json, ['crm.phonecall', first.ids[0]]);
  const [record] = (await odoo.records()).filter(({ key }) => key);
  assert.deepEqual({ ...record, id: 0, note: '' },
    { id: 0, key: '1.2@a:b/c', contact, association: null, subject: 'Inbound call', note: '', direction: 'in', seconds: 90 });
});

test('a server whose test run is killed dies with it, and so does its database', async () => {
  const script = `
    import { startOdoo } from ${JSON.stringify(new URL('./odoo.mjs', import.meta.url).href)};
    const { url } = await startOdoo();
    process.stdout.write(url, () => process.kill(process.pid, 'SIGKILL'));`;
  const { pid, out } = await new Promise((resolve) => {
    const child = execFile(process.execPath, ['--input-type=module', '-e', script], (_, stdout) => resolve({ pid: child.pid, out: stdout }));
  });
  await waitFor('the door being shut', () => isFree(Number(new URL(out).port)));
  await waitFor('every process of it being gone', async () => !(await commands()).some((command) => command.includes(`callscribe-odoo-${pid}-`)));
});

/** The command line of every process there is. */
async function commands() {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  return Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')));
}
