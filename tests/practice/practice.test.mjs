// The practice day in the real extension: as the rules say, and found out when it is not.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { playPracticeDay } from './day.mjs';

const extension = fileURLToPath(new URL('../../dist', import.meta.url));

test('the practice day ends as its table says', async () => {
  const said = [];
  assert.equal(await playPracticeDay({ extension, say: (line) => said.push(line) }), 0, said.join('\n'));
});

test('a changed number of one practice contact is found out, with its rule, and ends with exit code 1', async () => {
  const said = [];
  const number = { kind: 'Public', key: '+12015550111', shown: '(201) 555-0111', raw: '(201) 555-0111' };
  const ivy = { book: 'practice-book', id: 'ivy', name: 'Ivy', numbers: [{ label: '', number }], created: 0, changed: 0 };
  const meanwhile = (put) => put({ SaveContact: { book: 'practice-book', contact: ivy } });
  assert.equal(await playPracticeDay({ extension, meanwhile, say: (line) => said.push(line) }), 1);
  assert.match(said.join('\n'), /^A6: day-08$/m, 'the call to her old number');
});
