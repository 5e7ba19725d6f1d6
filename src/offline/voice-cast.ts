import type { Age, Sex } from '../art/look.js';
import { Random } from '../common/random.js';
import { type Throat, throatOf, type VoiceSource } from './throats.js';

/** Who speaks how: every person of a cast gets a voice that can be told from the others. */

export interface Voice {
  id: string;
  /** Factors around 1. */
  pitch: number;
  speed: number;
}

const WOMAN: VoiceSource = { syllables: 'female', english: 'slt', isChild: false, build: 'usual' };
const CHILD: VoiceSource = { ...WOMAN, isChild: true };
const man = (english: 'rms' | 'awb'): VoiceSource => ({ ...WOMAN, syllables: 'male', english });
const LARGE = { build: 'large' } as const;
const SMALL = { build: 'small' } as const;

/**
 * More than we have speakers: who shares one has another pitch, or another build, and vendors have enough for an id of one's
 * own.
 */
const SOURCES: Record<string, VoiceSource> = {
  'male-1': man('rms'),
  'male-2': man('awb'),
  'male-3': man('rms'),
  'male-4': { ...man('awb'), ...LARGE },
  'male-5': { ...man('rms'), ...SMALL },
  'male-6': { ...man('awb'), ...LARGE },
  'female-1': WOMAN,
  'female-2': WOMAN,
  'female-3': WOMAN,
  'female-4': { ...WOMAN, ...LARGE },
  'female-5': { ...WOMAN, ...SMALL },
  'female-6': { ...WOMAN, ...LARGE },
  'child-1': CHILD,
  'child-2': CHILD,
  'child-3': { ...CHILD, ...LARGE },
  'child-4': { ...CHILD, ...LARGE },
};

type Kind = Sex | 'child';
const BUILDS = ['usual', 'large', 'small'] as const;

/** One step tells an age of a sex from the next, and two of an age apart: more than the 15 % that everybody hears. */
const STEP = 1.18;
const AGE_STEPS: Record<Age, number> = { elder: -1, adult: 0, young: 1, child: 2 };
/** Girls speak a little higher than boys. */
const GIRL_STEPS = 1;
/** Men speak at 88 to 144 Hz, women at 169 to 236, children at 278 to 329: no further do people go. */
const RANGES: Record<Kind, { lowest: number; highest: number }> = {
  male: { lowest: -2, highest: 1 },
  female: { lowest: -1, highest: 1 },
  child: { lowest: 2, highest: 3 },
};
/** Where the first, the second and the third of one sex and age find a place of their own. */
const LADDER = [0, 1, -1];
const SPEEDS: Record<Age, number> = { child: 1.04, young: 1.03, adult: 1, elder: 0.88 };

/** How far a voice has to be from others, in pitch or in formants; the narrator is not seen, and nobody is taken for her. */
const APART = 1.15;
const APART_FROM_NARRATOR = 1.07;

/** A woman's voice, between those of a grown-up and of an elder. */
export const NARRATOR_VOICE: Voice = { id: 'narrator', pitch: rounded(STEP ** -0.55), speed: 0.96 };

/** The source of a voice; a voice we have not cast ourselves is told by the speaker's sex. */
export function sourceOf(voice: { id: string; sex: Sex }): VoiceSource {
  return SOURCES[voice.id] ?? (SOURCES[`${voice.sex}-1`] as VoiceSource);
}

/**
 * A voice for a person that none of the `taken` ones resembles: any two are 15 % apart in pitch or in formants, while there
 * are such. The same person in the same company always gets the same voice. A person without a name is the narrator.
 */
export function castVoice(name: string, person: { sex: Sex; age: Age }, taken: Voice[]): Voice {
  if (name === '') {
    return NARRATOR_VOICE;
  }
  const kind = person.age === 'child' ? 'child' : person.sex;
  const home = AGE_STEPS[person.age] + (kind === 'child' && person.sex === 'female' ? GIRL_STEPS : 0);
  const random = new Random(name);
  const speed = rounded(SPEEDS[person.age] * random.between(0.97, 1.03));
  const candidates = candidatesOf(kind, home).map(({ ids, pitch }) => {
    const unused = ids.find((id) => !taken.some((voice) => voice.id === id));
    return { id: unused ?? random.pick(ids), pitch, speed };
  });
  return candidates.find((voice) => roomOf(voice, taken) >= 1) ?? loneliest(candidates, taken);
}

/** The voices of a kind, those that are most like it first: each with the ids that have such a throat. */
function candidatesOf(kind: Kind, home: number): { ids: string[]; pitch: number }[] {
  const { lowest, highest } = RANGES[kind];
  const steps = LADDER.map((step) => home + step).filter((step) => step >= lowest && step <= highest);
  const own = Object.entries(SOURCES).filter(([id]) => id.startsWith(`${kind}-`));
  const idsOf = (build: VoiceSource['build']) => own.flatMap(([id, source]) => (source.build === build ? id : []));
  const [usual = [], ...others] = BUILDS.map(idsOf).filter((ids) => ids.length > 0);
  return [
    ...steps.map((step) => ({ ids: usual, pitch: stepped(step) })),
    ...steps.flatMap((step) => others.map((ids) => ({ ids, pitch: stepped(step) }))),
  ];
}

/** How far a voice is from all others, in parts of how far it has to be. */
function roomOf(voice: Voice, taken: Voice[]): number {
  const throat = castThroat(voice);
  const narrator = factorBetween(throat, castThroat(NARRATOR_VOICE)) / APART_FROM_NARRATOR;
  return Math.min(
    narrator,
    ...taken.filter(isNoNarrator).map((other) => factorBetween(throat, castThroat(other)) / APART),
  );
}

const isNoNarrator = ({ id }: Voice) => id !== NARRATOR_VOICE.id;

/** By what two throats differ most. */
function factorBetween(one: Throat, other: Throat): number {
  const [pitch, formants] = [one.hertz / other.hertz, one.formants / other.formants];
  return Math.max(pitch, 1 / pitch, formants, 1 / formants);
}

/** A voice of which only the id is known is a woman's if it is not one of ours. */
function castThroat(voice: Voice): Throat {
  return throatOf(sourceOf({ id: voice.id, sex: 'female' }), voice.pitch);
}

function loneliest(candidates: Voice[], taken: Voice[]): Voice {
  return candidates.reduce((best, voice) => (roomOf(voice, taken) > roomOf(best, taken) ? voice : best));
}

function stepped(steps: number): number {
  return rounded(STEP ** steps);
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
