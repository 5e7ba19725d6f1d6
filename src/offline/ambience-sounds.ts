import { Random } from '../common/random.js';
import { SAMPLE_RATE } from '../common/wav.js';

/** The sound of places: filtered noise, and little tones for birds and drops. */

export const AMBIENCES = [
  'rain',
  'wind',
  'street',
  'birds',
  'crickets',
  'water',
  'waves',
  'room',
  'crowd',
  'ventilation',
  'hall',
  'train',
] as const;
export type AmbienceKind = (typeof AMBIENCES)[number] | 'none';

/** What makes an ambience: beds of noise that swell, and grains (chirps, drops) now and then. */
interface Recipe {
  beds: { gain: number; smoothing: number; swellSec: number; swellDepth: number }[];
  grain: Grain | null;
}

interface Grain {
  everySec: [number, number];
  frequency: [number, number];
  /** By how many Hz the tone rises during the grain; negative numbers fall. */
  sweep: [number, number];
  seconds: [number, number];
  gain: number;
  repeats: number;
}

const DROPS: Grain = {
  everySec: [0.03, 0.12],
  frequency: [900, 3200],
  sweep: [-200, 200],
  seconds: [0.008, 0.02],
  gain: 0.012,
  repeats: 1,
};
const BUBBLES: Grain = {
  everySec: [0.08, 0.35],
  frequency: [350, 900],
  sweep: [150, 500],
  seconds: [0.03, 0.08],
  gain: 0.012,
  repeats: 1,
};
const CHIRPS: Grain = {
  everySec: [0.9, 2.4],
  frequency: [2800, 4200],
  sweep: [-900, 900],
  seconds: [0.05, 0.09],
  gain: 0.016,
  repeats: 3,
};

const CRICKETS: Grain = {
  everySec: [0.45, 1.1],
  frequency: [4100, 4700],
  sweep: [-60, 60],
  seconds: [0.05, 0.08],
  gain: 0.01,
  repeats: 4,
};
const CUPS: Grain = {
  everySec: [1.5, 5],
  frequency: [1900, 3400],
  sweep: [-30, 0],
  seconds: [0.06, 0.16],
  gain: 0.008,
  repeats: 1,
};
/** Something falls in a big hall, now and then. */
const DRIPS: Grain = { ...BUBBLES, everySec: [2, 6], frequency: [600, 1100], gain: 0.01 };
/** Two axles on a joint of the rails. */
const RAILS: Grain = {
  everySec: [0.92, 0.98],
  frequency: [95, 120],
  sweep: [-40, -20],
  seconds: [0.06, 0.09],
  gain: 0.05,
  repeats: 2,
};

const RECIPES: Record<(typeof AMBIENCES)[number], Recipe> = {
  rain: {
    beds: [
      { gain: 0.036, smoothing: 0.2, swellSec: 7, swellDepth: 0.15 },
      { gain: 0.05, smoothing: 0.02, swellSec: 11, swellDepth: 0.3 },
    ],
    grain: DROPS,
  },
  wind: { beds: [{ gain: 0.1, smoothing: 0.02, swellSec: 6, swellDepth: 0.5 }], grain: null },
  street: {
    beds: [
      { gain: 0.12, smoothing: 0.008, swellSec: 9, swellDepth: 0.4 },
      { gain: 0.018, smoothing: 0.08, swellSec: 5, swellDepth: 0.8 },
    ],
    grain: null,
  },
  birds: { beds: [{ gain: 0.022, smoothing: 0.03, swellSec: 8, swellDepth: 0.4 }], grain: CHIRPS },
  water: {
    beds: [
      { gain: 0.03, smoothing: 0.12, swellSec: 3.5, swellDepth: 0.5 },
      { gain: 0.06, smoothing: 0.015, swellSec: 5, swellDepth: 0.4 },
    ],
    grain: BUBBLES,
  },
  waves: {
    beds: [
      { gain: 0.12, smoothing: 0.02, swellSec: 7.5, swellDepth: 0.75 },
      { gain: 0.03, smoothing: 0.2, swellSec: 7.5, swellDepth: 0.95 },
      { gain: 0.015, smoothing: 0.1, swellSec: 11, swellDepth: 0.8 },
    ],
    grain: null,
  },
  crickets: { beds: [{ gain: 0.03, smoothing: 0.02, swellSec: 9, swellDepth: 0.4 }], grain: CRICKETS },
  crowd: {
    beds: [
      { gain: 0.05, smoothing: 0.03, swellSec: 0.37, swellDepth: 0.35 },
      { gain: 0.05, smoothing: 0.05, swellSec: 0.61, swellDepth: 0.5 },
      { gain: 0.04, smoothing: 0.02, swellSec: 5, swellDepth: 0.5 },
    ],
    grain: CUPS,
  },
  ventilation: {
    beds: [
      { gain: 0.06, smoothing: 0.01, swellSec: 17, swellDepth: 0.1 },
      { gain: 0.012, smoothing: 0.06, swellSec: 13, swellDepth: 0.1 },
    ],
    grain: null,
  },
  hall: { beds: [{ gain: 0.09, smoothing: 0.006, swellSec: 15, swellDepth: 0.3 }], grain: DRIPS },
  train: {
    beds: [
      { gain: 0.16, smoothing: 0.008, swellSec: 4, swellDepth: 0.2 },
      { gain: 0.02, smoothing: 0.05, swellSec: 0.95, swellDepth: 0.3 },
    ],
    grain: RAILS,
  },
  room: { beds: [{ gain: 0.03, smoothing: 0.01, swellSec: 13, swellDepth: 0.2 }], grain: null },
};

/** One place's sound, asked for frame after frame. It goes on for ever; the caller fades it. */
export class AmbienceSound {
  private readonly recipe: Recipe;
  private readonly random: Random;
  private readonly beds: Bed[];
  /** Grains that are still sounding at the end of a block. */
  private tail = { left: new Float32Array(0), right: new Float32Array(0) };
  private nextGrainSec: number;
  private frame = 0;

  constructor(kind: Exclude<AmbienceKind, 'none'>, seed: number) {
    this.recipe = RECIPES[kind];
    this.random = new Random(seed);
    this.beds = this.recipe.beds.map((bed) => new Bed(bed, this.random));
    this.nextGrainSec = this.random.between(0.2, 0.8);
  }

  /** The next frames of both channels. */
  next(frames: number): { left: Float32Array; right: Float32Array } {
    const room = frames + SAMPLE_RATE;
    const left = new Float32Array(room);
    const right = new Float32Array(room);
    left.set(this.tail.left);
    right.set(this.tail.right);
    this.beds.forEach((bed) => bed.addTo(left, right, frames));
    if (this.recipe.grain) {
      this.addGrains(this.recipe.grain, left, right, frames);
    }
    this.frame += frames;
    this.tail = { left: left.slice(frames), right: right.slice(frames) };
    return { left: left.subarray(0, frames), right: right.subarray(0, frames) };
  }

  private addGrains(grain: Grain, left: Float32Array, right: Float32Array, frames: number): void {
    const end = (this.frame + frames) / SAMPLE_RATE;
    while (this.nextGrainSec < end) {
      const start = Math.round(this.nextGrainSec * SAMPLE_RATE) - this.frame;
      const frequency = this.random.between(...grain.frequency);
      const pan = this.random.between(-0.6, 0.6);
      for (let repeat = 0; repeat < grain.repeats; repeat++) {
        const at = start + Math.round(repeat * 0.11 * SAMPLE_RATE);
        addChirp({ left, right }, at, { ...grainTone(grain, this.random), frequency, pan });
      }
      this.nextGrainSec += this.random.between(...grain.everySec);
    }
  }
}

function grainTone(grain: Grain, random: Random): { seconds: number; sweep: number; gain: number } {
  return {
    seconds: random.between(...grain.seconds),
    sweep: random.between(...grain.sweep),
    gain: grain.gain * random.between(0.4, 1),
  };
}

/** A short tone whose frequency slides: a rotating vector whose rotation itself is turned a little each frame. */
function addChirp(
  out: { left: Float32Array; right: Float32Array },
  start: number,
  tone: { frequency: number; sweep: number; seconds: number; gain: number; pan: number },
): void {
  const frames = Math.max(0, Math.min(Math.round(tone.seconds * SAMPLE_RATE), out.left.length - start));
  const step = (2 * Math.PI * tone.frequency) / SAMPLE_RATE;
  const bend = (2 * Math.PI * tone.sweep) / SAMPLE_RATE / Math.max(1, frames);
  const [bendX, bendY] = [Math.cos(bend), Math.sin(bend)];
  let [turnX, turnY] = [Math.cos(step), Math.sin(step)];
  let [x, y] = [1, 0];
  for (let index = 0; index < frames; index++) {
    [x, y] = [x * turnX - y * turnY, x * turnY + y * turnX];
    [turnX, turnY] = [turnX * bendX - turnY * bendY, turnX * bendY + turnY * bendX];
    const place = index / frames;
    const value = y * 4 * place * (1 - place) * tone.gain;
    out.left[start + index] = (out.left[start + index] as number) + value * (1 - tone.pan);
    out.right[start + index] = (out.right[start + index] as number) + value * (1 + tone.pan);
  }
}

/** Noise through a low pass, swelling slowly. */
class Bed {
  private readonly settings: Recipe['beds'][number];
  private readonly random: Random;
  private readonly turn: number;
  private swell: number;
  private swellBefore: number;
  private left = 0;
  private right = 0;

  constructor(settings: Recipe['beds'][number], random: Random) {
    const angle = (2 * Math.PI) / settings.swellSec / SAMPLE_RATE;
    const phase = random.between(0, 2 * Math.PI);
    this.settings = settings;
    this.random = random;
    this.turn = 2 * Math.cos(angle);
    this.swell = Math.sin(phase);
    this.swellBefore = Math.sin(phase - angle);
  }

  addTo(left: Float32Array, right: Float32Array, frames: number): void {
    const { gain, smoothing, swellDepth } = this.settings;
    for (let index = 0; index < frames; index++) {
      const swell = this.turn * this.swell - this.swellBefore;
      this.swellBefore = this.swell;
      this.swell = swell;
      const level = gain * (1 + swellDepth * swell);
      this.left += smoothing * (this.random.next() * 2 - 1 - this.left);
      this.right += smoothing * (this.random.next() * 2 - 1 - this.right);
      left[index] = (left[index] as number) + this.left * level;
      right[index] = (right[index] as number) + this.right * level;
    }
  }
}
