// Parsing and formatting numbers with libphonenumber-js and the metadata of the whole world.
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';

/** Key and form for eyes of each, as the product keeps them. */
export function parseAll(raws) {
  return raws.map((raw) => {
    const number = parsePhoneNumberFromString(raw, 'US');
    if (!number) return { key: raw.replace(/\D/g, ''), shown: raw };
    return { key: number.number, shown: number.country === 'US' ? number.formatNational() : number.formatInternational(), extension: number.ext };
  });
}
