// A store with very many calls, made of one the product stored itself: laid there while nobody writes.

/**
 * Makes many of the one call there is, one a minute back from it.
 * @param {import('./browser.mjs').Callscribe} callscribe
 * @param {number} n
 */
export async function multiply(callscribe, n) {
  await callscribe.desk.evaluate(async (wanted) => {
    const done = (request) => new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    const database = await done(indexedDB.open('callscribe'));
    const [template] = await done(database.transaction('calls').objectStore('calls').getAll());
    const { account, session } = JSON.parse(template.t).d.call.id;
    const start = JSON.parse(template.t).d.call.facts.started[2];
    const stamp = (at) => String(at).padStart(14, '0');
    const changed = (text, n) => {
      const earlier = n * 60_000;
      return text.replaceAll(session, `${session}-${n}`).replace(/1[5-9]\d{11}/g, (at) => String(Number(at) - earlier)).replace(/(?<=^|>)01[5-9]\d{11}/g, (at) => stamp(Number(at) - earlier));
    };
    const column = (value, n) => (typeof value === 'string' ? changed(value, n) : value);
    for (let from = 1; from < wanted; from += 5_000) {
      const writing = database.transaction('calls', 'readwrite', { durability: 'relaxed' });
      const calls = writing.objectStore('calls');
      for (let n = from; n < Math.min(wanted, from + 5_000); n += 1) {
        calls.put(Object.fromEntries(Object.entries(template).map(([name, value]) => [name, column(value, n)])));
      }
      await new Promise((resolve, reject) => {
        writing.oncomplete = resolve;
        writing.onabort = () => reject(writing.error);
      });
    }
    const counting = database.transaction('counters', 'readwrite');
    const [counters] = await done(counting.objectStore('counters').getAll());
    const text = JSON.parse(counters.t);
    for (const name of Object.keys(text.d.calls)) if (text.d.calls[name] > 0) text.d.calls[name] = wanted;
    counting.objectStore('counters').put({ ...counters, t: JSON.stringify(text) });
    await new Promise((resolve) => { counting.oncomplete = resolve; });
    database.close();
    if (!account || !start) throw new Error('the call there is cannot be multiplied');
  }, n);
}
