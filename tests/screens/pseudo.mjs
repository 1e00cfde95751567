// The extension in a language 40 % longer than English, to see what is cut off before a translator does.
import { cp, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

const LETTERS = { a: 'å', e: 'é', i: 'î', o: 'ö', u: 'û', A: 'Å', E: 'É', I: 'Î', O: 'Ö', U: 'Û' };
/** By how much a translation may be longer. */
const LONGER = 0.4;

/** A text of the same meaning and 40 % more letters, recognisable as such. */
export function lengthened(text) {
  const accented = text.replace(/\$\d|[aeiouAEIOU]/g, (one) => LETTERS[one] ?? one);
  const more = Math.ceil(text.replace(/\$\d/g, '').length * LONGER);
  const words = 'ön twö thréé föûr fîvé sîx sévén éîght nîné tén '.repeat(1 + Math.floor(more / 40));
  return more > 2 ? `${accented} ${words.slice(0, more - 1).trim()}` : accented;
}

/**
 * Copies a built extension and lengthens its texts.
 * @param {string} extension its folder
 * @returns {Promise<string>} the copy's folder
 */
export async function pseudoLocale(extension) {
  const copy = await mkdtemp(path.join(os.tmpdir(), 'callscribe-pseudo-'));
  await cp(extension, copy, { recursive: true });
  const file = path.join(copy, '_locales/en/messages.json');
  const texts = JSON.parse(await readFile(file, 'utf8'));
  for (const [key, text] of Object.entries(texts)) {
    if (!['name', 'description'].includes(key)) text.message = lengthened(text.message);
  }
  await writeFile(file, JSON.stringify(texts));
  return copy;
}
