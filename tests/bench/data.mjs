// What the benchmarks are run on: calls and people, the same for the product and its peers, drawn from a fixed seed.

/** The newest call began then; the others one minute apart, back from it. */
export const NEWEST = Date.UTC(2026, 2, 2, 16, 0);
const MINUTE = 60_000;
const FIRST = ['Ann', 'Ben', 'Chloé', 'Dmitri', 'Eve', 'Farid', 'Grace', 'Håkon', 'Ines', 'José', 'Kim', 'Lena', 'Mia', 'نور', 'Omar', 'Petra'];
const LAST = ['Alvarez', 'Berg', 'Chen', 'Diaz', 'Eriksen', 'Fischer', 'Garcia', 'Haddad', 'Ivanov', 'Jansen', 'Kowalski', 'Lopez', 'Müller', 'Okafor', 'Rossi', 'Yılmaz'];
const NOTES = ['Wants the offer by Friday.', 'Call back about the roof; asks for photos.', 'Invoice 4711 paid twice, refund.', 'Left a message with the assistant.'];
const RESULTS = ['Answered', 'Answered', 'Answered', 'Missed', 'NoAnswer', 'Busy', 'Voicemail'];

/** @typedef {{id: string, start: number, seconds: number, direction: 'Inbound' | 'Outbound', result: string, number: string, name: string, note: string, unlogged: boolean}} Call */
/** @typedef {{id: string, name: string, company: string, numbers: string[]}} Person */

/** A small generator of numbers in [0, 1), the same in every run (mulberry32). */
export function draws(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const pick = (draw, list) => list[Math.floor(draw() * list.length)];
/** A number of the United States in E.164, out of about as many as there are people. */
const numberOf = (n) => `+1${415 + (n % 8) * 10}${String(2_000_000 + (n * 7_919) % 7_999_999).padStart(7, '0')}`;

/** @returns {Person[]} */
export function people(count, seed = 1) {
  const draw = draws(seed);
  return Array.from({ length: count }, (_, n) => ({
    id: `p${n}`,
    name: `${pick(draw, FIRST)} ${pick(draw, LAST)}`,
    company: draw() < 0.5 ? `${pick(draw, LAST)} & Co.` : '',
    numbers: draw() < 0.2 ? [numberOf(n), numberOf(n + count)] : [numberOf(n)],
  }));
}

/** @returns {Call[]} newest first */
export function calls(count, seed = 2) {
  const draw = draws(seed);
  return Array.from({ length: count }, (_, n) => {
    const result = pick(draw, RESULTS);
    const direction = result === 'NoAnswer' || draw() < 0.4 ? 'Outbound' : 'Inbound';
    return {
      id: `c${String(n).padStart(6, '0')}`,
      start: NEWEST - n * MINUTE,
      seconds: result === 'Answered' ? 5 + Math.floor(draw() * 1_200) : 0,
      direction,
      result,
      number: numberOf(Math.floor(draw() * 5_000)),
      name: draw() < 0.7 ? `${pick(draw, FIRST)} ${pick(draw, LAST)}` : '',
      note: draw() < 0.3 ? pick(draw, NOTES) : '',
      unlogged: draw() < 0.1,
    };
  });
}

/** Numbers as people and systems write them, in several countries. */
export function rawNumbers(count, seed = 3) {
  const draw = draws(seed);
  const digits = (n) => Array.from({ length: n }, () => Math.floor(draw() * 10)).join('');
  const shapes = [
    () => `(${pick(draw, ['415', '650', '212'])}) 555-0${digits(3)}`,
    () => `+1 ${pick(draw, ['415', '650', '212'])} 555 0${digits(3)}`,
    () => `${pick(draw, ['415', '650', '212'])}.555.0${digits(3)} ext ${digits(2)}`,
    () => `+44 20 7946 0${digits(3)}`,
    () => `+49 171 ${digits(7)}`,
    () => `011 33 6 12 ${digits(2)} ${digits(2)} ${digits(2)}`,
    () => `1-800-${digits(3)}-${digits(4)}`,
  ];
  return Array.from({ length: count }, () => pick(draw, shapes)());
}
