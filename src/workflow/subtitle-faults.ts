import { type Language } from '../common/vocabulary.js';
import { type Degradation } from '../jobs/job.entity.js';
import { foreignLanguage, type JobInput } from '../jobs/job-input.js';
import { missingFrom, passed, skipped } from '../media/media.js';
import { type Check } from '../media/timeline.js';
import { type FilmCue } from './film-plan.js';

/** What of a film's subtitles and titles is not as it was wanted: nobody is to find out by watching. */

type Fault = Omit<Degradation, 'stage'>;

const MOST_NAMED = 10;
const NAMES: Record<Language, string> = { zh: 'Chinese', en: 'English' };

/** `untranslated`: why the lines have no translation, where that is known. */
export function subtitleFaults(cues: FilmCue[], input: JobInput, untranslated: string | null): Fault[] {
  return [translationFault(cues, input, untranslated), glyphFault(cues, input)].filter((fault) => fault !== null);
}

function translationFault(cues: FilmCue[], input: JobInput, untranslated: string | null): Fault | null {
  const language = foreignLanguage(input);
  const missing = cues.filter(({ texts }) => language !== null && texts[language] === undefined);
  if (language === null || input.subtitles === 'none' || missing.length === 0) {
    return null;
  }
  const isAll = missing.length === cues.length;
  const why = isAll ? 'no line has a translation' : `${missing.length} of ${cues.length} subtitles have no translation`;
  return {
    wanted: `${NAMES[language]} subtitles`,
    used: `${NAMES[input.language]} ones${isAll ? ' only' : ', where they are missing'}`,
    why: untranslated === null ? why : `${why}: ${untranslated}`,
  };
}

/** What the font cannot draw is in the files, but not in the picture. */
function glyphFault(cues: FilmCue[], { subtitles }: JobInput): Fault | null {
  const used = 'the picture without them; the subtitle files have them';
  return subtitles === 'burned' ? undrawn(textsOf(cues), { what: 'the subtitles', used }) : null;
}

/** Titles and the names of places are drawn into every film. */
export function titleFault(texts: string[]): Fault | null {
  return undrawn(texts, { what: 'titles and names of places', used: 'the picture without them' });
}

function undrawn(texts: string[], { what, used }: { what: string; used: string }): Fault | null {
  const found = missingIn(texts);
  if (found.size === 0) {
    return null;
  }
  const named = [...found].slice(0, MOST_NAMED);
  const places = [...new Set(named.map(([, text]) => text))].map((text) => {
    const own = named.filter(([, place]) => place === text);
    return `${own.map(([character]) => `${character} (${codesOf(character)})`).join(', ')} in "${shortened(text, 40)}"`;
  });
  const more = found.size > named.length ? `; and of ${found.size - named.length} more` : '';
  return {
    wanted: shortened(`${named.map(([character]) => character).join(' ')} in ${what}`, 200),
    used,
    why: shortened(`the font has no picture of ${places.join('; ')}${more}`, 2000),
  };
}

/** The same as a check of the film. That is no fault of the film's, which says of it that it is `degraded`. */
export function glyphCheck(cues: FilmCue[]): Check {
  const found = [...missingIn(textsOf(cues)).keys()];
  const told = { value: found.length, limit: 0 };
  return found.length === 0
    ? passed('missing_glyphs', told)
    : {
        ...skipped('missing_glyphs', 'no_glyphs', { characters: found.slice(0, MOST_NAMED).map(codesOf).join(', ') }),
        ...told,
      };
}

function textsOf(cues: FilmCue[]): string[] {
  return cues.flatMap(({ texts, speaker }) => [...Object.values(texts), speaker ?? '']);
}

/** Each character that cannot be drawn, and the first text that has it. */
function missingIn(texts: string[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const text of texts) {
    for (const character of missingFrom(text)) {
      found.set(character, found.get(character) ?? text);
    }
  }
  return found;
}

function codesOf(character: string): string {
  const points = [...character].map((each) => (each.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0'));
  return points.map((point) => `U+${point}`).join(' ');
}

/** By characters: half of one could not be stored. */
function shortened(text: string, most: number): string {
  const characters = [...text];
  return characters.length > most ? `${characters.slice(0, most - 1).join('')}…` : text;
}
