// A page worked with keys only, as by somebody who has no pointer: the focus is looked at after every key.
import { expect } from '@playwright/test';

/** No click, no focus, no fill: what a page is asked here changes nothing in it. */
export class Keys {
  #page;

  constructor(page) {
    this.#page = page;
  }

  /** Presses a key and looks where the focus is; Tab alone may leave the page, for the browser's own controls. */
  async press(key) {
    await this.#page.keyboard.press(key);
    const fine = key === 'Tab' ? /^(visible|nothing has the focus)$/ : /^visible$/;
    await expect.poll(() => this.#page.evaluate(focusMark), { message: `the focus after ${key}`, timeout: 5000 }).toMatch(fine);
  }

  /** Types a text key by key. */
  async type(text) {
    for (const key of text) await this.press(key === ' ' ? 'Space' : key);
  }

  /** Goes forward to what has this name, and presses it. */
  async activate(name) {
    await this.pressUntil('Tab', name);
    await this.press('Enter');
  }

  /** Goes forward to the field of this name, and types over what is in it. */
  async fill(name, text) {
    await this.pressUntil('Tab', name);
    await this.press('Control+a');
    await this.type(text);
  }

  /** Presses a key until what has the focus has this name. */
  async pressUntil(key, name) {
    for (let count = 0; count < 120; count += 1) {
      await this.press(key);
      if (name.test(await this.#page.evaluate(focusedName))) return;
    }
    throw new Error(`${key} never came to ${name}`);
  }
}

/** What a screen reader calls what has the focus, as far as our screens name things; runs in the page. */
function focusedName() {
  if (document.activeElement.matches('body, main')) return '';
  const { ariaLabel, labels, innerText, title } = document.activeElement;
  return [ariaLabel, labels?.[0]?.innerText, innerText, title].map((words) => words?.trim()).find(Boolean) ?? '';
}

/** Whether what has the focus shows it inside the window, and if not, why; runs in the page. */
function focusMark() {
  const focused = document.activeElement;
  if (!focused || focused === document.body) return 'nothing has the focus';
  const marks = (element) => {
    const { outlineStyle, outlineWidth, outlineColor, boxShadow } = getComputedStyle(element);
    const outlined = outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1 && !/(, 0\)|transparent)$/.test(outlineColor);
    return outlined || (element === focused && boxShadow !== 'none');
  };
  let marked = focused;
  while (marked && !marks(marked)) marked = marked.parentElement?.closest(':focus-within');
  if (!marked) return `${focused.outerHTML.slice(0, 80)} shows no focus`;
  const { width, height, top, left, bottom, right } = focused.getBoundingClientRect();
  const inside = width > 0 && height > 0 && bottom > 0 && right > 0 && top < innerHeight && left < innerWidth;
  return inside ? 'visible' : `${focused.outerHTML.slice(0, 80)} has the focus outside the window`;
}
