// What runs inside a page of ours: reads the stores and lays things on the desk, in the words of the screens' own driver.
// Each function is sent to the page as it stands, so it may use nothing from outside itself.

/** Whether the worker has made the store. */
export async function exists() {
  return (await indexedDB.databases()).some(({ name }) => name === 'callscribe');
}

/** Every record of a store, each with its key as `row`, in the order of the keys. */
export async function rows(store) {
  const database = await new Promise((resolve, reject) => {
    const opening = indexedDB.open('callscribe');
    opening.onupgradeneeded = () => opening.transaction.abort();
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
  const reading = database.transaction(store).objectStore(store).getAll();
  const found = await new Promise((resolve, reject) => {
    reading.onsuccess = () => resolve(reading.result);
    reading.onerror = () => reject(reading.error);
  });
  database.close();
  return found.map(({ k, t }) => ({ row: k, ...wrap(JSON.parse(t).d) }));

  function wrap(record) {
    return typeof record === 'object' ? record : { value: record };
  }
}

/** Lays a command on the desk and tells the worker to look; answers when the worker has done what it could. */
export async function command(command) {
  const key = `command/${String(Date.now()).padStart(14, '0')}-${crypto.randomUUID()}`;
  const text = JSON.stringify({ v: 1, d: { key, item: { Command: command } } });
  const database = await new Promise((resolve, reject) => {
    const opening = indexedDB.open('callscribe');
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
  const writing = database.transaction('desk', 'readwrite');
  writing.objectStore('desk').put({ k: key, t: text });
  await new Promise((resolve, reject) => {
    writing.oncomplete = resolve;
    writing.onabort = () => reject(writing.error);
  });
  database.close();
  await chrome.runtime.sendMessage('LookAtDesk').catch(() => {});
}

/** Asks the worker as a screen does. */
export async function ask(question) {
  const reply = await chrome.runtime.sendMessage({ Ask: question });
  if ('error' in reply) throw new Error(reply.error);
  return reply.ok;
}

/** Keeps everybody else from writing to a store until `letGo` is called: the worker stands still at a known place. */
export async function hold(store) {
  const database = await new Promise((resolve, reject) => {
    const opening = indexedDB.open('callscribe');
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
  const held = database.transaction(store, 'readwrite').objectStore(store);
  let holding = true;
  await new Promise((resolve) => {
    const again = () => {
      resolve();
      if (holding) held.get('').onsuccess = again;
    };
    held.get('').onsuccess = again;
  });
  globalThis.letGo = () => {
    holding = false;
    held.transaction.oncomplete = () => database.close();
  };
}

/** Every database of the extension as one text. */
export async function everythingStored() {
  const texts = [];
  for (const { name } of await indexedDB.databases()) {
    const database = await new Promise((resolve) => {
      const opening = indexedDB.open(name);
      opening.onsuccess = () => resolve(opening.result);
    });
    for (const store of database.objectStoreNames) {
      const reading = database.transaction(store).objectStore(store).getAll();
      await new Promise((resolve) => { reading.onsuccess = resolve; });
      texts.push(JSON.stringify(reading.result));
    }
    database.close();
  }
  return texts.join('\n');
}
