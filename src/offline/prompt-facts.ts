import { type Age, type Sex, type Weather } from '../art/look.js';
import { type TimeOfDay } from '../common/vocabulary.js';
import { type Genre } from './story.js';

/** What is read out of a prompt, and the words that each language reads it with. */

/** Who the prompt says somebody is: by a job, kin or any noun for people. */
export interface PromptJob {
  /** "孙女", "banished mage". */
  name: string;
  sex: Sex | null;
  /** Where the prompt tells it: "an old violinist", "十岁的". */
  age?: Age;
  /** In Chinese, what stands before the noun: "失忆的", "十岁的". */
  trait?: string;
  /** Where the prompt names this person first. */
  at: number;
  /** Has forgotten what was. */
  hasForgotten?: true;
  /** Has done the others harm. */
  isOpponent?: true;
  /** Goes as a man, and is none. */
  isDisguised?: true;
}

/** A thing with its Chinese measure word. */
export interface PromptThing {
  name: string;
  measure: string;
}

export interface PromptFacts {
  names: string[];
  jobs: PromptJob[];
  /** The sex that the prompt's first pronoun tells. */
  pronoun: Sex | null;
  places: string[];
  /** The one that the prompt says most of comes first. */
  things: PromptThing[];
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

/** Up to which year of life somebody is of an age. */
const AGE_BOUNDS: readonly (readonly [Age, number])[] = [
  ['child', 13],
  ['young', 32],
  ['adult', 59],
];

export function ageOfYears(years: number): Age {
  return AGE_BOUNDS.find(([, most]) => years <= most)?.[0] ?? 'elder';
}

/** The first pronoun is the lead's; when that cannot be, it is of somebody whose sex no word tells. */
export function withPronoun(jobs: readonly PromptJob[], pronoun: Sex | null): PromptJob[] {
  const lead = jobs[0]?.sex ?? null;
  if (pronoun === null || lead === null || lead === pronoun) {
    return [...jobs];
  }
  const other = jobs.findIndex(({ sex }) => sex === null || sex === pronoun);
  return jobs.map((job, index) => (index === other ? { ...job, sex: pronoun } : job));
}

export interface Span {
  at: number;
  end: number;
}

/** What lies inside something longer is a part of it: the 玉 of 玉佩, the letter of a letter writer. */
export function isInside({ at, end }: Span, spans: readonly Span[]): boolean {
  return spans.some((span) => span.at <= at && span.end >= end && span.end - span.at > end - at);
}
