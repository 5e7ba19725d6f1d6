import { type Language, type ShotSize } from '../common/vocabulary.js';
import { roomsIn, seatLines, secondsOfLines } from './pacing.js';
import {
  type BoardShot,
  type EpisodeBoard,
  type EpisodePace,
  type EpisodeScript,
  type SceneBoard,
  type StoryLine,
} from './story.js';

/** Mends a board that was to follow a pace: as many shots as there are lengths, and no line where it has no room. */

const MOST_PEOPLE = 6;
/** What a shot that is made out of another one shows it from. */
const OTHER_SIZE: Record<ShotSize, ShotSize> = {
  wide: 'medium',
  full: 'medium_close',
  medium: 'close_up',
  medium_close: 'medium',
  close_up: 'medium_close',
};

/** The board as it is where it follows already. */
export function followPace(
  { board, script }: { board: EpisodeBoard; script: EpisodeScript },
  language: Language,
  pace: EpisodePace,
): EpisodeBoard {
  const scenes = board.scenes.map(({ shots }, index): SceneBoard => {
    const shotSec = pace[index] ?? [];
    const counted = parted(joined(shots, shotSec.length), shotSec.length);
    return { shots: seated(counted, script.scenes[index]?.lines ?? [], roomsIn(shotSec), language) };
  });
  return { scenes };
}

/** Where there are too many shots, those two become one that have the fewest lines together. */
function joined(shots: readonly BoardShot[], count: number): BoardShot[] {
  const left = [...shots];
  while (left.length > Math.max(1, count)) {
    const sums = left.slice(1).map(({ lines }, index) => lines.length + (left[index]?.lines.length ?? 0));
    const at = sums.indexOf(Math.min(...sums));
    left.splice(at, 2, ...left.slice(at, at + 2).reduce<BoardShot[]>(joinTo, []));
  }
  return left;
}

/** What has more lines is seen; the first of the two says how it follows the one before. */
function joinTo([first]: BoardShot[], next: BoardShot): BoardShot[] {
  if (first === undefined) {
    return [next];
  }
  const main = next.lines.length > first.lines.length ? next : first;
  const characters = [...new Set([...main.characters, ...first.characters, ...next.characters])].slice(0, MOST_PEOPLE);
  return [{ ...main, lines: [...first.lines, ...next.lines], characters, transition: first.transition }];
}

/** Where there are too few, the one with the most lines becomes two, the second seen from elsewhere. */
function parted(shots: readonly BoardShot[], count: number): BoardShot[] {
  const all = shots.map((shot) => ({ shot, parts: 1 }));
  while (all.length > 0 && all.length < count) {
    const weights = all.map(({ shot, parts }) => (shot.lines.length + 1) / parts);
    const at = weights.indexOf(Math.max(...weights));
    const [{ shot, parts } = { shot: undefined, parts: 1 }] = all.slice(at, at + 1);
    if (shot === undefined) {
      break;
    }
    const half = Math.ceil(shot.lines.length / 2);
    const one = { ...shot, lines: shot.lines.slice(0, half) };
    const other = { ...shot, lines: shot.lines.slice(half), shot_type: OTHER_SIZE[shot.shot_type] };
    all.splice(at, 1, { shot: one, parts: parts + 1 }, { shot: { ...other, transition: 'cut' }, parts: parts + 1 });
  }
  return all.map(({ shot }) => shot);
}

/** Lines move to the nearest shot that holds them, and whoever speaks is seen there. */
function seated(shots: BoardShot[], lines: readonly StoryLine[], rooms: number[], language: Language): BoardShot[] {
  const wanted = lines.map((_, line) =>
    Math.max(
      0,
      shots.findIndex((shot) => shot.lines.includes(line)),
    ),
  );
  const seats = seatLines(rooms, secondsOfLines(lines, language), wanted);
  return shots.map((shot, index) => {
    const own = seats.flatMap((seat, line) => (seat === index ? [line] : []));
    return own.join() === shot.lines.join() ? shot : { ...shot, lines: own, characters: seenIn(shot, own, lines) };
  });
}

/** A near look has room for the speakers alone. */
function seenIn(shot: BoardShot, own: readonly number[], lines: readonly StoryLine[]): string[] {
  const speakers = own.map((line) => lines[line]?.character ?? '').filter((name) => name !== '');
  const isNear = shot.shot_type === 'close_up' || shot.shot_type === 'medium_close';
  const others = isNear && speakers.length > 0 ? [] : shot.characters;
  return [...new Set([...speakers, ...others])].slice(0, MOST_PEOPLE);
}
