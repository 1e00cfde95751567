// A target of the browser that Playwright does not show whole, spoken to over CDP: the real popup, the worker's log.

/**
 * Attaches to a target.
 * @param {import('@playwright/test').CDPSession} browser a session of the whole browser
 * @param {string} targetId
 * @param {(event: {method: string, params: object}) => void} [heard] gets every event of the target
 * @returns {Promise<(method: string, params?: object) => Promise<any>>} sends a command and answers its result
 */
export async function attach(browser, targetId, heard = () => {}) {
  const { sessionId } = await browser.send('Target.attachToTarget', { targetId, flatten: false });
  const waiting = new Map();
  browser.on('Target.receivedMessageFromTarget', ({ sessionId: from, message }) => {
    if (from !== sessionId) return;
    const { id, result, error, ...event } = JSON.parse(message);
    if (id === undefined) heard(event);
    else waiting.get(id)(error ?? result);
  });
  let last = 0;
  return async (method, params = {}) => {
    last += 1;
    const id = last;
    const answered = new Promise((resolve) => waiting.set(id, resolve));
    await browser.send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id, method, params }) });
    return answered;
  };
}

/** Everything the worker and the browser on its behalf write to its console from now on, as one growing list of texts. */
export async function workerLog(callscribe) {
  const browser = await callscribe.context.browser().newBrowserCDPSession();
  const { targetInfos } = await browser.send('Target.getTargets');
  const worker = targetInfos.find(({ type, url }) => type === 'service_worker' && url.includes(callscribe.id));
  const texts = [];
  const send = await attach(browser, worker.targetId, ({ method, params }) => {
    if (['Log.entryAdded', 'Runtime.consoleAPICalled', 'Runtime.exceptionThrown'].includes(method)) texts.push(JSON.stringify(params));
  });
  await send('Runtime.enable');
  await send('Log.enable');
  return texts;
}
