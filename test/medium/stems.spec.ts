import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseWav, SAMPLE_RATE, toPcm16, wavHeader } from '../../src/common/wav.js';
import { Media, type StemFile, type StemRole } from '../../src/media/media.js';
import { type SoundAim, type Stem } from '../../src/media/timeline.js';
import { compose } from '../../src/offline/score-renderer.js';

const SECONDS = 14.04;
const FRAMES = Math.round(SECONDS * SAMPLE_RATE);
const never = new AbortController().signal;
let sut: Media;
let directory: string;
let stems: Stem[];

const file = (name: string): string => join(directory, name);

/** Syllables of a rising tone: like speech, it is loud and quiet several times a second. */
async function voiceOf(name: string, seconds: number): Promise<string> {
  const samples = Float32Array.from({ length: seconds * 22_050 }, (_, index) => {
    const at = index / 22_050;
    return 0.4 * Math.abs(Math.sin(Math.PI * 3 * at)) * Math.sin(2 * Math.PI * (180 + 30 * at) * at);
  });
  await writeFile(file(name), Buffer.concat([wavHeader(samples.length, 1, 22_050), toPcm16(samples)]));
  return file(name);
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'jumu-stems-'));
  sut = new Media({ concurrency: 1, ffmpegPath: null });
  const [music, ambience] = [file('score.wav'), file('place.wav')];
  const sections = [
    { startSec: 0, endSec: 7, mood: 'tense', ambience: 'rain' } as const,
    { startSec: 7, endSec: SECONDS, mood: 'calm', ambience: 'none' } as const,
  ];
  await compose({ seconds: SECONDS, seed: 3, sections }, { music, ambience });
  stems = [
    { role: 'voice', path: await voiceOf('one.wav', 2), startSec: 3.12 },
    { role: 'voice', path: await voiceOf('other.wav', 1.5), startSec: 9.96 },
    { role: 'footage', path: await voiceOf('clip.wav', 2.5), startSec: 6.2 },
    { role: 'music', path: music, startSec: 0 },
    { role: 'ambience', path: ambience, startSec: 0 },
  ];
});

afterAll(async () => {
  await sut.onApplicationShutdown();
  await rm(directory, { recursive: true, force: true });
});

/** Left and right, interleaved. */
async function samplesOf(path: string): Promise<Float32Array> {
  const bytes = await readFile(path);
  const { channels, sampleRate, frames, dataOffset, encoding } = parseWav(bytes, bytes.length);
  expect({ channels, sampleRate, encoding }).toEqual({ channels: 2, sampleRate: SAMPLE_RATE, encoding: 'int16' });
  return Float32Array.from({ length: frames * 2 }, (_, index) => bytes.readInt16LE(dataOffset + index * 2) / 32_768);
}

async function made(wanted: Stem[]): Promise<StemFile[]> {
  const out = await mkdtemp(join(directory, 'out-'));
  const files = await sut.stems({ seconds: SECONDS, stems: wanted }, out, never);
  expect((await readdir(out)).sort()).toEqual(files.map(({ role }) => `${role}.wav`).sort());
  return files;
}

async function mixed(aim?: SoundAim): Promise<Float32Array> {
  await sut.mix({ seconds: SECONDS, stems, ...(aim && { aim }) }, file('mix.wav'), never);
  return samplesOf(file('mix.wav'));
}

const second = (sound: Float32Array, at: number): Float32Array =>
  sound.subarray(at * 2 * SAMPLE_RATE, (at + 1) * 2 * SAMPLE_RATE);
const powerOf = (sound: Float32Array): number => sound.reduce((sum, value) => sum + value * value, 0);

/** By what factor one sound is the other, and what is left of it then, in dB. */
function compared(whole: Float32Array, sum: Float32Array): { gain: number; residualDb: number } {
  const gain = whole.reduce((total, value, index) => total + value * (sum[index] ?? 0), 0) / powerOf(sum);
  const rest = whole.map((value, index) => value - gain * (sum[index] ?? 0));
  return { gain, residualDb: 10 * Math.log10(powerOf(rest) / powerOf(whole)) };
}

describe('the stems of a film’s sound', () => {
  const sounds = new Map<StemRole, Float32Array>();
  let sum: Float32Array;

  beforeAll(async () => {
    for (const { role, path } of await made(stems)) {
      sounds.set(role, await samplesOf(path));
    }
    sum = new Float32Array(FRAMES * 2);
    sounds.forEach((sound) => sound.forEach((value, index) => (sum[index] = (sum[index] ?? 0) + value)));
  });

  it('are there for all that is heard, each as long as the film to the sample', () => {
    expect([...sounds.keys()]).toEqual(['speech', 'music', 'ambience', 'footage']);
    expect([...sounds.values()].map(({ length }) => length)).toEqual(Array(4).fill(FRAMES * 2));
  });

  it('are the film’s mix together, but for its gain', async () => {
    const { residualDb } = compared(await mixed({ lufs: -30, truePeakDb: -1 }), sum);
    expect(residualDb).toBeLessThan(-60);
    // Without the beds’ making room, the sum would be another one.
    const louder = sum.map((value, index) => value + (sounds.get('music')?.[index] ?? 0));
    expect(compared(await mixed({ lufs: -30, truePeakDb: -1 }), louder).residualDb).toBeGreaterThan(-40);
  });

  it('are the mix at its full loudness, too, wherever that was not limited', async () => {
    const mix = await mixed();
    const { gain } = compared(second(mix, 1), second(sum, 1));
    const peakOf = (sound: Float32Array): number => sound.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const seconds = Array.from({ length: Math.floor(SECONDS) }, (_, at) => at);
    const free = seconds.filter((at) => [at - 1, at, at + 1].every((near) => peakOf(second(sum, near)) * gain < 0.7));
    expect(free.length).toBeGreaterThan(5);
    const wrong = free.filter((at) => {
      const here = compared(second(mix, at), second(sum, at));
      return here.residualDb > -40 || Math.abs(here.gain / gain - 1) > 0.01;
    });
    expect(wrong).toEqual([]);
  });

  it('are silent where they are not heard, and sound where they are', () => {
    const heardIn = (role: StemRole): number[] => {
      const sound = sounds.get(role) ?? new Float32Array(0);
      return Array.from({ length: 14 }, (_, at) => at).filter((at) => powerOf(second(sound, at)) > 0);
    };
    expect(heardIn('speech')).toEqual([3, 4, 5, 9, 10, 11]);
    expect(heardIn('footage')).toEqual([6, 7, 8]);
    expect(heardIn('ambience')).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(heardIn('music')).toHaveLength(14);
  });

  it('of music and ambience make room for the voices', async () => {
    const [alone] = await made(stems.filter(({ role }) => role === 'music'));
    const music = await samplesOf(alone?.path ?? '');
    const turnedDown = (at: number): number =>
      10 * Math.log10(powerOf(second(sounds.get('music') ?? music, at)) / powerOf(second(music, at)));
    expect(turnedDown(4)).toBeLessThan(-8);
    expect(turnedDown(1)).toBeCloseTo(0, 1);
  });

  it.each([
    ['music', ['speech', 'ambience']],
    ['voice', ['music', 'ambience']],
  ])('of a film without %s has no file for it', async (role, expected) => {
    const files = await made(stems.filter((stem) => stem.role !== role && stem.role !== 'footage'));
    expect(files.map((each) => each.role)).toEqual(expected);
  });

  it('has no file for a place where nothing is heard', async () => {
    const silence = file('silence.wav');
    await writeFile(silence, Buffer.concat([wavHeader(SAMPLE_RATE, 1), Buffer.alloc(SAMPLE_RATE * 2)]));
    expect(await made([{ role: 'ambience', path: silence, startSec: 0 }])).toEqual([]);
  });
});
