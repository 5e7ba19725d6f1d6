import {
  Call,
  type FootageRequest,
  type GenerationModel,
  type GenerationStatus,
  type Operation,
  type PictureRequest,
} from '../../src/ai/ports.js';
import { type ReplicateServer } from '../../src/ai/providers/replicate-predictions.js';
import { ReplicateImageModel, ReplicateVideoModel } from '../../src/ai/providers/replicate.provider.js';
import { JobError } from '../../src/common/errors.js';
import { failureOf } from '../contracts/vendor-rig.js';
import { ReplicateEmulator, type ReplicateFault } from '../emulators/replicate.emulator.js';
import { type EmulatedModel } from '../emulators/replicate-models.js';
import { begun } from '../support/registries.js';

const KEY = `r8_${'0123456789abcdef'.repeat(2)}`;
const PROMPT = 'A detective under a broken lamp, rain';
const PNG = Buffer.from('89504e470d0a1a0a00000001', 'hex');
const PNG_URI = `data:image/png;base64,${PNG.toString('base64')}`;
const VIDEO = Buffer.from('an MP4 file');
const CALLBACK = 'http://127.0.0.1:9/api/v1/ai/callbacks/replicate?call=1';
const forever = new AbortController().signal;

const SDXL = '7762fd07cf82c948538e41f63f77d685e02b063e37e496e96eefd46c929f9bdc';
const STABLE_VIDEO = '3f0457e4619daac51203dedb472816fd4af51f3149fa7a9e0b5ffcf1b8172438';

/** By somebody, who may give inputs any name. */
const OPEN_MODELS: EmulatedModel[] = [
  {
    name: 'somebody/long-shots',
    version: 'a'.repeat(64),
    isOfficial: false,
    output: 'film',
    predictSeconds: 40,
    properties: {
      prompt: { type: 'string' },
      start_image: { type: 'string', format: 'uri' },
      duration: { choices: ['-1', '5', '10'] },
      aspect_ratio: { choices: ['1:1', '16:9'] },
    },
    required: ['prompt', 'start_image', 'duration'],
  },
  {
    name: 'somebody/albums',
    version: 'b'.repeat(64),
    isOfficial: false,
    output: 'film',
    predictSeconds: 40,
    properties: { input_images: { type: 'array', format: 'uri', maxItems: 3 } },
    required: [],
  },
  {
    name: 'somebody/dubbing',
    version: 'c'.repeat(64),
    isOfficial: false,
    output: 'film',
    predictSeconds: 40,
    properties: { video: { type: 'string', format: 'uri' }, voice: { type: 'string' }, prompt: { type: 'string' } },
    required: ['video', 'voice'],
  },
  {
    name: 'somebody/clock',
    version: 'd'.repeat(64),
    isOfficial: false,
    output: 'film',
    predictSeconds: 40,
    properties: { duration: { type: 'integer', minimum: 1, maximum: 9 } },
    required: [],
  },
  {
    name: 'somebody/oil',
    version: 'e'.repeat(64),
    isOfficial: false,
    output: 'pictures',
    predictSeconds: 4,
    properties: {
      prompt: { type: 'string' },
      width: { type: 'integer', minimum: 256, maximum: 1024 },
      height: { type: 'integer', minimum: 256, maximum: 1024 },
      seed: { type: 'integer', minimum: 0, maximum: 65_535 },
    },
    required: ['prompt'],
  },
];

let emulator: ReplicateEmulator;

beforeEach(async () => {
  emulator = await ReplicateEmulator.start({ apiKey: KEY, picture: PNG, video: VIDEO, models: OPEN_MODELS });
});

afterEach(async () => {
  await emulator.stop();
});

const serverWith = (changes: Partial<ReplicateServer> = {}): ReplicateServer => ({
  baseUrl: emulator.apiUrl,
  apiKey: KEY,
  pollMs: 5,
  ...changes,
});
const newPainter = (model = 'flux-2-dev', server: Partial<ReplicateServer> = {}) =>
  new ReplicateImageModel(serverWith(server), model);
const newCamera = (model = 'svd-xt', server: Partial<ReplicateServer> = {}) =>
  new ReplicateVideoModel(serverWith(server), model);

const pictureOf = (bytes: number) => ({
  bytes: Buffer.concat([PNG, Buffer.alloc(bytes - PNG.length, 7)]),
  mime: 'image/png',
});

function pictureRequest(fields: Partial<PictureRequest> = {}): PictureRequest {
  const look = {
    location: 'a street',
    timeOfDay: 'night',
    weather: 'rain',
    shotSize: 'medium',
    characters: [],
  } as const;
  const size = { aspectRatio: '9:16', width: 720, height: 1280 } as const;
  return { prompt: PROMPT, ...look, characters: [], ...size, seed: 4_000_000_000, references: [], ...fields };
}

function footageRequest(fields: Partial<FootageRequest> = {}): FootageRequest {
  return { prompt: PROMPT, image: { bytes: PNG, mime: 'image/png' }, seconds: 4, aspectRatio: '9:16', ...fields };
}

/** Asks until the prediction has ended. */
async function endOf<Result>(
  model: GenerationModel<never, Result>,
  operation: Operation,
): Promise<GenerationStatus<Result>[]> {
  const seen: GenerationStatus<Result>[] = [];
  do {
    seen.push(await model.status(operation, forever));
  } while (seen.at(-1)?.state === 'pending' && seen.length < 20);
  return seen;
}

/** What was asked for. */
function asked(): { path: string | undefined; input: Record<string, unknown> | undefined } {
  const [prediction] = emulator.predictions;
  return { path: prediction?.path, input: prediction?.input };
}

describe('what is asked for', () => {
  const seed = 4_000_000_000 % 2 ** 31;
  const wide = { aspectRatio: '16:9', width: 640, height: 360 } as const;

  it.each<[string, Partial<PictureRequest>, string, object]>([
    [
      'flux-2-dev',
      {},
      'black-forest-labs/flux-2-dev',
      { prompt: PROMPT, aspect_ratio: 'custom', width: 736, height: 1280, seed, output_format: 'png' },
    ],
    [
      'flux-2-dev',
      { ...wide, references: [pictureOf(12), pictureOf(20)] },
      'black-forest-labs/flux-2-dev',
      {
        prompt: PROMPT,
        input_images: [pictureOf(12), pictureOf(20)].map(
          ({ bytes }) => `data:image/png;base64,${bytes.toString('base64')}`,
        ),
        aspect_ratio: 'custom',
        width: 640,
        height: 352,
        seed,
        output_format: 'png',
      },
    ],
    [
      'flux-schnell',
      { references: [pictureOf(12)] },
      'black-forest-labs/flux-schnell',
      { prompt: PROMPT, aspect_ratio: '9:16', megapixels: '1', seed, output_format: 'png' },
    ],
    [
      'flux-dev',
      wide,
      'black-forest-labs/flux-dev',
      { prompt: PROMPT, aspect_ratio: '16:9', megapixels: '0.25', seed, output_format: 'png' },
    ],
  ])('%s is an official model', async (name, fields, official, input) => {
    await newPainter(name).start(pictureRequest(fields), new Call(forever));
    expect(asked()).toStrictEqual({ path: `/models/${official}`, input });
    expect(emulator.mistakes).toEqual([]);
  });

  it.each([
    ['9:16', { width: 768, height: 1344 }],
    ['16:9', { width: 1344, height: 768 }],
  ] as const)('sdxl paints %s in a size that it has learned', async (aspectRatio, size) => {
    await newPainter('sdxl').start(pictureRequest({ aspectRatio }), new Call(forever));
    const input = { prompt: PROMPT, ...size, apply_watermark: false, seed };
    expect(asked()).toStrictEqual({ path: '/predictions', input });
    expect(emulator.predictions[0]?.model.version).toBe(SDXL);
  });

  it('looks at four references at most', async () => {
    const references = [12, 13, 14, 15, 16].map(pictureOf);
    expect(newPainter().maxReferences).toBe(4);
    await newPainter().start(pictureRequest({ references }), new Call(forever));
    expect(asked().input?.input_images).toHaveLength(4);
  });

  it.each([
    ['svd-xt', 4, '25_frames_with_svd_xt', 6, 25 / 6],
    ['svd-xt', 4.5, '25_frames_with_svd_xt', 5, 5],
    ['svd-xt', 30, '25_frames_with_svd_xt', 5, 5],
    ['svd-xt', 0.2, '25_frames_with_svd_xt', 30, 25 / 30],
    ['svd', 2, '14_frames_with_svd', 7, 2],
  ])('%s moves a picture for %d s', async (name, seconds, video_length, frames_per_second, made) => {
    await newCamera(name).start(footageRequest({ seconds }), new Call(forever));
    const input = { input_image: PNG_URI, video_length, sizing_strategy: 'maintain_aspect_ratio', frames_per_second };
    expect(asked()).toStrictEqual({ path: '/predictions', input });
    expect(emulator.predictions[0]?.model.version).toBe(STABLE_VIDEO);
    expect((name === 'svd' ? 14 : 25) / frames_per_second).toBeCloseTo(made);
  });

  it('nothing, of a camera that has no picture', async () => {
    const error = await failureOf(newCamera().start(footageRequest({ image: null }), new Call(forever)));
    expect(error).toMatchObject({ key: 'PROVIDER_REJECTED.picture', retryable: false, provider: 'replicate' });
    expect(emulator.counts.create).toBe(0);
  });

  it('a webhook, where we can tell who calls', async () => {
    const call = new Call(forever, CALLBACK);
    await newPainter('flux-schnell', { canVerifyWebhooks: true }).start(pictureRequest(), call);
    await newPainter('flux-schnell').start(pictureRequest(), call);
    await newPainter('flux-schnell', { canVerifyWebhooks: true }).start(pictureRequest(), new Call(forever));
    expect(emulator.predictions.map(({ webhook, events }) => [webhook, events])).toEqual([
      [CALLBACK, ['completed']],
      [null, null],
      [null, null],
    ]);
  });

  it.each([
    ['flux-2-dev', 0.03],
    ['flux-schnell', 0.003],
  ])('%s costs %d USD a picture', (name, usd) => {
    expect(newPainter(name).quote()).toBeCloseTo(usd);
  });

  it('footage costs the same, however long it is shown', () => {
    const quotes = [1, 4, 60].map((seconds) => newCamera().quote({ seconds }));
    expect(quotes).toEqual([quotes[0], quotes[0], quotes[0]]);
    expect(quotes[0]).toBeCloseTo(0.2);
  });
});

describe('a model that only its operator has named', () => {
  it('films, at what the vendor says it takes', async () => {
    const model = newCamera('bytedance/seedance-1-pro');
    const operation = await begun(model, footageRequest({ seconds: 4.2 }), forever);
    const input = { prompt: PROMPT, image: PNG_URI, duration: 5, aspect_ratio: '9:16' };
    expect(asked()).toStrictEqual({ path: '/models/bytedance/seedance-1-pro', input });
    expect((await endOf(model, operation)).at(-1)).toMatchObject({ state: 'done', costUsd: 0.75 });
    await model.start(footageRequest({ image: null, seconds: 30 }), new Call(forever));
    expect(emulator.predictions[1]?.input).toStrictEqual({ prompt: PROMPT, duration: 12, aspect_ratio: '9:16' });
    expect(emulator.counts.model).toBe(1);
    expect(emulator.mistakes).toEqual([]);
  });

  it.each<[string, number, object]>([
    ['somebody/long-shots', 3, { prompt: PROMPT, start_image: PNG_URI, duration: '5' }],
    ['somebody/long-shots', 5.1, { prompt: PROMPT, start_image: PNG_URI, duration: '10' }],
    ['somebody/long-shots', 60, { prompt: PROMPT, start_image: PNG_URI, duration: '10' }],
    ['somebody/albums', 3, { input_images: [PNG_URI] }],
  ])('%s is run by its version, in its own words, for %d s', async (name, seconds, input) => {
    await newCamera(name).start(footageRequest({ seconds }), new Call(forever));
    expect(asked()).toStrictEqual({ path: '/predictions', input });
  });

  it('paints', async () => {
    await newPainter('somebody/oil').start(pictureRequest({ references: [pictureOf(12)] }), new Call(forever));
    const input = { prompt: PROMPT, width: 720, height: 1024, seed: 65_535 };
    expect(asked()).toStrictEqual({ path: '/predictions', input });
    expect(newPainter('somebody/oil').maxReferences).toBe(0);
  });

  it('is reckoned with usual lengths until its own are known', async () => {
    const model = newCamera('bytedance/seedance-1-pro');
    const quotes = () => [4.2, 7.5, 30].map((seconds) => model.quote({ seconds }));
    expect(quotes()).toEqual([0.75, 1.5, 4.5]);
    await model.start(footageRequest(), new Call(forever));
    expect(quotes()).toEqual([5 * 0.15, 8 * 0.15, 12 * 0.15]);
  });

  it.each([
    ['somebody/dubbing', 'replicate: somebody/dubbing needs what we do not have: video, voice'],
    ['somebody/clock', 'replicate: somebody/clock needs what we do not have: prompt'],
    ['somebody/nobody', 'replicate answered HTTP 404'],
  ])('%s starts nothing and says so', async (name, message) => {
    const error = await failureOf(newCamera(name).start(footageRequest(), new Call(forever)));
    expect(error).toMatchObject({ code: 'PROVIDER_REJECTED', message, retryable: false, unconfirmed: false });
    expect(emulator.counts.create).toBe(0);
  });

  it.each<[string, ReplicateFault, Partial<JobError>]>([
    ['a server error', { kind: 'answer', status: 502 }, { code: 'PROVIDER_UNAVAILABLE', retryable: true }],
    ['a cut connection', { kind: 'cut' }, { code: 'PROVIDER_UNAVAILABLE', retryable: true }],
    ['no schema', { kind: 'answer', status: 200, body: { latest_version: null } }, { key: 'INVALID_OUTPUT.model' }],
    ['a flood', { kind: 'flood' }, { key: 'INVALID_OUTPUT.too_large' }],
  ])('%s in place of what it takes starts nothing, and is asked again', async (_, fault, expected) => {
    const model = newCamera('bytedance/seedance-1-pro');
    emulator.fail(fault, 'model');
    const error = await failureOf(model.start(footageRequest(), new Call(forever)));
    expect(error).toMatchObject({ ...expected, unconfirmed: false });
    await model.start(footageRequest(), new Call(forever));
    expect(emulator.counts).toMatchObject({ model: 2, create: 1 });
  });

  it('is asked again what it takes after it has refused something', async () => {
    const model = newCamera('bytedance/seedance-1-pro');
    await model.start(footageRequest(), new Call(forever));
    emulator.fail({ kind: 'answer', status: 422 });
    await failureOf(model.start(footageRequest(), new Call(forever)));
    await model.start(footageRequest(), new Call(forever));
    expect(emulator.counts).toMatchObject({ model: 2, create: 3 });
  });

  it.each(['flux-9', '../account', 'a/b/c', 'a/..', ''])('can not be called %j', (name) => {
    expect(() => newPainter(name)).toThrow(/^REPLICATE_IMAGE_MODEL must be flux-2-dev, /);
    expect(() => newCamera(name)).toThrow(/^REPLICATE_VIDEO_MODEL must be svd-xt, svd or the owner\/name of a model/);
  });
});

describe('a big picture', () => {
  const most = Math.floor((256_000 - 'data:image/png;base64,'.length) / 4) * 3;

  it('goes inside the request as long as it may', async () => {
    await newCamera().start(footageRequest({ image: pictureOf(most) }), new Call(forever));
    expect(emulator.counts).toMatchObject({ upload: 0, create: 1 });
  });

  it('is uploaded where it is one byte too big', async () => {
    const image = pictureOf(most + 1);
    await newCamera().start(footageRequest({ image }), new Call(forever));
    const [[url, bytes] = ['', PNG]] = [...emulator.files];
    expect(bytes.equals(image.bytes)).toBe(true);
    expect(asked().input?.input_image).toBe(url);
    expect(emulator.mistakes).toEqual([]);
  });

  it.each<[string, ReplicateFault, Partial<JobError>]>([
    ['a full account', { kind: 'answer', status: 402 }, { code: 'PROVIDER_QUOTA', retryable: false }],
    ['an overloaded server', { kind: 'answer', status: 503 }, { code: 'PROVIDER_UNAVAILABLE', retryable: true }],
    ['no answer in time', { kind: 'hang' }, { code: 'PROVIDER_UNAVAILABLE', retryable: true }],
    ['a lost answer', { kind: 'lost' }, { code: 'PROVIDER_UNAVAILABLE', retryable: true }],
    ['an answer that is none', { kind: 'malformed' }, { code: 'INVALID_OUTPUT' }],
    ['a flood', { kind: 'flood' }, { code: 'INVALID_OUTPUT' }],
    [
      'no address',
      { kind: 'answer', status: 201, body: { urls: { get: 'file:///etc/passwd' } } },
      { code: 'INVALID_OUTPUT' },
    ],
  ])('%s starts nothing and says so', async (_, fault, expected) => {
    emulator.fail(fault, 'upload');
    const model = newCamera('svd-xt', fault.kind === 'hang' ? { timeoutMs: 300 } : {});
    const error = await failureOf(model.start(footageRequest({ image: pictureOf(300_000) }), new Call(forever)));
    expect(error).toMatchObject({ ...expected, unconfirmed: false, provider: 'replicate' });
    expect(emulator.counts.create).toBe(0);
  });
});

describe('a prediction', () => {
  it('is asked about until its picture is there', async () => {
    const seen = await endOf(newPainter(), await begun(newPainter(), pictureRequest(), forever));
    const url = `${emulator.baseUrl}/delivery/${emulator.predictions[0]?.id}/out-0.png`;
    expect(seen).toStrictEqual([
      { state: 'pending', progress: null, pollAfterMs: 5 },
      { state: 'pending', progress: null, pollAfterMs: 5 },
      { state: 'pending', progress: 0.4, pollAfterMs: 5 },
      { state: 'done', result: { kind: 'file', url }, costUsd: null },
    ]);
    expect(Buffer.from(await (await fetch(url)).arrayBuffer())).toEqual(PNG);
    expect(emulator.counts).toMatchObject({ create: 1, get: 4, file: 1 });
    expect(emulator.mistakes).toEqual([]);
  });

  it('is one file where a model films', async () => {
    const last = (await endOf(newCamera(), await begun(newCamera(), footageRequest(), forever))).at(-1);
    const url = `${emulator.baseUrl}/delivery/${emulator.predictions[0]?.id}/out.mp4`;
    expect(last).toStrictEqual({ state: 'done', result: { kind: 'file', url }, costUsd: null });
    expect(emulator.billedSeconds).toBe(71.2);
  });

  it('is left alone for 5 s between two questions', async () => {
    const model = newPainter('flux-schnell', { pollMs: undefined });
    const operation = await begun(model, pictureRequest(), forever);
    await expect(model.status(operation, forever)).resolves.toMatchObject({ pollAfterMs: 5000 });
  });

  it.each<[unknown, string | null]>([
    [['https://a.example/1.png', 'https://a.example/2.png'], 'https://a.example/1.png'],
    ['https://a.example/1.mp4', 'https://a.example/1.mp4'],
    [{ seed: 3, video: 'https://a.example/1.mp4' }, 'https://a.example/1.mp4'],
    [[], null],
    ['file:///etc/passwd', null],
    [{}, null],
    [7, null],
  ])('has its file where its output is %j', async (output, url) => {
    const body = { id: '1', status: 'succeeded', output };
    emulator.fail({ kind: 'answer', status: 200, body }, 'get');
    const status = await newCamera().status({ id: '1' }, forever);
    expect(status).toMatchObject(
      url === null
        ? { state: 'failed', error: { key: 'INVALID_OUTPUT.task_file' } }
        : { result: { kind: 'file', url } },
    );
  });

  it.each<[unknown, number | null]>([
    ['', null],
    [undefined, null],
    ['loading weights\n', null],
    [' 12%|#    | 3/25 [00:01<00:09]\n 76%|### | 19/25 [00:08<00:02]\ndecoding\n', 0.76],
    ['  0%|   | 0/25\r100%|####| 25/25 [00:10<00:00]', 1],
    ['900%|####| 9/1', 1],
  ])('has come as far as the last bar of %j says', async (logs, progress) => {
    emulator.fail({ kind: 'answer', status: 200, body: { status: 'processing', logs } }, 'get');
    await expect(newCamera().status({ id: '1' }, forever)).resolves.toMatchObject({ state: 'pending', progress });
  });

  it('that is not known any more has failed, at a price nobody tells', async () => {
    const [status] = await endOf(newPainter(), { id: 'an-old/one?' });
    expect(status).toMatchObject({ state: 'failed', error: { key: 'PROVIDER_REJECTED.gone' }, costUsd: null });
  });

  it('tells when it has ended, and says that it is Replicate', async () => {
    const model = newPainter('flux-schnell', { canVerifyWebhooks: true });
    await model.start(pictureRequest(), new Call(forever, `${emulator.baseUrl}/nobody-takes-it`));
    const [prediction] = emulator.predictions;
    await emulator.finish(prediction!);
    const [delivery] = emulator.webhooks.deliveries;
    expect(delivery).toMatchObject({ status: 401, tries: 1 });
    expect(JSON.parse(delivery?.body ?? '')).toMatchObject({ id: prediction?.id, status: 'succeeded' });
  });
});

describe('a prediction that fails', () => {
  it.each<[string, ReplicateFault, Partial<JobError>, number | null]>([
    ['by chance', { kind: 'failure' }, { key: 'PROVIDER_UNAVAILABLE.task', retryable: true }, null],
    ['without a word', { kind: 'failure', error: null }, { key: 'PROVIDER_UNAVAILABLE.task', retryable: true }, null],
    [
      'with our own words',
      { kind: 'failure', error: `${KEY}: ${PROMPT}` },
      { key: 'PROVIDER_UNAVAILABLE.task', retryable: true },
      null,
    ],
    ['for its content', { kind: 'refused' }, { key: 'CONTENT_REJECTED.provider', retryable: false }, null],
    ['at the filter', { kind: 'nsfw' }, { key: 'CONTENT_REJECTED.provider', retryable: false }, null],
    [
      'for its content, in more words',
      {
        kind: 'failure',
        error: 'Prediction failed: Async prediction failed: ModelError: The input or output was flagged as sensitive.',
      },
      { key: 'CONTENT_REJECTED.provider', retryable: false },
      null,
    ],
    ['before its turn', { kind: 'aborted' }, { key: 'PROVIDER_UNAVAILABLE.task', retryable: true }, 0],
    ['to be fetched in its hour', { kind: 'expired' }, { key: 'PROVIDER_REJECTED.gone', retryable: false }, null],
  ])('%s', async (_, fault, expected, costUsd) => {
    emulator.fail(fault);
    const status = (await endOf(newPainter(), await begun(newPainter(), pictureRequest(), forever))).at(-1);
    expect(status).toMatchObject({ state: 'failed', error: { ...expected, provider: 'replicate' }, costUsd });
    expect(JSON.stringify(status) + String((status as { error: Error }).error)).not.toMatch(/r8_|detective/);
  });
});

describe('a cancel', () => {
  it('stops a prediction; a second one changes nothing', async () => {
    const model = newCamera();
    const operation = await begun(model, footageRequest(), forever);
    await expect(model.cancel(operation, forever)).resolves.toBe(0);
    await expect(model.cancel(operation, forever)).resolves.toBe(0);
    const status = await model.status(operation, forever);
    expect(status).toMatchObject({ state: 'failed', error: { key: 'PROVIDER_REJECTED.cancelled' }, costUsd: 0 });
    expect(emulator.counts.cancel).toBe(2);
    expect(emulator.billedSeconds).toBe(0);
  });

  it('comes too late for what is under way: it is billed', async () => {
    const model = newCamera();
    const operation = await begun(model, footageRequest(), forever);
    await model.status(operation, forever);
    await model.status(operation, forever);
    await expect(model.cancel(operation, forever)).resolves.toBeNull();
    await expect(model.status(operation, forever)).resolves.toMatchObject({ state: 'failed', costUsd: null });
    expect(emulator.billedSeconds).toBeGreaterThan(0);
  });

  it('of what is not known any more is no failure, one that does not arrive is', async () => {
    await expect(newCamera().cancel({ id: 'nobody' }, forever)).resolves.toBeNull();
    emulator.fail({ kind: 'answer', status: 503 }, 'cancel');
    const error = await failureOf(newCamera().cancel({ id: '1' }, forever));
    expect(error).toMatchObject({ code: 'PROVIDER_UNAVAILABLE', retryable: true });
  });
});

describe('a start that fails', () => {
  const start = (server: Partial<ReplicateServer> = {}, signal = forever) =>
    newPainter('flux-schnell', server).start(pictureRequest(), new Call(signal));
  const lowCredit = { detail: `Request was throttled. ${KEY}`, status: 429 };

  it.each<[string, ReplicateFault, Partial<JobError>]>([
    [
      'a rate limit',
      { kind: 'answer', status: 429, headers: { 'retry-after': '7' } },
      { key: 'PROVIDER_UNAVAILABLE.throttled', retryAfterMs: 7000 },
    ],
    [
      'a rate limit, told in the body',
      { kind: 'answer', status: 429, body: { ...lowCredit, retry_after: 8 } },
      { key: 'PROVIDER_UNAVAILABLE.throttled', retryAfterMs: 8000 },
    ],
    [
      'a rate limit for a year',
      { kind: 'answer', status: 429, body: { ...lowCredit, retry_after: 31_000_000 } },
      { key: 'PROVIDER_UNAVAILABLE.throttled', retryAfterMs: 3_600_000 },
    ],
    ['a rate limit without a word', { kind: 'answer', status: 429 }, { key: 'PROVIDER_UNAVAILABLE.throttled' }],
    ['no credit', { kind: 'answer', status: 402 }, { key: 'PROVIDER_QUOTA.answered', retryable: false }],
    [
      "the vendor's own excuse",
      { kind: 'answer', status: 503, body: { detail: 'Try again later', status: 503 } },
      { key: 'PROVIDER_UNAVAILABLE.answered', retryable: true },
    ],
    [
      'an invalid request',
      {
        kind: 'answer',
        status: 422,
        body: {
          detail: `- input: ${PROMPT}`,
          invalid_fields: [{ type: 'required', field: 'input', description: KEY }],
        },
      },
      { key: 'PROVIDER_REJECTED.answered', message: 'replicate answered HTTP 422 input' },
    ],
    [
      'a redirect',
      { kind: 'answer', status: 307, headers: { location: '/v1/account' } },
      { code: 'PROVIDER_REJECTED' },
    ],
  ])('%s is plain: nothing was started', async (_, fault, expected) => {
    emulator.fail(fault);
    const error = await failureOf(start());
    expect(error).toMatchObject({ ...expected, unconfirmed: false, provider: 'replicate' });
    expect(error.message).not.toMatch(/r8_|detective/);
    expect(emulator.counts.create).toBe(1);
    expect(emulator.predictions).toEqual([]);
  });

  it.each<[string, ReplicateFault, number]>([
    ['no answer although it is made', { kind: 'lost', by: 'silence' }, 1],
    ['a gateway that waited too long', { kind: 'lost', by: 504 }, 1],
    ["a gateway's own page", { kind: 'lost', by: 502 }, 1],
    ['an error after it was made', { kind: 'lost', by: 500 }, 1],
    ['a success without a name', { kind: 'answer', status: 201, body: { status: 'starting' } }, 0],
  ])('%s: it may have been started, and billed', async (_, fault, predictions) => {
    emulator.fail(fault);
    const error = await failureOf(start({ timeoutMs: 2000 }));
    expect(error).toMatchObject({ code: 'START_UNCONFIRMED', retryable: false, unconfirmed: true });
    expect(error.cause).toBeInstanceOf(JobError);
    expect(emulator.counts.create).toBe(1);
    expect(emulator.predictions).toHaveLength(predictions);
  });
});

describe('a question that fails leaves the prediction as it is', () => {
  it.each<[string, ReplicateFault, Partial<JobError>]>([
    ['a key that is not valid any more', { kind: 'answer', status: 401 }, { code: 'PROVIDER_AUTH', retryable: false }],
    ['a state nobody knows', { kind: 'answer', status: 200, body: { status: 'dreaming' } }, { code: 'INVALID_OUTPUT' }],
    ['no object', { kind: 'answer', status: 200, body: [] }, { code: 'INVALID_OUTPUT' }],
  ])('%s', async (_, fault, expected) => {
    const model = newPainter('flux-schnell');
    emulator.walk = [{ status: 'starting' }, { status: 'starting' }, { status: 'succeeded' }];
    const operation = await begun(model, pictureRequest(), forever);
    emulator.fail(fault, 'get');
    const error = await failureOf(model.status(operation, forever));
    expect(error).toMatchObject({ ...expected, unconfirmed: false });
    await expect(model.status(operation, forever)).resolves.toMatchObject({ state: 'pending' });
  });
});
