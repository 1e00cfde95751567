// The real popup of the toolbar icon. Playwright does not see it, so it is driven over CDP: looked at, typed into, closed.
import { waitFor } from '../../systems/process.mjs';
import { attach } from './target.mjs';

/** What keys without a letter are called by the browser. */
const CODES = {
  Enter: { code: 'Enter', windowsVirtualKeyCode: 13, text: '\r' },
  Escape: { code: 'Escape', windowsVirtualKeyCode: 27 },
  ArrowDown: { code: 'ArrowDown', windowsVirtualKeyCode: 40 },
  ArrowUp: { code: 'ArrowUp', windowsVirtualKeyCode: 38 },
};

/**
 * Opens the popup as a click on the toolbar icon does.
 * @param {import('./browser.mjs').Callscribe} callscribe
 */
export function openPopup(callscribe) {
  return popupThatOpens(callscribe, () => callscribe.desk.evaluate(() => chrome.action.openPopup()));
}

/**
 * The popup that opens by itself in the course of an act.
 * @param {import('./browser.mjs').Callscribe} callscribe
 * @param {() => Promise<unknown>} act
 */
export async function popupThatOpens(callscribe, act) {
  const browser = await callscribe.context.browser().newBrowserCDPSession();
  const targets = async () => (await browser.send('Target.getTargets')).targetInfos;
  const before = (await targets()).map(({ targetId }) => targetId);
  await act();
  const { targetId } = await waitFor('the popup', async () => (
    (await targets()).find((one) => /\/popup\.html(#.*)?$/.test(one.url) && !before.includes(one.targetId))));
  const send = await attach(browser, targetId);
  const evaluate = async (expression) => (await send('Runtime.evaluate', { expression, returnByValue: true, awaitPromise: true })).result?.value;
  return {
    /** What an expression is in the popup. */
    evaluate,
    /** Waits until an expression is true in the popup. */
    until: (what, expression) => waitFor(what, () => evaluate(expression)),
    /** Types a text, key by key; answers when the last key was pressed. */
    async type(text) {
      for (const key of text) await send('Input.dispatchKeyEvent', { type: 'keyDown', text: key, key });
    },
    /** Presses one key, such as `l`, `Enter` or `Control+Enter`. */
    async press(name) {
      const parts = name.split('+');
      const key = parts.pop();
      const event = { key, modifiers: parts.includes('Control') ? 2 : 0, ...CODES[key], ...(key.length === 1 && !parts.length ? { text: key } : {}) };
      await send('Input.dispatchKeyEvent', { type: event.text ? 'keyDown' : 'rawKeyDown', ...event });
      await send('Input.dispatchKeyEvent', { type: 'keyUp', ...event });
    },
    /** Closes it, as a click elsewhere does. */
    close: () => browser.send('Target.closeTarget', { targetId }),
    isOpen: async () => (await targets()).some((one) => one.targetId === targetId),
  };
}
