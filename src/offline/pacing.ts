import { type Language } from '../common/vocabulary.js';
import { cardFrames, LINE_AIR, speakingSeconds } from './layout.js';
import { type StoryLine } from './story.js';

/** The rhythm of a film whose shots are to be as long as given ones: what makes a scene, what can be said. Pure numbers. */

export const MOST_SHOTS_IN_SCENE = 5;
export const MOST_SCENES = 20;
export const SHORTEST_SCENE_SEC = 3;
/** In a shorter shot nobody says anything. */
export const SHORTEST_SPOKEN_SEC = 1;
/** A shot of this length holds a sentence: every scene is to have one, if there are any. */
const SENTENCE_SEC = 2;
/** For a word. */
const LEAST_ROOM_SEC = 0.4;
/** Of a long shot, some is left to breathe. */
const LONG_ROOM = { fromSec: 8, share: 0.94 };

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, each) => sum + each, 0);

/** How few and how many scenes can be made of an episode's shots. */
export function sceneBounds(shotSec: readonly number[]): { least: number; most: number } {
  const least = Math.max(1, Math.ceil(shotSec.length / MOST_SHOTS_IN_SCENE));
  const time = Math.floor(sumOf(shotSec) / SHORTEST_SCENE_SEC);
  return { least, most: Math.max(least, Math.min(MOST_SCENES, shotSec.length, time)) };
}

/** An episode's shots in scenes: as many as wanted, if it can be, and as like in length as shots of these lengths allow. */
export function paceOfEpisode(shotSec: readonly number[], wanted: number): number[][] {
  const { least, most } = sceneBounds(shotSec);
  const scenes = Math.min(Math.max(wanted, least), most);
  const mean = sumOf(shotSec) / scenes;
  // The cheapest way to make the first so many shots into scenes: where the last of them starts.
  let costs = shotSec.map(() => Infinity);
  const starts: number[][] = [];
  for (let scene = 0; scene < scenes; scene++) {
    const before = scene === 0 ? [0] : [Infinity, ...costs];
    const best = shotSec.map((_, last) => {
      let found = { cost: Infinity, start: last };
      for (let start = last; start > last - MOST_SHOTS_IN_SCENE && start >= 0; start--) {
        const cost = (before[start] ?? Infinity) + sceneCost(shotSec.slice(start, last + 1), mean);
        found = cost < found.cost ? { cost, start } : found;
      }
      return found;
    });
    costs = best.map(({ cost }) => cost);
    starts.push(best.map(({ start }) => start));
  }
  return cutAt(shotSec, starts);
}

function cutAt(shotSec: readonly number[], starts: readonly number[][]): number[][] {
  let end = shotSec.length;
  const scenes = starts.toReversed().map((startOf) => {
    const start = startOf[end - 1] ?? 0;
    const scene = shotSec.slice(start, end);
    end = start;
    return scene;
  });
  return scenes.reverse();
}

function sceneCost(shotSec: readonly number[], mean: number): number {
  const seconds = sumOf(shotSec);
  const missing = Math.max(0, SHORTEST_SCENE_SEC - seconds);
  const isDumb = Math.max(...shotSec) < SENTENCE_SEC;
  return (seconds / mean - 1) ** 2 + (missing > 0 ? 10 + missing : 0) + (isDumb ? 1 : 0);
}

/** Seconds of speech that each shot of a scene can hold, with air around it; 0: nobody speaks. */
export function roomsIn(shotSec: readonly number[]): number[] {
  return shotSec.map((seconds, index) => {
    const lead = index === 0 ? LINE_AIR.before : LINE_AIR.between / 2;
    const tail = index === shotSec.length - 1 ? LINE_AIR.after : LINE_AIR.between / 2;
    const room = seconds - lead - tail;
    if (seconds < SHORTEST_SPOKEN_SEC || room < LEAST_ROOM_SEC) {
      return 0;
    }
    return room > LONG_ROOM.fromSec ? room * LONG_ROOM.share : room;
  });
}

export function secondsOfLines(lines: readonly Pick<StoryLine, 'text'>[], language: Language): number[] {
  return lines.map(({ text }) => speakingSeconds(text, language));
}

/** Whether lines of so many seconds can be said in these shots in their order, none of them over a cut. */
export function fitIn(rooms: readonly number[], lineSec: readonly number[]): boolean {
  let shot = 0;
  let left = rooms[0] ?? 0;
  for (const seconds of lineSec) {
    while (shot < rooms.length && seconds > left) {
      shot++;
      left = rooms[shot] ?? 0;
    }
    left -= seconds + LINE_AIR.between;
  }
  return shot < rooms.length;
}

const OVERFLOW_COST = 100;
const MOVE_COST = 1;

/**
 * The shot of each line, in order. Nothing is longer than it need be; where all fits, lines stay near the shots that they
 * are wanted in, else each shot is filled like the others.
 */
export function seatLines(rooms: readonly number[], lineSec: readonly number[], wanted?: readonly number[]): number[] {
  const count = lineSec.length;
  // By the number of lines that are seated: what that costs, and how many of them each shot takes.
  let costs = Array.from({ length: count + 1 }, (_, seated) => (seated === 0 ? 0 : Infinity));
  const taken: number[][] = [];
  rooms.forEach((room, shot) => {
    const best = costs.map((_, seated) => {
      let found = { cost: Infinity, take: 0 };
      for (let take = 0; take <= seated; take++) {
        const first = seated - take;
        const moves = wanted ? sumOf(wanted.slice(first, seated).map((place) => Math.abs(place - shot))) : null;
        const cost = (costs[first] ?? Infinity) + seatCost(room, lineSec.slice(first, seated), moves);
        found = cost < found.cost ? { cost, take } : found;
      }
      return found;
    });
    costs = best.map(({ cost }) => cost);
    taken.push(best.map(({ take }) => take));
  });
  let seated = count;
  const shares = taken.toReversed().map((takes) => {
    const take = takes[seated] ?? 0;
    seated -= take;
    return take;
  });
  return shares.reverse().flatMap((take, shot) => Array.from({ length: take }, () => shot));
}

function seatCost(room: number, lineSec: readonly number[], moves: number | null): number {
  if (lineSec.length === 0) {
    return 0;
  }
  const seconds = sumOf(lineSec) + LINE_AIR.between * (lineSec.length - 1);
  const overflow = Math.max(0, seconds - room);
  const part = seconds / Math.max(room, 0.1);
  return OVERFLOW_COST * overflow + (moves === null ? Math.min(part, 2) ** 2 : MOVE_COST * moves);
}

export const LEAST_CARDS_SEC = 2;
const MOST_CARDS_SHARE = 0.08;
const SHORTEST_FILM_SEC = 5;
export const LONGEST_EPISODE_SEC = 600;

/**
 * The cards of an episode whose shots take so many frames: shorter than others', for they come on top of a length that the
 * whole is to have within a tenth or 2 s. The visible label, which stays longer, goes on over the first shots.
 */
export function pacedCards(shotFrames: number, fps: number): { titleFrames: number; endFrames: number } {
  const least = LEAST_CARDS_SEC * fps;
  const free = LONGEST_EPISODE_SEC * fps - shotFrames;
  const most = Math.max(least, Math.min(Math.floor(shotFrames * MOST_CARDS_SHARE), free));
  const { titleFrames, endFrames } = cardFrames(Math.max(shotFrames + most, SHORTEST_FILM_SEC * fps), fps);
  if (titleFrames + endFrames <= most) {
    return { titleFrames, endFrames };
  }
  const title = Math.round(most * 0.6);
  return { titleFrames: title, endFrames: most - title };
}
