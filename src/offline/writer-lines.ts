import { type Emotion, type Language } from '../common/vocabulary.js';
import { LINE_AIR, speakingSeconds } from './layout.js';
import { type StoryLine } from './story.js';

/** Filling templates, reading groups of lines and reckoning their time. */

export type Slots = Readonly<Record<string, string>>;

export type Role = 'A' | 'B' | 'C' | 'D' | 'P' | 'Q' | 'N';

/** A line of a bank before its slots are filled. */
export interface DraftLine {
  role: Role;
  emotion: Emotion;
  text: string;
}

const FEELINGS: Record<string, Emotion> = {
  '.': 'neutral',
  '+': 'happy',
  '-': 'sad',
  '!': 'angry',
  '?': 'surprised',
  '~': 'afraid',
};

/** Reads `A+ text|B- text`; a mark in front says how much the group weighs. */
export function readGroup(group: string): DraftLine[] {
  return group
    .replace(/^[*^<]/, '')
    .split('|')
    .map((line) => {
      const emotion = FEELINGS[line.charAt(1)];
      if (emotion === undefined || !/^[A-DPQN]$/.test(line.charAt(0))) {
        throw new Error(`Not a line of a sentence bank: ${line}`);
      }
      return { role: line.charAt(0) as Role, emotion, text: line.slice(3) };
    });
}

/** Fills slots; facts may hold slots themselves. What a slot's person is called is never read as a template. */
export function fill(template: string, slots: Slots): string {
  let text = template;
  for (let depth = 0; depth < 3 && text.includes('{'); depth++) {
    text = text.replace(/\{(\w+)\}/g, (_, name: string) => slots[name] ?? '');
  }
  return sentenceCase(inPlace(text.replace(/[<>{}\\\p{Cc}]/gu, '')));
}

const OPEN_PLACES =
  'rooftop|cliff|pier|riverside|beach|shore|bridge|wall|gate|corner|street|platform|bench|field|square|porch|pass|meadow|crossing|bus stop|mountain top|island|farm|harbou?r';
const IN_AN_OPEN_PLACE = new RegExp(
  `\\b(i)n (the (?:[\\w’-]+ ){0,3}?(?:${OPEN_PLACES}))\\b(?! (?:town|hall|room|house|shop|office))`,
  'gi',
);
const INTO_AN_OPEN_PLACE = new RegExp(
  `\\binto (the (?:[\\w’-]+ ){0,3}?(?:${OPEN_PLACES}))\\b(?! (?:town|hall|room|house|shop|office))`,
  'gi',
);

/** English places come into sentences that were written for others: nobody is in a rooftop or has a apple. */
function inPlace(text: string): string {
  return text
    .replace(INTO_AN_OPEN_PLACE, 'onto $1')
    .replace(IN_AN_OPEN_PLACE, (_, letter: string, place: string) => `${letter === 'I' ? 'A' : 'a'}t ${place}`)
    .replace(/\b([Aa]) (?=[aeio](?!ne\b|nce\b|ne-))/g, '$1n ');
}

/** English facts and pronouns may come first in a sentence. */
function sentenceCase(text: string): string {
  return text.replace(
    /(^|(?<![.…])[.!?] )([a-z])/g,
    (_, before: string, letter: string) => before + letter.toUpperCase(),
  );
}

const SMALL_WORDS = new Set(['a', 'an', 'the', 'and', 'of', 'at', 'in', 'on', 'for', 'to', 'by']);

/** English titles have capitals. */
export function titleCase(text: string, language: Language): string {
  return language === 'zh'
    ? text
    : text.replace(/(^|[\s-])([\p{Ll}][\p{L}’']*)/gu, (whole, before: string, word: string) =>
        before !== '' && SMALL_WORDS.has(word) ? whole : before + word.charAt(0).toUpperCase() + word.slice(1),
      );
}

/** Text from a user, made harmless and short; an empty string when nothing is left. */
export function cleanWords(text: string, most: number): string {
  const plain = text.replace(/[<>{}\\\p{Cc}\p{Cf}]/gu, '').replace(/\s+/g, ' ');
  return [...plain.trim()].slice(0, most).join('').trim();
}

/** How long lines play with the air before, between and after them. */
export function playingSeconds(lines: readonly Pick<StoryLine, 'text'>[], language: Language): number {
  const speech = lines.reduce((sum, { text }) => sum + speakingSeconds(text, language), 0);
  return LINE_AIR.before + speech + LINE_AIR.between * Math.max(0, lines.length - 1) + LINE_AIR.after;
}
