// The part of SOQL and SOSL that the Salesforce of our own understands; anything else is malformed.
import { Refusal, checkFields, known } from './salesforce-records.mjs';

const malformed = (what) => new Refusal(400, 'MALFORMED_QUERY', `unexpected token: '${what}'`);

/**
 * Answers a question in SOQL.
 * @param {import('./salesforce-records.mjs').Records} records
 * @param {string} question
 * @param {{all: boolean, version: string}} options `all`: deleted records as well
 */
export function soql(records, question, { all, version }) {
  const parts = /^SELECT ([\w.,]+) FROM (\w+) WHERE (.+?)(?: ORDER BY ([\w., ]+?))?(?: LIMIT (\d+))?$/s.exec(question);
  if (!parts) throw malformed(question.slice(0, 80));
  const [, list, type, where, order, limit] = parts;
  known(type);
  const fields = list.split(',');
  const condition = new Condition(where).whole();
  checkFields(type, [...fields, ...condition.fields]);
  const rows = records.of(type).filter((row) => (all || !row.deleted) && condition.holds((field) => records.value(row, field)));
  for (const by of (order ?? '').split(',').filter(Boolean).reverse()) {
    const [field, down] = by.trim().split(' ');
    checkFields(type, [field]);
    const sign = down === 'DESC' ? -1 : 1;
    rows.sort((one, other) => sign * compare(records.value(one, field), records.value(other, field)));
  }
  const shown = rows.slice(0, limit ? Number(limit) : 2000);
  return { totalSize: shown.length, done: true, records: shown.map((row) => records.shown(row, fields, version)) };
}

const compare = (one, other) => (one < other ? -1 : Number(one > other));

/** Reads a condition: `=`, `IN` and `LIKE`, joined by `AND` or `OR` and grouped by brackets. */
class Condition {
  #rest;

  constructor(text) {
    this.#rest = text;
  }

  whole() {
    const condition = this.#joined();
    if (this.#rest !== '') throw malformed(this.#rest);
    return condition;
  }

  #take(pattern) {
    const found = pattern.exec(this.#rest);
    if (found) this.#rest = this.#rest.slice(found[0].length);
    return found;
  }

  #joined() {
    const parts = [this.#one()];
    const words = new Set();
    for (let word = this.#take(/^ (AND|OR) /); word; word = this.#take(/^ (AND|OR) /)) {
      words.add(word[1]);
      parts.push(this.#one());
    }
    // Salesforce, too, wants brackets where both stand beside each other.
    if (words.size > 1) throw malformed('OR');
    const holds = words.has('OR') ? (of) => parts.some((part) => part.holds(of)) : (of) => parts.every((part) => part.holds(of));
    return { fields: parts.flatMap((part) => part.fields), holds };
  }

  #one() {
    if (this.#take(/^\(/)) {
      const inside = this.#joined();
      if (!this.#take(/^\)/)) throw malformed(this.#rest);
      return inside;
    }
    const [, field, operator] = this.#take(/^([\w.]+) (=|IN|LIKE) /) ?? [];
    if (!field) throw malformed(this.#rest);
    if (operator === 'IN') {
      if (!this.#take(/^\(/)) throw malformed(this.#rest);
      const values = [this.#text()];
      while (this.#take(/^,/)) values.push(this.#text());
      if (!this.#take(/^\)/)) throw malformed(this.#rest);
      return { fields: [field], holds: (of) => values.some((value) => same(of(field), value)) };
    }
    if (operator === 'LIKE') {
      const pattern = likeness(this.#raw());
      return { fields: [field], holds: (of) => pattern.test(of(field) ?? '') };
    }
    const flag = this.#take(/^(true|false)\b/)?.[1];
    const value = flag ? flag === 'true' : this.#text();
    return { fields: [field], holds: (of) => (flag ? of(field) === value : same(of(field), value)) };
  }

  #raw() {
    const text = this.#take(/^'((?:[^'\\]|\\.)*)'/s);
    if (!text) throw malformed(this.#rest);
    return text[1];
  }

  #text() {
    return this.#raw().replace(/\\(.)/gs, (_, sign) => ({ n: '\n', r: '\r' })[sign] ?? sign);
  }
}

/** Upper and lower case are the same. */
const same = (one, other) => String(one ?? '').toLowerCase() === other.toLowerCase();

function likeness(raw) {
  const signs = raw.match(/\\.|[^\\]/gs) ?? [];
  const wild = { '%': '.*', _: '.' };
  const pattern = signs.map((sign) => wild[sign] ?? sign.replace(/^\\/, '').replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${pattern.join('')}$`, 'is');
}

/**
 * Answers a question in SOSL, over what the index knows by now: a text is words, divided by punctuation, and a number its digits as well.
 * @param {import('./salesforce-records.mjs').Records} records
 */
export function sosl(records, question, { version }) {
  const parts = /^FIND \{(.*)\} IN (PHONE|NAME) FIELDS RETURNING (.+)$/s.exec(question);
  if (!parts) throw new Refusal(400, 'MALFORMED_SEARCH', `unexpected token: '${question.slice(0, 80)}'`);
  const [, terms, group, returning] = parts;
  const finds = searched(terms);
  const searchRecords = [];
  const one = /^(\w+)\(([\w.,]+)( WHERE IsConverted = false)? LIMIT (\d+)\)(?:,|$)/;
  for (let rest = returning; rest !== '';) {
    const [whole, type, list, , limit] = one.exec(rest) ?? [];
    if (!whole) throw new Refusal(400, 'MALFORMED_SEARCH', `unexpected token: '${rest}'`);
    rest = rest.slice(whole.length);
    const fields = list.split(',');
    known(type);
    checkFields(type, fields);
    const texts = (row) => (group === 'NAME' ? ['Name'] : ['Phone', 'MobilePhone', 'HomePhone', 'OtherPhone']).map((name) => records.value(row, name));
    const hits = records.of(type).filter((row) => !row.deleted && !row.converted && row.indexed <= Date.now() && finds(texts(row).filter(Boolean)));
    searchRecords.push(...hits.slice(0, Number(limit)).map((row) => records.shown(row, fields, version)));
  }
  return { searchRecords };
}

const wordsOf = (text) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u).filter(Boolean);

/** What finds a record: any of several terms, or all of several words. */
function searched(terms) {
  const plain = terms.replace(/\\(.)/gs, (_, sign) => (sign === '*' ? '' : ' ')).replace(/"([^"]*)"/g, '$1');
  const bare = terms.replace(/\\./gs, '').replace(/"[^"]*"/g, '');
  if (/[?&|!{}[\]()^~:"'+-]/.test(bare) || wordsOf(plain).join('').length < 2) {
    throw new Refusal(400, 'MALFORMED_SEARCH', `No search term found. The search term must be longer than one character: ${terms}`);
  }
  const any = terms.split(' OR ').map((term) => {
    const all = [...term.matchAll(/"([^"]*)"(\*)?|((?:\\.|[^\s"])+)/gs)].map(([, phrase, , word]) => {
      const text = phrase ?? word.replace(/\\(.)/gs, ' $1 ');
      return { words: wordsOf(text), goesOn: text.endsWith('*') };
    });
    return (texts) => all.every(({ words, goesOn }) => texts.some((text) => contains(text, words, goesOn)));
  });
  return (texts) => any.some((finds) => finds(texts));
}

function contains(text, words, goesOn) {
  const digits = text.replace(/\D/g, '');
  const last = words.length - 1;
  const at = (there, n) => words.every((word, index) => (index === last && goesOn ? there[n + index]?.startsWith(word) : there[n + index] === word));
  const sequences = [wordsOf(text), ...(digits.length > 2 ? [[digits]] : [])];
  return words.length === 0 || sequences.some((there) => there.some((_, n) => at(there, n)));
}
