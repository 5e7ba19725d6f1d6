import 'reflect-metadata';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Age, type Sex } from '../../src/art/look.js';
import { type Language } from '../../src/common/vocabulary.js';
import { monoOf } from '../../src/common/wav.js';
import { mouthAt } from '../../src/media/acting.js';
import { FRAMES_PER_SECOND } from '../../src/media/timeline.js';
import { Speaker } from '../../src/offline/speech.js';
import { RECORDED, shapeOf, throatOf } from '../../src/offline/throats.js';
import { BANK_RATE, SyllableBank } from '../../src/offline/voice-bank.js';
import { castVoice, NARRATOR_VOICE, sourceOf, type Voice } from '../../src/offline/voice-cast.js';
import { reshaped } from '../../src/offline/voice-shape.js';
import { envelopeOf } from '../../src/workflow/film-timing.js';
import {
  correlation,
  formantScale,
  pitchTrack,
  type VoicePrint,
  voicePrint,
  type VoiceSound,
} from '../support/voice-measures.js';

const directory = mkdtempSync(join(tmpdir(), 'jumu-kinds-'));
const speaker = new Speaker(directory);
const never = new AbortController().signal;

afterAll(() => rmSync(directory, { recursive: true, force: true }));

const SAID: Record<Language, string> = {
  zh: '你怎么现在才来？我等了你三个小时，天都黑了，今天一定要当面告诉你。',
  en: 'You said that three years ago, and I believed you. I waited until morning.',
};

type Kind = `${Sex} ${Age}`;
const KINDS = (['male', 'female'] as const).flatMap((sex) =>
  (['adult', 'young', 'elder', 'child'] as const).map((age) => ({ sex, age, kind: `${sex} ${age}` as const })),
);

async function spoken(voice: Voice & { sex: Sex }, language: Language, text = SAID[language]): Promise<VoiceSound> {
  const { wav, voiceless } = await speaker.speak({ text, language, voice, maxSeconds: 60 }, never);
  expect(voiceless).toBe(false);
  return monoOf(Buffer.from(wav));
}

describe.each(['zh', 'en'] as const)('the people of a cast in %s', (language) => {
  const prints = new Map<Kind | 'narrator', VoicePrint>();
  const printOf = (kind: Kind | 'narrator') => prints.get(kind) as VoicePrint;

  beforeAll(async () => {
    const taken: Voice[] = [];
    for (const { sex, age, kind } of KINDS) {
      const voice = castVoice(kind, { sex, age }, taken);
      taken.push(voice);
      prints.set(kind, voicePrint(await spoken({ ...voice, sex }, language)));
    }
    prints.set('narrator', voicePrint(await spoken({ ...NARRATOR_VOICE, sex: 'female' }, language)));
  });

  test.each<[Kind, Kind]>([
    ['female adult', 'male adult'],
    ['female young', 'male young'],
    ['female elder', 'male elder'],
    ['male adult', 'male elder'],
    ['female adult', 'female elder'],
    ['female child', 'female adult'],
    ['male child', 'female adult'],
    ['male child', 'male young'],
  ])('%s and %s differ by 15 %% in pitch and in formants', (high, low) => {
    expect(printOf(high).hertz / printOf(low).hertz).toBeGreaterThan(1.15);
    expect(formantScale(printOf(high), printOf(low))).toBeGreaterThan(1.15);
  });

  test.each<[Kind, Kind]>([
    ['male young', 'male adult'],
    ['female young', 'female adult'],
    ['male child', 'female young'],
    ['female child', 'male child'],
  ])('%s and %s, whose throats are nearly alike, differ by 15 %% in pitch', (high, low) => {
    expect(printOf(high).hertz / printOf(low).hertz).toBeGreaterThan(1.15);
  });

  test.each(['male', 'female'] as const)('four young %s people are told apart by pitch or by formants', async (sex) => {
    const taken: Voice[] = [];
    const heard: VoicePrint[] = [];
    for (const name of ['甲', '乙', '丙', '丁']) {
      const voice = castVoice(name, { sex, age: 'young' }, taken);
      taken.push(voice);
      heard.push(voicePrint(await spoken({ ...voice, sex }, language)));
    }
    const pairs = heard.flatMap((one, index) => heard.slice(index + 1).map((other) => [one, other] as const));
    const factors = pairs.map(([one, other]) => {
      const [pitch, formants] = [one.hertz / other.hertz, formantScale(one, other)];
      return Math.max(pitch, 1 / pitch, formants, 1 / formants);
    });
    expect(Math.min(...factors)).toBeGreaterThan(1.15);
  });

  test('nobody speaks like the narrator', () => {
    const narrator = printOf('narrator').hertz;
    const factors = KINDS.map(({ kind }) => printOf(kind).hertz / narrator);
    expect(Math.min(...factors.map((factor) => Math.max(factor, 1 / factor)))).toBeGreaterThan(1.07);
  });

  test('a mouth opens with the sound and shuts in the pauses, to the frame', async () => {
    const text = language === 'zh' ? '你来了。我等了很久！' : 'You came. I waited for so long!';
    const { samples, sampleRate } = await spoken({ id: 'female-1', sex: 'female', pitch: 1, speed: 1 }, language, text);
    const envelope = envelopeOf(samples, sampleRate, FRAMES_PER_SECOND);
    const mouths = envelope.map((_, frame) =>
      mouthAt('林晚', [{ speaker: '林晚', startFrame: 7, envelope }], frame + 7),
    );
    const hop = sampleRate / FRAMES_PER_SECOND;
    const loudness = mouths.map((_, frame) => {
      const piece = samples.subarray(Math.round(frame * hop), Math.round((frame + 1) * hop));
      return Math.sqrt(piece.reduce((sum, value) => sum + value * value, 0) / Math.max(1, piece.length));
    });
    const at = (shift: number) =>
      correlation(mouths.slice(3, -3), loudness.slice(3 + shift, loudness.length - 3 + shift));
    expect(at(0)).toBeGreaterThan(0.85);
    expect(at(0)).toBeGreaterThan(Math.max(at(-1), at(1), at(-2), at(2)));
    const wrong = mouths.filter((mouth, frame) => {
      const level = loudness[frame] ?? 0;
      return (level < 0.01 && mouth > 0) || (level > 0.03 && mouth === 0);
    });
    expect(wrong).toEqual([]);
    expect(new Set(mouths)).toEqual(new Set([0, 1, 2, 3]));
    const firstPause = mouths.indexOf(
      0,
      mouths.findIndex((mouth) => mouth > 0),
    );
    expect(mouths.slice(firstPause).some((mouth) => mouth > 0)).toBe(true);
  });
});

test.each([0.84, 1, 1.19])('the tones of Mandarin survive in the voice of pitch %d', async (pitch) => {
  const bank = await SyllableBank.load(directory, 'male');
  const shape = shapeOf(RECORDED.male, throatOf(sourceOf({ id: 'male-1', sex: 'male' }), pitch));
  const contours: [number, number][] = [];
  for (const key of ['ㄇㄚ', 'ㄇㄚ2', 'ㄇㄚ4', 'ㄌㄞ2', 'ㄧㄠ4', 'ㄓㄨ', 'ㄇㄥ2', 'ㄉㄨㄥ4']) {
    const plain = bank.find(key) as Float32Array;
    const changed = reshaped(plain, BANK_RATE, { ...shape, length: plain.length });
    const [one, other] = [plain, changed].map((samples) => steady(pitchTrack({ samples, sampleRate: BANK_RATE })));
    one?.forEach((hertz, index) => {
      if (hertz > 0 && (other?.[index] ?? 0) > 0) {
        contours.push([Math.log(hertz), Math.log(other?.[index] ?? 0)]);
      }
    });
  }
  expect(contours.length).toBeGreaterThan(100);
  const [before, after] = [contours.map(([hertz]) => hertz), contours.map(([, hertz]) => hertz)] as const;
  expect(correlation(before, after)).toBeGreaterThan(0.9);
});

/** Only where the pitch glides: a measurement that jumps has taken a multiple of the period, or a consonant. */
function steady(track: number[]): number[] {
  const glides = (one: number, other: number) => one > 0 && other > 0 && Math.abs(Math.log(one / other)) < 0.08;
  return track.map((hertz, index) =>
    glides(hertz, track[index - 1] ?? 0) && glides(hertz, track[index + 1] ?? 0) ? hertz : 0,
  );
}
