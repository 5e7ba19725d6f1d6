import { type FoundCategory } from '../common/finding-catalogue.js';

/** What the lists of the offline censor are made of. They are data: `censor-words.zh.ts` and `censor-words.en.ts`. */

export type CensorCategory = FoundCategory;

/** Words of which one is enough. */
export interface WordList {
  category: CensorCategory;
  /**
   * `reject`: clear without context. `review`: a person looks at it. `hidden`: a word of everyday stories, which a person
   * looks at where somebody has disguised it.
   */
  verdict: 'reject' | 'review' | 'hidden';
  words: readonly string[];
}

/** What a person looks at where a word of each group is in one sentence. */
export interface TogetherRule {
  category: CensorCategory;
  groups: readonly (readonly string[])[];
}

/** The lists of one language. */
export interface CensorLists {
  words: readonly WordList[];
  together: readonly TogetherRule[];
  /** Longer words that hold a listed one and mean no harm, or that tell of help. */
  harmless: readonly string[];
  /** In a sentence with one of them, the rules say nothing: it is told by those who fight it. */
  excuses: readonly string[];
}

/** Chinese words stand apart by blanks. */
export const chinese = (words: string): string[] => words.split(/\s+/).filter((word) => word !== '');

/** English ones by commas. */
export const english = (words: string): string[] => words.split(',').map((word) => word.trim().replace(/\s+/g, ' '));
