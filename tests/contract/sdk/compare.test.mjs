// What the comparison with the SDKs relies on: that it sees every difference that matters, and none that does not.
import assert from 'node:assert/strict';
import http from 'node:http';
import { after, before, test } from 'node:test';
import { sameRequests, startRecorder } from './compare.mjs';

let [target, recorder] = [];
before(async () => {
  target = http.createServer((request, response) => response.end('{}'));
  await new Promise((resolve) => target.listen(0, '127.0.0.1', resolve));
  recorder = await startRecorder(`http://127.0.0.1:${target.address().port}`);
});
after(async () => {
  await recorder.stop();
  target.close();
});

const ask = (path, options) => () => fetch(`${recorder.url}${path}`, options).then((answer) => answer.json());
const post = (body, type = 'application/json', more = {}) => ({ method: 'POST', body, headers: { 'content-type': type, ...more } });
const compared = (one, other) => sameRequests(recorder, one, other);

test('the order of a query, of names in JSON or in a form, and how the client is made do not matter', async () => {
  await compared(ask('/a?x=1&y=2'), ask('/a?y=2&x=1', { headers: { 'user-agent': 'sdk' } }));
  await compared(ask('/a', post('{"x":1,"y":[2]}')), ask('/a', post('{ "y": [2], "x": 1 }', 'application/json; charset=utf-8')));
  const form = 'application/x-www-form-urlencoded';
  await compared(ask('/a', post('x=1&y=%20', form)), ask('/a', post('y=+&x=1', form)));
});

test('everything else does', async () => {
  const table = [
    [ask('/a'), ask('/b')],
    [ask('/a?x=1'), ask('/a?x=2')],
    [ask('/a'), ask('/a', { method: 'DELETE' })],
    [ask('/a', post('{"x":1}')), ask('/a', post('{"x":"1"}'))],
    [ask('/a', post('{"x":1}')), ask('/a', post('{"x":1,"y":null}'))],
    [ask('/a', post('{}')), ask('/a', post('{}', 'application/json', { authorization: 'Bearer x' }))],
    [ask('/a'), async () => [await ask('/a')(), await ask('/a')()]],
    [async () => {}, async () => {}],
  ];
  for (const [one, other] of table) await assert.rejects(compared(one, other), { code: 'ERR_ASSERTION' });
});
