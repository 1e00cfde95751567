// Real calls through a real Asterisk, and the events they make: what the phone module's own tests rely on.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { AGENT, GROUP, startAsterisk } from './asterisk.mjs';

let asterisk;
before(async () => { asterisk = await startAsterisk(); });
after(() => asterisk?.stop());

const causeOf = (ended, endpoint) => ended.channels.filter(({ name }) => name.startsWith(`PJSIP/${endpoint}-`)).map(({ cause }) => cause);

test('a call to the agent rings, is answered, and ends when the caller hangs up', async () => {
  const call = await asterisk.call({ from: '+14155550101', to: AGENT });
  await call.ringing();
  await call.up();
  const ended = await call.hangUp();
  assert.equal(ended.dialStatus, 'ANSWER');
  assert.deepEqual(causeOf(ended, AGENT), [16]);
});

test('a call the caller gives up ends without anybody up', async () => {
  const call = await asterisk.call({ from: '+14155550101', to: AGENT, scenario: 'missed' });
  await call.ringing();
  const ended = await call.hangUp();
  assert.equal(ended.dialStatus, 'CANCEL');
  assert.ok(!asterisk.events.some(({ type, channel }) => (
    type === 'ChannelStateChange' && channel.state === 'Up' && ended.channels.some(({ id }) => id === channel.id))));
});

test('a phone rings until it is picked up, and its owner hangs up', async () => {
  const call = await asterisk.call({ from: '+14155550101', to: AGENT, answerAfterMs: Infinity });
  await call.answer();
  assert.equal((await call.hangUp('phone')).dialStatus, 'ANSWER');
});

test('a busy phone ends its channel with cause 17', async () => {
  const call = await asterisk.call({ from: '+14155550101', to: AGENT, scenario: 'busy' });
  const ended = await call.ended();
  assert.equal(ended.dialStatus, 'BUSY');
  assert.deepEqual(causeOf(ended, AGENT), [17]);
});

test('a declined call ends with cause 21', async () => {
  const call = await asterisk.call({ from: '+14155550101', to: AGENT, scenario: 'declined' });
  assert.deepEqual(causeOf(await call.ended(), AGENT), [21]);
});

test('the agent calls out and the other side hangs up', async () => {
  const call = await asterisk.call({ from: AGENT, to: '+14155550102', hangUpAfterMs: 300, hangUpBy: 'phone' });
  const ended = await call.ended();
  assert.equal(ended.dialStatus, 'ANSWER');
  assert.equal(ended.channels.length, 2);
});

test('a call to both is answered elsewhere: the agent channel is cancelled', async () => {
  const call = await asterisk.call({ from: '+14155550101', to: GROUP, scenario: 'elsewhere' });
  await call.up();
  const ended = await call.hangUp();
  assert.equal(ended.channels.length, 3);
  assert.deepEqual(causeOf(ended, AGENT), [26]);
});

test('two calls at once stay two', async () => {
  const [one, two] = await Promise.all(['+14155550101', '+14155550102'].map((from) => asterisk.call({ from, to: AGENT })));
  await Promise.all([one.up(), two.up()]);
  assert.notEqual(one.linkedId, two.linkedId);
  assert.equal((await asterisk.ari('channels')).length, 4);
  await Promise.all([one.hangUp(), two.hangUp('phone')]);
  assert.deepEqual(await asterisk.ari('channels'), []);
});

test('a caller who withholds the number is anonymous', async () => {
  const call = await asterisk.call({ from: 'anonymous', to: AGENT, hangUpAfterMs: 100 });
  await call.ended();
  const created = asterisk.events.find(({ type, channel }) => type === 'ChannelCreated' && channel.id === call.linkedId);
  assert.equal(created.channel.caller.number, 'anonymous');
});

test('the watching user sees everything and may do nothing; the dialling one may call', async () => {
  await assert.rejects(asterisk.ari(`channels?endpoint=PJSIP/${AGENT}&extension=${AGENT}&context=inside`, { method: 'POST', user: 'watch' }), /403/);
  const agent = await asterisk.phone(AGENT);
  const outside = await asterisk.phone('trunk', { hangUpAfterMs: 200 });
  const channel = await asterisk.ari(`channels?endpoint=PJSIP/${AGENT}&extension=%2B14155550102&context=inside&priority=1`, { method: 'POST', user: 'dial' });
  await asterisk.waitForEvent('the agent\'s channel ending', (event) => event.type === 'ChannelDestroyed' && event.channel.id === channel.id);
  await Promise.all([agent.stop(), outside.stop()]);
});

test('two servers run side by side, and a restarted one keeps its name', async () => {
  const other = await startAsterisk({ entityId: '02:00:00:aa:bb:cc' });
  try {
    assert.notEqual(other.port, asterisk.port);
    await other.restart();
    assert.equal((await other.ari('asterisk/info')).system.entity_id, '02:00:00:aa:bb:cc');
    const call = await other.call({ from: '+14155550101', to: AGENT, hangUpAfterMs: 100 });
    assert.equal((await call.ended()).dialStatus, 'ANSWER');
  } finally {
    await other.stop();
  }
});
