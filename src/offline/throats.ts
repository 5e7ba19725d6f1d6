/** What the recorded speakers are like, and what has to be done to them to sound like somebody else. */

/** Where a voice comes from: a set of Mandarin syllables and a voice of flite. */
export interface VoiceSource {
  syllables: 'male' | 'female';
  english: 'rms' | 'awb' | 'slt';
  /** A child's throat is shorter than that of a woman who speaks as high. */
  isChild: boolean;
  /** A large person's throat is longer than others', whatever the pitch. */
  build: 'usual' | 'large' | 'small';
}

export interface Throat {
  /** Median pitch of what is said. */
  hertz: number;
  /** How high the formants are, in relation to those of a man. */
  formants: number;
}

/** The speakers of the Mandarin syllables, of flite and of espeak-ng, as measured over some sentences. */
export const RECORDED = {
  male: { hertz: 153, formants: 1 },
  female: { hertz: 325, formants: 1.25 },
  rms: { hertz: 100, formants: 1 },
  awb: { hertz: 125, formants: 0.94 },
  slt: { hertz: 164, formants: 1.2 },
  'espeak-male': { hertz: 101, formants: 0.93 },
  'espeak-female': { hertz: 188, formants: 1.13 },
} satisfies Record<string, Throat>;

/** The voices that pitch 1 stands for. */
const GROWN_UPS: Record<VoiceSource['syllables'], Throat> = {
  male: { hertz: 122, formants: 1 },
  female: { hertz: 200, formants: 1.2 },
};
const CHILD_FORMANTS = 1.05;
/** So far apart that two who speak equally high are told apart. */
const BUILD_FORMANTS: Record<VoiceSource['build'], number> = { usual: 1, large: 0.83, small: 1.21 };
/** How much of a lower pitch is a longer throat, and how much of a higher one a shorter throat. */
const DEEP = 1.1;
const HIGH = 0.45;

/**
 * The throat of a voice. A deep voice comes from a long throat; a high one has the shorter throat only in part, for most
 * of it is the cords.
 */
export function throatOf({ syllables, isChild, build }: VoiceSource, pitch: number): Throat {
  const { hertz, formants } = GROWN_UPS[syllables];
  const size = pitch ** (pitch < 1 ? DEEP : HIGH) * BUILD_FORMANTS[build] * (isChild ? CHILD_FORMANTS : 1);
  return { hertz: hertz * pitch, formants: formants * size };
}

/** Factors of pitch and formants that make `wanted` of a recorded speaker. */
export function shapeOf(recorded: Throat, wanted: Throat): { pitch: number; formants: number } {
  return { pitch: wanted.hertz / recorded.hertz, formants: wanted.formants / recorded.formants };
}
