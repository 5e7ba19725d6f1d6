import { hashOf, Random } from '../common/random.js';
import {
  CAMERA_MOVEMENTS,
  type CameraMovement,
  cameraMovementOf,
  CHINESE_CAMERA_MOVEMENTS,
  CHINESE_SHOT_SIZES,
  SHOT_SIZES,
  type ShotSize,
  shotSizeOf,
  TIMES_OF_DAY,
} from '../common/vocabulary.js';
import { lightWords } from './director-words.js';
import { MOODS, type Mood } from './story.js';
import {
  AGAINST,
  CLAUSE_END,
  ENOUGH,
  NEGATION,
  plainWords,
  type Slot,
  SUGGESTER_WORDS,
  type Wish,
  WISHES,
  type WishName,
} from './suggester-words.js';
import { changesIn, type ShotSuggestion, type SuggestionBrief } from './suggestion.js';

/**
 * The offline director as an adviser: finds the wishes that it knows in what somebody writes, and makes a look of them. It
 * does not understand the rest. Pure: the same brief gives the same suggestion, and always one that changes something.
 */
export function suggestShot(brief: SuggestionBrief): ShotSuggestion {
  const wishes = wishesIn(brief.wish);
  const names = [...wishes.values()];
  const look = lookOf(brief, readAs(names));
  if (names.length > 0 && Object.keys(changesIn(look, brief.shot)).length > 0) {
    return explained(brief, look, names, 'heard');
  }
  return explained(brief, ownLook(brief), names, names.length > 0 ? 'already so' : 'nothing heard');
}

/**
 * What is wished of each thing: the first word on it counts, and what is wanted before what is not. "Not a close-up" is a
 * step back only for who does not say what else, and "neither too near nor too far" wishes nothing.
 */
function wishesIn(text: string): Map<Slot, WishName> {
  const heard = plainWords(text).split(CLAUSE_END).flatMap(heardIn);
  const turned = heard.filter(({ isTurned }) => isTurned).map(({ name }) => name);
  const wishes = new Map<Slot, WishName>();
  for (const { name, isTurned } of [...heard.filter((each) => !each.isTurned), ...heard]) {
    const { opposite } = WISHES[name];
    const meant = isTurned ? (turned.some((each) => each === opposite) ? null : opposite) : name;
    if (meant !== null && !wishes.has(slotOf(meant)) && !(isTurned && wishes.has(slotOf(name)))) {
      wishes.set(slotOf(meant), meant);
    }
  }
  return wishes;
}

/** The known wishes of a clause in its order; turned round is what stands behind a "not" or a "too". */
function heardIn(clause: string): { name: WishName; isTurned: boolean }[] {
  const isEnough = ENOUGH.test(clause);
  return Object.entries(WISHES)
    .flatMap(([name, { words }]) =>
      Array.from(clause.matchAll(words), ({ index }) => ({ name: name as WishName, index })),
    )
    .sort((one, other) => one.index - other.index)
    .map(({ name, index }) => ({ name, isTurned: !isEnough && NEGATION.test(clause.slice(0, index)) }));
}

function slotOf(name: WishName): Slot {
  return name.slice(0, name.indexOf('.')) as Slot;
}

type Wished = { [Of in Slot]?: Extract<Wish, { slot: Of }>['value'] };

function readAs(names: WishName[]): Wished {
  return Object.fromEntries(names.map((name) => name.split('.') as [Slot, string]));
}

type Look = Omit<ShotSuggestion, 'reasoning'>;

/** A mood has a movement of its own, for who does not ask for another. */
const MOOD_CAMERAS: Record<Mood, CameraMovement> = {
  tense: 'push_in',
  sad: 'pull_out',
  tender: 'orbit',
  joyful: 'follow',
  mysterious: 'tilt_down',
  calm: 'static',
  hopeful: 'tilt_up',
};

function lookOf(brief: SuggestionBrief, wished: Wished): Look {
  const { shot } = brief;
  const { mood, step, pace } = wished;
  const before = shotSizeOf(shot.shot_type);
  const size = wished.size ?? stepped(before, step);
  // Who is as near as can be comes nearer by moving.
  const stepCamera = step === undefined || size !== before ? null : step === 'nearer' ? 'push_in' : 'pull_out';
  const moodCamera = mood === undefined ? null : MOOD_CAMERAS[mood];
  const camera = wished.camera ?? stepCamera ?? moodCamera ?? cameraMovementOf(shot.camera_movement);
  const isMoving = [wished.camera, step, mood, pace].some((each) => each !== undefined);
  return {
    ...inWords(brief, camera, size),
    lighting: lightOf(brief, wished) ?? shotText(shot.lighting, MOST_LIGHTING),
    motion_prompt: isMoving ? motionOf(brief, camera, wished) : shotText(shot.motion_prompt, MOST_MOTION),
  };
}

function stepped(size: ShotSize, step: Wished['step']): ShotSize {
  const places = step === undefined ? 0 : step === 'nearer' ? -1 : 1;
  return SHOT_SIZES[SHOT_SIZES.indexOf(size) + places] ?? size;
}

function inWords({ language }: SuggestionBrief, camera: CameraMovement, size: ShotSize) {
  return language === 'zh'
    ? { camera_movement: CHINESE_CAMERA_MOVEMENTS[camera], shot_type: CHINESE_SHOT_SIZES[size] }
    : { camera_movement: camera, shot_type: size };
}

/** Null: nobody asks for another light. */
function lightOf(brief: SuggestionBrief, wished: Wished): string | null {
  const { brightness, warmth, contrast, source, time, mood } = wished;
  if ([brightness, warmth, contrast, source, time, mood].every((each) => each === undefined)) {
    return null;
  }
  const own = SUGGESTER_WORDS[brief.language];
  const light = lightWords(brief.language);
  // The light of the hour, or of the mood, may say the opposite of what is wished.
  const against = Object.entries(wished).map(([slot, value]) => AGAINST[`${slot}.${value}`]);
  const fits = (text: string) => !against.some((each) => each?.test(text));
  const base = light.light[time ?? timeOf(brief)].filter(fits);
  const moodLight = mood && light.moodLight[mood].replace(/^[，,]\s*/, '');
  const parts = [
    brightness && own.brightness[brightness],
    brightness === undefined && base.length > 0 ? new Random(seedOf(brief)).pick(base) : undefined,
    source && own.source[source],
    warmth && own.warmth[warmth],
    contrast && own.contrast[contrast],
    moodLight && fits(moodLight) ? moodLight : undefined,
  ];
  return joined(parts, own.comma, MOST_LIGHTING);
}

function motionOf(brief: SuggestionBrief, camera: CameraMovement, { pace = 'steady', mood }: MotionWish): string {
  const words = SUGGESTER_WORDS[brief.language];
  const who = brief.shot.characters.slice(0, 2).join(words.and).replace(/\s+/g, ' ').trim();
  const acting = words.acting[mood ?? moodOf(brief)].replace('{who}', () => who);
  const moving = words.camera[camera].replace('{pace}', words.pace[pace]);
  const beat = camera === 'static' && pace !== 'steady' ? words.beat[pace] : undefined;
  return joined([moving, who === '' ? words.nobody : acting, beat], words.semicolon, MOST_MOTION);
}

interface MotionWish {
  pace?: 'slower' | 'faster' | 'steady';
  mood?: Mood;
}

/** Where nobody says what to do: what the shot itself asks for. Its camera is always another one. */
function ownLook(brief: SuggestionBrief): Look {
  const { shot } = brief;
  const now = cameraMovementOf(shot.camera_movement);
  const mood = moodOf(brief);
  const choices: CameraMovement[] = [MOOD_CAMERAS[mood], 'push_in', ...CAMERA_MOVEMENTS];
  const camera = choices.find((each) => each !== now) ?? 'push_in';
  const lighting = shot.lighting.trim() === '' ? lightOf(brief, { mood }) : null;
  return {
    ...inWords(brief, camera, shotSizeOf(shot.shot_type)),
    lighting: lighting ?? shotText(shot.lighting, MOST_LIGHTING),
    motion_prompt: motionOf(brief, camera, { pace: 'slower', mood }),
  };
}

const FELT: Partial<Record<string, Mood>> = { happy: 'joyful', sad: 'sad', angry: 'tense', afraid: 'mysterious' };

/** How the last of its lines feels that feels something; else as the scene does. */
function moodOf({ shot, scene }: SuggestionBrief): Mood {
  const felt = shot.lines.findLast(({ emotion }) => FELT[emotion] !== undefined)?.emotion;
  return (felt && FELT[felt]) ?? MOODS.find((mood) => mood === scene.mood) ?? 'calm';
}

function timeOf({ scene }: SuggestionBrief) {
  return TIMES_OF_DAY.find((time) => time === scene.time_of_day) ?? 'day';
}

function seedOf({ shot, scene }: SuggestionBrief): number {
  return hashOf(`${scene.location}|${scene.description}|${shot.description}`);
}

type Ground = 'heard' | 'already so' | 'nothing heard';

function explained(brief: SuggestionBrief, look: Look, names: WishName[], ground: Ground): ShotSuggestion {
  const labels = names.map((name) => WISHES[name].label[brief.language]);
  const reasoning = (brief.language === 'zh' ? chineseReason : englishReason)(brief, look, labels, ground);
  return { ...look, reasoning: cut(reasoning, MOST_REASONING) };
}

function chineseReason({ shot }: SuggestionBrief, look: Look, labels: string[], ground: Ground): string {
  const changes = changesIn(look, shot);
  const told = [
    changes.camera_movement && `运镜用“${changes.camera_movement}”`,
    changes.shot_type && `景别用“${changes.shot_type}”`,
    changes.lighting && '光线随之调整',
    changes.motion_prompt && '动作提示写明了节奏和神情',
  ].filter(Boolean);
  const heads: Record<Ground, string> = {
    heard: `读到的要求：${labels.join('、')}。`,
    'already so': `镜头已经符合“${labels.join('、')}”的要求，可以再进一步：`,
    'nothing heard': '没有读出对运镜、景别、光线或情绪的具体要求，按镜头本身的内容建议：',
  };
  return `${heads[ground]}${told.join('，')}。`;
}

function englishReason({ shot }: SuggestionBrief, look: Look, labels: string[], ground: Ground): string {
  const changes = changesIn(look, shot);
  const told = [
    changes.camera_movement && `camera ${changes.camera_movement}`,
    changes.shot_type && `size ${changes.shot_type}`,
    changes.lighting && 'light to match',
    changes.motion_prompt && 'motion in words',
  ].filter(Boolean);
  const heads: Record<Ground, string> = {
    heard: `Read as: ${labels.join(', ')}. Hence `,
    'already so': `The shot is that already (${labels.join(', ')}); one step further: `,
    'nothing heard': 'No wish about camera, size, light or mood was found, so this comes from the shot itself: ',
  };
  return `${heads[ground]}${told.join(', ')}.`;
}

const MOST_LIGHTING = 120;
const MOST_MOTION = 300;
const MOST_REASONING = 300;

/** What the shot has, for a field that stays; a longer one is as good as not said. */
function shotText(text: string, most: number): string {
  return [...text].length > most ? '' : text;
}

function joined(parts: (string | undefined)[], between: string, most: number): string {
  return cut([...new Set(parts)].filter(Boolean).join(between), most);
}

function cut(text: string, most: number): string {
  return [...text].slice(0, most).join('');
}
