/** The words of the wire (spec §4) and the canonical ones that code uses. */

export const LANGUAGES = ['zh', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

export const ASPECT_RATIOS = ['16:9', '9:16'] as const;
export type AspectRatio = (typeof ASPECT_RATIOS)[number];

export const TIMES_OF_DAY = ['dawn', 'day', 'dusk', 'night'] as const;
export type TimeOfDay = (typeof TIMES_OF_DAY)[number];

export const EMOTIONS = ['neutral', 'happy', 'sad', 'angry', 'surprised', 'afraid'] as const;
export type Emotion = (typeof EMOTIONS)[number];

/** Joy, grief and fear pass on to who hears them; an accusation takes aback. */
const HEARD: Record<Emotion, Emotion> = {
  neutral: 'neutral',
  happy: 'happy',
  sad: 'sad',
  angry: 'surprised',
  surprised: 'neutral',
  afraid: 'afraid',
};

/** The face of somebody who hears a line; what is answered to it tells best how it was taken. */
export function faceOnHearing(heard: Emotion, answer: Emotion = 'neutral'): Emotion {
  return answer === 'neutral' ? HEARD[heard] : answer;
}

export const SHOT_SIZES = ['close_up', 'medium_close', 'medium', 'full', 'wide'] as const;
export type ShotSize = (typeof SHOT_SIZES)[number];

export const CAMERA_MOVEMENTS = [
  'static',
  'push_in',
  'pull_out',
  'orbit',
  'pan_left',
  'pan_right',
  'tilt_up',
  'tilt_down',
  'follow',
] as const;
export type CameraMovement = (typeof CAMERA_MOVEMENTS)[number];

export const PRIORITIES = ['low', 'normal', 'high', 'urgent'] as const;
export type Priority = (typeof PRIORITIES)[number];

export const CHINESE_SHOT_SIZES: Record<ShotSize, string> = {
  close_up: '特写',
  medium_close: '近景',
  medium: '中景',
  full: '全景',
  wide: '远景',
};

export const CHINESE_CAMERA_MOVEMENTS: Record<CameraMovement, string> = {
  static: '固定',
  push_in: '推进',
  pull_out: '拉远',
  orbit: '环绕',
  pan_left: '左移',
  pan_right: '右移',
  tilt_up: '上摇',
  tilt_down: '下摇',
  follow: '跟随',
};

/** The movement a word stands for; unknown words are kept on the wire and drawn as a still camera. */
export function cameraMovementOf(word: string): CameraMovement {
  return knownMovement(word) ?? 'static';
}

export function isCameraMovement(word: string): boolean {
  return knownMovement(word) !== undefined;
}

function knownMovement(word: string): CameraMovement | undefined {
  return CAMERA_MOVEMENTS.find((name) => name === word || CHINESE_CAMERA_MOVEMENTS[name] === word);
}

/** The shot size a word stands for; unknown words are drawn as a medium shot. */
export function shotSizeOf(word: string): ShotSize {
  return SHOT_SIZES.find((name) => name === word || CHINESE_SHOT_SIZES[name] === word) ?? 'medium';
}

const TIME_WORDS: readonly (readonly [TimeOfDay, RegExp])[] = [
  ['dawn', /晨|黎明|破晓|拂晓|日出|\b(?:dawn|sunrise|daybreak|early light|morning)\b/i],
  ['day', /白天|正午|中午|午后|日光|烈日|\b(?:daylight|noon|midday|afternoon)\b/i],
  ['dusk', /黄昏|傍晚|夕阳|夕照|日落|暮色|\b(?:dusk|sunset|twilight|low sun)\b/i],
  ['night', /夜|月光|\b(?:night|midnight|moonl(?:ight|it))\b/i],
];

/** The time of day that words about light tell ("夜景", "moonlight"), or null when they tell none, or several. */
export function timeOfDayIn(words: string | undefined): TimeOfDay | null {
  const told = TIME_WORDS.filter(([, pattern]) => pattern.test(words ?? ''));
  return told.length === 1 ? (told[0]?.[0] ?? null) : null;
}

/** Chinese as soon as a tenth of the letters are Han, English otherwise. */
export function detectLanguage(text: string): Language {
  const han = text.match(/\p{Script=Han}/gu)?.length ?? 0;
  const latin = text.match(/\p{Script=Latin}/gu)?.length ?? 0;
  return han > 0 && han * 9 >= latin ? 'zh' : 'en';
}
