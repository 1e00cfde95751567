// The table of a practice day: what became of each call, read back from the stored activities and entries, held against the one written by hand.
import { readFileSync } from 'node:fs';

const EXPECTED = new URL('../practice-day.expected', import.meta.url);
const COLUMNS = ['call', 'begins', 'caller', 'direction', 'result', 'integration', 'fate', 'contact', 'rule'];

const CONFLICTS = {
  NoContact: 'no contact',
  ManyContacts: 'multiple contacts',
  ManyAssociations: 'multiple associations',
  NoNumber: 'no number',
};
const EXCLUSIONS = {
  Internal: 'internal',
  AnsweredElsewhere: 'answered elsewhere',
  NoNumber: 'no number',
  ServiceNumber: 'service number',
  NobodyTalked: 'nobody talked',
};

/** The rows written by hand, each with its rule. */
export function expectedRows() {
  const lines = readFileSync(EXPECTED, 'utf8').split('\n');
  return lines.filter((line) => line && !line.startsWith('#')).map((line) => line.split('|').map((cell) => cell.trim()));
}

/**
 * One row per call and integration, as stored, in the order of the day.
 * @param {{calls: object[], entries: object[], activities: object[]}} stored records of three stores
 * @param {number} begun when the day began, ms UTC
 */
export function storedRows({ calls, entries, activities }, begun) {
  const rows = entries.map((entry) => {
    const { call } = calls.find(({ row }) => entry.row.startsWith(`${row}>`)) ?? {};
    if (!call) return [entry.row, 'its call is missing'];
    const activity = activities.find(({ row }) => row === entry.row);
    return [
      call.id.session,
      begins(call, begun),
      caller(call),
      fact(call, 'direction')?.toLowerCase(),
      words(fact(call, 'result') ?? concluded(call)),
      entry.key.integration,
      fate(entry, activity),
      contacts(entry, activity),
    ];
  });
  return rows.sort(([one], [other]) => one.localeCompare(other));
}

/** What differs, in sentences that name the rule; nothing where the day went as the rules say. */
export function differences(stored, expected) {
  const wrong = [];
  for (const row of expected) {
    const got = stored.find(([call, , , , , integration]) => call === row[0] && integration === row[5]);
    const wanted = row.slice(0, 8);
    if (!got) wrong.push(`${row[8]}: ${row[0]} is not in ${row[5]}`);
    else if (got.join('|') !== wanted.join('|')) wrong.push(`${row[8]}: ${row[0]}\n  expected ${wanted.join(' | ')}\n  stored   ${got.join(' | ')}`);
  }
  for (const row of stored) {
    if (!expected.some((wanted) => wanted[0] === row[0] && wanted[5] === row[5])) wrong.push(`I12: nothing should stand in ${row[5]} for ${row[0]}`);
  }
  return wrong;
}

/** The rows in columns, with the rule of each. */
export function printed(stored, expected) {
  const rule = (row) => expected.find((wanted) => wanted[0] === row[0])?.[8] ?? '?';
  const rows = [COLUMNS, ...stored.map((row) => [...row, rule(row)])];
  const widths = COLUMNS.map((_, column) => Math.max(...rows.map((row) => String(row[column]).length)));
  return rows.map((row) => row.map((cell, column) => String(cell).padEnd(widths[column])).join('  ').trimEnd()).join('\n');
}

const fact = (call, name) => call.facts[name]?.[2];

function begins(call, begun) {
  const minutes = Math.round((fact(call, 'started') - begun) / 60_000);
  const two = (number) => String(number).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`;
}

function caller(call) {
  const other = fact(call, 'other');
  return !other || other.kind === 'Withheld' ? 'withheld' : other.shown;
}

function concluded(call) {
  if (fact(call, 'answered')) return 'Answered';
  return fact(call, 'direction') === 'Inbound' ? 'Missed' : 'NoAnswer';
}

/** `AnsweredElsewhere` → `answered elsewhere`. */
const words = (name) => name.replace(/(?<!^)[A-Z]/g, ' $&').toLowerCase();

function fate({ status }, activity) {
  const [kind, detail] = typeof status === 'string' ? [status] : Object.entries(status)[0];
  if (kind === 'Logged' && !activity) return 'logged, but its activity is missing';
  if (kind === 'Logged') return activity.association ? `logged with ${activity.association.title}` : 'logged';
  if (activity) return `${words(kind)}, but an activity is there`;
  if (kind === 'Unresolved') return `unresolved: ${CONFLICTS[detail] ?? JSON.stringify(detail)}`;
  if (kind === 'Excluded') return `excluded: ${EXCLUSIONS[detail] ?? detail}`;
  return words(kind);
}

function contacts({ status, found }, activity) {
  if (activity) return activity.contact;
  if (status.Excluded || status === 'Earlier') return '-';
  const match = found?.[1] ?? 'None';
  const people = match.One ? [match.One] : (match.Many ?? []);
  return people.map(({ id }) => id).join(', ') || '-';
}
