// RingCentral behind its own description: a case fails if any request or answer is not as the vendor describes it.
import { startPrism } from '../../systems/prism.mjs';
import { frameFaults } from '../../systems/ringcentral-schema.mjs';
import { prepared, unknownParameters } from '../../systems/ringcentral-spec.mjs';
import { startRingCentral } from '../../systems/ringcentral.mjs';
import { expect, test as base } from './systems.mjs';

export const test = base.extend({
  /** @type {[import('../../systems/prism.mjs').Prism, object]} */
  prism: [async ({}, use) => {
    const prism = await startPrism(prepared());
    await use(prism);
    await prism.stop();
  }, { scope: 'worker', timeout: 200_000 }],
  /** How the vendor of a case is started. */
  vendorOptions: [{}, { option: true }],
  /** @type {import('../../systems/ringcentral.mjs').RingCentral} */
  vendor: async ({ prism, vendorOptions }, use) => {
    const vendor = await startRingCentral(vendorOptions);
    prism.before(vendor.url);
    await use({ ...vendor, url: prism.url });
    // Whether anybody is there is asked past Prism, of the address of the socket.
    const asked = vendor.requests.filter(({ path }) => path !== '/').length;
    await prism.settled();
    await vendor.stop();
    expect(prism.violations(), 'as the vendor describes it').toEqual([]);
    expect(vendor.live.frames.flatMap(frameFaults), 'so is what went over its live line').toEqual([]);
    expect(unknownParameters(vendor.requests), 'nothing asked that nobody described').toEqual([]);
    expect(prism.checked().length, 'all of it was seen').toBeGreaterThanOrEqual(asked);
  },
});

export { expect } from './systems.mjs';
