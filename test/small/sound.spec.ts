import { resample } from '../../src/common/resample.js';
import { monoOf, parseWav, SAMPLE_RATE, toPcm16, wavHeader } from '../../src/common/wav.js';
import { Ducker, HOP_FRAMES, speechIn } from '../../src/media/sound-duck.js';
import { Limiter, LIMITER_DELAY, TruePeakDetector } from '../../src/media/sound-limiter.js';
import { LoudnessMeter, SILENT_LUFS } from '../../src/media/sound-loudness.js';
import { type Stereo } from '../../src/media/sound-stems.js';

function sine(frequency: number, amplitude: number, seconds: number, phase = 0): Float32Array {
  return Float32Array.from(
    { length: Math.round(seconds * SAMPLE_RATE) },
    (_, index) => amplitude * Math.sin((2 * Math.PI * frequency * index) / SAMPLE_RATE + phase),
  );
}

function both(samples: Float32Array): Stereo {
  return { left: samples, right: samples };
}

function loudnessOf(...blocks: Stereo[]): number {
  const meter = new LoudnessMeter();
  blocks.forEach((block) => meter.add(block));
  return meter.integrated();
}

function highest(values: Float32Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

describe('loudness', () => {
  test('a stereo sine of 1 kHz at -20 dBFS has -20 LUFS', () => {
    expect(loudnessOf(both(sine(997, 0.1, 5)))).toBeCloseTo(-20, 1);
  });

  test('one channel alone is 3 LU quieter', () => {
    const left = sine(997, 0.1, 5);
    expect(loudnessOf({ left, right: new Float32Array(left.length) })).toBeCloseTo(-23, 1);
  });

  test('pauses do not count, and neither does the way a sound is cut into blocks', () => {
    const tone = both(sine(997, 0.1, 4));
    const pause = both(new Float32Array(SAMPLE_RATE * 8));
    const half = { left: tone.left.subarray(0, 70_001), right: tone.right.subarray(0, 70_001) };
    const rest = { left: tone.left.subarray(70_001), right: tone.right.subarray(70_001) };
    expect(loudnessOf(half, rest, pause)).toBeCloseTo(loudnessOf(tone), 0);
    expect(loudnessOf(half, rest)).toBeCloseTo(loudnessOf(tone), 6);
  });

  test('silence, nothing, and less than a block are numbers', () => {
    expect(loudnessOf(both(new Float32Array(SAMPLE_RATE)))).toBe(SILENT_LUFS);
    expect(loudnessOf()).toBe(SILENT_LUFS);
    expect(loudnessOf(both(sine(997, 0.1, 0.3)))).toBeCloseTo(-20, 0);
  });
});

describe('true peaks', () => {
  test('a sine whose crests lie between the samples is measured at its crests', () => {
    const tone = both(sine(SAMPLE_RATE / 4, 0.5, 0.1, Math.PI / 4));
    const inside = new TruePeakDetector().peaks(tone, 0).subarray(100, 4000);
    expect(highest(tone.left)).toBeCloseTo(0.3536, 3);
    expect(20 * Math.log10(highest(inside))).toBeCloseTo(20 * Math.log10(0.5), 0);
  });

  test('nothing that leaves the limiter is above its ceiling', () => {
    const ceiling = 0.8;
    const limiter = new Limiter(ceiling);
    const burst = sine(3000, 1.7, 0.5);
    burst[4000] = 3;
    burst.fill(0, 8000, 12_000);
    const pieces = [burst.subarray(0, 777), burst.subarray(777), new Float32Array(LIMITER_DELAY)];
    const outputs = pieces.map((piece) => limiter.process(both(piece)).left);
    const limited = Float32Array.from(outputs.flatMap((output) => [...output]));
    expect(highest(limited)).toBeLessThanOrEqual(ceiling);
    expect(highest(new TruePeakDetector().peaks(both(limited), 0))).toBeLessThan(ceiling * 1.01);
    expect(highest(limited)).toBeGreaterThan(ceiling * 0.7);
  });

  test('a sound below the ceiling only comes later', () => {
    const tone = sine(440, 0.5, 0.2);
    const limited = new Limiter(0.8).process(both(tone)).left;
    const difference = limited.subarray(LIMITER_DELAY).map((value, index) => value - (tone[index] as number));
    expect(highest(difference)).toBe(0);
  });
});

describe('ducking', () => {
  const hopsOf = (seconds: number) => (seconds * SAMPLE_RATE) / HOP_FRAMES;

  function gainsWithSpeech(fromSec: number, toSec: number, seconds: number): Float32Array {
    const voice = new Float32Array(seconds * SAMPLE_RATE);
    voice.set(sine(200, 0.1, toSec - fromSec), fromSec * SAMPLE_RATE);
    const speech = speechIn(both(voice));
    const ducker = new Ducker();
    const gains = new Float32Array(voice.length);
    for (let second = 0; second < seconds; second++) {
      const [now, next] = [0, 1].map((ahead) => speech.subarray(hopsOf(second + ahead), hopsOf(second + ahead + 1)));
      gains.set(ducker.gains(SAMPLE_RATE, now as Uint8Array, next as Uint8Array), second * SAMPLE_RATE);
    }
    return gains;
  }

  test('music is at least 8 dB down from the first word to the last, also when a word opens a block', () => {
    const gains = gainsWithSpeech(2, 3.5, 6);
    const under = gains.subarray(2 * SAMPLE_RATE, 3.5 * SAMPLE_RATE);
    expect(20 * Math.log10(highest(under))).toBeLessThan(-8);
    expect(gains[SAMPLE_RATE]).toBeCloseTo(1, 3);
    expect(gains.at(-1)).toBeGreaterThan(0.95);
  });

  test('the gain never jumps', () => {
    const gains = gainsWithSpeech(1.25, 2.5, 5);
    const steps = gains.subarray(1).map((gain, index) => Math.abs(gain - (gains[index] as number)));
    expect(highest(steps)).toBeLessThan(0.001);
  });
});

describe('WAV and rates', () => {
  test('what is written is read back, and a wrong length is put right by the length of the file', () => {
    const samples = sine(440, 0.5, 0.1);
    const file = Buffer.concat([wavHeader(samples.length, 1), toPcm16(samples)]);
    file.writeUInt32LE(0x7fffffff, 40);
    expect(parseWav(file, file.length)).toMatchObject({ frames: samples.length, channels: 1, sampleRate: SAMPLE_RATE });
    const difference = monoOf(file).samples.map((value, index) => value - (samples[index] as number));
    expect(highest(difference)).toBeLessThan(1e-4);
  });

  test('what is no WAV file is refused', () => {
    expect(() => parseWav(Buffer.from('not sound at all, but long enough to look at'), 44)).toThrow('Not a WAV file');
  });

  test('a tone keeps its shape at another rate', () => {
    const raised = resample(sine(440, 0.5, 0.1), 0.5);
    const expected = Float32Array.from(
      { length: raised.length },
      (_, index) => 0.5 * Math.sin((2 * Math.PI * 440 * index) / (2 * SAMPLE_RATE)),
    );
    const difference = raised.subarray(4, -4).map((value, index) => value - (expected[index + 4] as number));
    expect(highest(difference)).toBeLessThan(0.001);
  });
});
