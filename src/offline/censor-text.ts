import charactersOfOpenCc from 'opencc-js/dict/TSCharacters';

/** A Chinese text as the censor reads it: letters alone, in simple forms, with what stood between them. */

/** What stands before a letter: nothing, a mark or a blank in the middle of it, a pause, or the end of a sentence. */
export type Gap = 'none' | 'mark' | 'pause' | 'end';

export interface ChineseText {
  letters: string[];
  gaps: Gap[];
}

const PAUSE = /[,;:、,，;；:：—]|\.{2,}|…/u;
const END = /[。!?！？\n]/u;
/** Without what may be an apostrophe. */
const QUOTE = /["“”‘「」『』《》〈〉«»()[\]【】〔〕{}]/u;
const LETTER = /[\p{L}\p{N}]/u;

/** Pairs of OpenCC's dictionary (Apache-2.0): every traditional character with the first of its simple forms. */
let simplified: Map<string, string> | null = null;

/** The simple form of a character. The table is made when it is first asked for: it takes 5 ms. */
function simpleOf(letter: string): string {
  simplified ??= new Map(
    charactersOfOpenCc.split('|').flatMap((pair) => {
      const [traditional = '', simple = ''] = pair.split(' ');
      return simple === '' ? [] : [[traditional, simple] as const];
    }),
  );
  return simplified.get(letter) ?? letter;
}

/** A word that begins with a capital is a name, and no Chinese in Latin letters: it is left as it is. */
const NOT_NAMES = /(?<![A-Za-z])[A-Z][a-z]{2,}(?![A-Za-z])|[A-Z]/g;

/** `plain` is in normal form. */
export function chineseText(plain: string): ChineseText {
  const letters: string[] = [];
  const between: string[] = [];
  let marks = '';
  for (const symbol of plain.replace(NOT_NAMES, (found) => (found.length > 1 ? found : found.toLowerCase()))) {
    if (LETTER.test(symbol)) {
      between.push(marks);
      letters.push(simpleOf(symbol));
      marks = '';
    } else {
      marks += symbol;
    }
  }
  between.push(`${marks}\n`);
  return { letters, gaps: letters.map((_, index) => gapOf(letters, between, index)) };
}

/** Who puts pauses around single letters wants one word to be read: 自，杀. `between`: what stands before each letter. */
function gapOf(letters: readonly string[], between: readonly string[], index: number): Gap {
  const marks = between[index] ?? '';
  if (marks === '') {
    return 'none';
  }
  const isAlone = index === 1 || (index > 1 && between[index - 1] !== '');
  if (marks.includes('\n') || (END.test(marks) && !isAlone)) {
    return 'end';
  }
  const isPause = PAUSE.test(marks) || (QUOTE.test(marks) && isBetweenWords(letters, between, index));
  return isPause && !isAlone ? 'pause' : 'mark';
}

/** What is quoted begins or ends words (异性“交友”), unless it is one letter (自“杀”) or in Latin ones: 赌(bo). */
const isBetweenWords = (letters: readonly string[], between: readonly string[], index: number): boolean =>
  between[index + 1] === '' && !isLatin(letters[index - 1]) && !isLatin(letters[index]);

export const isLatin = (letter: string | undefined): boolean => letter !== undefined && /^[a-z]$/.test(letter);

/** Whether a place is in the middle of a row of Latin letters. */
export function isInRow({ letters, gaps }: ChineseText, at: number): boolean {
  return isLatin(letters[at - 1]) && isLatin(letters[at]) && gaps[at] === 'none';
}
