import { pinyin } from 'pinyin-pro';
import { type ChineseText, isInRow, isLatin } from './censor-text.js';
import { type Match } from './word-trie.js';

/** Words that are written as they sound: by other characters (堵博), in Latin letters (dubo), or by half (赌bo). */

interface SoundNode<Entry> {
  next: Map<string, SoundNode<Entry>>;
  entries: { entry: Entry; letters: string[] }[];
}

/** So far a match has got. */
interface Trail<Entry> {
  node: SoundNode<Entry>;
  at: number;
}

const HAN = /^\p{Script=Han}$/u;
const READINGS = new Map<string, string[]>();

/** How a character may be read, without tones. */
function readingsOf(letter: string): string[] {
  const known = READINGS.get(letter);
  if (known) {
    return known;
  }
  const readings = HAN.test(letter)
    ? [...new Set(pinyin(letter, { toneType: 'none', type: 'array', multiple: true, v: true }))]
    : [];
  READINGS.set(letter, readings);
  return readings;
}

const newNode = <Entry>(): SoundNode<Entry> => ({ next: new Map(), entries: [] });

/** Listed words by their syllables. */
export class SoundIndex<Entry> {
  private readonly root = newNode<Entry>();

  add(word: string, entry: Entry): void {
    const letters = Array.from(word);
    if (letters.length < 2 || !letters.every((letter) => HAN.test(letter))) {
      return;
    }
    // As they are read in this word.
    const readings = pinyin(word, { toneType: 'none', type: 'array', v: true });
    let node = this.root;
    for (const reading of readings) {
      const next = node.next.get(reading) ?? newNode<Entry>();
      node.next.set(reading, next);
      node = next;
    }
    node.entries.push({ entry, letters });
  }

  /** The disguised words that start at one place. */
  startingAt(text: ChineseText, start: number, isLoose: (from: number, to: number) => boolean): Match<Entry>[] {
    if (isInRow(text, start)) {
      return [];
    }
    const found: Match<Entry>[] = [];
    let trails: Trail<Entry>[] = [{ node: this.root, at: start }];
    while (trails.length > 0) {
      trails = trails.flatMap((trail) => this.step(text, trail, start));
      for (const { node, at } of trails) {
        const match = node.entries.find(({ letters }) => isDisguise(text, start, at, letters, isLoose));
        if (match && !isInRow(text, at)) {
          found.unshift({ entry: match.entry, start, end: at });
        }
      }
    }
    return found;
  }

  private step(text: ChineseText, { node, at }: Trail<Entry>, start: number): Trail<Entry>[] {
    const gap = text.gaps[at];
    if (at >= text.letters.length || (at > start && (gap === 'pause' || gap === 'end'))) {
      return [];
    }
    if (!isLatin(text.letters[at])) {
      return readingsOf(text.letters[at] ?? '').flatMap((reading) => {
        const next = node.next.get(reading);
        return next ? [{ node: next, at: at + 1 }] : [];
      });
    }
    return [...node.next].flatMap(([reading, next]) =>
      [...reading].every((letter, index) => text.letters[at + index] === letter)
        ? [{ node: next, at: at + reading.length }]
        : [],
    );
  }
}

/**
 * Whether letters stand for a word and are not those of other words. Latin ones in a Chinese text do. Of characters most
 * have to be its own, and of a short word's, none may belong to a word beside it.
 */
function isDisguise(
  { letters }: ChineseText,
  start: number,
  end: number,
  word: readonly string[],
  isLoose: (from: number, to: number) => boolean,
): boolean {
  const written = letters.slice(start, end);
  if (written.some(isLatin)) {
    return true;
  }
  const own = written.filter((letter, index) => letter === word[index]).length;
  const foreign = written.length - own;
  if (foreign === 0) {
    return false;
  }
  return own > foreign && word.length > 2 ? true : own >= foreign && isLoose(start, end);
}
