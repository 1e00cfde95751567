// What the benchmarks' figures promise: sides in turn, a limit that is missed says so, and a regression is a fifth in the wrong direction.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RUNS, atMost, faster, inTurn, median, rate, regressions, same, table, worst } from '../bench/harness.mjs';

test('sides are run in turn, and the first runs do not count', async () => {
  const order = [];
  const side = (name, value) => async () => {
    order.push(name);
    return order.length <= 6 ? 1_000 : value;
  };
  const { a, b, c } = await inTurn({ a: side('a', 1), b: side('b', 2), c: async () => ({ ms: await side('c', 3)(), mb: 4 }) });
  assert.deepEqual([a, b, c], [1, 2, { ms: 3, mb: 4 }]);
  for (const name of 'abc') assert.equal(order.filter((one) => one === name).length, RUNS + 2);
  for (let at = 0; at < order.length; at += 3) assert.deepEqual(order.slice(at, at + 3).sort(), ['a', 'b', 'c']);
});

test('a median is what lies in the middle', () => {
  assert.equal(median([9, 1, 5]), 5);
  assert.equal(median([9, 1, 5, 7]), 6);
});

test('a limit holds or is missed in the direction it says', () => {
  const holds = [atMost(1.6, '', 16, 10, 'ms'), atMost(1.6, '', 17, 10, 'ms'), faster(2, '', 5, 10, 'ms'), faster(2, '', 6, 10, 'ms'), rate(0.1, '', 1, 10, '/s'), rate(0.1, '', 0.9, 10, '/s')];
  assert.deepEqual(holds.map((row) => row.holds), [true, false, true, false, true, false]);
  assert.match(table([atMost(1.6, 'popup', 17, 10, 'ms')]), /popup {2}17 ms {2}10 ms {3}1\.70 {2}≤ 1\.6 {5}NO/);
});

test('a ratio that is more than a fifth worse than in the baseline is a regression, in whichever direction worse lies', () => {
  const baseline = { popup: 1, query: 4, size: 1 };
  const found = (...rows) => regressions(rows, baseline).map((sentence) => sentence.split(':')[0]);
  assert.deepEqual(found(atMost(1.6, 'popup', 119, 100, 'ms'), faster(2, 'query', 10, 34, 'ms'), atMost(1, 'size', 10, 100, 'KB')), []);
  assert.deepEqual(found(atMost(1.6, 'popup', 121, 100, 'ms'), faster(2, 'query', 10, 33, 'ms')), ['popup', 'query']);
  assert.deepEqual(found(atMost(1, 'new', 900, 100, 'ms')), []);
});

test('the worst of several measurements is the one furthest from its limit', () => {
  const [popups, queries] = [[16, 18, 17].map((ms) => atMost(1.6, '', ms, 10, 'ms')), [5, 8, 4].map((ms) => faster(2, '', ms, 40, 'ms'))];
  assert.deepEqual([worst(popups).ratio, worst(queries).ratio], [1.8, 5]);
});

test('sides that do not give the same are not measured', () => {
  same('ids', ['a'], ['a']);
  assert.throws(() => same('ids', ['a', 'b'], ['a', 'c']), /ids: not the same/);
});
