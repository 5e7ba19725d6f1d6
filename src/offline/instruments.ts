import { SAMPLE_RATE } from '../common/wav.js';
import type { Note } from './score.js';

/** Turns notes into sound. Sines come from a two-term recurrence: no `Math.sin` for each sample. */

/** A sine that is added to a note: frequency and loudness in relation to it, and how fast it dies (per second). */
interface Partial {
  ratio: number;
  gain: number;
  decay: number;
}

const ATTACK_FRAMES = { pluck: 240, bass: 1440, pad: 0.9 * SAMPLE_RATE };
const RELEASE_FRAMES = { pluck: 2400, bass: 9600, pad: 1.1 * SAMPLE_RATE };

/** Adds a note to both channels, beginning at frame `start`. What does not fit is cut off. */
export function addNote(left: Float32Array, right: Float32Array, note: Note, start: number): void {
  const frames = Math.min(Math.round(note.seconds * SAMPLE_RATE), left.length - start);
  const frequency = 440 * 2 ** ((note.pitch - 69) / 12);
  const envelope = envelopeOf(note.instrument, frames);
  const leftGain = note.gain * Math.sqrt(0.5 * (1 - note.pan));
  const rightGain = note.gain * Math.sqrt(0.5 * (1 + note.pan));
  for (const { ratio, gain, decay } of partialsOf(note)) {
    const angle = (2 * Math.PI * frequency * ratio) / SAMPLE_RATE;
    const turn = 2 * Math.cos(angle);
    const fading = Math.exp(-decay / SAMPLE_RATE);
    let last = -Math.sin(angle);
    let beforeLast = -Math.sin(2 * angle);
    let level = gain;
    for (let index = 0; index < frames; index++) {
      const wave = turn * last - beforeLast;
      beforeLast = last;
      last = wave;
      const value = wave * level * (envelope[index] as number);
      level *= fading;
      left[start + index] = (left[start + index] as number) + value * leftGain;
      right[start + index] = (right[start + index] as number) + value * rightGain;
    }
  }
}

function partialsOf({ instrument, brightness }: Note): Partial[] {
  if (instrument === 'pluck') {
    return [1, 2, 3, 4].map((ratio) => ({
      ratio,
      gain: ratio === 1 ? 1 : brightness / ratio,
      decay: 1.6 + ratio * 1.1,
    }));
  }
  if (instrument === 'bass') {
    return [
      { ratio: 1, gain: 1.3, decay: 0.5 },
      { ratio: 2, gain: 0.35, decay: 1.2 },
    ];
  }
  return [
    { ratio: 1, gain: 1, decay: 0 },
    { ratio: 1.003, gain: 0.8, decay: 0 },
    { ratio: 1.994, gain: 0.25 * brightness, decay: 0 },
    { ratio: 3.003, gain: 0.12 * brightness, decay: 0 },
  ];
}

function envelopeOf(instrument: Note['instrument'], frames: number): Float32Array {
  const attack = Math.floor(Math.min(ATTACK_FRAMES[instrument], frames * 0.4));
  const release = Math.floor(Math.min(RELEASE_FRAMES[instrument], frames * 0.4));
  const envelope = new Float32Array(frames).fill(1);
  for (let index = 0; index < attack; index++) {
    envelope[index] = index / attack;
  }
  for (let index = 0; index < release; index++) {
    envelope[frames - 1 - index] = index / release;
  }
  return envelope;
}
