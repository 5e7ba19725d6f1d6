import { type Language } from '../common/vocabulary.js';
import { type MeasuredFilm, rounded, tiled } from './film-measures.js';
import { statisticsOf } from './film-statistics.js';
import { type InsightsBrief } from './insights.js';

/** What is known of a film, as much as there may be of it. */
export interface KnownFilm {
  /** Of the notes that are wanted. */
  language: Language;
  title: string | null;
  description: string | null;
  measured: MeasuredFilm;
  onScreenText: { atSec: number; text: string }[];
  comments: { text: string; likes: number }[];
}

/** A brief has an end, whatever was published: its price has one, and small servers forget what came before long texts. */
export const BRIEF_BOUNDS = {
  titleCharacters: 200,
  descriptionCharacters: 1000,
  shots: 120,
  transcriptCharacters: 8000,
  lineCharacters: 200,
  onScreenTexts: 40,
  onScreenCharacters: 80,
  comments: 30,
  commentCharacters: 200,
} as const;

/** Of what is kept of a text that is too long, the beginning has this share: the hook is told by it. */
const BEGINNING_SHARE = 1 / 8;
/** Stands where lines are left out. */
const GAP = '…';

/** What a director is given of a film: evenly thinned where there is too much. */
export function insightsBrief(film: KnownFilm): InsightsBrief {
  const { language, title, description, measured, onScreenText, comments } = film;
  return {
    language,
    title: title && cut(title, BRIEF_BOUNDS.titleCharacters),
    description: description && cut(description, BRIEF_BOUNDS.descriptionCharacters),
    statistics: statisticsOf(measured),
    shots: fewShots(measured),
    transcript: measured.transcript && transcriptOf(measured.transcript.segments),
    onScreenText: fewTexts(onScreenText),
    comments: comments
      .map(({ text, likes }) => ({ text: cut(text, BRIEF_BOUNDS.commentCharacters), likes: likes > 0 ? likes : 0 }))
      .filter(({ text }) => text !== '')
      .sort((a, b) => b.likes - a.likes)
      .slice(0, BRIEF_BOUNDS.comments),
  };
}

/** Shots in a row become one where there are too many. */
function fewShots(measured: MeasuredFilm): InsightsBrief['shots'] {
  const shots = tiled(measured);
  const rows = Math.min(BRIEF_BOUNDS.shots, shots.length);
  const rowOf = (index: number) => Math.floor((index * rows) / shots.length);
  const firsts = shots.filter((_, index) => rowOf(index) > rowOf(index - 1));
  return firsts.map(({ startSec, isGradual }, index) => ({
    start_sec: rounded(startSec),
    end_sec: rounded(firsts[index + 1]?.startSec ?? shots.at(-1)?.endSec ?? startSec),
    transition: index === 0 ? 'start' : isGradual ? 'gradual' : 'cut',
  }));
}

function transcriptOf(segments: NonNullable<MeasuredFilm['transcript']>['segments']): string {
  const lines = segments
    .map(({ startSec, text }) => ({ startSec, text: cut(text, BRIEF_BOUNDS.lineCharacters) }))
    .filter(({ text }) => text !== '')
    .sort((a, b) => a.startSec - b.startSec)
    .map(({ startSec, text }) => `${clock(startSec)} ${text}`);
  // Each line brings a line break, and perhaps a gap of its own.
  const kept = thinned(lines, BRIEF_BOUNDS.transcriptCharacters, (line) => line.length + GAP.length + 2);
  return lines
    .map((line, index) => (kept.has(index) ? line : GAP))
    .filter((line, index, all) => line !== GAP || all[index - 1] !== GAP)
    .join('\n');
}

/** Each text once, where it is first seen: a watermark is in all pictures. */
function fewTexts(texts: KnownFilm['onScreenText']): InsightsBrief['onScreenText'] {
  const found = texts
    .map(({ atSec, text }) => ({ at_sec: rounded(atSec), text: cut(text, BRIEF_BOUNDS.onScreenCharacters) }))
    .filter(({ text }) => text !== '')
    .sort((a, b) => a.at_sec - b.at_sec);
  const first = [...new Map([...found].reverse().map((each) => [each.text, each])).values()].reverse();
  const kept = thinned(first, BRIEF_BOUNDS.onScreenTexts, () => 1);
  return first.filter((_, index) => kept.has(index));
}

/** Which of the items there is room for: all, or the first ones, and of the others as many everywhere. */
function thinned<Item>(items: Item[], room: number, sizeOf: (item: Item) => number): Set<number> {
  const sizes = items.map(sizeOf);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const beginning = total <= room ? room : room * BEGINNING_SHARE;
  const kept = new Set<number>();
  let passed = 0;
  let used = 0;
  for (const [index, size] of sizes.entries()) {
    passed += size;
    if (used + size <= beginning + ((room - beginning) * passed) / total) {
      used += size;
      kept.add(index);
    }
  }
  return kept;
}

/** The first characters of a text as one line; a stranger's text may be of any length. */
function cut(text: string, most: number): string {
  const line = text
    .slice(0, 4 * most)
    .toWellFormed()
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim();
  return [...line].slice(0, most).join('');
}

/** As one writes times of a film: `1:05`. */
function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
