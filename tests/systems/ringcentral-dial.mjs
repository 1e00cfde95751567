// Calling by RingOut, as the RingCentral of our own does it: the extension's phones, one call for each request, and its record afterwards.

/** The extension's own line, and what its calls are forwarded to. */
const PHONES = [
  { id: '2001', phoneNumber: '+14155550107', label: 'Mobile', type: 'Mobile', features: ['CallForwarding'] },
  { id: '2002', phoneNumber: '+14155550199', label: 'Desk phone', type: 'PhoneLine', features: ['CallForwarding', 'CallFlip'], flipNumber: '1' },
];

/**
 * @param {{uri: string, mayDial: boolean, add: (call: object) => object[]}} extension `add` puts a call into its call log
 * @returns {{routes: Array, dials: {from: string, to: string}[], refuse: (words: string | null) => void}} `dials`: the calls that were made;
 *   `refuse`: every further one is refused in these words, until null ends that
 */
export function dialing({ uri, mayDial, add }) {
  const dials = [];
  let refusal = null;
  const no = (status, errorCode, message) => [status, { errorCode, message }];

  function phones() {
    const records = PHONES.map((phone) => ({ ...phone, uri: `${uri}/forwarding-number/${phone.id}` }));
    return [200, { uri: `${uri}/forwarding-number`, records, navigation: {}, paging: { page: 1, perPage: 100 } }];
  }

  function ringOut({ from = {}, to = {} }) {
    if (!mayDial) return no(403, 'CMN-401', 'In order to call this API endpoint, application needs to have [RingOut] permission');
    if (refusal) return no(400, 'CMN-101', refusal);
    if (!PHONES.some(({ phoneNumber }) => phoneNumber === from.phoneNumber)) return no(400, 'CMN-101', 'Parameter [from.phoneNumber] value is invalid');
    if (!/^\+[1-9]\d{6,14}$/.test(to.phoneNumber ?? '')) return no(400, 'CMN-101', 'Parameter [to.phoneNumber] value is invalid');
    dials.push({ from: from.phoneNumber, to: to.phoneNumber });
    const id = `Y${dials.length}`;
    const leg = { direction: 'Outbound', type: 'Voice', action: 'RingOut Web', startTime: new Date().toISOString(), result: 'Call connected', duration: 20 };
    add({
      id: `ring-out-${dials.length}`, number: to.phoneNumber, direction: 'Outbound', start: Date.now(), seconds: 20, result: 'Call connected',
      more: {
        action: 'RingOut Web',
        legs: [
          { ...leg, legType: 'RingOutWebToSubscriber', master: true, to: { phoneNumber: from.phoneNumber } },
          { ...leg, legType: 'RingOutWebToCaller', from: { phoneNumber: from.phoneNumber }, to: { phoneNumber: to.phoneNumber } },
        ],
      },
    });
    return [200, { id, uri: `${uri}/ring-out/${id}`, status: { callStatus: 'InProgress', callerStatus: 'InProgress', calleeStatus: 'InProgress' } }];
  }

  return {
    routes: [
      ['GET', /^\/restapi\/v1\.0\/account\/~\/extension\/~\/forwarding-number$/, 'light', phones],
      ['POST', /^\/restapi\/v1\.0\/account\/~\/extension\/~\/ring-out$/, 'heavy', ringOut],
    ],
    dials,
    refuse(words) {
      refusal = words;
    },
  };
}
