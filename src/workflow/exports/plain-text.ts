/** What users and models have written, made fit for files that other programs read line by line, and for names of files. */

/** Line breaks, control characters, marks that turn the reading direction round, and what no XML may contain. */
const BREAKS = /[\p{Cc}\p{Zl}\p{Zp}\s]+/gu;
const INVISIBLE = /[\u202a-\u202e\u2066-\u2069\u200e\u200f\ufeff\ufffe\uffff]/g;
/** What names of files keep: letters and digits of every script, with their marks. */
const NOT_IN_NAMES = /[^\p{L}\p{M}\p{N}_-]+/gu;
/** Windows opens devices under these names, whatever comes after a point. */
const DEVICE = /^(con|prn|aux|nul|(com|lpt)[\d¹²³])$/i;
const MOST_NAME_BYTES = 120;

/** On one line, without anything that is seen by machines only, and at most so many characters long. */
export function oneLine(text: string, most = 500): string {
  const line = text.toWellFormed().normalize('NFC').replace(INVISIBLE, '').replace(BREAKS, ' ').trim();
  const characters = [...line];
  return characters.length <= most
    ? line
    : `${characters
        .slice(0, most - 1)
        .join('')
        .trimEnd()}…`;
}

/** A name for a file or a folder on every system: no path, no device, no hidden file, never empty. */
export function fileName(text: string): string {
  const words = oneLine(text).replace(NOT_IN_NAMES, ' ').trim();
  let name = '';
  for (const character of words) {
    if (Buffer.byteLength(name + character) > MOST_NAME_BYTES) {
      break;
    }
    name += character;
  }
  name = name.trim().replace(/^[-\s]+/, '');
  return name === '' || DEVICE.test(name) ? 'film' : name;
}
