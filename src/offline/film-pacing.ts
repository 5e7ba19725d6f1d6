import { averageShotSec, cutsIn, lengthOf, meanOf, perMinute, rounded, type Shot } from './film-measures.js';

/** How a film is cut: its shots' lengths, and how the cutting changes as it goes on. Names are those of the wire. */

export const RHYTHMS = ['slow', 'moderate', 'fast', 'very_fast'] as const;
export type Rhythm = (typeof RHYTHMS)[number];

export const PACING_TRENDS = ['accelerating', 'steady', 'decelerating'] as const;
export type PacingTrend = (typeof PACING_TRENDS)[number];

export interface ShotStatistics {
  count: number;
  /** In seconds: the film's length by the number of its shots, as film studies reckon it. */
  average_sec: number;
  median_sec: number;
  shortest_sec: number;
  longest_sec: number;
  /** Standard deviation of the lengths, in seconds; in feature films it is about 1.2 times the average. */
  deviation_sec: number;
  /** Transitions of any kind. */
  cuts_per_minute: number;
  /** Of the transitions, 0 to 1: dissolves, fades and wipes. */
  gradual_share: number;
  rhythm: Rhythm;
}

export interface PacingPart {
  start_sec: number;
  end_sec: number;
  cuts_per_minute: number;
  /** In seconds. Shots that are seen in part count in part. */
  average_shot_sec: number;
}

export interface Pacing {
  trend: PacingTrend;
  /** Ten parts of the film of the same length, in order. */
  curve: PacingPart[];
}

/**
 * Average shot lengths in seconds from which a film is cut that slowly. Bordwell (cinemetrics.lv/bordwell.php) gives 8 to
 * 11 s for films before 1960 and 4 to 6 s for those of about 2000. Salt gives about 4 s for later ones, and a little over
 * 2 s for action films. What is below is cut as only short videos are: guides for them ask for shots of 1 to 2.5 s.
 */
const SLOW_SEC = 8;
const MODERATE_SEC = 4;
const FAST_SEC = 2;

const CURVE_PARTS = 10;

/**
 * The trend is Laplace's test: cuts that fall anywhere have their mean in the middle of the film, within so many standard
 * deviations in nine films of ten. Many cuts make a difference certain that nobody sees, so the mean must also lie off the
 * middle by what a film has that is cut half as fast again at its end as at its beginning.
 */
const TREND_DEVIATIONS = 1.645;
const TREND_SHIFT = 1 / 30;

/** Null: no shot is known. */
export function shotStatistics(shots: Shot[]): ShotStatistics | null {
  if (shots.length === 0) {
    return null;
  }
  const lengths = shots.map(lengthOf).sort((a, b) => a - b);
  const filmSec = lengths.reduce((sum, length) => sum + length, 0);
  const average = filmSec / shots.length;
  const cuts = shots.length - 1;
  return {
    count: shots.length,
    average_sec: rounded(average),
    median_sec: rounded(medianOf(lengths)),
    shortest_sec: rounded(lengths[0] ?? 0),
    longest_sec: rounded(lengths.at(-1) ?? 0),
    deviation_sec: rounded(Math.sqrt(meanOf(lengths.map((length) => (length - average) ** 2)))),
    cuts_per_minute: perMinute(cuts, filmSec),
    gradual_share: cuts > 0 ? rounded(shots.slice(1).filter(({ isGradual }) => isGradual).length / cuts) : 0,
    rhythm: rhythmOf(average),
  };
}

/** Null: no shot is known. */
export function pacingOf(shots: Shot[]): Pacing | null {
  const filmSec = shots.at(-1)?.endSec ?? 0;
  if (filmSec === 0) {
    return null;
  }
  const curve = Array.from({ length: CURVE_PARTS }, (_, index) => {
    const part = { startSec: (filmSec * index) / CURVE_PARTS, endSec: (filmSec * (index + 1)) / CURVE_PARTS };
    return {
      start_sec: rounded(part.startSec),
      end_sec: rounded(part.endSec),
      cuts_per_minute: perMinute(cutsIn(shots, part), lengthOf(part)),
      average_shot_sec: rounded(averageShotSec(shots, part)),
    };
  });
  return { trend: trendOf(shots, filmSec), curve };
}

export function rhythmOf(averageSec: number): Rhythm {
  if (averageSec >= SLOW_SEC) {
    return 'slow';
  }
  if (averageSec >= MODERATE_SEC) {
    return 'moderate';
  }
  return averageSec >= FAST_SEC ? 'fast' : 'very_fast';
}

function trendOf(shots: Shot[], filmSec: number): PacingTrend {
  const cuts = shots.slice(1).map(({ startSec }) => startSec / filmSec);
  const shift = meanOf(cuts) - 0.5;
  const deviations = Math.abs(shift) * Math.sqrt(12 * cuts.length);
  if (Math.abs(shift) < TREND_SHIFT || deviations < TREND_DEVIATIONS) {
    return 'steady';
  }
  return shift > 0 ? 'accelerating' : 'decelerating';
}

function medianOf(sorted: number[]): number {
  const middle = sorted.slice((sorted.length - 1) >> 1, (sorted.length >> 1) + 1);
  return meanOf(middle);
}
