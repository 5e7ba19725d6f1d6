import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monoOf, SAMPLE_RATE, toPcm16, wavHeader } from '../../src/common/wav.js';
import { mixSound } from '../../src/media/sound.js';
import { type Stem } from '../../src/media/timeline.js';
import { compose } from '../../src/offline/score-renderer.js';
import { type Score } from '../../src/offline/score.js';
import { correlation } from '../support/voice-measures.js';

const directory = mkdtempSync(join(tmpdir(), 'jumu-soundtrack-'));
const music = join(directory, 'music.wav');
const ambience = join(directory, 'ambience.wav');
const mixed = join(directory, 'mixed.wav');

/** Three scenes of two shots each: the score knows scenes only, a shot begins in the middle of each. */
const score: Score = {
  seconds: 36,
  seed: 5,
  sections: [
    { startSec: 0, endSec: 12, mood: 'calm', ambience: 'street' },
    { startSec: 12, endSec: 24, mood: 'tense', ambience: 'rain' },
    { startSec: 24, endSec: 36, mood: 'joyful', ambience: 'birds' },
  ],
};

beforeAll(() => compose(score, { music, ambience }), 120_000);
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function tone(hertz: number, amplitude: number, fromSec: number, toSec: number, seconds: number): Float32Array {
  return Float32Array.from({ length: seconds * SAMPLE_RATE }, (_, index) => {
    const isOn = index >= fromSec * SAMPLE_RATE && index < toSec * SAMPLE_RATE;
    return isOn ? amplitude * Math.sin((2 * Math.PI * hertz * index) / SAMPLE_RATE) : 0;
  });
}

function written(name: string, samples: Float32Array): string {
  const path = join(directory, name);
  writeFileSync(path, Buffer.concat([wavHeader(samples.length, 1), toPcm16(samples)]));
  return path;
}

function heard(path: string): Float32Array {
  return monoOf(readFileSync(path)).samples;
}

const between = (sound: Float32Array, fromSec: number, toSec: number) =>
  sound.subarray(Math.round(fromSec * SAMPLE_RATE), Math.round(toSec * SAMPLE_RATE));

function levelOf(sound: Float32Array): number {
  return 10 * Math.log10(sound.reduce((sum, value) => sum + value * value, 0) / sound.length + 1e-12);
}

/** Level of one frequency, in dB. */
function levelAt(sound: Float32Array, hertz: number): number {
  let [real, imaginary] = [0, 0];
  sound.forEach((value, index) => {
    const angle = (2 * Math.PI * hertz * index) / SAMPLE_RATE;
    real += value * Math.cos(angle);
    imaginary += value * Math.sin(angle);
  });
  return 20 * Math.log10((2 * Math.hypot(real, imaginary)) / sound.length);
}

describe('the music of an episode', () => {
  test('runs on over every cut, and never begins anew', () => {
    const sound = heard(music);
    const beginning = Array.from(between(sound, 2, 4));
    for (const cut of [6, 12, 18, 24, 30]) {
      const pieces = Array.from({ length: 20 }, (_, piece) =>
        levelOf(between(sound, cut - 1 + piece / 10, cut - 0.9 + piece / 10)),
      );
      expect(Math.min(...pieces)).toBeGreaterThan(levelOf(sound) - 15);
      expect(Math.abs(correlation(beginning, Array.from(between(sound, cut + 2, cut + 4))))).toBeLessThan(0.5);
    }
  });

  test.each([
    ['music', music],
    ['ambience', ambience],
  ])('%s has no click, no offset and is not clipped', (_, path) => {
    const samples = heard(path);
    const bends = samples.map((value, index) =>
      index < 2 ? 0 : Math.abs(value - 2 * (samples[index - 1] ?? 0) + (samples[index - 2] ?? 0)),
    );
    const most = (values: Float32Array) => values.reduce((highest, value) => Math.max(highest, Math.abs(value)), 0);
    expect(most(bends)).toBeLessThan(0.15);
    expect(most(samples)).toBeLessThan(0.9);
    expect(Math.abs(samples.reduce((sum, value) => sum + value, 0) / samples.length)).toBeLessThan(0.001);
  });
});

test('music is at least 8 dB quieter under speech than alone', async () => {
  const stems: Stem[] = [
    { role: 'music', path: written('low.wav', tone(220, 0.08, 0, 12, 12)), startSec: 0 },
    { role: 'voice', path: written('high.wav', tone(1500, 0.14, 4, 7, 12)), startSec: 0 },
  ];
  await mixSound({ seconds: 12, stems }, mixed);
  const sound = heard(mixed);
  const alone = levelAt(between(sound, 1, 3), 220);
  expect(levelAt(between(sound, 4, 7), 220)).toBeLessThan(alone - 8);
  expect(levelAt(between(sound, 9.5, 11.5), 220)).toBeGreaterThan(alone - 1);
});
