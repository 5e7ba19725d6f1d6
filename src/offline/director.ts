import { type Prop } from '../art/look.js';
import { hashOf, Random } from '../common/random.js';
import { type Language } from '../common/vocabulary.js';
import { withInsert, insertOf } from './director-insert.js';
import { cameraOf, type Setup, setUp } from './director-setups.js';
import { directionOf, type ShotSketch, type ShotView } from './director-words.js';
import { speakingSeconds } from './layout.js';
import { roomsIn, seatLines, secondsOfLines } from './pacing.js';
import {
  type BoardShot,
  type EpisodeBoard,
  type SceneBoard,
  type ShotTransition,
  type StoryboardBrief,
  type StoryScene,
} from './story.js';

/** The offline director: breaks each scene of a script into shots. Pure: the same brief gives the same board. */

const SECONDS_PER_SHOT = 2.2;
const MOST_SHOTS = 5;

export function drawBoard(brief: StoryboardBrief): EpisodeBoard {
  const counts = brief.pace?.map((shots) => shots.length) ?? shotCounts(brief);
  const insert = insertOf(brief, counts);
  const scenes = brief.script.scenes.map((scene, index) => {
    const thing = insert?.scene === index ? insert.thing : null;
    return drawScene(brief, scene, index, { count: counts[index] ?? 1, thing });
  });
  return { scenes };
}

/** How many shots a scene of this length carries. */
export function shotsIn(sceneSeconds: number): number {
  return Math.min(MOST_SHOTS, Math.max(1, Math.floor(sceneSeconds / SECONDS_PER_SHOT)));
}

/** Shots for each scene: as many as its time carries, within the episode's limit, one at the least. */
function shotCounts({ script, secondsPerScene, maxShots }: StoryboardBrief): number[] {
  const scenes = script.scenes.length;
  const wished = shotsIn(secondsPerScene);
  const limit = Math.max(maxShots, scenes);
  const each = Math.min(wished, Math.floor(limit / scenes));
  let left = Math.min(limit, wished * scenes) - each * scenes;
  const counts = script.scenes.map(() => each);
  // What is left over goes to the scenes that carry most: the last, the first, then from the end forwards.
  const order = [scenes - 1, 0, ...Array.from({ length: Math.max(0, scenes - 2) }, (_, index) => scenes - 2 - index)];
  for (const index of order) {
    if (left > 0 && (counts[index] ?? MOST_SHOTS) < wished) {
      counts[index] = (counts[index] ?? 0) + 1;
      left--;
    }
  }
  return counts;
}

function drawScene(
  brief: StoryboardBrief,
  scene: StoryScene,
  sceneIndex: number,
  { count, thing }: { count: number; thing: Prop | null },
): SceneBoard {
  const random = new Random(
    hashOf(`${brief.bible.title}|${String(brief.episode)}|${String(sceneIndex)}|${scene.title}|${scene.description}`),
  );
  const shotSec = brief.pace?.[sceneIndex];
  const sketches = shotSec
    ? sketchPaced(scene, brief.language, shotSec, thing)
    : thing
      ? withInsert(sketchShots(scene, brief.language, count - 1), scene, thing)
      : sketchShots(scene, brief.language, count);
  let before: Setup | null = null;
  const shots = sketches.map((sketch, shotIndex): BoardShot => {
    const setup = setUp({ scene, sketch, shotIndex, count: sketches.length, before }, random);
    const { size, people, shoulder } = setup;
    const camera = cameraOf(scene, sketch, size, before?.camera ?? null, random);
    before = { ...setup, camera };
    const view: ShotView = { scene, size, camera, people, shoulder, ...sketch };
    return {
      lines: sketch.lines,
      ...directionOf(view, brief.language, random),
      shot_type: size,
      camera_movement: camera,
      characters: people,
      transition: shotIndex === 0 ? transitionOf(scene, brief.script.scenes[sceneIndex - 1], random) : 'cut',
    };
  });
  return { shots };
}

function transitionOf(scene: StoryScene, previous: StoryScene | undefined, random: Random): ShotTransition {
  if (previous === undefined) {
    return 'cut';
  }
  if (previous.time_of_day !== scene.time_of_day && random.chance(0.45)) {
    return 'fade';
  }
  return scene.mood === 'joyful' && random.chance(0.5) ? 'wipe' : 'dissolve';
}

/** The shots of a scene that are to be as long as given ones: each line in one that holds it, the others silent. */
function sketchPaced(
  scene: StoryScene,
  language: Language,
  shotSec: readonly number[],
  thing: Prop | null,
): ShotSketch[] {
  const seats = seatLines(roomsIn(shotSec), secondsOfLines(scene.lines, language));
  const peak = peakOf(scene, [...scene.lines.keys()]);
  const last = shotSec.length - 1;
  const sketches = shotSec.map((_, shot): ShotSketch => {
    const lines = seats.flatMap((seat, line) => (seat === shot ? [line] : []));
    const spoken = isPeak(scene, lines, peak) ? 'peak' : 'talk';
    const silent = shot === last && seats.length > 0 ? 'closing' : 'look';
    const role = shot === 0 && last > 0 ? 'opening' : lines.length > 0 || last === 0 ? spoken : silent;
    return { lines, role, thing: null };
  });
  const look = sketches.find(({ role }) => role === 'look');
  return thing === null
    ? sketches
    : sketches.map((each) => (each === look ? { ...each, role: 'insert', thing } : each));
}

/** Cuts the lines of a scene into shots: an establishing one, talk, the emotional line alone, a closing look. */
function sketchShots(scene: StoryScene, language: Language, count: number): ShotSketch[] {
  const all = scene.lines.map((_, index) => index);
  if (count === 1) {
    const isOneLine = all.length === 1 && scene.lines[0]?.character !== '';
    return [{ lines: all, role: isOneLine ? 'peak' : 'talk', thing: null }];
  }
  const opening: ShotSketch = { lines: [], role: 'opening', thing: null };
  if (scene.lines[0]?.character === '' && all.length > 1) {
    opening.lines.push(...all.splice(0, 1));
  }
  const peak = peakOf(scene, all);
  const seconds = (index: number): number => speakingSeconds(scene.lines[index]?.text ?? '', language) + 0.35;
  const groups = withEarlyWord(splitLines(all, peak, count - 1, seconds), opening, scene, seconds);
  const talks = groups.map((lines): ShotSketch => ({
    lines,
    role: isPeak(scene, lines, peak) ? 'peak' : 'talk',
    thing: null,
  }));
  const sketches = [opening, ...talks];
  if (sketches.length < count) {
    sketches.push({ lines: [], role: 'closing', thing: null });
  }
  return sketches;
}

/** As long as two people may talk in one shot before the eye wants another. */
const LONGEST_EXCHANGE_SECONDS = 3;

/** Where two talk for long and no shot is left to cut between them, the first of them speaks in the opening one already. */
function withEarlyWord(
  groups: number[][],
  opening: ShotSketch,
  scene: StoryScene,
  seconds: (line: number) => number,
): number[][] {
  const [first = [], ...others] = groups;
  const speakerOf = (line: number | undefined): string => scene.lines[line ?? -1]?.character ?? '';
  const length = first.reduce((sum, line) => sum + seconds(line), 0);
  const isExchange = first.slice(1).some((line) => speakerOf(line) !== speakerOf(first[0]));
  if (!isExchange || length <= LONGEST_EXCHANGE_SECONDS || opening.lines.length > 0) {
    return groups;
  }
  opening.lines.push(...first.slice(0, 1));
  return [first.slice(1), ...others];
}

function isPeak(scene: StoryScene, lines: number[], peak: number): boolean {
  const speakers = new Set(lines.map((line) => scene.lines[line]?.character));
  return lines.includes(peak) && speakers.size === 1 && !speakers.has('');
}

/** The line that weighs most: the last one that somebody says with feeling, or the last one at all. */
function peakOf(scene: StoryScene, lines: number[]): number {
  const spoken = lines.filter((line) => scene.lines[line]?.character !== '');
  const felt = spoken.filter((line) => scene.lines[line]?.emotion !== 'neutral');
  return felt.at(-1) ?? spoken.at(-1) ?? lines.at(-1) ?? 0;
}

function splitLines(lines: number[], peak: number, most: number, seconds: (line: number) => number): number[][] {
  const at = lines.indexOf(peak);
  let groups = [lines];
  if (most >= 2 && lines.length >= 2) {
    groups = [lines.slice(0, at), [peak], lines.slice(at + 1)].filter((group) => group.length > 0);
  }
  if (groups.length > most) {
    groups = [lines.slice(0, at), lines.slice(at)];
  }
  const length = (group: number[]): number => group.reduce((sum, line) => sum + seconds(line), 0);
  while (groups.length < most) {
    const longest = groups
      .filter((group) => group.length > 1)
      .reduce<number[] | null>((best, group) => (best && length(best) >= length(group) ? best : group), null);
    if (longest === null) {
      break;
    }
    const half = Math.ceil(longest.length / 2);
    groups.splice(groups.indexOf(longest), 1, longest.slice(0, half), longest.slice(half));
  }
  return groups;
}
