// Reads what is inside a zip, as traces are.
import { readFile } from 'node:fs/promises';
import { inflateRawSync } from 'node:zlib';

const ENTRY = 0x02014b50;

/** The content of every file in a zip. */
export async function unzip(file) {
  const zip = await readFile(file);
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06'));
  const files = [];
  for (let at = zip.readUInt32LE(end + 16); zip.readUInt32LE(at) === ENTRY;) {
    const [packed, nameLength, extra, comment] = [zip.readUInt32LE(at + 20), ...[28, 30, 32].map((offset) => zip.readUInt16LE(at + offset))];
    const local = zip.readUInt32LE(at + 42);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const bytes = zip.subarray(start, start + packed);
    files.push(zip.readUInt16LE(at + 10) === 0 ? bytes : inflateRawSync(bytes));
    at += 46 + nameLength + extra + comment;
  }
  return files;
}
