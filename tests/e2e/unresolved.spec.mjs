// Rule F2 by keyboard alone: conflicts solved with key presses and typing only, and the focus is visible after every key.
import { addLedger, entryOf, stateOf, typeCall } from './support/calls.mjs';
import { expect, test } from './support/systems.mjs';

const NUMBER = '+14155550101';

/** The popup, worked with keys only. No click, no focus, no fill: what a page is asked here changes nothing in it. */
class Keys {
  #page;

  constructor(page) {
    this.#page = page;
  }

  /** Presses a key and looks where the focus is. */
  async press(key) {
    await this.#page.keyboard.press(key);
    await expect.poll(() => this.#page.evaluate(focusMark), { message: `the focus after ${key}`, timeout: 5000 }).toBe('visible');
  }

  /** Types a text key by key. */
  async type(text) {
    for (const key of text) await this.press(key === ' ' ? 'Space' : key);
  }

  /** Presses a key until what has the focus has this name. */
  async pressUntil(key, name) {
    for (let count = 0; count < 60; count += 1) {
      await this.press(key);
      const focused = await this.#page.evaluate(() => document.activeElement.innerText || document.activeElement.ariaLabel || '');
      if (name.test(focused)) return;
    }
    throw new Error(`${key} never came to ${name}`);
  }

  /** Goes to the one row of Unresolved. */
  async openUnresolved() {
    await expect(this.#page.getByTestId('unresolved-count')).toHaveText('1');
    await this.pressUntil('Tab', /^Unresolved/);
    await this.press('Enter');
    await expect(this.#page.getByTestId('unresolved-row')).toBeFocused();
  }

  /** The row is gone, and the focus is where there is nothing left to do. */
  async seeNothingLeft() {
    await expect(this.#page.getByTestId('unresolved-row')).toHaveCount(0);
    await expect(this.#page.getByTestId('empty')).toBeFocused();
  }
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

/** A call of this number ends, and is unresolved; the popup opens on it. */
async function unresolvedCall({ callscribe, crm }) {
  const ledger = await addLedger(callscribe, crm);
  const call = await typeCall(callscribe, NUMBER);
  await callscribe.until('the call being unresolved', async () => stateOf(await entryOf(callscribe, call, ledger)) === 'Unresolved');
  const keys = new Keys(await callscribe.open('popup'));
  await keys.openUnresolved();
  return { keys, ledger, call };
}

/** What the CRM has of the call in the end: the look after the create has been taken as well. */
async function activities({ callscribe, crm, call, ledger }) {
  await callscribe.until('the call being logged and looked at again', async () => (
    (await entryOf(callscribe, call, ledger)).status.Logged?.confirm_at === null));
  return (await crm.activities()).map(({ contactId, dealId }) => ({ contactId, dealId }));
}

test('f2_ an unknown number gets a placeholder made from its row, and is logged once', async ({ callscribe, crm }) => {
  const { keys, ledger, call } = await unresolvedCall({ callscribe, crm });
  await keys.press('Enter');
  await keys.type('Zoe Quill');
  await keys.press('Enter');
  await keys.seeNothingLeft();
  const made = await activities({ callscribe, crm, call, ledger });
  const contacts = await crm.contacts('ledger');
  expect(contacts.map(({ name, phone }) => ({ name, phone }))).toEqual([{ name: 'Zoe Quill', phone: NUMBER }]);
  expect(made).toEqual([{ contactId: contacts[0].id, dealId: null }]);
});

test('f2_ of two contacts one is picked by its digit, and the call is logged once', async ({ callscribe, crm }) => {
  await crm.addContact({ platform: 'ledger', name: 'Ann Alvarez', phone: NUMBER });
  const bob = await crm.addContact({ platform: 'ledger', name: 'Bob Brown', phone: NUMBER });
  const { keys, ledger, call } = await unresolvedCall({ callscribe, crm });
  await keys.press('2');
  await keys.press('Enter');
  await keys.seeNothingLeft();
  expect(await activities({ callscribe, crm, call, ledger })).toEqual([{ contactId: bob, dealId: null }]);
});

test('f2_ of two associations one is picked by its digit, and the call is logged once', async ({ callscribe, crm }) => {
  const ann = await crm.addContact({ platform: 'ledger', name: 'Ann Alvarez', phone: NUMBER });
  await crm.addDeal({ contactId: ann, title: 'First order' });
  const second = await crm.addDeal({ contactId: ann, title: 'Second order' });
  const { keys, ledger, call } = await unresolvedCall({ callscribe, crm });
  await keys.press('2');
  await keys.press('Enter');
  await keys.seeNothingLeft();
  expect(await activities({ callscribe, crm, call, ledger })).toEqual([{ contactId: ann, dealId: second }]);
});
