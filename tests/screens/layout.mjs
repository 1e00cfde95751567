// What a page's boxes say: whether every control can be reached, and whether any lies over another. Sent to the page as they stand.

/** Controls that cannot be brought into view and pressed. */
export function unreachable() {
  const controls = [...document.querySelectorAll('button, a[href], input, select, textarea, summary')];
  const shown = controls.filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.disabled && !one.closest('[inert]'));
  const dialog = document.querySelector('dialog[open]');
  return shown.filter((one) => !dialog || dialog.contains(one)).filter((one) => {
    const target = one.closest('label') ?? one;
    target.scrollIntoView({ block: 'center', inline: 'nearest' });
    const { left, top, width, height } = target.getBoundingClientRect();
    const hit = document.elementFromPoint(left + width / 2, top + height / 2);
    return !hit || !(target.contains(hit) || hit.contains(target));
  }).map((one) => one.outerHTML.slice(0, 120));
}

/** Controls that lie over one another without one being inside the other. */
export function overlapping() {
  /** What is to be seen of an element where boxes around it scroll. */
  const seen = (element) => {
    let { left, top, right, bottom } = element.getBoundingClientRect();
    for (let around = element.parentElement; around; around = around.parentElement) {
      const { overflowX, overflowY } = getComputedStyle(around);
      const box = around.getBoundingClientRect();
      if (overflowX !== 'visible') [left, right] = [Math.max(left, box.left), Math.min(right, box.right)];
      if (overflowY !== 'visible') [top, bottom] = [Math.max(top, box.top), Math.min(bottom, box.bottom)];
    }
    return { left, top, right, bottom };
  };
  const shown = [...document.querySelectorAll('button, a[href], input:not(.sr-only), select, textarea, summary')]
    .filter((one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !one.closest('.sr-only'));
  const boxes = shown.map((one) => [one, seen(one)]).filter(([, box]) => box.right > box.left && box.bottom > box.top);
  const found = [];
  for (const [n, [one, a]] of boxes.entries()) {
    for (const [other, b] of boxes.slice(n + 1)) {
      const apart = a.right <= b.left + 1 || b.right <= a.left + 1 || a.bottom <= b.top + 1 || b.bottom <= a.top + 1;
      const nested = one.contains(other) || other.contains(one);
      // What stands still over what is scrolled below it, such as a form's foot, is no fault.
      const sticks = [one, other].some((element) => element.closest('.form-foot, .together, nav, header'));
      if (!apart && !nested && !sticks) found.push(`${one.outerHTML.slice(0, 80)} and ${other.outerHTML.slice(0, 80)}`);
    }
  }
  return found;
}

/** Boxes that scroll sideways. */
export function sideways() {
  return [document.documentElement, ...document.querySelectorAll('main, .app, body')].filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.tagName);
}
