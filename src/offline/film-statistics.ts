import {
  cutsIn,
  filmSeconds,
  lengthOf,
  type MeasuredFilm,
  meanIn,
  perMinute,
  rounded,
  shareOf,
  type Shot,
  tiled,
  type TimeSpan,
  united,
} from './film-measures.js';
import { type Pacing, pacingOf, type ShotStatistics, shotStatistics } from './film-pacing.js';
import { type FilmSection, structureOf } from './film-structure.js';
import { type SpeechStatistics, speechOf, spokenIn } from './film-speech.js';

/** What a director would note down about a film, as far as it can be measured. Pure numbers; names are those of the wire. */

/** A stretch at the film's start beside all that comes after it. */
export interface Beginning {
  end_sec: number;
  cuts: number;
  cuts_per_minute: number;
  /** Mean motion by that of the rest; above 1 it begins livelier than it goes on, 100 is the most. Null: not known. */
  motion_ratio: number | null;
  /** 0 to 1; null: nobody has listened. */
  silent_share: number | null;
  /** 0 to 1; null: nobody has listened. */
  speech_share: number | null;
}

export interface Hook {
  /** The time in which viewers of short videos go on or stay. */
  first_seconds: Beginning;
  /** The first 15 % of the film. */
  opening: Beginning;
  /** Null: nobody speaks, or nobody has listened. */
  first_speech_sec: number | null;
}

export interface PictureStatistics {
  /** Mean by time, in the scale in which it was measured. */
  brightness: number;
  /** Mean by time, in the scale in which it was measured. */
  motion: number;
}

export interface FilmStatistics {
  duration_sec: number;
  /** Null, like `pacing` and `picture`: no shot is known. */
  shots: ShotStatistics | null;
  pacing: Pacing | null;
  hook: Hook;
  /** One after the other, from the film's first moment to its last; empty: no shot is known. */
  structure: FilmSection[];
  /** Null: there is no sound and no transcript. */
  speech: SpeechStatistics | null;
  picture: PictureStatistics | null;
}

const HOOK_SEC = 3;
const OPENING_SHARE = 0.15;
const MOST_RATIO = 100;

/** All numbers are finite, whatever was measured. */
export function statisticsOf(film: MeasuredFilm): FilmStatistics {
  const durationSec = filmSeconds(film);
  const shots = tiled(film);
  const speech = film.sound && united(film.sound.speech, durationSec);
  return {
    duration_sec: rounded(durationSec),
    shots: shotStatistics(shots),
    pacing: pacingOf(shots),
    hook: hookOf(film, shots),
    structure: structureOf(shots, speech),
    speech: speechOf(film),
    picture: pictureOf(shots, { startSec: 0, endSec: durationSec }),
  };
}

function hookOf(film: MeasuredFilm, shots: Shot[]): Hook {
  const durationSec = filmSeconds(film);
  const [first] = spokenIn(film);
  return {
    first_seconds: beginningOf(film, shots, Math.min(HOOK_SEC, durationSec)),
    opening: beginningOf(film, shots, durationSec * OPENING_SHARE),
    first_speech_sec: first ? rounded(first.startSec) : null,
  };
}

function beginningOf(film: MeasuredFilm, shots: Shot[], endSec: number): Beginning {
  const durationSec = filmSeconds(film);
  const beginning = { startSec: 0, endSec };
  const shareIn = (spans: TimeSpan[]) => rounded(shareOf(united(spans, durationSec), beginning));
  const cuts = cutsIn(shots, beginning);
  return {
    end_sec: rounded(endSec),
    cuts,
    cuts_per_minute: perMinute(cuts, lengthOf(beginning)),
    motion_ratio: motionRatio(shots, beginning, { startSec: endSec, endSec: durationSec }),
    silent_share: film.sound && shareIn(film.sound.silences),
    speech_share: film.sound && shareIn(film.sound.speech),
  };
}

function motionRatio(shots: Shot[], beginning: TimeSpan, rest: TimeSpan): number | null {
  const [here, there] = [meanIn(shots, 'motion', beginning), meanIn(shots, 'motion', rest)];
  return here === null || there === null || here < 0 || there <= 0 ? null : rounded(Math.min(MOST_RATIO, here / there));
}

function pictureOf(shots: Shot[], film: TimeSpan): PictureStatistics | null {
  const [brightness, motion] = [meanIn(shots, 'brightness', film), meanIn(shots, 'motion', film)];
  return brightness === null || motion === null ? null : { brightness: rounded(brightness), motion: rounded(motion) };
}
