import {
  filmSeconds,
  lengthOf,
  type MeasuredFilm,
  meanOf,
  perMinute,
  rounded,
  shareOf,
  type TimeSpan,
  united,
} from './film-measures.js';

/** How much and how fast one speaks in a film. Names are those of the wire. */

export const SPEECH_UNITS = ['characters', 'words'] as const;
export type SpeechUnit = (typeof SPEECH_UNITS)[number];

export interface SpokenWords {
  /** Chinese is counted by characters, other languages by words; where they are mixed, one of the others counts as one. */
  unit: SpeechUnit;
  count: number;
  /** Of the film. */
  per_minute: number;
  /** Of the time in which somebody speaks: 0 where it is not known when that is. */
  per_spoken_minute: number;
}

export interface SpeechStatistics {
  /** How much of the film somebody speaks in, 0 to 1. */
  talk_share: number;
  pauses: { count: number; average_sec: number; longest_sec: number };
  /** Null: there is no transcript, or nothing in it. */
  words: SpokenWords | null;
}

/** What is shorter is breath. */
const PAUSE_SEC = 0.5;

/** When somebody speaks: as it was heard, else as it was written down. */
export function spokenIn(film: MeasuredFilm): TimeSpan[] {
  const heard = united(film.sound?.speech ?? [], filmSeconds(film));
  return heard.length > 0 ? heard : united(film.transcript?.segments ?? [], filmSeconds(film));
}

/** Null: there is neither sound nor a transcript. */
export function speechOf(film: MeasuredFilm): SpeechStatistics | null {
  if (!film.sound && !film.transcript) {
    return null;
  }
  const whole = { startSec: 0, endSec: filmSeconds(film) };
  const spoken = spokenIn(film);
  const pauses = spoken
    .slice(1)
    .map(({ startSec }, index) => startSec - (spoken[index]?.endSec ?? startSec))
    .filter((seconds) => seconds >= PAUSE_SEC);
  return {
    talk_share: rounded(shareOf(spoken, whole)),
    pauses: {
      count: pauses.length,
      average_sec: rounded(meanOf(pauses)),
      longest_sec: rounded(pauses.reduce((most, seconds) => Math.max(most, seconds), 0)),
    },
    words: wordsOf(film, spoken),
  };
}

function wordsOf({ transcript, ...film }: MeasuredFilm, spoken: TimeSpan[]): SpokenWords | null {
  const counts = (transcript?.segments ?? []).map(({ text }) => countedIn(text));
  const characters = counts.reduce((sum, each) => sum + each.characters, 0);
  const words = counts.reduce((sum, each) => sum + each.words, 0);
  const count = characters + words;
  const spokenSec = spoken.reduce((sum, span) => sum + lengthOf(span), 0);
  return count === 0
    ? null
    : {
        unit: characters > words ? 'characters' : 'words',
        count,
        per_minute: perMinute(count, filmSeconds(film)),
        per_spoken_minute: perMinute(count, spokenSec),
      };
}

function countedIn(text: string): { characters: number; words: number } {
  const characters = text.match(/\p{Script=Han}/gu)?.length ?? 0;
  const others = text.replace(/\p{Script=Han}/gu, ' ').match(/[\p{L}\p{N}]+(?:['’]\p{L}+)*/gu) ?? [];
  return { characters, words: others.length };
}
