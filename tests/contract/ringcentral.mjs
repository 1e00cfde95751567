// A RingCentral account with every kind of call, for the tests of its decoders.
import { createHash } from 'node:crypto';
import { startRingCentral } from '../systems/ringcentral.mjs';

const REDIRECT = `https://${'a'.repeat(32)}.chromiumapp.org/`;
const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
const RESULTS = ['Accepted', 'Call connected', 'Missed', 'No Answer', 'Busy', 'Rejected', 'Voicemail', 'Hang Up', 'Call Failed', 'In Progress'];
const MINUTE = 60_000;

/** Starts the account, fills its call log and signs in. */
export async function startRingCentralAccount() {
  const account = await startRingCentral();
  account.add(RESULTS.map((result, at) => ({
    number: `+1415557${String(1000 + at)}`, name: 'Ann Alvarez', start: Date.now() - (at + 1) * 10 * MINUTE, result, direction: at % 2 ? 'Outbound' : 'Inbound',
  })));
  account.add({ start: Date.now() - 200 * MINUTE });
  const query = new URLSearchParams({
    response_type: 'code', client_id: account.clientId, redirect_uri: REDIRECT, state: 's', code_challenge_method: 'S256',
    code_challenge: createHash('sha256').update(VERIFIER).digest('base64url'),
  });
  const { headers } = await fetch(`${account.url}/restapi/oauth/authorize?${query}`, { redirect: 'manual' });
  const code = new URL(headers.get('location')).searchParams.get('code');
  const form = { grant_type: 'authorization_code', client_id: account.clientId, code, code_verifier: VERIFIER, redirect_uri: REDIRECT };
  const signIn = await (await fetch(`${account.url}/restapi/oauth/token`, { method: 'POST', body: new URLSearchParams(form) })).json();
  const told = { url: account.url, account: account.account, token: signIn.access_token, signIn };
  return { systems: [], env: { RINGCENTRAL: JSON.stringify(told) }, stop: account.stop };
}
