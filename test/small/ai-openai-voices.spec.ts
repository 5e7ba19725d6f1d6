import { voiceFor } from '../../src/ai/providers/openai-voices.js';
import { partsOf } from '../../src/ai/providers/openai-speech.provider.js';
import { type Age, type Sex } from '../../src/art/look.js';
import { castVoice, NARRATOR_VOICE, type Voice } from '../../src/offline/voices.js';
import { NEWER_VOICES, SPEECH_VOICES } from '../emulators/openai-rules.js';

const MINI = 'gpt-4o-mini-tts';

/** Who speaks with whose voice in a company of these. */
function voicesOf(model: string, people: { sex: Sex; age: Age }[]): string[] {
  const taken: Voice[] = [];
  return people.map((person, index) => {
    const voice = castVoice(`人物${index}`, person, taken);
    taken.push(voice);
    return voiceFor(model, { id: voice.id, sex: person.sex });
  });
}

const company = (count: number, sex: Sex, age: Age = 'adult') => Array.from({ length: count }, () => ({ sex, age }));

it('no two of a company share a voice while there are enough', () => {
  const all = [
    ...company(6, 'male'),
    ...company(4, 'female'),
    ...company(1, 'male', 'child'),
    ...company(1, 'female', 'child'),
  ];
  const voices = [voiceFor(MINI, { ...NARRATOR_VOICE, sex: 'female' }), ...voicesOf(MINI, all)];
  expect(new Set(voices).size).toBe(13);
  expect(new Set(voices)).toEqual(new Set([...SPEECH_VOICES, ...NEWER_VOICES]));
  expect(new Set(voicesOf(MINI, company(6, 'female'))).size).toBe(6);
});

it('an older model has fewer, and all of them are its own', () => {
  const people = [...company(3, 'male'), ...company(3, 'female'), ...company(1, 'female', 'child')];
  const voices = voicesOf('tts-1', people);
  expect(new Set(voices).size).toBe(7);
  const many = voicesOf('tts-1-hd', [...company(8, 'male', 'elder'), ...company(8, 'female', 'young')]);
  expect([...voices, ...many].every((voice) => SPEECH_VOICES.includes(voice))).toBe(true);
});

it.each([
  ['sage', MINI, 'sage'],
  ['marin', MINI, 'marin'],
  ['fable', 'tts-1', 'fable'],
  ['zf_xiaobei', 'kokoro', 'zf_xiaobei'],
  ['female-2', 'kokoro', 'shimmer'],
  ['narrator', 'kokoro', 'fable'],
])('the voice %s is at %s the voice %s', (id, model, voice) => {
  expect(voiceFor(model, { id, sex: 'male' })).toBe(voice);
});

it.each([
  ['Cherry', MINI],
  ['marin', 'tts-1'],
  ['female-0', 'tts-1'],
])('who does not know %s (%s) speaks with a voice of the sex, always the same', (id, model) => {
  const women = ['coral', 'shimmer', 'sage', 'marin', 'alloy', 'nova'];
  const voice = voiceFor(model, { id, sex: 'female' });
  expect(women).toContain(voice);
  expect(voiceFor(model, { id, sex: 'female' })).toBe(voice);
});

describe('parts of a text', () => {
  it('are the text, where it is short', () => {
    expect(partsOf(' 你来了？“嗯。”3.5秒后，走了…… ')).toEqual(['你来了？“嗯。”3.5秒后，走了……']);
  });

  it.each([
    ['sentences', '雨下得很大，没有人说话。'.repeat(700)],
    ['one sentence without an end', '雨'.repeat(9000)],
    ['characters of two units', '😀𠮷'.repeat(3000)],
    ['lines', 'Rain, and nobody speaks\n'.repeat(400)],
  ])('are short enough, and leave out no word: %s', (_, text) => {
    const parts = partsOf(text);
    expect(parts.length).toBeGreaterThan(1);
    expect(parts.every((part) => part.length <= 4096 && part.isWellFormed())).toBe(true);
    expect(parts.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
  });

  it('end with a sentence where they can', () => {
    expect(partsOf('雨下得很大，没有人说话。'.repeat(700)).every((part) => part.endsWith('。'))).toBe(true);
  });
});
