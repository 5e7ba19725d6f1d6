import type { Language } from './vocabulary.js';

/** The same words in every language of the house. */
export type Sentence = Readonly<Record<Language, string>>;

/** A sentence for every code, and one for each reason (`CODE.reason`) that a code has. */
export type Catalogue<Code extends string> = Readonly<Record<Code, Sentence>> &
  Readonly<Record<`${Code}.${string}`, Sentence>>;

/** What a `{placeholder}` is filled with. */
export type Argument = string | number | readonly (string | number)[];
export type Arguments = Readonly<Record<string, Argument>>;

/** The names of a text's placeholders. */
export type PlaceholderOf<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | PlaceholderOf<Rest>
  : never;
