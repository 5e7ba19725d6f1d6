import { pinyin } from 'pinyin-pro';

/** Whether what was read in a picture is what was to be read. What letters look like is all that counts. */

export interface WantedText {
  /** Named above the text; whether somebody is, depends on who is known. */
  speaker: string | null;
  /** As it is drawn: the main language, and the second one where there are two. */
  texts: string[];
}

/** Marks, symbols and spaces are read in many ways, and say little. */
const IGNORED = /[^\p{L}\p{N}]/gu;
/** Letters and signs that a reader may not have learnt, and the box in place of what cannot be drawn. */
const DIFFICULT = /[\p{L}\p{N}\p{So}]/u;
const BOX = '□';
/** What looks alike in most fonts. */
const LOOKALIKES: Record<string, string> = { '0': 'o', '1': 'l', i: 'l' };
/** So much of a name may be misread for it to be still that name. */
const NAME_SHARE = 0.35;
/** With more letters that the reader has not learnt, a text is none that it could judge. */
const MOST_UNKNOWN = 0.2;
/** A network overlooks a thin 一, or takes a rare letter for another one, in one of some fifty subtitles. */
const SLIPS = 1;

/** As it is compared. */
export function folded(text: string): string {
  return Array.from(
    text.normalize('NFKD').replace(/\p{M}/gu, '').normalize('NFC').toLowerCase().replace(IGNORED, ''),
    (character) => LOOKALIKES[character] ?? character,
  ).join('');
}

/**
 * Which part of a subtitle reads otherwise, beside one letter: 0 (none of it) to 1; null where there is nothing in it that
 * could be compared. `rows` are what was read, from top to bottom.
 */
export function misreadShare(
  { speaker, texts }: WantedText,
  rows: string[],
  knows: (text: string) => boolean,
): number | null {
  const wanted = texts.map(folded).join('');
  const { length } = [...wanted];
  const { unknown, isReadable } = learnt(texts.join(''), knows);
  if (length === 0 || !isReadable) {
    return null;
  }
  const read = rows.map(folded).filter((row) => row !== '');
  // Of a name in a script that the reader has not learnt, anything may have been read.
  const isName = speaker !== null && (!learnt(speaker, knows).isReadable || isNamed(speaker, read[0]));
  const ways = [read, ...(isName ? [read.slice(1)] : [])];
  const shares = ways.map((way) => {
    const text = way.join('');
    // Nothing at all is no slip.
    return text === '' ? 1 : Math.max(0, distance(wanted, text) - unknown - SLIPS) / length;
  });
  return Math.min(1, ...shares);
}

/** How many letters of a text the reader has not learnt, and whether it could judge the text all the same. */
function learnt(text: string, knows: (text: string) => boolean): { unknown: number; isReadable: boolean } {
  const difficult = [...text.normalize('NFC')].filter((each) => DIFFICULT.test(each));
  const unknown = difficult.filter((each) => each === BOX || !knows(each)).length;
  return { unknown, isReadable: unknown <= difficult.length * MOST_UNKNOWN };
}

function isNamed(speaker: string, row: string | undefined): boolean {
  const name = folded(speaker);
  return row !== undefined && name !== '' && distance(name, row) <= Math.ceil([...name].length * NAME_SHARE);
}

/** How many letters have to be put in, left out or changed (Levenshtein). */
export function distance(one: string, other: string): number {
  const letters = [...other];
  let costs = Array.from({ length: letters.length + 1 }, (_, index) => index);
  for (const [row, letter] of [...one].entries()) {
    const next = [row + 1];
    for (const [column, each] of letters.entries()) {
      const changed = (costs[column] ?? 0) + (isSame(letter, each) ? 0 : 1);
      next.push(Math.min(changed, (costs[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    costs = next;
  }
  return costs[letters.length] ?? 0;
}

const HAN = /^\p{Script=Han}$/u;
const readings = new Map<string, string>();

/** Of a traditional character the reader often makes the simplified one: both sound the same. */
function isSame(one: string, other: string): boolean {
  return one === other || (HAN.test(one) && HAN.test(other) && readingOf(one) === readingOf(other));
}

function readingOf(character: string): string {
  const reading = readings.get(character) ?? pinyin(character, { toneType: 'num' });
  readings.set(character, reading);
  return reading;
}
