// What no store on IndexedDB can be faster than: one read-only transaction with one request for one small record, in plain JavaScript.

const TIMES = 200;

/** Runs in a page of the product: milliseconds of one such read. */
async function read(times) {
  const database = await new Promise((resolve) => {
    const opening = indexedDB.open('callscribe');
    opening.onsuccess = () => resolve(opening.result);
  });
  const begun = performance.now();
  for (let n = 0; n < times; n += 1) {
    await new Promise((resolve) => { database.transaction('counters').objectStore('counters').get('counters').onsuccess = resolve; });
  }
  const ms = (performance.now() - begun) / times;
  database.close();
  return ms;
}

/** One run of it. */
export const bareRead = (page) => page.evaluate(read, TIMES);
