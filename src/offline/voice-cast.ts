import type { Age, Sex } from '../art/look.js';
import { Random } from '../common/random.js';

/** Who speaks how: every person of a cast gets a voice that can be told from the others. */

export interface Voice {
  id: string;
  /** Factors around 1. */
  pitch: number;
  speed: number;
}

/** Where a voice comes from: a set of Mandarin syllables and a voice of flite. */
export interface VoiceSource {
  syllables: 'male' | 'female';
  english: 'rms' | 'awb' | 'slt';
  /** A child's throat is shorter than that of a woman who speaks as high. */
  isChild: boolean;
}

const WOMAN: VoiceSource = { syllables: 'female', english: 'slt', isChild: false };
const CHILD: VoiceSource = { ...WOMAN, isChild: true };
const man = (english: 'rms' | 'awb'): VoiceSource => ({ syllables: 'male', english, isChild: false });

/** More than we have speakers: who shares one has another pitch, and vendors have enough for an id of one's own. */
const SOURCES: Record<string, VoiceSource> = {
  'male-1': man('rms'),
  'male-2': man('awb'),
  'male-3': man('rms'),
  'male-4': man('awb'),
  'male-5': man('rms'),
  'male-6': man('awb'),
  'female-1': WOMAN,
  'female-2': WOMAN,
  'female-3': WOMAN,
  'female-4': WOMAN,
  'female-5': WOMAN,
  'female-6': WOMAN,
  'child-1': CHILD,
  'child-2': CHILD,
};

/** Two of these steps are what tells one age of a sex from the next: a fifth. One is what tells two of an age apart. */
const STEP = 1.09;
const AGE_STEPS: Record<Age, number> = { elder: -2, adult: 0, young: 2, child: 4 };
/** Girls speak a little higher than boys. */
const GIRL_STEPS = 1.8;
/** Where the first, the second and the next of one sex and age find a place of their own. */
const LADDER = [0, 1, -1, 2, -2, 3, -3, 4];
const SPEEDS: Record<Age, number> = { child: 1.04, young: 1.03, adult: 1, elder: 0.88 };

/** A woman's voice, a step below all that are cast first. */
export const NARRATOR_VOICE: Voice = { id: 'narrator', pitch: stepped(-1), speed: 0.96 };

/** The source of a voice; a voice we have not cast ourselves is told by the speaker's sex. */
export function sourceOf(voice: { id: string; sex: Sex }): VoiceSource {
  return SOURCES[voice.id] ?? (SOURCES[`${voice.sex}-1`] as VoiceSource);
}

/**
 * A voice for a person that none of the `taken` ones resembles: pitches of one sex are at least 8 % apart, those of two
 * ages 18 % as long as nobody else is in between. The same person in the same company always gets the same voice. A
 * person without a name is the narrator.
 */
export function castVoice(name: string, person: { sex: Sex; age: Age }, taken: Voice[]): Voice {
  if (name === '') {
    return NARRATOR_VOICE;
  }
  const kind = person.age === 'child' ? 'child' : person.sex;
  const isMan = kind === 'male';
  const rivals = [NARRATOR_VOICE, ...taken].filter(({ id }) => id.startsWith('male-') === isMan);
  const home = AGE_STEPS[person.age] + (kind === 'child' && person.sex === 'female' ? GIRL_STEPS : 0);
  const pitches = LADDER.map((step) => stepped(home + step));
  const pitch = pitches.find((candidate) => distanceTo(rivals, candidate) >= 1.08) ?? loneliest(pitches, rivals);
  const sources = Object.keys(SOURCES).filter((id) => id.startsWith(`${kind}-`));
  const unused = sources.filter((id) => !taken.some((voice) => voice.id === id));
  const random = new Random(name);
  const id = random.pick(unused.length > 0 ? unused.slice(0, 1) : sources);
  return { id, pitch, speed: rounded(SPEEDS[person.age] * random.between(0.97, 1.03)) };
}

/** The smallest factor between a pitch and those of others. */
function distanceTo(rivals: Voice[], pitch: number): number {
  return Math.min(Infinity, ...rivals.map((rival) => Math.max(rival.pitch / pitch, pitch / rival.pitch)));
}

function loneliest(pitches: number[], rivals: Voice[]): number {
  return pitches.reduce((best, pitch) => (distanceTo(rivals, pitch) > distanceTo(rivals, best) ? pitch : best));
}

function stepped(steps: number): number {
  return rounded(STEP ** steps);
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
