import { hashOf, Random } from '../common/random.js';
import { type CameraMovement, type Language, type ShotSize } from '../common/vocabulary.js';
import { directionOf, type ShotView } from './director-words.js';
import { speakingSeconds } from './layout.js';
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
const MOST_PEOPLE = 3;

export function drawBoard(brief: StoryboardBrief): EpisodeBoard {
  const counts = shotCounts(brief);
  const scenes = brief.script.scenes.map((scene, index) => drawScene(brief, scene, index, counts[index] ?? 1));
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

interface ShotSketch {
  lines: number[];
  role: 'opening' | 'talk' | 'peak' | 'closing';
}

function drawScene(brief: StoryboardBrief, scene: StoryScene, sceneIndex: number, count: number): SceneBoard {
  const random = new Random(
    hashOf(`${brief.bible.title}|${String(brief.episode)}|${String(sceneIndex)}|${scene.title}|${scene.description}`),
  );
  const sketches = sketchShots(scene, brief.language, count);
  let before: CameraMovement | null = null;
  const shots = sketches.map((sketch, shotIndex): BoardShot => {
    const people = peopleOf(scene, sketch, shotIndex, sketches.length);
    const size = sizeOf(sketch, people.length, shotIndex, sketches.length, random);
    const camera = cameraOf(scene, sketch, size, before, random);
    before = camera;
    const shown = shownIn(scene, sketch, size, people);
    const view: ShotView = { scene, size, camera, people: shown, lines: sketch.lines, role: sketch.role };
    return {
      lines: sketch.lines,
      ...directionOf(view, brief.language, random),
      shot_type: size,
      camera_movement: camera,
      characters: shown,
      transition: shotIndex === 0 ? transitionOf(scene, brief.script.scenes[sceneIndex - 1], random) : 'cut',
    };
  });
  return { shots };
}

/** Who is seen from near is who speaks, alone, if only one does; in silence it is who listens. */
function shownIn(scene: StoryScene, { lines }: ShotSketch, size: ShotSize, people: string[]): string[] {
  const speakers = people.filter((name) => lines.some((line) => scene.lines[line]?.character === name));
  const isNear = size === 'close_up' || size === 'medium_close';
  if (isNear && speakers.length === 1) {
    return speakers;
  }
  return size === 'close_up' ? people.slice(0, 1) : inOrder(people, scene);
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

/** Cuts the lines of a scene into shots: an establishing one, talk, the emotional line alone, a closing look. */
function sketchShots(scene: StoryScene, language: Language, count: number): ShotSketch[] {
  const all = scene.lines.map((_, index) => index);
  if (count === 1) {
    return [{ lines: all, role: all.length === 1 && scene.lines[0]?.character !== '' ? 'peak' : 'talk' }];
  }
  const opening: ShotSketch = { lines: [], role: 'opening' };
  if (scene.lines[0]?.character === '' && all.length > 1) {
    opening.lines.push(...all.splice(0, 1));
  }
  const peak = peakOf(scene, all);
  const seconds = (index: number): number => speakingSeconds(scene.lines[index]?.text ?? '', language) + 0.35;
  const groups = splitLines(all, peak, count - 1, seconds);
  const talks = groups.map((lines): ShotSketch => ({ lines, role: isPeak(scene, lines, peak) ? 'peak' : 'talk' }));
  const sketches = [opening, ...talks];
  if (sketches.length < count) {
    sketches.push({ lines: [], role: 'closing' });
  }
  return sketches;
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

/** Who is seen: the speakers first; an opening or closing shot shows those who are there. */
function peopleOf(scene: StoryScene, sketch: ShotSketch, shotIndex: number, count: number): string[] {
  const speakers = [...new Set(sketch.lines.map((line) => scene.lines[line]?.character ?? ''))].filter(
    (name) => name !== '',
  );
  if (sketch.role === 'peak') {
    return speakers;
  }
  if (sketch.role === 'closing') {
    const lastSpeaker = scene.lines.findLast((line) => line.character !== '')?.character;
    const listener = scene.characters.find((name) => name !== lastSpeaker);
    return [listener ?? lastSpeaker].filter((name) => name !== undefined);
  }
  if (shotIndex > 0 && count > 2 && speakers.length > 1) {
    return speakers.slice(0, MOST_PEOPLE);
  }
  const most = sketch.role === 'talk' && shotIndex > 0 ? 2 : MOST_PEOPLE;
  return [...new Set([...speakers, ...scene.characters])].slice(0, Math.max(most, speakers.length));
}

/** Everybody keeps a side through the scene: who stood on the left does not jump to the right at a cut. */
function inOrder(people: string[], scene: StoryScene): string[] {
  return [...people].sort((one, other) => scene.characters.indexOf(one) - scene.characters.indexOf(other));
}

function sizeOf(sketch: ShotSketch, people: number, shotIndex: number, count: number, random: Random): ShotSize {
  if (sketch.role === 'opening') {
    return sketch.lines.length > 0 || random.chance(0.6) ? 'wide' : 'full';
  }
  if (sketch.role === 'peak' && people === 1) {
    return count === 1 ? 'medium_close' : 'close_up';
  }
  if (sketch.role === 'closing') {
    return random.chance(0.5) ? 'close_up' : 'medium_close';
  }
  if (people > 2) {
    return random.chance(0.5) ? 'full' : 'medium';
  }
  return shotIndex % 2 === 1 ? 'medium' : random.pick(['medium_close', 'medium'] as const);
}

const MOVING = /走|跑|追|赶|冲|walk|run|ran\b|chase|hurr|rush|follow/i;

/** A movement that fits what the shot is for; never the same moving camera twice running. */
function cameraOf(
  scene: StoryScene,
  sketch: ShotSketch,
  size: ShotSize,
  before: CameraMovement | null,
  random: Random,
): CameraMovement {
  const choices = cameraChoices(scene, sketch, size).filter((camera) => camera === 'static' || camera !== before);
  return choices.length > 0 ? random.pick(choices) : 'static';
}

function cameraChoices(scene: StoryScene, sketch: ShotSketch, size: ShotSize): CameraMovement[] {
  if (sketch.role === 'opening') {
    const outdoors: CameraMovement[] =
      scene.mood === 'mysterious' ? ['tilt_down', 'push_in'] : ['tilt_up', 'tilt_down'];
    return ['pan_left', 'pan_right', 'pull_out', ...outdoors];
  }
  if (sketch.role === 'closing') {
    return scene.mood === 'sad' ? ['pull_out', 'static'] : ['push_in', 'static', 'pull_out'];
  }
  if (size === 'close_up') {
    return ['push_in', 'push_in', 'static'];
  }
  if (MOVING.test(scene.description)) {
    return ['follow', 'pan_left', 'pan_right', 'follow'];
  }
  return scene.mood === 'tender' || scene.mood === 'tense'
    ? ['orbit', 'static', 'push_in']
    : ['static', 'push_in', 'orbit', 'pan_left', 'pan_right'];
}
