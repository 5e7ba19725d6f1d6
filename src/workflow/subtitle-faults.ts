import { type Language } from '../common/vocabulary.js';
import { type Degradation } from '../jobs/job.entity.js';
import { foreignLanguage, type JobInput } from '../jobs/job-input.js';
import { missingFrom } from '../media/media.js';
import { type Check } from '../media/timeline.js';
import { type FilmCue } from './film-plan.js';

/** What of a film's subtitles is not as it was wanted: nobody is to find out by watching. */

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
  const found = subtitles === 'burned' ? missingIn(cues) : new Map<string, string>();
  if (found.size === 0) {
    return null;
  }
  const named = [...found].slice(0, MOST_NAMED);
  const texts = [...new Set(named.map(([, text]) => text))];
  const places = texts.map((text) => {
    const own = named.filter(([, place]) => place === text);
    return `${own.map(([character]) => `${character} (${codesOf(character)})`).join(', ')} in "${shortened(text, 40)}"`;
  });
  const more = found.size > named.length ? `; and of ${found.size - named.length} more` : '';
  return {
    wanted: shortened(`${named.map(([character]) => character).join(' ')} in the subtitles`, 200),
    used: 'the picture without them; the subtitle files have them',
    why: shortened(`the font has no picture of ${places.join('; ')}${more}`, 2000),
  };
}

/** The same as a check of the film. */
export function glyphCheck(cues: FilmCue[]): Check {
  const found = [...missingIn(cues).keys()];
  return {
    name: 'missing_glyphs',
    status: found.length === 0 ? 'passed' : 'failed',
    value: found.length,
    limit: 0,
    reason: found.length === 0 ? null : found.slice(0, MOST_NAMED).map(codesOf).join(', '),
  };
}

/** Each character that cannot be drawn, and the first text that has it. */
function missingIn(cues: FilmCue[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const { texts, speaker } of cues) {
    for (const text of [...Object.values(texts), speaker ?? '']) {
      for (const character of missingFrom(text)) {
        found.set(character, found.get(character) ?? text);
      }
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
