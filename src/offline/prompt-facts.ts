import { type Age, type Sex, type Weather } from '../art/look.js';
import { type TimeOfDay } from '../common/vocabulary.js';
import { type Genre } from './story.js';

/** What is read out of a prompt, and the words that each language reads it with. */

export interface PromptJob {
  name: string;
  sex: Sex | null;
  /** Where the prompt tells it: "an old violinist". */
  age?: Age;
}

export interface PromptFacts {
  names: string[];
  jobs: PromptJob[];
  /** The sex that the prompt's first pronoun tells. */
  pronoun: Sex | null;
  places: string[];
  things: { name: string; measure: string }[];
  city: string;
  /** The year or era. */
  time: string;
  timeOfDay: TimeOfDay | null;
  weather: Weather | null;
  motif: string;
  /** The two of the story have known each other for long. */
  areAcquainted: boolean;
}

/** Words that a language gives for reading prompts. */
export interface PromptWords {
  genres: Record<Genre, RegExp>;
  cities: readonly string[];
  times: RegExp;
  timesOfDay: readonly (readonly [TimeOfDay, RegExp])[];
  weathers: readonly (readonly [Weather, RegExp])[];
  pronouns: readonly (readonly [Sex, RegExp])[];
  motifs: RegExp;
  /** Words for people who know each other already. */
  acquaintance: RegExp;
  /** Jobs and kin with their sex, where the word tells it. */
  jobs: readonly (readonly [string, Sex | null])[];
  places: readonly string[];
  things: readonly string[];
}

/** The value whose words come first in a text, or null when none do. */
export function firstIn<Value>(text: string, words: readonly (readonly [Value, RegExp])[]): Value | null {
  const found = words
    .map(([value, pattern]) => ({ value, at: text.search(pattern) }))
    .filter(({ at }) => at >= 0)
    .sort((one, other) => one.at - other.at);
  return found[0]?.value ?? null;
}
