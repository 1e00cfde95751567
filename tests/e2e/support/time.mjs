// The test clock: a worker whose wall clock and own clock go on together, so that hours pass in which nothing else happens.

/**
 * Lets time pass for the worker that runs now, and rings its alarm, as the browser does at the end of that time.
 * @param {import('./browser.mjs').Callscribe} callscribe
 * @param {number} ms
 */
export async function pass(callscribe, ms) {
  const worker = callscribe.context.serviceWorkers()[0];
  await worker.evaluate((more) => {
    if (globalThis.passed === undefined) {
      const [wall, own] = [Date.now.bind(Date), performance.now.bind(performance)];
      globalThis.passed = 0;
      Date.now = () => wall() + globalThis.passed;
      performance.now = () => own() + globalThis.passed;
    }
    globalThis.passed += more;
    chrome.alarms.onAlarm.dispatch({ name: 'wake', scheduledTime: Date.now() });
  }, ms);
}

/** What the worker's clock says, ms UTC. */
export const workerTime = (callscribe) => callscribe.context.serviceWorkers()[0].evaluate(() => Date.now());
