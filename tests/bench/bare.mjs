// What no store on IndexedDB can be faster than: one read-only transaction with one request for as many rows, the smallest there are, in plain JavaScript.

const TIMES = 100;

/** Runs in a page: milliseconds of one read of so many rows that hold nothing but a short text. */
async function read({ times, rows }) {
  const database = await new Promise((resolve) => {
    const opening = indexedDB.open('bare');
    opening.onupgradeneeded = () => {
      const store = opening.result.createObjectStore('rows', { autoIncrement: true });
      for (let n = 0; n < 1_000; n += 1) store.add('a text of forty letters, as short as one');
    };
    opening.onsuccess = () => resolve(opening.result);
  });
  const begun = performance.now();
  for (let n = 0; n < times; n += 1) {
    await new Promise((resolve) => { database.transaction('rows').objectStore('rows').getAll(null, rows).onsuccess = resolve; });
  }
  const ms = (performance.now() - begun) / times;
  database.close();
  return ms;
}

/** One run of it. */
export const bareRead = (page, rows) => page.evaluate(read, { times: TIMES, rows });
