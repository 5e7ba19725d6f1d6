import { SAMPLE_RATE } from '../common/wav.js';
import { type Stereo } from './sound-stems.js';

/** Music makes room for speech: it is down when a word begins and comes back slowly after the last one. */

/** Speech is looked for in steps of 10 ms. */
export const HOP_FRAMES = 480;

const DEPTH = 10 ** (-11 / 20);
const SPEECH_RMS = 0.01;
const LOOK_AHEAD_HOPS = 12;
/** Shorter than this, a pause between words does not let the music up. */
const HOLD_HOPS = 30;
const ATTACK = Math.exp(-1 / (0.04 * SAMPLE_RATE));
const RELEASE = Math.exp(-1 / (0.55 * SAMPLE_RATE));

/** For each step of 10 ms: is there speech? */
export function speechIn(voice: Stereo): Uint8Array {
  const hops = new Uint8Array(Math.ceil(voice.left.length / HOP_FRAMES));
  for (let hop = 0; hop < hops.length; hop++) {
    const end = Math.min(voice.left.length, (hop + 1) * HOP_FRAMES);
    let power = 0;
    let count = 0;
    for (let index = hop * HOP_FRAMES; index < end; index += 4) {
      power += (voice.left[index] as number) ** 2 + (voice.right[index] as number) ** 2;
      count += 2;
    }
    hops[hop] = Math.sqrt(power / count) > SPEECH_RMS ? 1 : 0;
  }
  return hops;
}

/** The gain of music under speech, sample by sample, from one block to the next. */
export class Ducker {
  private gain = 1;
  private hopsSinceSpeech = Number.MAX_SAFE_INTEGER;

  /** Gains for the block `now`; `next` is the speech of the block after it (empty at the end). */
  gains(frames: number, now: Uint8Array, next: Uint8Array): Float32Array {
    const gains = new Float32Array(frames);
    const ahead = new Uint8Array(now.length + next.length);
    ahead.set(now);
    ahead.set(next, now.length);
    for (let hop = 0; hop < now.length; hop++) {
      const coming = ahead.subarray(hop, hop + LOOK_AHEAD_HOPS + 1).includes(1);
      this.hopsSinceSpeech = now[hop] ? 0 : this.hopsSinceSpeech + 1;
      const target = coming || this.hopsSinceSpeech <= HOLD_HOPS ? DEPTH : 1;
      const keep = target < this.gain ? ATTACK : RELEASE;
      const end = Math.min(frames, (hop + 1) * HOP_FRAMES);
      for (let index = hop * HOP_FRAMES; index < end; index++) {
        this.gain = target + (this.gain - target) * keep;
        gains[index] = this.gain;
      }
    }
    return gains;
  }
}
