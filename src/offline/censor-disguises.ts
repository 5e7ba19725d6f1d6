/** English words out of letters apart (p.o.r.n, s e x t a p e), digits for letters (b0mb) and stars (p*rn). */

export interface Token {
  word: string;
  /** It is not written like this. */
  isHidden: boolean;
  /** A comma, a dash or a bracket is before it: no phrase reaches over these. */
  isAfterPause: boolean;
}

/** A token with its place in the sentence. */
interface PlacedToken {
  word: string;
  isHidden: boolean;
  start: number;
  end: number;
}

/** What a disguise may stand for. */
export interface Vocabulary {
  /** All words of the lists, also those that harm only together with others. */
  words: ReadonlySet<string>;
  phrases: readonly string[];
}

const CHUNK = /[^\s,;:"()[\]/\\|+~]+/g;
const PAUSE = /[,;:()—–…、。]|\.\.|--|\s-\s|[.!?]["”’']/;
const WORD = /[a-z]+(?:['’][a-z]+)?|[0-9]+/g;
const MARKS = /[-_.*·'’]/g;
/** A chunk without the marks around it. */
const INSIDE = /[a-z0-9@$](?:.*[a-z0-9@$])?/;
/** The first is the usual one. */
const LEET: Record<string, string[]> = {
  '0': ['o'],
  '1': ['i', 'l'],
  '3': ['e'],
  '4': ['a'],
  '5': ['s'],
  '7': ['t'],
  '@': ['a'],
  $: ['s'],
  '!': ['i'],
};
const MOST_READINGS = 16;
/** Shorter words are found in a row of single letters only if they are all of it. */
const LEAST_INSIDE = 4;

/** The words of a sentence as they are meant. */
export function undisguised(sentence: string, vocabulary: Vocabulary): Token[] {
  const placed = [...sentence.matchAll(CHUNK)].flatMap(({ 0: chunk, index }) => tokensOf(chunk, index, vocabulary));
  const tokens = placed.map(({ word, isHidden, start }, index) => {
    const between = sentence.slice(placed[index - 1]?.end ?? start, start);
    return { word, isHidden, isAfterPause: PAUSE.test(between) };
  });
  return withSpeltWords(tokens, vocabulary);
}

function tokensOf(chunk: string, at: number, { words }: Vocabulary): PlacedToken[] {
  const inside = INSIDE.exec(chunk)?.[0] ?? '';
  const meant = isPlain(inside) ? undefined : readingsOf(inside, words).find((reading) => words.has(reading));
  if (meant === undefined) {
    return [...chunk.matchAll(WORD)].map(({ 0: word, index }) => ({
      word: word.replace('’', "'"),
      isHidden: false,
      start: at + index,
      end: at + index + word.length,
    }));
  }
  const start = at + chunk.indexOf(inside);
  return [{ word: meant, isHidden: true, start, end: start + inside.length }];
}

/** Nothing but letters, or nothing but digits, or a word with a shortened one: I'd is no id. */
const isPlain = (chunk: string): boolean => /^(?:[a-z]+['’](?:s|t|d|m|re|ve|ll)|[a-z]*|[0-9]*)$/.test(chunk);

/** What a chunk may stand for: marks are left out, digits are letters, a star is any letter. */
function readingsOf(chunk: string, words: ReadonlySet<string>): string[] {
  let readings = [''];
  for (const symbol of chunk.replace(MARKS, '')) {
    const letters = LEET[symbol] ?? [symbol];
    readings = readings.flatMap((reading) => letters.map((letter) => reading + letter)).slice(0, MOST_READINGS);
  }
  return chunk.includes('*') ? [...readings, ...starred(chunk, words)] : readings;
}

function starred(chunk: string, words: ReadonlySet<string>): string[] {
  const shape = chunk.replace(/[-_.·'’]/g, '');
  if (!/^[a-z*]{4,}$/.test(shape) || shape.replaceAll('*', '').length < 2) {
    return [];
  }
  const pattern = new RegExp(`^${shape.replaceAll('*', '[a-z]')}$`);
  return [...words].filter((word) => word.length === shape.length && pattern.test(word));
}

/** Single letters in a row are read as one word, or as the phrase that is in them. */
function withSpeltWords(tokens: readonly Token[], vocabulary: Vocabulary): Token[] {
  const words: Token[] = [];
  let row: Token[] = [];
  for (const token of [...tokens, null]) {
    if (token !== null && /^[a-z]$/.test(token.word)) {
      row.push(token);
      continue;
    }
    words.push(...spelt(row, vocabulary));
    row = [];
    words.push(...(token === null ? [] : [token]));
  }
  return words;
}

function spelt(letters: readonly Token[], { phrases }: Vocabulary): readonly Token[] {
  const row = letters.map(({ word }) => word).join('');
  if (row.length < 3) {
    return letters;
  }
  const inside = phrases
    .map((phrase) => ({ phrase, joined: phrase.replaceAll(' ', '') }))
    .filter(({ joined }) => joined === row || (joined.length >= LEAST_INSIDE && row.includes(joined)))
    .sort((one, other) => other.joined.length - one.joined.length)[0];
  if (!inside) {
    return letters;
  }
  const start = row.indexOf(inside.joined);
  return [
    ...letters.slice(0, start),
    ...inside.phrase.split(' ').map((word) => ({ word, isHidden: true, isAfterPause: false })),
    ...letters.slice(start + inside.joined.length),
  ];
}
