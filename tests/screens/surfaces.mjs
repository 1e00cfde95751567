// The widths every screen is seen at, each as the surface that has it.

/** @typedef {{page: 'sidepanel' | 'popup' | 'app', width: number, height: number}} Surface */

/** @type {Surface[]} */
export const SURFACES = [
  { page: 'sidepanel', width: 320, height: 720 },
  { page: 'popup', width: 400, height: 600 },
  { page: 'app', width: 1200, height: 800 },
];

/** Light and dark. */
export const THEMES = /** @type {const} */ (['light', 'dark']);
