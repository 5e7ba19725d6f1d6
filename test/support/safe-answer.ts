/**
 * What of a model's answer could act on whoever reads, shows or speaks it: found by rules of its own, which know nothing
 * of those that clean answers.
 */
export function hazardsIn(answer: unknown): string[] {
  return textsIn(answer, '').flatMap(([path, text]) =>
    HAZARDS.filter(([, isThere]) => isThere(text)).map(([name]) => `${path}: ${name}`),
  );
}

const HAZARDS: [name: string, isThere: (text: string) => boolean][] = [
  ['an address', (text) => text.includes('://') || /\bwww\.\w/i.test(text)],
  ['a script for a browser', (text) => /(?:javascript|vbscript):\S/i.test(text)],
  ['a tag', (text) => /<[a-z/!?]/i.test(text)],
  ['a link', (text) => text.includes('](')],
  ['half a character', (text) => !text.isWellFormed()],
  ['a control character', (text) => [...text].some((each) => each < ' ' || (each >= '\u007f' && each <= '\u009f'))],
  ['a line break', (text) => /[\u2028\u2029]/.test(text)],
  ['a turn of direction', (text) => /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/.test(text)],
  ['a hidden letter', (text) => /[\u00ad\u180e\u200b\u200c\u2060-\u2064\ufeff\u{e0000}-\u{e01ef}]/u.test(text)],
  ['a text longer than any field', (text) => text.length > 600],
];

/** All texts in a value, each with its path; the value's own fields and no others. */
function textsIn(value: unknown, path: string): [path: string, text: string][] {
  if (typeof value === 'string') {
    return [[path, value]];
  }
  return typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([name, each]) => textsIn(each, `${path}.${name}`))
    : [];
}
