import { alone, type Found, indexOf, type ListedWord, together } from './censor-listed.js';
import { ENGLISH_LISTS } from './censor-words.en.js';
import { type Token, undisguised, type Vocabulary } from './censor-disguises.js';
import { type Match, type WordTrie } from './word-trie.js';

/** What the lists find in an English text, however it is written. */

let index: { words: WordTrie<ListedWord>; vocabulary: Vocabulary } | null = null;

/** Made when the first text is read. */
function lists(): NonNullable<typeof index> {
  if (!index) {
    const phrases = ENGLISH_LISTS.words.flatMap(({ words }) => words);
    const all = [...phrases, ...ENGLISH_LISTS.together.flatMap(({ groups }) => groups.flat())];
    const vocabulary = { words: new Set(all.flatMap((phrase) => phrase.split(' '))), phrases };
    index = { words: indexOf(ENGLISH_LISTS, (word) => word.split(' ')), vocabulary };
  }
  return index;
}

/** `plain` is in normal form and lower case. */
export function foundInEnglish(plain: string): Found[] {
  const sentences = plain.replace(/\p{Cf}/gu, '').split(/(?<![.!?])[.!?]+(?=\s|$)|\n/);
  return sentences.flatMap((sentence) => foundIn(undisguised(sentence, lists().vocabulary)));
}

function foundIn(tokens: readonly Token[]): Found[] {
  const symbols = tokens.map(({ word }) => word);
  const goesOn = (next: number): boolean => tokens[next]?.isAfterPause === false;
  const here = symbols.map((_, at) => lists().words.startingAt(symbols, at, goesOn));
  const words: ListedWord[] = [];
  const found: Found[] = [];
  let harmlessUntil = 0;
  let foundUntil = 0;
  for (const [at, matches] of here.entries()) {
    const harmless = matches.find(({ entry }) => entry.isHarmless);
    harmlessUntil = Math.max(harmlessUntil, harmless?.end ?? 0);
    const meant = matches.filter(({ entry, end }) => entry.isExcuse || end > harmlessUntil);
    words.push(...meant.map(({ entry }) => entry));
    const match = meant.find(({ entry }) => entry.list !== null);
    if (match && at >= foundUntil) {
      const said = alone(match.entry, isHidden(tokens, match));
      found.push(...said);
      foundUntil = said.length > 0 ? match.end : foundUntil;
    }
  }
  return [...found, ...together(ENGLISH_LISTS, words)];
}

function isHidden(tokens: readonly Token[], { start, end }: Match<ListedWord>): boolean {
  return tokens.slice(start, end).some((token) => token.isHidden);
}
