import { Call, type PictureRequest, type SpeechRequest } from '../../src/ai/ports.js';
import { OpenAiImageModel } from '../../src/ai/providers/openai-images.provider.js';
import { OpenAiSpeechModel } from '../../src/ai/providers/openai-speech.provider.js';
import { OpenAiTranscriptionModel } from '../../src/ai/providers/openai-transcription.provider.js';
import { type JobError } from '../../src/common/errors.js';
import { monoOf, parseWav } from '../../src/common/wav.js';
import { failureOf, nobodysUrl, SECRET_WORDS, toldOf } from '../contracts/vendor-rig.js';
import { OpenAiEmulator, pitchOf, spokenSeconds, type OpenAiFault } from '../emulators/openai.emulator.js';
import { paintedPng } from '../emulators/painted-png.js';

const KEY = `sk-proj-${'0123456789abcdef'.repeat(3)}`;
const forever = new AbortController().signal;

let emulator: OpenAiEmulator;

beforeEach(async () => {
  emulator = await OpenAiEmulator.start(KEY);
});

afterEach(async () => {
  await emulator.stop();
});

const server = (fields: { timeoutMs?: number; baseUrl?: string; apiKey?: string } = {}) => ({
  baseUrl: emulator.baseUrl,
  apiKey: KEY,
  ...fields,
});

describe('pictures', () => {
  const newModel = (name = 'gpt-image-1-mini', fields = {}) => new OpenAiImageModel(server(fields), name);
  const reference = (seed: number) => ({ bytes: paintedPng(16, 16, { seed }), mime: 'image/png' });
  const newRequest = (fields: Partial<PictureRequest> = {}): PictureRequest => ({
    prompt: SECRET_WORDS,
    location: '天台',
    timeOfDay: 'night',
    weather: 'rain',
    shotSize: 'medium',
    characters: [],
    aspectRatio: '16:9',
    width: 1280,
    height: 720,
    seed: 1,
    references: [],
    ...fields,
  });
  const start = (model = newModel(), request = newRequest(), signal = forever) =>
    model.start(request, new Call(signal));

  it.each([
    ['gpt-image-1-mini', '16:9', '1536x1024'],
    ['gpt-image-1.5', '9:16', '1024x1536'],
    ['gpt-image-2', '16:9', '1536x864'],
    ['gpt-image-2', '9:16', '864x1536'],
  ] as const)('%s draws %s as %s, and the price is that of one picture', async (name, aspectRatio, size) => {
    const call = new Call(forever);
    const model = newModel(name);
    const started = await model.start(newRequest({ aspectRatio }), call);
    expect(emulator.done).toStrictEqual([
      {
        kind: 'generations',
        fields: { model: name, prompt: SECRET_WORDS, size, quality: 'medium', output_format: 'png' },
        files: [],
      },
    ]);
    expect(started).toMatchObject({ state: 'done', result: { kind: 'bytes', mime: 'image/png', drawn: null } });
    const { result } = started as { result: { bytes: Buffer } };
    expect([16, 20].map((offset) => result.bytes.readUInt32BE(offset)).join('x')).toBe(size);
    expect(call.usage).toEqual({ pictures: 1 });
    expect(model.costOf(call.usage ?? {})).toBe(model.quote());
    expect(model.quote()).toBeGreaterThan(0);
    expect(emulator.mistakes).toEqual([]);
  });

  it('are made like others, up to sixteen, in their order', async () => {
    const references = Array.from({ length: 18 }, (_, seed) => reference(seed));
    await start(newModel('gpt-image-2'), newRequest({ references }));
    const [done] = emulator.done;
    expect(done?.kind).toBe('edits');
    expect(done?.files.map(({ field }) => field)).toEqual(Array.from({ length: 16 }, () => 'image[]'));
    expect(done?.files.map(({ bytes }) => bytes)).toEqual(references.slice(0, 16).map(({ bytes }) => bytes));
    expect(done?.files[0]).toMatchObject({ name: 'reference-1.png', type: 'image/png' });
    expect(done?.fields).toEqual({
      ...{ model: 'gpt-image-2', prompt: SECRET_WORDS, size: '1536x864', quality: 'medium', output_format: 'png' },
    });
    expect(emulator.mistakes).toEqual([]);
  });

  it('may be as big as the vendor makes them', async () => {
    const base64 = Buffer.alloc(12 * 1024 * 1024, 7).toString('base64');
    emulator.fail({ kind: 'answer', status: 200, body: { data: [{ b64_json: base64 }] } });
    const started = await start();
    expect((started as { result: { bytes: Buffer } }).result.bytes).toHaveLength(12 * 1024 * 1024);
  });

  it.each<[string, OpenAiFault, Partial<JobError>]>([
    ['a refusal of the content', { kind: 'refused' }, { code: 'CONTENT_REJECTED', retryable: false }],
    ['an empty account', { kind: 'quota' }, { code: 'PROVIDER_QUOTA', retryable: false }],
    [
      'one call too many',
      { kind: 'answer', status: 429, headers: { 'retry-after': '7' } },
      { key: 'PROVIDER_UNAVAILABLE.throttled', retryable: true, retryAfterMs: 7000 },
    ],
    ['load shedding', { kind: 'answer', status: 503 }, { code: 'PROVIDER_UNAVAILABLE', retryable: true }],
    ['a request it does not like', { kind: 'answer', status: 400 }, { code: 'PROVIDER_REJECTED', retryable: false }],
    ['a redirect', { kind: 'answer', status: 307, headers: { location: '/v1' } }, { code: 'PROVIDER_REJECTED' }],
  ])('are not made after %s', async (_, fault, expected) => {
    emulator.fail(fault);
    const error = await failureOf(start());
    expect(error).toMatchObject({ ...expected, unconfirmed: false, provider: 'openai' });
    expect(toldOf(error)).not.toContain(KEY);
    expect(emulator.done).toEqual([]);
    // Nobody has tried again.
    expect(emulator.counts.generations).toBe(1);
  });

  it.each<[string, OpenAiFault, number]>([
    ['an error', { kind: 'answer', status: 500 }, 0],
    ['a cut connection', { kind: 'cut' }, 0],
    ['no answer', { kind: 'hang' }, 0],
    ['a lost answer', { kind: 'lost' }, 1],
    ["a gateway's own page", { kind: 'lost', by: 502 }, 1],
    ['an answer that is no JSON', { kind: 'malformed' }, 1],
    ['an answer without a picture', { kind: 'answer', status: 200, body: { data: [] } }, 0],
  ])('may have been made, and billed, after %s', async (_, fault, made) => {
    emulator.fail(fault);
    const error = await failureOf(start(newModel('gpt-image-1-mini', { timeoutMs: 600 })));
    expect(error).toMatchObject({ code: 'START_UNCONFIRMED', unconfirmed: true, retryable: false });
    expect((error.cause as JobError).message).not.toContain(SECRET_WORDS);
    expect(emulator.done).toHaveLength(made);
    expect(emulator.counts.generations).toBe(1);
  });

  it('end where the answer does not', async () => {
    emulator.fail({ kind: 'flood' });
    const error = await failureOf(start());
    expect(error).toMatchObject({ code: 'START_UNCONFIRMED', cause: { key: 'INVALID_OUTPUT.too_large' } });
  });

  it('were never asked for where nobody listens', async () => {
    const error = await failureOf(start(newModel('gpt-image-1-mini', { baseUrl: await nobodysUrl() })));
    expect(error).toMatchObject({ code: 'PROVIDER_UNAVAILABLE', retryable: true, unconfirmed: false });
  });

  it('are let go of with the reason of whoever stops it', async () => {
    emulator.fail({ kind: 'hang' });
    const stop = new AbortController();
    const reason = new Error('the job was cancelled');
    const arrived = emulator.nextRequest(AbortSignal.timeout(60_000));
    const answer = start(newModel(), newRequest(), stop.signal);
    answer.catch(() => undefined);
    await arrived;
    stop.abort(reason);
    await expect(answer).rejects.toBe(reason);
  });

  it('need the right key', async () => {
    await expect(newModel().probe(forever)).resolves.toBeUndefined();
    const error = await failureOf(newModel('gpt-image-1-mini', { apiKey: `${KEY}-wrong` }).probe(forever));
    expect(error).toMatchObject({ code: 'PROVIDER_AUTH', retryable: false });
    expect(toldOf(error)).not.toContain(KEY);
  });
});

describe('voices', () => {
  const newModel = (name = 'gpt-4o-mini-tts') => new OpenAiSpeechModel(server(), name);
  const newRequest = (fields: Partial<SpeechRequest> = {}): SpeechRequest => ({
    text: 'You are late again, and it rains.',
    language: 'en',
    voice: { id: 'male-1', sex: 'male', pitch: 1.2, speed: 0.95 },
    emotion: 'sad',
    maxSeconds: 10,
    ...fields,
  });
  const say = async (fields: Partial<SpeechRequest> = {}, model = newModel()) => {
    const call = new Call(forever);
    const speech = await model.generate(newRequest(fields), call);
    return { ...speech, usage: call.usage };
  };

  it('speak as they are told, and are trimmed, levelled and brought to 48 kHz', async () => {
    const { wav, seconds, voiceless, usage } = await say();
    const { text } = newRequest();
    expect(emulator.done).toMatchObject([
      {
        fields: {
          model: 'gpt-4o-mini-tts',
          input: text,
          voice: 'onyx',
          speed: 0.95,
          response_format: 'wav',
          instructions: expect.stringMatching(/English.*sad/) as string,
        },
      },
    ]);
    expect(parseWav(wav, wav.length)).toMatchObject({ encoding: 'int16', channels: 1, sampleRate: 48_000 });
    // Without the pauses around it, but for a breath.
    expect(seconds).toBeCloseTo(spokenSeconds(text, 0.95) + 0.06, 1);
    const { samples } = monoOf(wav);
    expect(samples.length / 48_000).toBe(seconds);
    expect(pitchIn(samples)).toBeCloseTo(pitchOf('onyx'), -1);
    expect(Math.hypot(...samples.subarray(9600, 19_200)) / Math.sqrt(9600)).toBeCloseTo(0.1, 2);
    expect(voiceless).toBe(false);
    // What the vendor has made, with its pauses.
    expect(usage?.characters).toBe(text.length);
    expect(usage?.seconds).toBeCloseTo(spokenSeconds(text, 0.95) + 0.6, 2);
    expect(emulator.mistakes).toEqual([]);
  });

  it('are told how to speak where they listen to it', async () => {
    await say({}, newModel('tts-1'));
    expect(emulator.done[0]?.fields).not.toHaveProperty('instructions');
  });

  it('hurry where there is no time, within reason', async () => {
    const free = await say();
    const tight = await say({ maxSeconds: free.seconds / 1.15 });
    const impossible = await say({ maxSeconds: free.seconds / 3 });
    expect(tight.seconds).toBeCloseTo(free.seconds / 1.15, 2);
    expect(impossible.seconds).toBeCloseTo(free.seconds / 1.25, 2);
    expect(pitchIn(monoOf(impossible.wav).samples)).toBeCloseTo(pitchOf('onyx'), -1);
    expect(emulator.counts.speech).toBe(3);
  });

  it('say a long text in parts, sentence by sentence', async () => {
    const sentence = 'It rained for so long that nobody spoke of anything else. ';
    const text = sentence.repeat(80).trim();
    const { usage } = await say({ text, maxSeconds: 400 });
    const inputs = emulator.done.map(({ fields }) => String(fields.input));
    expect(inputs.length).toBe(2);
    expect(inputs.every((input) => input.length <= 4096 && input.endsWith('else.'))).toBe(true);
    expect(inputs.join(' ')).toBe(text);
    expect(usage?.characters).toBe(text.length - 1);
  });

  it('are not asked to say nothing', async () => {
    const { seconds, usage } = await say({ text: '……' });
    expect(seconds).toBeGreaterThan(0);
    expect(newModel().costOf(usage ?? {})).toBe(0);
    expect(emulator.counts.speech).toBe(0);
  });

  it.each<[string, OpenAiFault]>([
    ['silence', { kind: 'blank' }],
    ['no sound', { kind: 'broken' }],
    ['far too much', { kind: 'answer', status: 200, body: farTooLong() }],
  ])('that answer with %s have not answered', async (_, fault) => {
    emulator.fail(fault, 'speech');
    const error = await failureOf(say());
    expect(error).toMatchObject({ key: 'INVALID_OUTPUT.sound', retryable: true });
  });

  it.each([
    ['gpt-4o-mini-tts', 60 * 0.015],
    ['tts-1', 15 * 0.06],
  ])('of %s cost at most what is reckoned', async (name, most) => {
    const model = newModel(name);
    const { usage } = await say({}, model);
    const quote = model.quote(newRequest());
    expect(model.costOf(usage ?? {})).toBeGreaterThan(0);
    expect(model.costOf(usage ?? {})).toBeLessThanOrEqual(quote);
    expect(quote).toBeLessThan(most);
  });
});

describe('transcripts', () => {
  const newModel = (name = 'whisper-1') => new OpenAiTranscriptionModel(server(), name);
  const request = { bytes: Buffer.from('RIFF'), mime: 'audio/wav', language: 'en' as const, seconds: 4 };
  const text = 'You are late. I know.';

  it('have times where the model tells them', async () => {
    const call = new Call(forever);
    const transcript = await newModel().generate(request, call);
    expect(transcript).toEqual({
      text,
      segments: [
        { startSec: 0, endSec: 1.2, text: 'You are late.' },
        { startSec: 1.5, endSec: 2.7, text: 'I know.' },
      ],
    });
    expect(emulator.done).toMatchObject([
      {
        fields: { model: 'whisper-1', language: 'en', response_format: 'verbose_json' },
        files: [{ field: 'file', name: 'sound.wav', type: 'audio/wav', bytes: request.bytes }],
      },
    ]);
    expect(call.usage).toEqual({ seconds: 3 });
    expect(newModel().quote(request)).toBeCloseTo(0.0004);
  });

  it.each(['gpt-4o-transcribe', 'gpt-4o-mini-transcribe'])('of %s are words alone', async (name) => {
    const call = new Call(forever);
    await expect(newModel(name).generate({ ...request, language: null }, call)).resolves.toEqual({
      text,
      segments: [],
    });
    expect(emulator.done[0]?.fields).toEqual({ model: name, response_format: 'json' });
    expect(call.usage).toBeNull();
  });

  it('may come as plain text', async () => {
    const headers = { 'content-type': 'text/plain; charset=utf-8' };
    emulator.fail({ kind: 'answer', status: 200, body: 'You are late.\n', headers }, 'transcriptions');
    const transcript = await newModel().generate(request, new Call(forever));
    expect(transcript).toEqual({ text: 'You are late.', segments: [] });
  });

  it("are no page of a gateway's", async () => {
    const body = '\n<!DOCTYPE html><html><body>Please sign in</body></html>';
    emulator.fail({ kind: 'answer', status: 200, body, headers: { 'content-type': 'text/html' } }, 'transcriptions');
    const error = await failureOf(newModel().generate(request, new Call(forever)));
    expect(error).toMatchObject({ key: 'INVALID_OUTPUT.text', provider: 'openai' });
  });

  it.each([
    ['audio/mpeg', 'sound.mp3'],
    ['audio/mp4', 'sound.m4a'],
    ['video/mp4', 'sound.mp4'],
    ['audio/something', 'sound.wav'],
  ])('of %s are asked for as %s', async (mime, name) => {
    await newModel().generate({ ...request, mime }, new Call(forever));
    expect(emulator.done[0]?.files[0]).toMatchObject({ name, type: mime });
  });

  it('of too much sound are not asked for', async () => {
    const error = await failureOf(newModel().generate({ ...request, bytes: Buffer.alloc(26e6) }, new Call(forever)));
    expect(error).toMatchObject({ code: 'PROVIDER_REJECTED', retryable: false });
    expect(error.message).toBe('openai takes at most 25 MB of sound');
    expect(emulator.counts.transcriptions).toBe(0);
  });
});

/** The pitch of a tone: how often it rises through zero in a second. */
function pitchIn(samples: Float32Array): number {
  const middle = samples.subarray(samples.length / 4, (samples.length * 3) / 4);
  const rises = middle.filter((value, index) => value >= 0 && (middle[index - 1] ?? 0) < 0).length;
  return (rises * 48_000) / middle.length;
}

/** A small file whose header makes a quarter of an hour of it. */
function farTooLong(): Buffer {
  const file = Buffer.alloc(44 + 2_000_000, 0x11);
  file.write('RIFF', 0, 'latin1');
  file.write('WAVEfmt ', 8, 'latin1');
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(1000, 24);
  file.writeUInt32LE(2000, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36, 'latin1');
  file.writeUInt32LE(2_000_000, 40);
  return file;
}
