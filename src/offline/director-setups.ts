import { type Random } from '../common/random.js';
import { type CameraMovement, type ShotSize } from '../common/vocabulary.js';
import { type ShotSketch, type ShotView } from './director-words.js';
import { type StoryScene } from './story.js';

/** How the director takes a shot: who is seen, from how near and from where, and how the camera moves. */

export interface Setup extends Pick<ShotView, 'size' | 'people' | 'shoulder'> {
  camera: CameraMovement | null;
}

interface ShotPlace {
  scene: StoryScene;
  sketch: ShotSketch;
  shotIndex: number;
  count: number;
  before: Setup | null;
}

const MOST_PEOPLE = 3;

/** Who is seen: the speakers first; an opening or closing shot shows those who are there. */
function peopleOf({ scene, sketch, shotIndex, count }: ShotPlace): string[] {
  if (sketch.role === 'insert') {
    return [];
  }
  const speakers = [...new Set(sketch.lines.map((line) => scene.lines[line]?.character ?? ''))].filter(
    (name) => name !== '',
  );
  if (sketch.role === 'peak') {
    return speakers;
  }
  if (sketch.role === 'look') {
    const { characters } = scene;
    return characters.length === 0 ? [] : characters.slice((shotIndex - 1) % characters.length).slice(0, 1);
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
  const listeners = [listenerOf(scene, sketch, speakers) ?? [], scene.characters].flat();
  return [...new Set([...speakers, ...listeners])].slice(0, Math.max(most, speakers.length));
}

/** To whom is spoken: whom the words name, else who answers, else who has spoken before, else whoever is there. */
function listenerOf(scene: StoryScene, { lines }: ShotSketch, speakers: readonly string[]): string | undefined {
  const others = scene.characters.filter((name) => !speakers.includes(name));
  const isOther = ({ character }: { character: string }): boolean => others.includes(character);
  const last = lines.at(-1) ?? -1;
  return (
    others.find((name) => lines.some((line) => scene.lines[line]?.text.includes(name))) ??
    scene.lines.slice(last + 1).find(isOther)?.character ??
    scene.lines.slice(0, last + 1).findLast(isOther)?.character ??
    others[0]
  );
}

/** Ways to take a shot, the best first. */
function setupsOf(place: ShotPlace, random: Random): Setup[] {
  const { scene, sketch, count } = place;
  const people = inOrder(peopleOf(place), scene);
  const speakers = people.filter((name) => sketch.lines.some((line) => scene.lines[line]?.character === name));
  const setup = (size: ShotSize, seen = people, shoulder: string | null = null): Setup => ({
    size,
    people: seen,
    shoulder,
    camera: null,
  });
  const nearest = speakers.length === 1 ? speakers : people.slice(0, 1);
  switch (sketch.role) {
    case 'insert':
      return [setup('close_up', [])];
    case 'opening':
      if (speakers.length > 0) {
        return [setup('full'), setup('wide')];
      }
      return sketch.lines.length > 0 || random.chance(0.6)
        ? [setup('wide'), setup('full')]
        : [setup('full'), setup('wide')];
    case 'look':
      return people.length === 0
        ? [setup('full'), setup('wide')]
        : random.shuffle(['close_up', 'medium_close', 'medium'] as const).map((size) => setup(size));
    case 'closing': {
      const sizes = random.shuffle(['close_up', 'medium_close'] as const);
      return sizes.map((size) => setup(size));
    }
    case 'peak':
      return people.length === 1
        ? [setup(count === 1 ? 'medium_close' : 'close_up'), setup('medium_close')]
        : [setup('medium'), setup('full')];
    case 'talk':
      if (people.length > 2) {
        return random.shuffle(['full', 'medium'] as const).map((size) => setup(size));
      }
      return speakers.length === 1 && scene.characters.length > 1
        ? talkOfOne({ scene, speakers, people, listener: listenerOf(scene, sketch, speakers) }, setup, random)
        : random.shuffle([setup('medium'), setup('medium_close', speakers.length === 1 ? nearest : people)]);
  }
}

/** One speaks, others listen: over the listener's shoulder, alone, or both of them. */
function talkOfOne(
  given: { scene: StoryScene; speakers: string[]; people: string[]; listener: string | undefined },
  setup: (size: ShotSize, seen?: string[], shoulder?: string | null) => Setup,
  random: Random,
): Setup[] {
  const { scene, speakers, people, listener } = given;
  const over = listener === undefined ? [] : [setup('medium_close', inOrder([...speakers, listener], scene), listener)];
  const others = random.shuffle([setup('medium', people), setup('medium_close', speakers), setup('medium', speakers)]);
  return random.chance(0.75) ? [...over, ...others] : [...others, ...over];
}

/** The best way to take a shot that is not the one before again: of other people, or nearer, or from elsewhere. */
export function setUp(place: ShotPlace, random: Random): Setup {
  const setups = setupsOf(place, random);
  const isNew = ({ size, people, shoulder }: Setup): boolean =>
    place.before === null ||
    place.before.size !== size ||
    place.before.shoulder !== shoulder ||
    place.before.people.join('|') !== people.join('|');
  const [best = { size: 'medium', people: [], shoulder: null, camera: null }] = setups;
  return setups.find(isNew) ?? { ...best, size: best.size === 'medium' ? 'medium_close' : 'medium' };
}

/** Everybody keeps a side through the scene: who stood on the left does not jump to the right at a cut. */
function inOrder(people: string[], scene: StoryScene): string[] {
  return [...people].sort((one, other) => scene.characters.indexOf(one) - scene.characters.indexOf(other));
}

const MOVING = /走|跑|追|赶|冲|walk|run|ran\b|chase|hurr|rush|follow/i;

/** A movement that fits what the shot is for; never the same moving camera twice running. */
export function cameraOf(
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
  if (sketch.role === 'insert') {
    return ['push_in', 'static'];
  }
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
