import { FRAMES_PER_SECOND } from '../media/timeline.js';
import {
  LEAST_CARDS_SEC,
  LONGEST_EPISODE_SEC,
  MOST_SCENES,
  MOST_SHOTS_IN_SCENE,
  pacedCards,
  sceneBounds,
  SHORTEST_SCENE_SEC,
} from '../offline/pacing.js';
import { type Pacing } from './job-input.js';

/** From the shots of a video that is there to an order for a film of the same rhythm. Pure numbers. */

/** A shot of a video, as whoever has looked at it found it. */
export interface FoundShot {
  startSec: number;
  endSec: number;
}

export interface FilmPace {
  episodes: number;
  scenesPerEpisode: number;
  /** Of an episode, cards included; episodes differ where a cut of the video lies nearest to where they part. */
  durationSec: number;
  pacing: Pacing;
  /** In what the film is not like the video. */
  changes: PaceChanges;
}

export interface PaceChanges {
  foundShots: number;
  shots: number;
  /** What became one with a shot beside it, too short by itself or one of too many. */
  mergedShots: number;
  /** What was not merged but parted, for an episode ends in it. */
  partedShots: number;
  /** Seconds at the end that are beyond the longest film. */
  cutOffSec: number;
  /** How much longer the film's shots are than the video's, all in the same proportion; 1: as long. */
  stretch: number;
}

/**
 * A shorter shot is not made: its picture is gone before it is seen, and each costs a picture and a clip. As short as
 * this, not all can be: five to a scene, which has 3 s at the least. 12 frames: half a second of the video is not always 13.
 */
export const SHORTEST_PACED_SEC = 0.48;
const SHORTEST_FILM_SEC = 5;
const MOST_SHOTS = MOST_SCENES * MOST_SHOTS_IN_SCENE;
/** What writers and directors like best: the film has so many shots to a scene where it can. */
const USUAL_SHOTS = 3.5;
/** An episode ends at a cut of the video if there is one as near to its due end as this share of its length. */
const NEAR_SHARE = 0.1;

const fps = FRAMES_PER_SECOND;
const LEAST_FRAMES = Math.round(SHORTEST_PACED_SEC * fps);
/** What shots may take of the shortest film and of the longest episode. */
const FEWEST_FILM_FRAMES = (SHORTEST_FILM_SEC - LEAST_CARDS_SEC) * fps;
const MOST_EPISODE_FRAMES = (LONGEST_EPISODE_SEC - LEAST_CARDS_SEC) * fps;

export function paceOf(found: readonly FoundShot[], { maxFilmSec }: { maxFilmSec: number }): FilmPace {
  const video = framesOf(found);
  const all = sumOf(video);
  const kept = cutAfter(video, longestWithin(maxFilmSec));
  const { frames, stretch } = stretched(kept);
  const parts = partedInto(frames, episodesFor(sumOf(frames)));
  const episodes = parts.map(merged);
  const seconds = episodes.map((each) => each.map((length) => length / fps));
  const shots = episodes.flat().length;
  const partedShots = parts.flat().length - frames.length;
  const film = episodes.reduce((sum, each) => sum + withCards(sumOf(each)), 0) / fps;
  return {
    episodes: episodes.length,
    scenesPerEpisode: scenesFor(seconds),
    durationSec: wholeSeconds(film / episodes.length, maxFilmSec / episodes.length),
    pacing: { shotSec: seconds },
    changes: {
      foundShots: found.length,
      shots,
      mergedShots: kept.length + partedShots - shots,
      partedShots,
      cutOffSec: (all - sumOf(kept)) / fps,
      stretch,
    },
  };
}

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, each) => sum + each, 0);

const withCards = (shotFrames: number): number => {
  const { titleFrames, endFrames } = pacedCards(shotFrames, fps);
  return shotFrames + titleFrames + endFrames;
};

/** Lengths in frames, from where each shot starts to where the next one does: nothing adds up. None are shorter than one. */
function framesOf(found: readonly FoundShot[]): number[] {
  const sound = found
    .filter(({ startSec, endSec }) => Number.isFinite(startSec) && Number.isFinite(endSec) && endSec > startSec)
    .sort((one, other) => one.startSec - other.startSec);
  const end = sound.reduce((latest, { endSec }) => Math.max(latest, endSec), 0);
  const marks = [...sound.map(({ startSec }) => startSec), end].map((seconds) => Math.round(seconds * fps));
  const frames = marks.slice(1).map((mark, index) => mark - (marks[index] ?? 0));
  const lengths = frames.filter((length) => length > 0);
  return lengths.length > 0 ? lengths : [1];
}

/** So many frames of shots make the longest film, with its cards. */
function longestWithin(maxFilmSec: number): number {
  let [fits, tooLong] = [0, Math.floor(maxFilmSec * fps) + 1];
  while (tooLong - fits > 1) {
    const middle = Math.floor((fits + tooLong) / 2);
    const episodes = episodesFor(middle);
    const each = Math.floor(middle / episodes);
    const film = episodes * withCards(each) + (middle - episodes * each);
    [fits, tooLong] = film + episodes <= maxFilmSec * fps ? [middle, tooLong] : [fits, middle];
  }
  return fits;
}

function cutAfter(frames: readonly number[], most: number): number[] {
  const kept: number[] = [];
  let left = most;
  for (const length of frames) {
    if (left > 0) {
      kept.push(Math.min(length, left));
      left -= length;
    }
  }
  return kept;
}

/** A video that is too short for a film is played slower; one that fills an episode to the last second, a trifle faster. */
function stretched(frames: readonly number[]): { frames: number[]; stretch: number } {
  const sum = sumOf(frames);
  const isFull = sum > MOST_EPISODE_FRAMES && sum <= LONGEST_EPISODE_SEC * fps;
  const wanted = isFull ? MOST_EPISODE_FRAMES : Math.max(sum, FEWEST_FILM_FRAMES);
  let at = 0;
  const marks = frames.map((length) => Math.round(((at += length) * wanted) / sum));
  const lengths = marks.map((mark, index) => mark - (marks[index - 1] ?? 0)).filter((length) => length > 0);
  return { frames: lengths, stretch: wanted / sum };
}

function episodesFor(frames: number): number {
  return frames <= LONGEST_EPISODE_SEC * fps ? 1 : Math.ceil(frames / MOST_EPISODE_FRAMES);
}

/** Episodes of like length. Each ends at a cut, if there is one near enough; else the shot goes on in the next one. */
function partedInto(frames: readonly number[], episodes: number): number[][] {
  const mean = sumOf(frames) / episodes;
  const near = Math.min(mean * NEAR_SHARE, (MOST_EPISODE_FRAMES - mean) / 2);
  let sum = 0;
  const cuts = frames.map((length) => (sum += length));
  const ends = Array.from({ length: episodes }, (_, index) => {
    const due = mean * (index + 1);
    const off = (cut: number) => Math.abs(cut - due);
    const nearest = cuts.reduce((best, cut) => (off(cut) < off(best) ? cut : best), 0);
    return index === episodes - 1 ? sum : off(nearest) <= near ? nearest : Math.round(due);
  });
  const marks = [...new Set([...cuts, ...ends])].sort((one, other) => one - other);
  return ends.map((end, index) => {
    const start = ends[index - 1] ?? 0;
    const own = marks.filter((mark) => mark > start && mark <= end);
    return own.map((mark, at) => mark - (own[at - 1] ?? start));
  });
}

/** No shot too short to be made, and no more of them than an episode can have. */
function merged(frames: readonly number[]): number[] {
  const shots = withoutShort(frames);
  const isTooMany = () =>
    shots.length > MOST_SHOTS ||
    Math.ceil(shots.length / MOST_SHOTS_IN_SCENE) * SHORTEST_SCENE_SEC * fps > sumOf(shots);
  while (shots.length > 1 && isTooMany()) {
    const pairs = shots.slice(1).map((length, index) => length + (shots[index] ?? 0));
    const at = pairs.indexOf(Math.min(...pairs));
    shots.splice(at, 2, pairs[at] ?? 0);
  }
  return shots;
}

/** What is too short becomes one with the shorter of its neighbours. */
function withoutShort(frames: readonly number[]): number[] {
  const shots: number[] = [];
  for (const length of [...frames, Infinity]) {
    const [before = Infinity, latest = LEAST_FRAMES] = [shots.at(-2), shots.at(-1)];
    if (latest >= LEAST_FRAMES) {
      shots.push(length);
    } else if (before < length) {
      shots.splice(-2, 2, before + latest, length);
    } else if (length < Infinity) {
      shots.splice(-1, 1, latest + length);
    } else {
      shots.push(length);
    }
  }
  return shots.slice(0, -1);
}

/** As many scenes as suit the shots, and as all episodes can have; where they cannot, some have fewer. */
function scenesFor(episodes: readonly number[][]): number {
  const bounds = episodes.map(sceneBounds);
  const usual = Math.round(sumOf(episodes.map((shots) => shots.length)) / episodes.length / USUAL_SHOTS);
  const most = Math.min(usual, ...bounds.map((each) => each.most));
  return Math.max(1, most, ...bounds.map(({ least }) => least));
}

function wholeSeconds(seconds: number, most: number): number {
  const nearest = Math.round(seconds);
  return Math.max(SHORTEST_FILM_SEC, nearest > most ? Math.floor(seconds) : nearest);
}
