import { type Language, LANGUAGES } from '../common/vocabulary.js';
import { type JobInput, subtitleLanguages } from '../jobs/job-input.js';
import { columnsIn, isShownLine, partsOf } from '../media/media.js';
import { type Cue, FRAMES_PER_SECOND, type RenderProfile } from '../media/timeline.js';
import { speakingSeconds } from '../offline/layout.js';
import { type Translations } from '../scenes/shot.entity.js';
import { type FilmCue, type PlacedLine } from './film-plan.js';

/** What is read of a film while it is spoken, in the languages that are wanted. */

/** A line where it is heard, how loud it is in each of its frames, and what it is in other languages. */
export interface CuedLine extends Pick<PlacedLine, 'startFrame' | 'frames' | 'speaker' | 'text'> {
  envelope: number[];
  translations: Translations;
}

type LanguageInput = Pick<JobInput, 'language' | 'subtitleLanguages'>;

/** A cue stays a little longer than its line, and long enough to be seen, until the next one at most. */
const TAIL_FRAMES = 6;
const LEAST_FRAMES = FRAMES_PER_SECOND;
/** A long line is cut where its voice pauses, so far from where its words would be cut. */
const PAUSE_WITHIN_FRAMES = 10;

/** The cues of a clip of so many frames: a line that does not fit two rows has several, one after the other. */
export function cuesOf(
  lines: CuedLine[],
  { frames, profile, input }: { frames: number; profile: RenderProfile; input: LanguageInput },
): FilmCue[] {
  return lines.flatMap((line, index) => {
    const parts = partsIn(line, columnsIn(profile), input);
    const starts = startsOf(line, parts, input.language);
    const next = lines[index + 1]?.startFrame ?? frames;
    const end = Math.max(line.startFrame + line.frames + TAIL_FRAMES, line.startFrame + LEAST_FRAMES);
    return parts.map((texts, part) => ({
      startFrame: starts[part] ?? line.startFrame,
      endFrame: starts[part + 1] ?? Math.min(end, next, frames),
      speaker: line.speaker,
      texts,
    }));
  });
}

/** What is shown of a line, part by part; what has not been translated is shown as it is spoken. */
function partsIn({ text, speaker, translations }: CuedLine, columns: number, input: LanguageInput): Translations[] {
  const wanted = subtitleLanguages(input).map(
    (language) => [language, language === input.language ? text : (translations[language] ?? '')] as const,
  );
  const known = wanted.filter(([, words]) => words.trim() !== '');
  const shown = known.length > 0 ? known : [[input.language, text] as const];
  const layout = { columns, speaker };
  const count = Math.max(...shown.map(([, words]) => partsOf(words, layout)?.length ?? 1));
  const parts = shown.map(
    ([language, words]) => [language, partsOf(words, layout, count) ?? Array<string>(count).fill(words)] as const,
  );
  return Array.from({ length: count }, (_, index) =>
    Object.fromEntries(parts.map(([language, each]) => [language, each[index] ?? ''])),
  );
}

/** When each part begins: by how long its words take to say, and then at the quietest moment nearby. */
function startsOf({ startFrame, frames, envelope }: CuedLine, parts: Translations[], spoken: Language): number[] {
  const language = parts[0]?.[spoken] === undefined ? (LANGUAGES.find((each) => parts[0]?.[each]) ?? spoken) : spoken;
  const lengths = parts.map((texts) => Math.max(speakingSeconds(texts[language] ?? '', language), 0.1));
  const whole = lengths.reduce((sum, length) => sum + length, 0);
  let said = 0;
  let last = 0;
  return parts.map((_, index) => {
    if (index === 0) {
      return startFrame;
    }
    said += lengths[index - 1] ?? 0;
    const about = Math.round((said / whole) * frames);
    last = Math.max(last + 1, quietestNear(envelope, about));
    return startFrame + last;
  });
}

function quietestNear(envelope: number[], about: number): number {
  let best = about;
  for (let away = 1; away <= PAUSE_WITHIN_FRAMES; away++) {
    for (const frame of [about - away, about + away]) {
      if ((envelope[frame] ?? Infinity) < (envelope[best] ?? Infinity)) {
        best = frame;
      }
    }
  }
  return best;
}

/** A clip's cues as they are drawn into it. */
export function drawnCues(
  cues: FilmCue[],
  input: LanguageInput,
  speakerOf: (name: string | null) => Cue['speaker'],
): Cue[] {
  return cues.map(({ startFrame, endFrame, speaker, texts }) => {
    const [text = '', second] = inOrder(input).flatMap((language) => texts[language] ?? []);
    return { startFrame, endFrame, speaker: speakerOf(speaker), text, ...(second !== undefined && { second }) };
  });
}

/** One language's subtitles. */
export interface SubtitleTrack {
  language: Language;
  lines: { startSec: number; endSec: number; speaker: string | null; text: string }[];
}

/** A film's cues by language, the main one first; a language of which no line can be shown has no track. */
export function tracksOf(cues: FilmCue[], input: LanguageInput): SubtitleTrack[] {
  return inOrder(input)
    .map((language) => ({
      language,
      lines: cues.flatMap(({ startFrame, endFrame, speaker, texts }) => {
        const [startSec, endSec] = [startFrame / FRAMES_PER_SECOND, endFrame / FRAMES_PER_SECOND];
        const line = { startSec, endSec, speaker, text: texts[language] ?? '' };
        return isShownLine(line) ? line : [];
      }),
    }))
    .filter(({ lines }) => lines.length > 0);
}

/** The wanted languages, and the one that is shown where there is no translation. */
function inOrder(input: LanguageInput): Language[] {
  return [...new Set([...subtitleLanguages(input), input.language])];
}

/** The cues of what begins at that frame of something longer. */
export function movedCues(cues: FilmCue[], byFrames: number): FilmCue[] {
  return cues.map((cue) => ({
    ...cue,
    startFrame: cue.startFrame + byFrames,
    endFrame: cue.endFrame + byFrames,
  }));
}
