/** What was measured of an existing film, brought into order, and how one reads it by time. Pure numbers. */

export interface TimeSpan {
  startSec: number;
  endSec: number;
}

export interface MeasuredShot extends TimeSpan {
  /** How it begins; the first one of a film with `start`. */
  transition: 'start' | 'cut' | 'gradual';
  /** Mean of its frames; the scale is the measurer's. */
  brightness: number;
  /** How much its frames differ from one to the next; the scale is the measurer's. */
  motion: number;
}

export interface MeasuredSound {
  silences: TimeSpan[];
  speech: TimeSpan[];
}

export interface MeasuredFilm {
  durationSec: number;
  shots: MeasuredShot[];
  /** Null: the film has no sound, or nobody has listened to it. */
  sound: MeasuredSound | null;
  /** Null: nobody has written down what is said. */
  transcript: { segments: (TimeSpan & { text: string })[] } | null;
}

/** One shot as the statistics take it: it ends where the next one begins. */
export interface Shot extends TimeSpan {
  isGradual: boolean;
  brightness: number;
  motion: number;
}

/** What is shorter is nothing: its start and its end would be the same number, once rounded. */
const SHORTEST_SEC = 0.002;
/** No film is longer, in seconds, and no scale goes further; squares of it are still numbers. */
const MOST = 1e6;

export function lengthOf({ startSec, endSec }: TimeSpan): number {
  return endSec - startSec;
}

export function filmSeconds({ durationSec }: Pick<MeasuredFilm, 'durationSec'>): number {
  return durationSec >= SHORTEST_SEC ? Math.min(durationSec, MOST) : 0;
}

/** The shots in order, without gaps, from the film's first moment to its last; none where none begins inside the film. */
export function tiled(film: Pick<MeasuredFilm, 'durationSec' | 'shots'>): Shot[] {
  const durationSec = filmSeconds(film);
  const latest = durationSec - SHORTEST_SEC;
  const inside = film.shots.filter(({ startSec }) => latest >= 0 && startSec <= latest);
  const shots: Shot[] = [];
  for (const { startSec, transition, brightness, motion } of inside.sort((a, b) => a.startSec - b.startSec)) {
    const before = shots.at(-1);
    const start = before ? Math.max(0, startSec) : 0;
    if (before && start - before.startSec < SHORTEST_SEC) {
      continue;
    }
    if (before) {
      before.endSec = start;
    }
    const isGradual = transition === 'gradual';
    shots.push({
      startSec: start,
      endSec: durationSec,
      isGradual,
      brightness: known(brightness),
      motion: known(motion),
    });
  }
  return shots;
}

function known(measure: number): number {
  return Number.isFinite(measure) ? Math.min(MOST, Math.max(-MOST, measure)) : 0;
}

/** Spans in order, inside the film, and none on top of another. */
export function united(spans: TimeSpan[], durationSec: number): TimeSpan[] {
  const inside = spans
    .map(({ startSec, endSec }) => ({ startSec: Math.max(0, startSec), endSec: Math.min(durationSec, endSec) }))
    .filter(({ startSec, endSec }) => endSec - startSec >= SHORTEST_SEC)
    .sort((a, b) => a.startSec - b.startSec);
  const united: TimeSpan[] = [];
  for (const span of inside) {
    const before = united.at(-1);
    if (before && span.startSec <= before.endSec) {
      before.endSec = Math.max(before.endSec, span.endSec);
    } else {
      united.push(span);
    }
  }
  return united;
}

/** How much of `window` the spans fill, 0 to 1; they lie beside each other. */
export function shareOf(spans: TimeSpan[], window: TimeSpan): number {
  const seconds = spans.reduce((sum, span) => sum + overlap(span, window), 0);
  return lengthOf(window) > 0 ? Math.min(1, seconds / lengthOf(window)) : 0;
}

/**
 * How long a shot is on average in `window`. A shot that is seen only in part counts as that part of one: so a window
 * inside one shot tells the length of that shot.
 */
export function averageShotSec(shots: Shot[], window: TimeSpan): number {
  const count = shots.reduce((sum, shot) => sum + overlap(shot, window) / lengthOf(shot), 0);
  return count > 0 ? lengthOf(window) / count : lengthOf(window);
}

/** How many shots begin in `window` by a cut or a gradual transition: the first one of the film does not. */
export function cutsIn(shots: Shot[], { startSec, endSec }: TimeSpan): number {
  return shots.slice(1).filter((shot) => shot.startSec >= startSec && shot.startSec < endSec).length;
}

/** The mean of a measure in `window`, by time; null: no shot is seen in it. */
export function meanIn(shots: Shot[], measure: 'brightness' | 'motion', window: TimeSpan): number | null {
  const seen = shots.reduce((sum, shot) => sum + overlap(shot, window), 0);
  const sum = shots.reduce((total, shot) => total + (overlap(shot, window) / seen) * shot[measure], 0);
  return seen > 0 ? sum : null;
}

export function perMinute(count: number, seconds: number): number {
  return seconds > 0 ? rounded((count * 60) / seconds) : 0;
}

/** To thousandths: what is beyond them was not measured. */
export function rounded(value: number): number {
  return Number(value.toFixed(3));
}

export function meanOf(values: number[]): number {
  return values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : 0;
}

function overlap(a: TimeSpan, b: TimeSpan): number {
  return Math.max(0, Math.min(a.endSec, b.endSec) - Math.max(a.startSec, b.startSec));
}
