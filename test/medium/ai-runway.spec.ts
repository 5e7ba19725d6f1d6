import { once } from 'node:events';
import { createServer } from 'node:https';
import { type AddressInfo } from 'node:net';
import { Call, type Footage, type FootageRequest, type GenerationStatus, type Operation } from '../../src/ai/ports.js';
import { RunwayVideoModel, type RunwayServer } from '../../src/ai/providers/runway.provider.js';
import { RUNWAY_MODELS, type RunwayModelName } from '../../src/common/config.js';
import { JobError } from '../../src/common/errors.js';
import { begun, registryOf } from '../support/registries.js';
import { RunwayEmulator, type RunwayFault } from '../emulators/runway.emulator.js';
import { failureOf } from '../contracts/vendor-rig.js';
import { newSelfSigned } from '../support/self-signed.js';

const KEY = `key_${'0123456789abcdef'.repeat(8)}`;
const PROMPT = 'Slow dolly-in on the detective as rain starts to fall';
const VIDEO = Buffer.from('an MP4 file');
const PNG = Buffer.from('89504e470d0a1a0a00000001', 'hex');
const PNG_URI = `data:image/png;base64,${PNG.toString('base64')}`;
const MEBIBYTE = 1024 * 1024;
const forever = new AbortController().signal;

let emulator: RunwayEmulator;

beforeEach(async () => {
  emulator = await RunwayEmulator.start({ apiKey: KEY, video: VIDEO });
});

afterEach(async () => {
  await emulator.stop();
});

function newModel(model: RunwayModelName = 'gen4_turbo', server: Partial<RunwayServer> = {}): RunwayVideoModel {
  return new RunwayVideoModel({ baseUrl: emulator.baseUrl, apiKey: KEY, pollMs: 5, ...server }, model);
}

function newRequest(fields: Partial<FootageRequest> = {}): FootageRequest {
  return { prompt: PROMPT, image: { bytes: PNG, mime: 'image/png' }, seconds: 5, aspectRatio: '9:16', ...fields };
}

const newPicture = (bytes: number) => ({
  bytes: Buffer.concat([PNG, Buffer.alloc(bytes - PNG.length, 7)]),
  mime: 'image/png',
});

/** Asks until the task has ended. */
async function endOf(operation: Operation, model = newModel()): Promise<GenerationStatus<Footage>[]> {
  const seen: GenerationStatus<Footage>[] = [];
  do {
    seen.push(await model.status(operation, forever));
  } while (seen.at(-1)?.state === 'pending' && seen.length < 20);
  return seen;
}

describe('what is asked', () => {
  const first = [{ uri: PNG_URI, position: 'first' }];

  it.each(RUNWAY_MODELS)('%s moves a picture', async (name) => {
    const duration = name.startsWith('veo') ? 6 : 5;
    const operation = await begun(newModel(name), newRequest(), forever);
    const [task] = emulator.tasks;
    expect(operation).toStrictEqual({ id: task?.id });
    expect(task?.path).toBe('/v1/image_to_video');
    expect(task?.body).toStrictEqual({
      model: name,
      promptImage: first,
      promptText: PROMPT,
      ratio: '720:1280',
      duration,
    });
  });

  it.each(['gen4.5', 'veo3.1', 'veo3.1_fast'] as const)('%s starts from words', async (name) => {
    const duration = name === 'gen4.5' ? 3 : 4;
    await newModel(name).start(newRequest({ image: null, seconds: 2.2, aspectRatio: '16:9' }), new Call(forever));
    const [task] = emulator.tasks;
    expect(task?.path).toBe('/v1/text_to_video');
    expect(task?.body).toStrictEqual({ model: name, promptText: PROMPT, ratio: '1280:720', duration });
  });

  it('gen4_turbo has to have a picture, and nothing is asked without one', async () => {
    const error = await failureOf(newModel().start(newRequest({ image: null }), new Call(forever)));
    expect(error).toMatchObject({ code: 'PROVIDER_REJECTED', retryable: false, provider: 'runway' });
    expect(emulator.counts.create).toBe(0);
  });

  it.each<[RunwayModelName, number, number, number]>([
    ['gen4_turbo', 0.4, 2, 0.1],
    ['gen4_turbo', 4.04, 5, 0.25],
    ['gen4_turbo', 12, 10, 0.5],
    ['gen4.5', 10, 10, 1.2],
    ['veo3.1', 3, 4, 1.6],
    ['veo3.1', 6.04, 8, 3.2],
    ['veo3.1_fast', 30, 8, 1.2],
  ])('%s makes of %d s at once %d s for at most %d USD', async (name, seconds, duration, usd) => {
    const model = newModel(name);
    expect(model.quote(newRequest({ seconds }))).toBe(usd);
    await model.start(newRequest({ seconds }), new Call(forever));
    expect(emulator.tasks[0]?.body.duration).toBe(duration);
    expect(emulator.billedCredits).toBe(usd * 100);
  });

  it.each([
    ['a prompt of the full length', 'x'.repeat(1000), 'x'.repeat(1000)],
    ['a longer one', '雨'.repeat(1200), '雨'.repeat(1000)],
    ['never half a character', `${'x'.repeat(999)}😀`, 'x'.repeat(999)],
    ['but a whole one', `${'x'.repeat(998)}😀y`, `${'x'.repeat(998)}😀`],
  ])('%s', async (_, prompt, promptText) => {
    await newModel().start(newRequest({ prompt }), new Call(forever));
    expect(emulator.tasks[0]?.body.promptText).toBe(promptText);
  });

  it('no words are no field', async () => {
    await newModel().start(newRequest({ prompt: ' ' }), new Call(forever));
    expect(emulator.tasks[0]?.body).not.toHaveProperty('promptText');
  });
});

describe('a big picture', () => {
  const head = 'data:image/png;base64,'.length;
  const most = Math.floor((5 * MEBIBYTE - head) / 4) * 3;

  it('goes inside the request as long as it may', async () => {
    await newModel().start(newRequest({ image: newPicture(most) }), new Call(forever));
    expect(emulator.counts.upload).toBe(0);
  });

  it('is uploaded where it is one byte too big, whole and without our key', async () => {
    const image = newPicture(most + 1);
    await newModel().start(newRequest({ image }), new Call(forever));
    const [slot] = emulator.storage.slots;
    expect(slot?.file?.equals(image.bytes)).toBe(true);
    expect(emulator.tasks[0]?.body.promptImage).toStrictEqual([{ uri: slot?.runwayUri, position: 'first' }]);
    expect(emulator.mistakes).toEqual([]);
  });

  it('is uploaded to storage elsewhere, whole and without our key', async () => {
    const image = newPicture(most + 1);
    const baseUrl = emulator.baseUrl.replace('127.0.0.1', 'localhost');
    await newModel('gen4_turbo', { baseUrl, allowPrivateUrls: true }).start(newRequest({ image }), new Call(forever));
    expect(emulator.storage.slots[0]?.file?.equals(image.bytes)).toBe(true);
    expect(emulator.mistakes).toEqual([]);
  });

  const slotWith = (fields: object): RunwayFault => ({
    kind: 'answer',
    status: 200,
    body: { uploadUrl: emulator.baseUrl, fields: {}, runwayUri: 'runway://1', ...fields },
  });

  it.each<[string, 'upload' | 'store', () => RunwayFault, Partial<JobError>]>([
    ['a full account', 'upload', () => ({ kind: 'no credits' }), { code: 'PROVIDER_QUOTA' }],
    ['no slot in time', 'upload', () => ({ kind: 'hang' }), { code: 'PROVIDER_UNAVAILABLE', retryable: true }],
    ['a slot in the open', 'upload', () => slotWith({ uploadUrl: 'http://a.example/x' }), { code: 'INVALID_OUTPUT' }],
    [
      'a slot in our own network',
      'upload',
      () => slotWith({ uploadUrl: 'https://127.0.0.2:8443/x' }),
      { code: 'INVALID_OUTPUT', retryable: true },
    ],
    ['a slot nowhere', 'upload', () => slotWith({ uploadUrl: '/x' }), { code: 'INVALID_OUTPUT' }],
    ['a slot that is none', 'upload', () => slotWith({ runwayUri: 'https://x.example' }), { code: 'INVALID_OUTPUT' }],
    ['storage that refuses', 'store', () => ({ kind: 'answer', status: 403 }), { code: 'PROVIDER_UNAVAILABLE' }],
    ['storage that is cut off', 'store', () => ({ kind: 'cut' }), { code: 'PROVIDER_UNAVAILABLE', retryable: true }],
  ])('%s starts nothing and says so', async (_, kind, fault, expected) => {
    emulator.fail(fault(), kind);
    const model = newModel('gen4_turbo', { timeoutMs: 1000 });
    const error = await failureOf(model.start(newRequest({ image: newPicture(4 * MEBIBYTE) }), new Call(forever)));
    expect(error).toMatchObject({ ...expected, unconfirmed: false, provider: 'runway' });
    expect(emulator.counts.create).toBe(0);
  });
});

describe('a big picture, where storage is elsewhere', () => {
  it.each<[string, RunwayFault, string]>([
    ['refuses', { kind: 'answer', status: 403 }, 'PROVIDER_UNAVAILABLE.storage'],
    ['leads away', { kind: 'answer', status: 307, headers: { location: '/' } }, 'PROVIDER_UNAVAILABLE.storage'],
    ['is cut off', { kind: 'cut' }, 'PROVIDER_UNAVAILABLE.network'],
    ['is silent', { kind: 'hang' }, 'PROVIDER_UNAVAILABLE.timeout'],
  ])('that %s: nothing is started', async (_, fault, key) => {
    emulator.fail(fault, 'store');
    const timeoutMs = fault.kind === 'hang' ? 300 : 10_000;
    const baseUrl = emulator.baseUrl.replace('127.0.0.1', 'localhost');
    const model = newModel('gen4_turbo', { baseUrl, allowPrivateUrls: true, timeoutMs });
    const error = await failureOf(model.start(newRequest({ image: newPicture(4 * MEBIBYTE) }), new Call(forever)));
    expect(error).toMatchObject({ key, retryable: true, unconfirmed: false, provider: 'runway' });
    expect(emulator.counts.create).toBe(0);
  });
});

describe('a task', () => {
  it('is asked about until its file is there, and told what it cost', async () => {
    emulator.walk = [
      { status: 'PENDING' },
      { status: 'THROTTLED' },
      { status: 'RUNNING', progress: 0.4 },
      { status: 'SUCCEEDED' },
    ];
    const seen = await endOf(await begun(newModel(), newRequest(), forever));
    const url = expect.stringContaining(`${emulator.baseUrl}/files/${emulator.tasks[0]?.id}.mp4?_jwt=`) as string;
    expect(seen).toStrictEqual([
      { state: 'pending', progress: null, pollAfterMs: 5 },
      { state: 'pending', progress: null, pollAfterMs: 5 },
      { state: 'pending', progress: 0.4, pollAfterMs: 5 },
      { state: 'done', result: { kind: 'file', url }, costUsd: 0.25 },
    ]);
    expect(emulator.counts).toMatchObject({ create: 1, get: 4, delete: 0 });
    expect(emulator.mistakes).toEqual([]);
  });

  it('is left alone for 6 s between two questions', async () => {
    const model = newModel('gen4_turbo', { pollMs: undefined });
    const operation = await begun(model, newRequest(), forever);
    await expect(model.status(operation, forever)).resolves.toMatchObject({ pollAfterMs: 6000 });
  });

  it('gives its file out at a new address each time, until it is deleted', async () => {
    const model = newModel();
    const operation = await begun(model, newRequest(), forever);
    await endOf(operation);
    const urls = await Promise.all([0, 1].map(async () => (await endOf(operation)).at(-1)));
    const [one, two] = urls.map((status) =>
      status?.state === 'done' && status.result.kind === 'file' ? status.result.url : '',
    ) as [string, string];
    expect(one).not.toBe(two);
    const head = await fetch(one, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-type'), head.headers.get('content-length')]).toEqual([
      200,
      'video/mp4',
      String(VIDEO.length),
    ]);
    expect(Buffer.from(await (await fetch(two)).arrayBuffer())).toEqual(VIDEO);
    await expect(model.cancel(operation, forever)).resolves.toBe(0.25);
    expect((await fetch(one)).status).toBe(403);
    expect(emulator.cancelled).toEqual([]);
    expect(emulator.billedCredits).toBe(25);
  });

  it('may be billed otherwise than it was quoted, or say nothing of it', async () => {
    const task = { id: '1', createdAt: 'now', status: 'SUCCEEDED', output: ['https://cdn.example/a.mp4'] };
    const answers = [{ ...task, cost: { credits: 0 } }, { ...task, cost: { credits: 63 } }, task];
    for (const [index, costUsd] of [0, 0.63, null].entries()) {
      emulator.fail({ kind: 'answer', status: 200, body: answers[index] }, 'get');
      await expect(newModel().status({ id: '1' }, forever)).resolves.toMatchObject({ state: 'done', costUsd });
    }
  });

  it('that is not known any more has failed, at a price nobody tells', async () => {
    const [status] = await endOf({ id: 'an-old/one?' });
    expect(status).toMatchObject({
      state: 'failed',
      error: { code: 'PROVIDER_REJECTED', retryable: false, message: 'runway: the task is gone' },
      costUsd: null,
    });
  });
});

describe('a cancel', () => {
  it('stops a task before it costs anything; a second one changes nothing', async () => {
    const model = newModel();
    const operation = await begun(model, newRequest(), forever);
    await model.status(operation, forever);
    await expect(model.cancel(operation, forever)).resolves.toBe(0);
    await expect(model.cancel(operation, forever)).resolves.toBeNull();
    expect(emulator.cancelled).toEqual([operation.id]);
    expect(emulator.billedCredits).toBe(0);
    expect(emulator.counts.delete).toBe(2);
    await expect(model.status(operation, forever)).resolves.toMatchObject({ state: 'failed' });
  });

  it('that does not arrive fails', async () => {
    emulator.fail({ kind: 'answer', status: 503 }, 'delete');
    const error = await failureOf(newModel().cancel({ id: '1' }, forever));
    expect(error).toMatchObject({ code: 'PROVIDER_UNAVAILABLE', retryable: true });
  });
});

describe('a task that fails', () => {
  it.each<[string | null | undefined, JobError['code'], boolean]>([
    ['SAFETY.INPUT.TEXT', 'CONTENT_REJECTED', false],
    ['SAFETY.OUTPUT.VIDEO', 'CONTENT_REJECTED', false],
    ['INPUT_PREPROCESSING.SAFETY.THIRD_PARTY', 'CONTENT_REJECTED', false],
    ['INPUT_PREPROCESSING.INTERNAL', 'PROVIDER_UNAVAILABLE', true],
    ['INTERNAL', 'PROVIDER_UNAVAILABLE', true],
    ['THIRD_PARTY.UNAVAILABLE', 'PROVIDER_UNAVAILABLE', true],
    ['ASSET.INVALID', 'PROVIDER_REJECTED', false],
    ['THIRD_PARTY.INPUT_VALIDATION', 'PROVIDER_REJECTED', false],
    ['INTERNAL.BAD_OUTPUT.CODE01', 'PROVIDER_REJECTED', false],
    ['BRAND_NEW.CODE', 'PROVIDER_UNAVAILABLE', true],
    [null, 'PROVIDER_UNAVAILABLE', true],
    [undefined, 'PROVIDER_UNAVAILABLE', true],
  ])('with %s is %s', async (failureCode, code, retryable) => {
    emulator.fail({ kind: 'failure', failureCode, failure: `${KEY}: ${PROMPT}`, credits: 3 });
    const status = (await endOf(await begun(newModel(), newRequest(), forever))).at(-1);
    expect(status).toMatchObject({ state: 'failed', error: { code, retryable, provider: 'runway' }, costUsd: 0.03 });
    expect(JSON.stringify(status) + String((status as { error: Error }).error)).not.toMatch(/key_|dolly/);
  });

  it('for its content is billed all the same', async () => {
    emulator.fail({ kind: 'refused' });
    const status = (await endOf(await begun(newModel(), newRequest(), forever))).at(-1);
    expect(status).toMatchObject({ state: 'failed', error: { code: 'CONTENT_REJECTED' }, costUsd: 0.25 });
    expect(emulator.billedCredits).toBe(25);
  });

  it.each<[string, object, object]>([
    ['somebody cancelled it', { status: 'CANCELLED', cost: { credits: 0 } }, { code: 'PROVIDER_REJECTED' }],
    ['it has no file', { status: 'SUCCEEDED', output: [], cost: { credits: 0 } }, { code: 'INVALID_OUTPUT' }],
    ['its file is none', { status: 'SUCCEEDED', output: ['file:///etc/x'], cost: { credits: 0 } }, {}],
  ])('because %s', async (_, body, error) => {
    emulator.fail({ kind: 'answer', status: 200, body }, 'get');
    await expect(newModel().status({ id: '1' }, forever)).resolves.toMatchObject({
      state: 'failed',
      error,
      costUsd: 0,
    });
  });
});

describe('a question that fails leaves the task as it is', () => {
  it.each<[string, RunwayFault, Partial<JobError>]>([
    [
      'too many questions',
      { kind: 'answer', status: 429, headers: { 'retry-after': '7' } },
      { code: 'PROVIDER_UNAVAILABLE', retryable: true, retryAfterMs: 7000 },
    ],
    ['a server error', { kind: 'answer', status: 500 }, { code: 'PROVIDER_UNAVAILABLE', retryable: true }],
    ['no answer in time', { kind: 'hang' }, { code: 'PROVIDER_UNAVAILABLE', retryable: true }],
    ['a cut connection', { kind: 'cut' }, { code: 'PROVIDER_UNAVAILABLE', retryable: true }],
    ['a key that is not valid any more', { kind: 'answer', status: 401 }, { code: 'PROVIDER_AUTH', retryable: false }],
    ['a state nobody knows', { kind: 'answer', status: 200, body: { status: 'DREAMING' } }, { code: 'INVALID_OUTPUT' }],
    ['no object', { kind: 'answer', status: 200, body: [] }, { code: 'INVALID_OUTPUT' }],
  ])('%s', async (_, fault, expected) => {
    const model = newModel('gen4_turbo', { timeoutMs: 300 });
    const operation = await begun(model, newRequest(), forever);
    emulator.fail(fault, 'get');
    const error = await failureOf(model.status(operation, forever));
    expect(error).toMatchObject({ ...expected, unconfirmed: false });
    await expect(model.status(operation, forever)).resolves.toMatchObject({ state: 'pending' });
  });
});

describe('a start that fails', () => {
  const start = (server: Partial<RunwayServer> = {}, signal = forever) =>
    newModel('gen4_turbo', server).start(newRequest(), new Call(signal));

  it.each<[string, RunwayFault, Partial<JobError>]>([
    [
      'a rate limit',
      { kind: 'answer', status: 429, headers: { 'retry-after': '7' } },
      { code: 'PROVIDER_UNAVAILABLE', retryable: true, retryAfterMs: 7000 },
    ],
    [
      'load shedding',
      { kind: 'answer', status: 503, headers: { 'retry-after': '2' } },
      { code: 'PROVIDER_UNAVAILABLE', retryable: true, retryAfterMs: 2000 },
    ],
    ['load shedding at its gateway', { kind: 'answer', status: 502 }, { code: 'PROVIDER_UNAVAILABLE' }],
    ['no credits', { kind: 'no credits' }, { code: 'PROVIDER_QUOTA', retryable: false }],
    [
      'an invalid request',
      { kind: 'answer', status: 400, body: { error: `Validation of ${KEY} failed`, issues: [] } },
      { code: 'PROVIDER_REJECTED', retryable: false },
    ],
    ['a redirect', { kind: 'answer', status: 307, headers: { location: '/v1' } }, { code: 'PROVIDER_REJECTED' }],
  ])('%s is plain: nothing was started', async (_, fault, expected) => {
    emulator.fail(fault);
    const error = await failureOf(start());
    expect(error).toMatchObject({ ...expected, unconfirmed: false, provider: 'runway' });
    expect(error.message).not.toContain(KEY);
    expect(emulator.counts.create).toBe(1);
    expect(emulator.tasks).toEqual([]);
  });

  it.each<[string, RunwayFault, number]>([
    ['cut before the task is made', { kind: 'cut' }, 0],
    ['cut after it is made', { kind: 'lost' }, 1],
    ['no answer', { kind: 'hang' }, 0],
    ['no answer although it is made', { kind: 'lost', by: 'silence' }, 1],
    ['a gateway that waited too long', { kind: 'lost', by: 504 }, 1],
    ["a gateway's own page", { kind: 'lost', by: 502 }, 1],
    ['an error after the task was made', { kind: 'lost', by: 500 }, 1],
    ['an error', { kind: 'answer', status: 500 }, 0],
    ['a gateway that says so itself', { kind: 'answer', status: 504 }, 0],
    ['a success that is cut short', { kind: 'answer', status: 200, body: '{"id": "17f2' }, 0],
    ['a success without a name', { kind: 'answer', status: 200, body: { estimatedCost: { credits: 25 } } }, 0],
  ])('%s: it may have been started, and billed', async (_, fault, tasks) => {
    emulator.fail(fault);
    const error = await failureOf(start({ timeoutMs: 300 }));
    expect(error).toMatchObject({
      code: 'START_UNCONFIRMED',
      retryable: false,
      unconfirmed: true,
      provider: 'runway',
      cause: expect.any(JobError) as JobError,
    });
    expect(emulator.tasks).toHaveLength(tasks);
    expect(emulator.billedCredits).toBe(25 * tasks);
  });

  it('nobody there, no such name, or somebody else there: it never left', async () => {
    const closed = await RunwayEmulator.start({ apiKey: KEY, video: VIDEO });
    const { baseUrl } = closed;
    await closed.stop();
    const stranger = createServer(newSelfSigned('runway.test')).listen(0, '127.0.0.1');
    await once(stranger, 'listening');
    const { port } = stranger.address() as AddressInfo;
    const encrypted = emulator.baseUrl.replace('http:', 'https:');
    for (const url of [baseUrl, 'http://runway.invalid', `https://127.0.0.1:${port}`, encrypted]) {
      const error = await failureOf(start({ baseUrl: url }));
      expect(error).toMatchObject({ code: 'PROVIDER_UNAVAILABLE', retryable: true, unconfirmed: false });
    }
    stranger.close();
    stranger.closeAllConnections();
  });

  it('a wrong key', async () => {
    const error = await failureOf(start({ apiKey: 'key_wrong' }));
    expect(error).toMatchObject({ code: 'PROVIDER_AUTH', retryable: false, unconfirmed: false });
  });

  it('an account that runs dry', async () => {
    const poor = await RunwayEmulator.start({ apiKey: KEY, video: VIDEO, credits: 30 });
    const server = { baseUrl: poor.baseUrl };
    await start(server);
    await expect(failureOf(start(server))).resolves.toMatchObject({ code: 'PROVIDER_QUOTA' });
    await poor.stop();
  });

  it('an abort ends the call with its own reason', async () => {
    emulator.fail({ kind: 'hang' });
    const stop = new AbortController();
    const reason = new Error('the job was cancelled');
    const arrived = emulator.nextRequest(AbortSignal.timeout(60_000));
    const call = start({}, stop.signal);
    call.catch(() => undefined);
    await arrived;
    stop.abort(reason);
    await expect(call).rejects.toBe(reason);
  });
});

it('the registry knows the models, built or not', () => {
  const without = registryOf();
  const known = RUNWAY_MODELS.map((name) => without.isKnown('video', `runway:${name}`));
  expect(known).toEqual(RUNWAY_MODELS.map(() => true));
  expect(without.isKnown('video', 'runway:gen3a_turbo')).toBe(false);
});
