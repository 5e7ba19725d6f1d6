import { pitchMarks } from '../../src/offline/pitch-marks.js';
import { reshaped } from '../../src/offline/voice-shape.js';
import { throatOf } from '../../src/offline/throats.js';
import { NARRATOR_VOICE, sourceOf } from '../../src/offline/voice-cast.js';
import { correlation, formantScale, pitchTrack, voicePrint } from '../support/voice-measures.js';

const RATE = 24_000;
const FORMANTS = [700, 1250, 2600, 3500];

/** A vowel as the textbook makes it: a beat of the cords, gliding from one pitch to another, through four resonances. */
function vowel(fromHz: number, toHz: number, seconds: number): Float32Array {
  let phase = 0;
  const length = Math.round(seconds * RATE);
  const beat = Float32Array.from({ length }, (_, index) => {
    phase += (fromHz + ((toHz - fromHz) * index) / length) / RATE;
    const isBeat = phase >= 1;
    phase %= 1;
    return isBeat ? 1 : 0;
  });
  const sound = FORMANTS.reduce<Float32Array>((made, hertz) => resonated(made, hertz), beat);
  const loudness = Math.sqrt(powerOf(sound));
  return sound.map((value) => (value * 0.1) / loudness);
}

function powerOf(sound: Float32Array): number {
  return sound.reduce((sum, value) => sum + value * value, 0) / sound.length;
}

function resonated(sound: Float32Array, hertz: number): Float32Array {
  const width = Math.exp((-Math.PI * (60 + hertz / 25)) / RATE);
  const turn = 2 * width * Math.cos((2 * Math.PI * hertz) / RATE);
  let [last, beforeLast] = [0, 0];
  return sound.map((value) => {
    const output = (1 - width) * value + turn * last - width * width * beforeLast;
    [last, beforeLast] = [output, last];
    return output;
  });
}

const heard = (samples: Float32Array) => ({ samples, sampleRate: RATE });

describe('another voice', () => {
  const plain = vowel(140, 140, 0.4);
  const length = plain.length;

  test.each([
    [1, 1],
    [1.4, 1],
    [0.75, 1],
    [1, 1.2],
    [1, 0.85],
    [1.7, 1.25],
    [0.7, 0.85],
  ])('has its pitch at %d and its formants at %d, whatever the other is', (pitch, formants) => {
    const voice = voicePrint(heard(reshaped(plain, RATE, { pitch, formants, length })));
    expect(Math.abs(voice.hertz / 140 / pitch - 1)).toBeLessThan(0.03);
    expect(Math.abs(formantScale(voice, voicePrint(heard(plain))) / formants - 1)).toBeLessThan(0.05);
  });

  test.each([0.6, 1, 1.3])('lasts %d times as long, to the sample, and is as loud', (factor) => {
    const voice = reshaped(plain, RATE, { pitch: 1.2, formants: 1.1, length: Math.round(length * factor) });
    expect(voice).toHaveLength(Math.round(length * factor));
    expect(Math.abs(10 * Math.log10(powerOf(voice) / powerOf(plain)))).toBeLessThan(2);
  });

  test('keeps the melody of a tone', () => {
    const rising = vowel(110, 190, 0.5);
    const voice = heard(reshaped(rising, RATE, { pitch: 1.6, formants: 1.2, length: rising.length }));
    const [one, other] = [pitchTrack(heard(rising)), pitchTrack(voice)] as const;
    const both = one.flatMap((hertz, index) => (hertz > 0 && (other[index] ?? 0) > 0 ? [index] : []));
    const among = (track: number[]) => both.map((index) => track[index] ?? 0);
    expect(both.length).toBeGreaterThan(30);
    expect(correlation(among(one), among(other))).toBeGreaterThan(0.98);
  });

  test('of noise is noise, of silence is silence, and of nothing nothing', () => {
    let state = 1;
    const noise = Float32Array.from({ length: 4800 }, () => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return state / 2 ** 31 - 1;
    });
    expect(pitchMarks(noise, RATE).filter(({ isVoiced }) => isVoiced).length).toBeLessThan(5);
    const slow = reshaped(noise, RATE, { pitch: 1.5, formants: 1, length: 9600 });
    expect(voicePrint(heard(slow)).hertz).toBe(0);
    expect(Math.max(...slow)).toBeGreaterThan(0.3);
    expect(reshaped(new Float32Array(1000), RATE, { pitch: 1.2, formants: 1, length: 800 })).toEqual(
      new Float32Array(800),
    );
    expect(reshaped(new Float32Array(0), RATE, { pitch: 1.2, formants: 1, length: 10 })).toEqual(new Float32Array(10));
    expect(reshaped(new Float32Array(3), RATE, { pitch: 1.2, formants: 1, length: 0 })).toHaveLength(0);
  });
});

describe('throats', () => {
  test('a deep voice has a long throat, a child a shorter one than a woman who speaks as high', () => {
    const [man, woman, child] = (['male-1', 'female-1', 'child-1'] as const).map((id) => sourceOf({ id, sex: 'male' }));
    if (!man || !woman || !child) {
      throw new Error('no voices');
    }
    expect(throatOf(man, 0.8).formants / throatOf(man, 1).formants).toBeCloseTo(0.8, 1);
    expect(throatOf(man, 1.2).formants).toBeLessThan(throatOf(man, 1).formants * 1.1);
    expect(throatOf(woman, 1).formants / throatOf(man, 1).formants).toBeGreaterThan(1.15);
    expect(throatOf(child, 1.4).formants).toBeGreaterThan(throatOf(woman, 1.4).formants);
    expect(sourceOf({ ...NARRATOR_VOICE, sex: 'female' })).toEqual(woman);
  });
});
