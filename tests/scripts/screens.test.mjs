// The pictures of the screens: all listed, none twice, and changed only in commits of their own.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { DOC, pictures, written } from '../screens/list.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FOLDER = fileURLToPath(new URL('../../docs/screens/', import.meta.url));

test('every picture there is has its line in docs/screens.md, and every line its picture', () => {
  assert.equal(readFileSync(DOC, 'utf8'), written());
  assert.deepEqual(readdirSync(FOLDER).sort(), pictures().sort());
});

test('no two pictures are equal', () => {
  const seen = new Map();
  for (const name of readdirSync(FOLDER)) {
    const hash = createHash('sha256').update(readFileSync(FOLDER + name)).digest('hex');
    assert.equal(seen.get(hash), undefined, `${name} is ${seen.get(hash)}`);
    seen.set(hash, name);
  }
});

test('a commit that changes a picture changes nothing but pictures and their list', () => {
  const log = execFileSync('git', ['log', '--format=commit %h', '--name-only', '--diff-filter=M', '--', 'docs/screens'], { cwd: ROOT }).toString();
  for (const commit of log.match(/(?<=commit )\w+/g) ?? []) {
    const files = execFileSync('git', ['show', '--format=', '--name-only', commit], { cwd: ROOT }).toString().trim().split('\n');
    assert.deepEqual(files.filter((file) => !/^docs\/screens(\.md$|\/)/.test(file)), [], `commit ${commit}`);
  }
});
