// What the tests that use the Pipedrive of our own rely on: that it is as strict as the vendor's reference, and searches no better.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { startPipedrive } from './pipedrive.mjs';

let pipedrive;
beforeEach(async () => { pipedrive = await startPipedrive(); });
afterEach(() => pipedrive.stop());

async function ask(path, body, { method = body ? 'POST' : 'GET', token = pipedrive.token } = {}) {
  const headers = { 'x-api-token': token, 'content-type': 'application/json' };
  const answer = await fetch(`${pipedrive.url}${path}`, { method, headers, body: body && JSON.stringify(body) });
  return { ...await answer.json(), status: answer.status };
}

test('a person is found by a piece of the number as it is written, and by none other', async () => {
  const id = await pipedrive.addContact({ name: 'Ann Alvarez', phone: '(415) 555-0123' });
  const found = async (term) => (await ask(`/api/v2/persons/search?term=${encodeURIComponent(term)}&fields=phone`)).data.items.map(({ item }) => String(item.id));
  assert.deepEqual(await found('(415) 555'), [id]);
  assert.deepEqual(await found('4155550123'), []);
});

test('a list is read page by page', async () => {
  const ann = Number(await pipedrive.addContact({ name: 'Ann' }));
  for (let at = 0; at < 5; at += 1) await ask('/api/v2/activities', { subject: `${at}`, type: 'call', participants: [{ person_id: ann, primary: true }] });
  const first = await ask('/api/v2/activities?limit=3&sort_by=id&sort_direction=desc');
  const second = await ask(`/api/v2/activities?limit=3&sort_by=id&sort_direction=desc&cursor=${first.additional_data.next_cursor}`);
  assert.deepEqual([...first.data, ...second.data].map(({ subject }) => subject), ['4', '3', '2', '1', '0']);
  assert.equal(second.additional_data.next_cursor, null);
});

test('what the vendor would not take is refused in its words', async () => {
  const ann = Number(await pipedrive.addContact({ name: 'Ann' }));
  const call = (more) => ask('/api/v2/activities', { subject: 'x', type: 'call', ...more });
  const table = [
    [await call({ call_direction: 'in' }), 400],
    [await call({ type: 'lunch' }), 400],
    [await call({ duration: '01:02:03' }), 400],
    [await call({ due_time: '10:00:00' }), 400],
    [await call({ owner_id: '7' }), 400],
    [await call({ participants: [{ person_id: 99 }] }), 404],
    [await call({ participants: [{ person_id: ann, primary_flag: true }] }), 400],
    [await ask('/api/v2/persons', { phones: [] }), 400],
    [await ask('/api/v2/activities/99'), 404],
    [await ask('/api/v2/activities?user_id=1'), 400],
    [await ask('/v1/users/me', null, { token: 'x' }), 401],
  ];
  for (const [{ status, success, error }, expected] of table) assert.deepEqual([status, success], [expected, false], error);
  assert.equal((await call({ note: '<p>a<script>b</script><!-- c --></p>' })).data.note, '<p>ab</p>');
});
