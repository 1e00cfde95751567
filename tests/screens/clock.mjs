// A day that stands still: worker and pages see one afternoon, so that every picture shows the same times.

/** Tuesday, 3 March 2026, 14:02:20 in Berlin. */
export const NOW = Date.UTC(2026, 2, 3, 13, 2, 20);
/** Where it is that time. */
export const ZONE = 'Europe/Berlin';

/**
 * Stops the worker's wall clock; its own clock goes on, as attempts are spaced by it.
 * @param {import('@playwright/test').Worker} worker
 */
export async function stop(worker) {
  await worker.evaluate((now) => {
    globalThis.standsAt = now;
    Date.now = () => globalThis.standsAt;
  }, NOW);
}

/**
 * Moves the worker's clock on and rings its alarm, as the browser does at the end of that time.
 * @param {import('@playwright/test').BrowserContext} context
 * @param {number} ms
 */
export async function moveOn(context, ms) {
  await context.serviceWorkers()[0].evaluate((more) => {
    globalThis.standsAt += more;
    chrome.alarms.onAlarm.dispatch({ name: 'wake', scheduledTime: Date.now() });
  }, ms);
}
