// Follow-ups as their form lays them on the desk.
import { readNumber } from './calls.mjs';

/** Keeps a follow-up to call `name`, with the reminder at its time `due` (ms). */
export async function followUp(callscribe, { id, due, subject = `Call ${id}`, name = 'Ann Alvarez', raw }) {
  const number = await readNumber(callscribe, raw);
  const one = {
    id, kind: 'Call', subject, call: null, with: { name, number, contact: null }, association: null, due, remind_before: 0,
    description: '', attendees: [], assigned_to: '', snoozed_until: null, reminded: null, done: null,
  };
  await callscribe.command({ SaveFollowUp: one });
  await callscribe.until('the follow-up being kept', async () => (await callscribe.rows('follow_ups')).some(({ row }) => row === id));
}
