// Contacts by number, as an address book on Dexie does it: numbers are kept in E.164, and what comes in is parsed first.
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { db, words } from './store.js';

/** The key a number is compared by, and the extension behind it. */
function keyOf(raw) {
  const number = parsePhoneNumberFromString(raw, 'US');
  return { key: number?.number ?? raw.replace(/\D/g, ''), extension: number?.ext };
}

/** Lays people into an empty store. */
export async function fillPeople(people) {
  const rows = people.map((person) => {
    const numbers = person.numbers.map(keyOf);
    return { ...person, raw: person.numbers, extensions: numbers, numbers: numbers.map(({ key }) => key), terms: words(`${person.name} ${person.company}`) };
  });
  for (let from = 0; from < rows.length; from += 10_000) await db.people.bulkPut(rows.slice(from, from + 10_000));
}

/** Who has this number: with its very extension, else without one. */
export async function whoHas(raw) {
  const { key, extension } = keyOf(raw);
  const hits = await db.people.where('numbers').equals(key).distinct().toArray();
  const having = (fits) => hits.filter(({ extensions }) => extensions.some((one) => one.key === key && fits(one.extension)));
  const exact = having((one) => one === extension);
  if (exact.length > 0) return exact;
  return extension ? having((one) => one === undefined) : hits;
}
