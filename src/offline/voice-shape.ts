import { resampleInto } from '../common/resample.js';
import { type PitchMark, pitchMarks } from './pitch-marks.js';

/** Makes another voice of a recorded one: its pitch, its resonances and its length, each without the others. */

export interface VoiceShape {
  /** Factor of the pitch: above 1 the cords beat faster. */
  pitch: number;
  /** Factor of the formants: above 1 the throat is shorter, as a child's is. */
  formants: number;
  /** Samples of the new sound. */
  length: number;
}

/**
 * The same words in another voice (TD-PSOLA). Each period is cut out as a grain of two periods; grains are set down
 * nearer to each other for a higher pitch, and each is squeezed for higher formants.
 */
export function reshaped(
  sound: Float32Array,
  sampleRate: number,
  { pitch, formants, length }: VoiceShape,
): Float32Array {
  const marks = pitchMarks(sound, sampleRate);
  const output = new Float32Array(length);
  const pace = sound.length / Math.max(1, length);
  let next = 0;
  let last = -1;
  for (let at = 0; at < length && marks.length > 0;) {
    next = nearest(marks, next, at * pace);
    const mark = marks[next] as PitchMark;
    // Noise that is repeated hums; backwards it is as good, and other noise.
    const isBackwards = next === last && !mark.isVoiced;
    addGrain(output, at, sound, mark, { pitch, formants, isBackwards });
    at += mark.period / (mark.isVoiced ? pitch : formants);
    last = isBackwards ? -1 : next;
  }
  return output;
}

/** The mark that is nearest to a place; places are asked for in rising order. */
function nearest(marks: PitchMark[], from: number, place: number): number {
  let index = from;
  const distance = (one: number): number => Math.abs((marks[one] as PitchMark).at - place);
  while (index + 1 < marks.length && distance(index + 1) <= distance(index)) {
    index++;
  }
  return index;
}

/**
 * Adds two periods around a mark under a Hann window, their middle at `at`. Fewer grains for each second carry less
 * power and more of them more, which their loudness makes up for.
 */
function addGrain(
  output: Float32Array,
  at: number,
  sound: Float32Array,
  mark: PitchMark,
  { pitch, formants, isBackwards }: { pitch: number; formants: number; isBackwards: boolean },
): void {
  const half = mark.period / formants;
  const first = Math.ceil(at - half);
  const grain = new Float32Array(Math.floor(at + half) - first + 1);
  resampleInto(grain, sound, mark.at + (first - at) * formants, formants);
  if (isBackwards) {
    grain.reverse();
  }
  const gain = mark.isVoiced ? Math.sqrt(formants / pitch) : 1;
  const end = Math.min(grain.length, output.length - first);
  for (let index = Math.max(0, -first); index < end; index++) {
    const window = 0.5 + 0.5 * Math.cos((Math.PI * (first + index - at)) / half);
    output[first + index] = (output[first + index] as number) + (grain[index] as number) * window * gain;
  }
}
