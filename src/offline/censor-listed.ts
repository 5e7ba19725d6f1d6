import { type FoundHow } from '../common/finding-catalogue.js';
import { type CensorCategory, type CensorLists } from './censor-lists.js';
import { WordTrie } from './word-trie.js';

/** What a listed word stands for: several at once, for a word of one list may be one of a rule, too. */
export interface ListedWord {
  isHarmless: boolean;
  isExcuse: boolean;
  /** The gravest list that it is in. */
  list: { category: CensorCategory; verdict: 'reject' | 'review' | 'hidden' } | null;
  /** Places in the groups of the rules: `rule:group`. */
  groups: string[];
}

/** What was found, and how. */
export interface Found {
  category: CensorCategory;
  verdict: 'reject' | 'review';
  how: FoundHow;
}

const NOTHING: ListedWord = { isHarmless: false, isExcuse: false, list: null, groups: [] };

/** All lists of a language as one trie. */
export function indexOf(lists: CensorLists, symbolsOf: (word: string) => Iterable<string>): WordTrie<ListedWord> {
  const trie = new WordTrie<ListedWord>();
  const add = (word: string, change: (before: ListedWord) => ListedWord): void =>
    trie.add(symbolsOf(word), (before) => change(before ?? NOTHING));
  for (const { category, verdict, words } of lists.words) {
    words.forEach((word) => add(word, (before) => ({ ...before, list: before.list ?? { category, verdict } })));
  }
  lists.together.forEach(({ groups }, rule) =>
    groups.forEach((words, group) =>
      words.forEach((word) => add(word, (before) => ({ ...before, groups: [...before.groups, `${rule}:${group}`] }))),
    ),
  );
  lists.harmless.forEach((word) => add(word, (before) => ({ ...before, isHarmless: true })));
  lists.excuses.forEach((word) => add(word, (before) => ({ ...before, isExcuse: true })));
  return trie;
}

/** What a word by itself is found as; `isHidden`: somebody has disguised it. */
export function alone({ list, isHarmless }: ListedWord, isHidden: boolean): Found[] {
  if (list === null || isHarmless || (list.verdict === 'hidden' && !isHidden)) {
    return [];
  }
  const { category, verdict } = list;
  const how = isHidden ? 'hidden' : 'word';
  return [{ category, verdict: verdict === 'hidden' ? 'review' : verdict, how }];
}

/** What the words of one sentence are found as together. */
export function together({ together: rules }: CensorLists, words: readonly ListedWord[]): Found[] {
  if (words.some(({ isExcuse }) => isExcuse)) {
    return [];
  }
  const groups = new Set(words.filter(({ isHarmless }) => !isHarmless).flatMap((word) => word.groups));
  return rules.flatMap(({ category, groups: wanted }, rule) =>
    wanted.every((_, group) => groups.has(`${rule}:${group}`))
      ? [{ category, verdict: 'review' as const, how: 'together' as const }]
      : [],
  );
}
