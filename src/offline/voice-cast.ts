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
  english: 'rms' | 'awb' | 'kal16' | 'slt';
}

const WOMAN: VoiceSource = { syllables: 'female', english: 'slt' };

/** More than we have speakers: who shares one has another pitch, and vendors have enough for an id of one's own. */
const SOURCES: Record<string, VoiceSource> = {
  'male-1': { syllables: 'male', english: 'rms' },
  'male-2': { syllables: 'male', english: 'awb' },
  'male-3': { syllables: 'male', english: 'kal16' },
  'male-4': { syllables: 'male', english: 'rms' },
  'male-5': { syllables: 'male', english: 'awb' },
  'male-6': { syllables: 'male', english: 'kal16' },
  'female-1': WOMAN,
  'female-2': WOMAN,
  'female-3': WOMAN,
  'female-4': WOMAN,
  'female-5': WOMAN,
  'female-6': WOMAN,
  'child-1': WOMAN,
  'child-2': WOMAN,
};

export const NARRATOR_VOICE: Voice = { id: 'narrator', pitch: 1, speed: 0.96 };

/** Pitches of one sex are a ladder of steps that are heard; 1 is left to the narrator. */
const STEP = 1.085;
const LADDERS: Record<'male' | 'female' | 'child', number[]> = {
  male: [-1, 1, -2, 2, -3, 3, 4],
  female: [0, 1, -1, 2, -2, -3, 3],
  child: [3, 4, 5, 6],
};
const AGE_STEPS: Record<Age, number> = { child: 0, young: 1, adult: 0, elder: -1 };
const SPEEDS: Record<Age, number> = { child: 1.04, young: 1.03, adult: 1, elder: 0.88 };

/** The source of a voice; a voice we have not cast ourselves is told by the speaker's sex. */
export function sourceOf(voice: { id: string; sex: Sex }): VoiceSource {
  return SOURCES[voice.id] ?? (SOURCES[`${voice.sex}-1`] as VoiceSource);
}

/**
 * A voice for a person that none of the `taken` ones resembles: pitches on the same source are at least 8 % apart. The
 * same person in the same company always gets the same voice. A person without a name is the narrator.
 */
export function castVoice(name: string, person: { sex: Sex; age: Age }, taken: Voice[]): Voice {
  if (name === '') {
    return NARRATOR_VOICE;
  }
  const kind = person.age === 'child' ? 'child' : person.sex;
  const group = kind === 'male' ? ['male-', NARRATOR_VOICE.id] : ['female-', 'child-'];
  const rivals = taken.filter(({ id }) => group.some((prefix) => id.startsWith(prefix)));
  const pitches = LADDERS[kind].map((step) => rounded(STEP ** (step + AGE_STEPS[person.age])));
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

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
