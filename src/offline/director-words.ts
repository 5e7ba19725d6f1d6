import { type Prop } from '../art/look.js';
import { PROP_NAMES } from '../art/prop-vocabulary.js';
import { type Random } from '../common/random.js';
import {
  type CameraMovement,
  type Emotion,
  faceOnHearing,
  type Language,
  type ShotSize,
  type TimeOfDay,
} from '../common/vocabulary.js';
import { type BoardShot, type Mood, type StoryScene } from './story.js';

/** The director's words: what a shot shows, its light and its movement, in the story's language. */

export interface ShotView {
  scene: StoryScene;
  size: ShotSize;
  camera: CameraMovement;
  people: string[];
  /** Indexes of the scene's lines that are spoken in the shot. */
  lines: number[];
  /** `look`: at somebody while nobody speaks. */
  role: 'opening' | 'talk' | 'peak' | 'look' | 'closing' | 'insert';
  /** What an insert shows. */
  thing: Prop | null;
  /** Over whose shoulder we look at the other one. */
  shoulder: string | null;
}

/** A shot before it is decided how it is taken. */
export type ShotSketch = Pick<ShotView, 'lines' | 'role' | 'thing'>;

interface DirectorWords {
  time: Record<TimeOfDay, string>;
  light: Record<TimeOfDay, readonly string[]>;
  weatherLight: Record<StoryScene['weather'], string>;
  moodLight: Record<Mood, string>;
  face: Record<Emotion, readonly string[]>;
  camera: Record<CameraMovement, string>;
  size: Record<ShotSize, string>;
}

const CHINESE: DirectorWords = {
  time: { dawn: '清晨', day: '白天', dusk: '黄昏', night: '夜里' },
  light: {
    dawn: ['淡金色晨光从一侧铺来', '清冷的晨光，影子很长'],
    day: ['明亮的自然光', '柔和的散射日光'],
    dusk: ['橙红色夕照作逆光', '暮色与刚亮起的灯交织'],
    night: ['暖色灯光对着深蓝的夜', '低照度，面部有一侧柔光'],
  },
  weatherLight: { clear: '', rain: '，雨水映出反光', snow: '，雪地返起冷光', fog: '，雾气把光晕开' },
  moodLight: {
    calm: '，反差小',
    tender: '，暖调，边缘发光',
    sad: '，偏冷，饱和度低',
    tense: '，反差大，阴影重',
    hopeful: '，亮部渐渐打开',
    joyful: '，明快通透',
    mysterious: '，主体半隐在暗处',
  },
  face: {
    neutral: ['神情平静', '目光专注', '等着对方开口'],
    happy: ['嘴角藏不住笑', '眼睛亮了起来', '笑着松了口气'],
    sad: ['眼眶微红', '垂下目光', '声音发涩'],
    angry: ['眉头紧锁', '压着火气', '攥紧了手'],
    surprised: ['猛地抬头', '一下愣住', '睁大了眼睛'],
    afraid: ['屏住呼吸', '下意识后退半步', '指尖发颤'],
  },
  camera: {
    static: '镜头不动，人物有细微的呼吸与眨眼',
    push_in: '镜头缓缓推近',
    pull_out: '镜头慢慢拉远，留出空间',
    orbit: '镜头绕人物缓缓转动',
    pan_left: '镜头平稳地向左移动',
    pan_right: '镜头平稳地向右移动',
    tilt_up: '镜头自下而上摇起',
    tilt_down: '镜头自上而下摇落',
    follow: '镜头跟着人物前行',
  },
  size: { close_up: '特写', medium_close: '近景', medium: '中景', full: '全景', wide: '远景' },
};

const ENGLISH: DirectorWords = {
  time: { dawn: 'at dawn', day: 'by day', dusk: 'at dusk', night: 'at night' },
  light: {
    dawn: ['pale gold light from one side', 'cool early light, long shadows'],
    day: ['bright natural light', 'soft diffused daylight'],
    dusk: ['orange backlight from a low sun', 'dusk mixed with the first lamps'],
    night: ['warm lamps against deep blue night', 'low key, one soft side light'],
  },
  weatherLight: {
    clear: '',
    rain: ', wet reflections',
    snow: ', cold bounce from the snow',
    fog: ', haloes in the fog',
  },
  moodLight: {
    calm: ', low contrast',
    tender: ', warm, glowing edges',
    sad: ', cool, muted colour',
    tense: ', hard contrast, deep shadows',
    hopeful: ', highlights opening up',
    joyful: ', bright and clear',
    mysterious: ', subject half in the dark',
  },
  face: {
    neutral: ['calm and attentive', 'eyes steady', 'waiting for an answer'],
    happy: ['a smile breaking through', 'eyes bright', 'relieved and smiling'],
    sad: ['eyes wet', 'looking down', 'holding back tears'],
    angry: ['brow tight', 'holding the anger in', 'hands clenched'],
    surprised: ['looking up sharply', 'caught off guard', 'eyes wide'],
    afraid: ['holding a breath', 'half a step back', 'fingers trembling'],
  },
  camera: {
    static: 'locked camera, small breaths and blinks',
    push_in: 'slow push in',
    pull_out: 'slow pull out that leaves room around them',
    orbit: 'slow orbit around the figures',
    pan_left: 'steady pan to the left',
    pan_right: 'steady pan to the right',
    tilt_up: 'tilt up from below',
    tilt_down: 'tilt down from above',
    follow: 'camera follows them as they move',
  },
  size: {
    close_up: 'Close-up',
    medium_close: 'Medium close-up',
    medium: 'Medium shot',
    full: 'Full shot',
    wide: 'Wide shot',
  },
};

/** What the director says of light. */
export function lightWords(language: Language): Pick<DirectorWords, 'light' | 'moodLight'> {
  return language === 'zh' ? CHINESE : ENGLISH;
}

export type Direction = Pick<BoardShot, 'description' | 'lighting' | 'motion_prompt'>;

/** Description, lighting and motion of a shot. */
export function directionOf(view: ShotView, language: Language, random: Random): Direction {
  const words = language === 'zh' ? CHINESE : ENGLISH;
  const { scene } = view;
  const light = random.pick(words.light[scene.time_of_day]);
  const lighting = `${light}${words.weatherLight[scene.weather]}${words.moodLight[scene.mood]}`;
  const emotion = emotionOf(view);
  const face = random.pick(words.face[emotion]);
  const description = language === 'zh' ? describeChinese(view, face) : describeEnglish(view, face);
  const faces = view.people.filter((name) => name !== view.shoulder);
  const people = language === 'zh' ? faces.join('、') : faces.join(' and ');
  const acting = people === '' ? '' : language === 'zh' ? `；${people}${face}` : `; ${people}: ${face}`;
  return {
    description: cut(description, 500),
    lighting: cut(lighting, 120),
    motion_prompt: cut(`${words.camera[view.camera]}${acting}`, 300),
  };
}

function emotionOf({ scene, lines, role, people }: ShotView): Emotion {
  const last = scene.lines.at(-1);
  if (role === 'closing' && last !== undefined) {
    return people.includes(last.character) ? last.emotion : faceOnHearing(last.emotion);
  }
  const spoken = lines.map((line) => scene.lines[line]).filter((line) => line !== undefined);
  return spoken.findLast((line) => line.emotion !== 'neutral')?.emotion ?? 'neutral';
}

function describeChinese(view: ShotView, face: string): string {
  const { scene, role } = view;
  const place = `${CHINESE.time[scene.time_of_day]}的${scene.location}`;
  const people = view.people.join('、');
  const head = `${CHINESE.size[view.size]}：`;
  if (role === 'opening') {
    const who = people === '' ? '没有人' : `${people}在画面里显得很小`;
    return `${head}${place}，先看清环境，${who}。${scene.description}`;
  }
  if (view.thing) {
    return `${head}${place}，${PROP_NAMES[view.thing].zh}占满画面，四周虚化，没有人。`;
  }
  if (role === 'look') {
    return people === ''
      ? `${head}${place}，没有人。${scene.description}`
      : `${head}${place}，${people}没有说话，${face}。`;
  }
  if (people === '') {
    return `${head}${place}，只有声音，没有人。${scene.description}`;
  }
  if (role === 'closing') {
    return `${head}${place}，${people}没有说话，把刚才的话听进了心里。`;
  }
  if (!hasSpeech(view)) {
    return `${head}${place}，${people}没有说话，旁白响起。`;
  }
  const others = listeners(view);
  if (role === 'peak') {
    const heard = others === '' ? '' : `，${others}在画外听着`;
    return `${head}${place}，${people}${face}，说出最要紧的一句${heard}。`;
  }
  if (view.shoulder !== null) {
    return `${head}${place}，越过${view.shoulder}的肩头，看着${speakerOf(view)}${face}，正在说话。`;
  }
  return view.people.length > 1
    ? `${head}${place}，${people}面对面说话，${speakerOf(view)}${face}。`
    : `${head}${place}，${people}${face}，正在说话。`;
}

function describeEnglish(view: ShotView, face: string): string {
  const { scene, role } = view;
  const place = `${scene.location} ${ENGLISH.time[scene.time_of_day]}`;
  const people = view.people.length > 2 ? view.people.join(', ') : view.people.join(' and ');
  const head = `${ENGLISH.size[view.size]}, ${place}: `;
  if (role === 'opening') {
    const who = people === '' ? 'nobody in sight' : `${people} small in the frame`;
    return `${head}the place first, ${who}. ${scene.description}`;
  }
  if (view.thing) {
    return `${head}${PROP_NAMES[view.thing].en} fills the frame, all around it out of focus, nobody in sight.`;
  }
  if (role === 'look') {
    return people === '' ? `${head}nobody in sight. ${scene.description}` : `${head}${people} in silence, ${face}.`;
  }
  if (people === '') {
    return `${head}a voice, nobody in sight. ${scene.description}`;
  }
  if (role === 'closing') {
    return `${head}${people} says nothing and lets the words sink in.`;
  }
  if (!hasSpeech(view)) {
    return `${head}${people} in silence, under the narrator’s voice.`;
  }
  if (role === 'peak') {
    const others = listeners(view);
    return `${head}${people}, ${face}, says what matters most${others === '' ? '' : `; ${others} listens off screen`}.`;
  }
  if (view.shoulder !== null) {
    return `${head}over ${view.shoulder}’s shoulder, ${speakerOf(view)} speaks, ${face}.`;
  }
  return view.people.length > 1
    ? `${head}${people} talk face to face; ${speakerOf(view)}, ${face}.`
    : `${head}${people} speaks, ${face}.`;
}

function hasSpeech({ scene, lines }: ShotView): boolean {
  return lines.some((line) => scene.lines[line]?.character !== '');
}

function listeners({ scene, people }: ShotView): string {
  return scene.characters.find((name) => !people.includes(name)) ?? '';
}

function speakerOf({ scene, lines, people }: ShotView): string {
  const spoken = lines.map((line) => scene.lines[line]).filter((line) => line !== undefined && line.character !== '');
  const felt = spoken.findLast((line) => line?.emotion !== 'neutral') ?? spoken.at(-1);
  return felt?.character ?? people[0] ?? '';
}

function cut(text: string, most: number): string {
  return [...text].slice(0, most).join('');
}
