// Records of every kind as RingCentral's call log has them, made of the table that says what Calls shows of each.
import { readFileSync } from 'node:fs';

const TABLE = new URL('../ringcentral-history.txt', import.meta.url);
const STEP = 20_000;
const API = 'https://platform.rc.example/restapi/v1.0/account/1/extension/101001';
const COLLEAGUE = { name: 'Cy Colleague', extensionNumber: '102', extensionId: '102001' };
const leg = (start, more) => ({ startTime: new Date(start).toISOString(), type: 'Voice', direction: 'Inbound', action: 'Phone Call', legType: 'Accept', ...more });

/** What differs in the records whose result alone does not say what they are, by the table's name of them. */
const OTHERS = {
  'queue, taken here': ({ start }) => ({ more: { action: 'Hunting', legs: [leg(start, { legType: 'Hunting', action: 'Hunting', master: true })] } }),
  'queue, taken elsewhere': () => ({ result: 'Stopped', more: { action: 'Hunting', reason: 'Stopped' } }),
  'taken by a delegate': () => ({ more: { delegate: { id: '555', name: 'Sam Secretary' } } }),
  'transferred blindly': ({ start }) => ({
    seconds: 90, more: { legs: [leg(start, { master: true }), leg(start + 30_000, { direction: 'Outbound', action: 'Transfer', legType: 'TransferCall', to: COLLEAGUE })] },
  }),
  'transferred warmly': ({ id }) => ({ more: { transferTarget: { telephonySessionId: `s-${id}-asked` } } }),
  conference: ({ start }) => ({
    direction: 'Outbound', more: { action: 'Conference Call', legs: [leg(start, { direction: 'Outbound', action: 'Conference Call', legType: 'ConferenceCall', master: true })] },
  }),
  'voicemail left': ({ id }) => ({ result: 'Voicemail', more: { message: { id: '456', type: 'VoiceMail', uri: `${API}/message-store/${id}` } } }),
  'no number': () => ({ number: undefined, result: 'Missed' }),
  internal: () => ({ number: undefined, more: { from: COLLEAGUE } }),
  deleted: () => ({ result: 'Missed' }),
  // Not in the vendor's description, but among its examples.
  unfinished: () => ({ more: { finished: false } }),
  recorded: () => ({ more: { recording: { id: '17', uri: `${API}/recording/17`, type: 'Automatic', contentUri: `${API}/recording/17/content` } } }),
  fax: () => ({ result: 'Received', more: { type: 'Fax', action: 'Incoming Fax' } }),
};

/** The table: by result and direction, and by name. */
export function table() {
  const [results, others] = readFileSync(TABLE, 'utf8').split(/^#.*$/m).slice(1)
    .map((part) => part.trim().split('\n').map((line) => line.split('|').map((cell) => cell.trim())));
  return { results, others };
}

/**
 * Calls for the fake's `add`, three of each kind, the newest of them beginning at `from`, and what Calls says of them in that order.
 * @param {number} from ms UTC
 * @returns {{calls: object[], says: [string, string][], deleted: string[]}} `deleted`: the ids of those to be deleted
 */
export function records(from) {
  const { results, others } = table();
  const kinds = [
    ...results.flatMap(([result, inbound, outbound]) => [
      { who: 'number', says: inbound, of: () => ({ direction: 'Inbound', result }) }, { who: 'number', says: outbound, of: () => ({ direction: 'Outbound', result }) },
    ]),
    ...others.map(([name, who, says]) => ({ name, who, says, of: OTHERS[name] })),
  ];
  const made = { calls: [], says: [], deleted: [] };
  for (let n = 0; n < 3 * kinds.length; n += 1) {
    const { name, who, says, of } = kinds[n % kinds.length];
    const call = { id: `r${n}`, number: `+1415555${2000 + n}`, start: from - n * STEP };
    made.calls.push({ ...call, ...of(call) });
    if (name === 'deleted') made.deleted.push(call.id);
    if (name === 'transferred warmly') made.calls.push(asked(call));
    if (who !== 'nothing') made.says.push([who === 'number' ? `(415) 555-${2000 + n}` : who, says]);
  }
  return made;
}

/** The call in which the agent asked whether the other one may come. */
const asked = ({ id, start }) => ({
  id: `${id}-asked`, direction: 'Outbound', start: start + 5_000, seconds: 10,
  more: { to: COLLEAGUE, transferee: { telephonySessionId: `s-${id}` } },
});

/** All rows Calls shows, in their order, however far one has to scroll: title and what stands below it. */
export async function rowsOf(page) {
  const total = Number(await page.getByRole('grid').getAttribute('aria-rowcount'));
  const rows = new Map();
  for (let top = 0; rows.size < total && top < total * 100; top += 200) {
    await page.evaluate((to) => { document.querySelector('.list').scrollTop = to; }, top);
    const drawn = await page.evaluate(() => new Promise((resolve) => {
      requestAnimationFrame(() => requestAnimationFrame(() => resolve([...document.querySelectorAll('.list .row')].map((row) => (
        [Number(row.getAttribute('aria-rowindex')), row.querySelector('.row-who b').textContent, row.querySelector('.row-sub').textContent])))));
    }));
    for (const [index, who, what] of drawn) rows.set(index, [who, what]);
  }
  return [...rows].sort(([one], [other]) => one - other).map(([, row]) => row);
}
