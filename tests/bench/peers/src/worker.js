// A service worker in plain JavaScript with idb: stores the call events it is sent, and on request takes calls through what catch-up writes.
import { openDB } from 'idb';

const opening = openDB('peer-worker', 1, {
  upgrade(database) {
    const calls = database.createObjectStore('calls', { keyPath: 'id' });
    for (const name of ['start', 'unlogged', 'number']) calls.createIndex(name, name);
    calls.createIndex('terms', 'terms', { multiEntry: true });
    database.createObjectStore('aliases');
    const entries = database.createObjectStore('entries', { keyPath: 'key' });
    entries.createIndex('due', 'due');
    database.createObjectStore('counters');
  },
});

/** Stores an event of a call: the call, its other name, one entry per integration, and the counts, all or nothing. */
async function store({ call, integrations }) {
  const database = await opening;
  const writing = database.transaction(['calls', 'aliases', 'entries', 'counters'], 'readwrite');
  const known = await writing.objectStore('calls').get(call.id);
  const counts = await writing.objectStore('counters').get('calls') ?? { all: 0, unlogged: 0 };
  await Promise.all([
    writing.objectStore('calls').put({ ...known, ...call, terms: call.name.toLowerCase().split(/\s+/).filter(Boolean) }),
    writing.objectStore('aliases').put(call.id, `alias/${call.id}`),
    ...integrations.map((integration) => writing.objectStore('entries').put({ key: `${call.id}>${integration}`, status: 'matching', due: call.start, steps: [] })),
    known ? null : writing.objectStore('counters').put({ all: counts.all + 1, unlogged: counts.unlogged + 1 }, 'calls'),
    writing.done,
  ]);
}

/** One step of an entry: read, changed, written. */
async function step(key, status, durability) {
  const database = await opening;
  const writing = database.transaction(['entries', 'calls'], 'readwrite', { durability });
  const entries = writing.objectStore('entries');
  const entry = await entries.get(key);
  const call = await writing.objectStore('calls').get(key.split('>')[0]);
  await Promise.all([
    entries.put({ ...entry, status, due: status === 'logged' ? undefined : Date.now(), steps: [...entry.steps, { at: Date.now(), status }].slice(-20) }),
    writing.objectStore('calls').put({ ...call, unlogged: status === 'logged' ? 0 : 1 }),
    writing.done,
  ]);
}

/** What catch-up writes of each call: matched, ready, claimed (durable before the request), logged. */
async function catchUp({ calls, integration }) {
  for (const id of calls) {
    const key = `${id}>${integration}`;
    for (const [status, durability] of [['ready', 'relaxed'], ['sending', 'strict'], ['logged', 'relaxed']]) await step(key, status, durability);
  }
}

async function fill({ calls }) {
  const database = await opening;
  for (let from = 0; from < calls.length; from += 10_000) {
    const writing = database.transaction('calls', 'readwrite');
    await Promise.all([...calls.slice(from, from + 10_000).map((call) => writing.store.put({ ...call, unlogged: call.unlogged ? 1 : 0, terms: call.name.toLowerCase().split(/\s+/).filter(Boolean) })), writing.done]);
  }
}

const ACTS = { store, catchUp, fill };

chrome.runtime.onMessage.addListener((message, _sender, respond) => {
  ACTS[message.act](message).then(() => respond({ ok: true }), (error) => respond({ error: error.message }));
  return true;
});
