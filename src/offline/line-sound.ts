import { resample } from '../common/resample.js';
import { SAMPLE_RATE, toPcm16, wavHeader } from '../common/wav.js';
import { activeRms, stretched } from './time-stretch.js';

/** What makes a line of a spoken sound, whoever spoke it: as loud as the others, without pauses, in its time. */

const LEVEL_RMS = 0.1;
const HIGHEST_PEAK = 0.89;
const FASTEST = 1.25;
const SILENT = 0.003;
const MARGIN_SEC = 0.03;
const WORDLESS_SEC = 0.3;

export interface Sound {
  samples: Float32Array;
  sampleRate: number;
}

export interface LineSound {
  /** A WAV file: 48 kHz, mono, 16 bit. */
  wav: Buffer;
  seconds: number;
}

export function levelled(samples: Float32Array, sampleRate = SAMPLE_RATE): Float32Array {
  const gain = LEVEL_RMS / (activeRms(samples, sampleRate) + 1e-5);
  return samples.map((value) => value * gain);
}

export function isSilent(samples: Float32Array): boolean {
  return samples.every((value) => Math.abs(value) <= SILENT);
}

/** Without the silence before and after, but for a breath. */
export function trimmed(samples: Float32Array, sampleRate = SAMPLE_RATE): Float32Array {
  const margin = MARGIN_SEC * sampleRate;
  const first = samples.findIndex((value) => Math.abs(value) > SILENT);
  const last = samples.findLastIndex((value) => Math.abs(value) > SILENT);
  return first < 0 ? samples : samples.slice(Math.max(0, first - margin), last + margin);
}

export function joined(sounds: Float32Array[]): Float32Array {
  const whole = new Float32Array(sounds.reduce((sum, sound) => sum + sound.length, 0));
  let at = 0;
  for (const sound of sounds) {
    whole.set(sound, at);
    at += sound.length;
  }
  return whole;
}

/** Faster if it is too long, within what is still pleasant, and never clipped. */
export function finished(line: Sound, maxSeconds: number): LineSound {
  const { samples, sampleRate } = line;
  return lineOf(withSafePeak(resample(fitted(samples, sampleRate, maxSeconds), sampleRate / SAMPLE_RATE)));
}

/** For a text in which there is nothing to say. */
export function wordless(): LineSound {
  return lineOf(new Float32Array(Math.round(WORDLESS_SEC * SAMPLE_RATE)));
}

function fitted(samples: Float32Array, sampleRate: number, maxSeconds: number): Float32Array {
  const excess = samples.length / (maxSeconds * sampleRate);
  return excess > 1 ? stretched(samples, Math.floor(samples.length / Math.min(FASTEST, excess)), sampleRate) : samples;
}

function withSafePeak(line: Float32Array): Float32Array {
  const peak = line.reduce((highest, value) => Math.max(highest, Math.abs(value)), 0);
  return peak > HIGHEST_PEAK ? line.map((value) => (value * HIGHEST_PEAK) / peak) : line;
}

function lineOf(sound: Float32Array): LineSound {
  const wav = Buffer.concat([wavHeader(sound.length, 1), toPcm16(sound)]);
  return { wav, seconds: sound.length / SAMPLE_RATE };
}
