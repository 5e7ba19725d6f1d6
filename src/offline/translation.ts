import { ArrayMaxSize, IsArray, IsString, MaxLength } from 'class-validator';
import { type Language } from '../common/vocabulary.js';

/** Spoken lines in another language, for subtitles. One class is check, JSON schema and type. */

export const MOST_TRANSLATED_LINES = 40;

/** What a translator is asked for. */
export interface TranslationBrief {
  /** Of the lines, and of the one who asks. */
  language: Language;
  to: Language;
  /** In the order in which they are heard. An empty character is the narrator. */
  lines: { character: string; text: string }[];
}

export class LineTranslations {
  /** One for each line, in order; an empty one is not translated. */
  @IsArray()
  @ArrayMaxSize(MOST_TRANSLATED_LINES)
  @IsString({ each: true })
  @MaxLength(500, { each: true })
  translations: string[];
}

/** The offline crew has no translator: it says so by translating nothing. */
export function translateNothing({ lines }: TranslationBrief): LineTranslations {
  return { translations: lines.map(() => '') };
}
