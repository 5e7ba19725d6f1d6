import { alone, type Found, indexOf, type ListedWord, together } from './censor-listed.js';
import { SoundIndex } from './censor-sounds.js';
import { type ChineseText, chineseText, isInRow } from './censor-text.js';
import { CHINESE_LISTS } from './censor-words.zh.js';
import { type Match, type WordTrie } from './word-trie.js';

/** What the lists find in a Chinese text, however it is written. */

let index: { words: WordTrie<ListedWord>; sounds: SoundIndex<ListedWord> } | null = null;

/** Made when the first text is read. */
function lists(): NonNullable<typeof index> {
  if (!index) {
    const sounds = new SoundIndex<ListedWord>();
    for (const { category, verdict, words } of CHINESE_LISTS.words) {
      const entry = { isHarmless: false, isExcuse: false, list: { category, verdict }, groups: [] };
      words.forEach((word) => sounds.add(word, entry));
    }
    index = { words: indexOf(CHINESE_LISTS, (word) => word), sounds };
  }
  return index;
}

/** `plain` is in normal form. */
export function foundInChinese(plain: string): Found[] {
  const text = chineseText(plain);
  const borders = new WordBorders(text);
  return [
    ...matches(text, borders).flatMap(({ match, isHidden }) => alone(match.entry, isHidden)),
    ...sentencesOf(text, borders).flatMap((words) => together(CHINESE_LISTS, words)),
  ];
}

/** Words as they are listed, and, where there is none, as they sound. */
function matches(text: ChineseText, borders: WordBorders): { match: Match<ListedWord>; isHidden: boolean }[] {
  const { words, sounds } = lists();
  const found: { match: Match<ListedWord>; isHidden: boolean }[] = [];
  const isLoose = (from: number, to: number): boolean => borders.areLoose(from, to);
  let at = 0;
  while (at < text.letters.length) {
    const [written] = writtenAt(words, text, at, borders).filter(
      ({ entry }) => entry.isHarmless || entry.list !== null,
    );
    const [sounding] = written ? [] : sounds.startingAt(text, at, isLoose);
    const match = written ?? sounding;
    if (match) {
      const isHidden = !written || text.gaps.slice(match.start + 1, match.end).some((gap) => gap !== 'none');
      found.push({ match, isHidden });
    }
    at = match ? match.end : at + 1;
  }
  return found;
}

/** The words of each sentence, those of the rules included: they may lie inside each other. */
function sentencesOf(text: ChineseText, borders: WordBorders): ListedWord[][] {
  const { words } = lists();
  const sentences: ListedWord[][] = [[]];
  let harmlessUntil = 0;
  for (let at = 0; at < text.letters.length; at++) {
    if (text.gaps[at] === 'end') {
      sentences.push([]);
    }
    const here = writtenAt(words, text, at, borders);
    const harmless = here.find(({ entry }) => entry.isHarmless);
    harmlessUntil = Math.max(harmlessUntil, harmless?.end ?? 0);
    const meant = here.filter(({ end, entry }) => entry.isExcuse || end > harmlessUntil);
    sentences.at(-1)?.push(...meant.map(({ entry }) => entry));
  }
  return sentences;
}

function writtenAt(
  words: WordTrie<ListedWord>,
  text: ChineseText,
  at: number,
  borders: WordBorders,
): Match<ListedWord>[] {
  if (isInRow(text, at)) {
    return [];
  }
  const goesOn = (next: number): boolean => text.gaps[next] === 'none' || text.gaps[next] === 'mark';
  return words
    .startingAt(text.letters, at, goesOn)
    .filter(({ start, end, entry }) => !isInRow(text, end) && (entry.isHarmless || borders.isWord(start, end)));
}

/** Where words begin and end, as a dictionary has them: it is asked only where something was found. */
class WordBorders {
  private readonly text: ChineseText;
  private borders: Set<number> | null = null;

  constructor(text: ChineseText) {
    this.text = text;
  }

  /** Short words often lie across two others: 角色情感, and 异性 交友 as well. */
  isWord(start: number, end: number): boolean {
    const { letters } = this.text;
    const isShort = end - start === 2 && letters.slice(start, end).every((letter) => /\p{Script=Han}/u.test(letter));
    return !isShort || (this.all.has(start) && this.all.has(end));
  }

  /** None of the characters belongs to a longer word. */
  areLoose(start: number, end: number): boolean {
    return Array.from({ length: end - start + 1 }, (_, index) => start + index).every((each) => this.all.has(each));
  }

  private get all(): Set<number> {
    if (!this.borders) {
      this.borders = new Set([0, this.text.letters.length]);
      let at = 0;
      for (const { segment } of SEGMENTER.segment(this.text.letters.join(''))) {
        this.borders.add(at);
        at += [...segment].length;
      }
    }
    return this.borders;
  }
}

const SEGMENTER = new Intl.Segmenter('zh', { granularity: 'word' });
