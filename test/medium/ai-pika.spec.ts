import { Call, type Footage, type FootageRequest, type GenerationStatus, type Operation } from '../../src/ai/ports.js';
import { PikaVideoModel, type PikaServer } from '../../src/ai/providers/pika.provider.js';
import { JobError } from '../../src/common/errors.js';
import { FalEmulator, type FalFault, type FalOptions, type FalRequestKind } from '../emulators/fal.emulator.js';
import { begun } from '../support/registries.js';
import { failureOf } from '../contracts/vendor-rig.js';

const KEY = '0f1e2d3c-aaaa-bbbb-cccc-0123456789ab:fedcba9876543210fedcba9876543210';
const PROMPT = 'Slow dolly-in on the detective as rain starts to fall';
const PNG = Buffer.from('89504e470d0a1a0a00000001', 'hex');
const OPTIONS: FalOptions = { apiKey: KEY, video: Buffer.from('an MP4 file') };
const SECRETS = /fedcba|0f1e2d|dolly/;
const forever = new AbortController().signal;

let emulator: FalEmulator;

beforeEach(async () => {
  emulator = await FalEmulator.start(OPTIONS);
});

afterEach(async () => {
  await emulator.stop();
});

function newModel(server: Partial<PikaServer> = {}): PikaVideoModel {
  return new PikaVideoModel({ baseUrl: emulator.queueUrl, apiKey: KEY, pollMs: 5, ...server });
}

function newRequest(fields: Partial<FootageRequest> = {}): FootageRequest {
  return { prompt: PROMPT, image: { bytes: PNG, mime: 'image/png' }, seconds: 4.2, aspectRatio: '9:16', ...fields };
}

/** Waits only where nothing comes. */
function patienceFor(fault: FalFault): { timeoutMs: number } {
  const isSilent = fault.kind === 'hang' || (fault.kind === 'lost' && fault.by === 'silence');
  return { timeoutMs: isSilent ? 300 : 10_000 };
}

/** All that an error says, with what caused it. */
function said(error: unknown): string {
  return error instanceof Error ? `${error.message} ${JSON.stringify(error)} ${said(error.cause)}` : '';
}

/** Asks until the request has ended. */
async function endOf(operation: Operation, model = newModel()): Promise<GenerationStatus<Footage>[]> {
  const seen: GenerationStatus<Footage>[] = [];
  do {
    seen.push(await model.status(operation, forever));
  } while (seen.at(-1)?.state === 'pending' && seen.length < 20);
  return seen;
}

describe('what is asked', () => {
  const common = {
    prompt: PROMPT,
    negative_prompt: 'text, captions, subtitles, watermark, logo, distorted faces, extra limbs, flicker',
    resolution: '720p',
    duration: '5',
  };

  it('a picture is moved, and keeps its shape', async () => {
    const operation = await begun(newModel(), newRequest(), forever);
    const [request] = emulator.requests;
    expect(operation).toStrictEqual({ id: request?.id });
    expect(request?.model).toBe('v2.2/image-to-video');
    expect(request?.input).toStrictEqual({ ...common, image_url: `data:image/png;base64,${PNG.toString('base64')}` });
    expect(request?.webhook).toBeNull();
  });

  it('words get a shape', async () => {
    await begun(newModel(), newRequest({ image: null }), forever);
    const [request] = emulator.requests;
    expect(request?.model).toBe('v2.2/text-to-video');
    expect(request?.input).toStrictEqual({ ...common, aspect_ratio: '9:16' });
  });

  it.each([
    [0.4, '5', 0.2],
    [5, '5', 0.2],
    [5.04, '10', 0.4],
    [30, '10', 0.4],
  ])('of %d s it makes %s s for at most %d USD', async (seconds, duration, usd) => {
    const request = newRequest({ seconds });
    expect(newModel().quote(request)).toBeCloseTo(usd);
    await begun(newModel(), request, forever);
    expect(emulator.requests[0]?.input.duration).toBe(duration);
    expect(emulator.billedUsd).toBeCloseTo(usd);
  });

  it('all of it below a gateway with a path of its own', async () => {
    const behind = await FalEmulator.start({ ...OPTIONS, prefix: '/vendors/fal' });
    const model = newModel({ baseUrl: behind.queueUrl });
    const operation = await begun(model, newRequest(), forever);
    await model.cancel(await begun(model, newRequest(), forever), forever);
    expect((await endOf(operation, model)).at(-1)).toMatchObject({ state: 'done' });
    expect([behind.mistakes, behind.cancelled.length]).toEqual([[], 1]);
    await behind.stop();
  });

  it('that it calls us only where it can prove that it is fal', async () => {
    const url = 'https://jumu.example/api/v1/ai/callbacks/pika?call=0197a3c0-0000-7000-8000-0000000000aa';
    for (const takesCallbacks of [true, false]) {
      await newModel({ takesCallbacks }).start(newRequest(), new Call(forever, url));
    }
    expect(emulator.requests.map(({ webhook }) => webhook)).toEqual([url, null]);
    expect(emulator.mistakes).toEqual([]);
  });
});

describe('a request', () => {
  it('is asked about until its film is there', async () => {
    const seen = await endOf(await begun(newModel(), newRequest(), forever));
    const url = `${emulator.baseUrl}/files/${emulator.requests[0]?.id}.mp4`;
    expect(seen).toStrictEqual([
      ...Array.from({ length: 3 }, () => ({ state: 'pending', progress: null, pollAfterMs: 5 })),
      { state: 'done', result: { kind: 'file', url }, costUsd: null },
    ]);
    expect(emulator.counts).toMatchObject({ submit: 1, status: 4, result: 1, cancel: 0 });
    expect(emulator.mistakes).toEqual([]);
    expect(Buffer.from(await (await fetch(url)).arrayBuffer())).toEqual(OPTIONS.video);
  });

  it('is asked about at our address of the queue, whatever an answer says', async () => {
    const elsewhere = await FalEmulator.start(OPTIONS);
    const url = `${elsewhere.queueUrl}/fal-ai/pika/requests/1`;
    const body = { request_id: '1', status_url: `${url}/status`, response_url: url, cancel_url: `${url}/cancel` };
    emulator.fail({ kind: 'answer', status: 200, body });
    const operation = await begun(newModel(), newRequest(), forever);
    emulator.fail({ kind: 'answer', status: 200, body: { ...body, status: 'COMPLETED' } }, 'status');
    await newModel().status(operation, forever);
    await newModel().cancel(operation, forever);
    expect(emulator.counts).toMatchObject({ status: 2, result: 1, cancel: 1 });
    expect(elsewhere.counts).toMatchObject({ status: 0, result: 0, cancel: 0 });
    await elsewhere.stop();
  });

  it('whose result is a moment late is still under way', async () => {
    const operation = await begun(newModel(), newRequest(), forever);
    emulator.fail({ kind: 'answer', status: 200, body: { status: 'COMPLETED' } }, 'status');
    await expect(newModel().status(operation, forever)).resolves.toMatchObject({ state: 'pending' });
  });

  it('that is not known any more has failed, at a price nobody tells', async () => {
    const gone = { state: 'failed', error: { key: 'PROVIDER_REJECTED.gone', retryable: false }, costUsd: null };
    await expect(newModel().status({ id: 'an-old/one?' }, forever)).rejects.toMatchObject({
      code: 'PROVIDER_REJECTED',
    });
    await expect(newModel().status({ id: 'an-old-one' }, forever)).resolves.toMatchObject(gone);
    emulator.fail({ kind: 'answer', status: 200, body: { status: 'COMPLETED' } }, 'status');
    await expect(newModel().status({ id: 'an-old-one' }, forever)).resolves.toMatchObject(gone);
  });
});

describe('a request that is completed and has failed', () => {
  const reason = (type: string, more: object = {}) => [
    { loc: ['body', 'prompt'], msg: `${KEY} ${PROMPT}`, type, input: PROMPT, ...more },
  ];
  const retryable = (is: boolean) => ({ 'x-fal-retryable': String(is) });

  it.each<[string, FalFault, object, number | null]>([
    ['its content', { kind: 'refused' }, { code: 'CONTENT_REJECTED', retryable: false }, null],
    [
      'a field',
      { kind: 'failure', status: 422, detail: reason('value_error.missing') },
      { code: 'PROVIDER_REJECTED', retryable: false, message: 'pika answered HTTP 422 value_error.missing' },
      null,
    ],
    [
      'a sentence',
      { kind: 'failure', status: 422, detail: `${KEY}: ${PROMPT}` },
      { code: 'PROVIDER_REJECTED', retryable: false, message: 'pika answered HTTP 422' },
      null,
    ],
    [
      'somebody behind it',
      { kind: 'failure', status: 400, detail: reason('downstream_service_error'), headers: retryable(true) },
      { code: 'PROVIDER_UNAVAILABLE', retryable: true, message: 'pika answered HTTP 400 downstream_service_error' },
      null,
    ],
    [
      'somebody behind it, for good',
      { kind: 'failure', status: 400, detail: reason('downstream_service_error'), headers: retryable(false) },
      { code: 'PROVIDER_REJECTED', retryable: false },
      null,
    ],
    [
      'itself',
      { kind: 'failure', status: 500, detail: reason('internal_server_error') },
      { code: 'PROVIDER_UNAVAILABLE', retryable: true, message: 'pika answered HTTP 500 internal_server_error' },
      0,
    ],
    [
      'itself, for good',
      { kind: 'failure', status: 500, detail: reason('internal_server_error'), headers: retryable(false) },
      { code: 'PROVIDER_UNAVAILABLE', retryable: false },
      0,
    ],
    [
      'its time',
      { kind: 'failure', status: 504, detail: reason('generation_timeout') },
      { code: 'PROVIDER_UNAVAILABLE', retryable: true },
      0,
    ],
    [
      'a type in a header',
      { kind: 'failure', status: 500, detail: 'Oops', headers: { 'x-fal-error-type': 'startup_timeout' } },
      { code: 'PROVIDER_UNAVAILABLE', message: 'pika answered HTTP 500 startup_timeout' },
      0,
    ],
  ])('for %s', async (_, fault, error, costUsd) => {
    emulator.fail(fault);
    const status = (await endOf(await begun(newModel(), newRequest(), forever))).at(-1);
    expect(status).toMatchObject({ state: 'failed', error: { ...error, provider: 'pika' }, costUsd });
    expect(said((status as { error: JobError }).error)).not.toMatch(SECRETS);
  });

  it.each([{}, { video: null }, { video: { url: 'file:///etc/passwd' } }, { video: { url: 7 } }])(
    'for its file is none: %j',
    async (body) => {
      const operation = await begun(newModel(), newRequest(), forever);
      emulator.fail({ kind: 'answer', status: 200, body }, 'result');
      expect((await endOf(operation)).at(-1)).toMatchObject({ state: 'failed', error: { code: 'INVALID_OUTPUT' } });
    },
  );
});

/** The least that a client may be told. */
const UNAVAILABLE = { code: 'PROVIDER_UNAVAILABLE', retryable: true } as const;
const UNUSABLE = { code: 'INVALID_OUTPUT', retryable: true } as const;

describe.each<FalRequestKind>(['status', 'result'])(
  'a question about its %s that fails leaves the request as it is',
  (kind) => {
    it.each<[string, FalFault, Partial<JobError>]>([
      [
        'too many questions',
        { kind: 'answer', status: 429, headers: { 'retry-after': '7' } },
        { ...UNAVAILABLE, retryAfterMs: 7000 },
      ],
      ["a gateway's page", { kind: 'answer', status: 502, body: '<html>' }, UNAVAILABLE],
      ['a queue out of order', { kind: 'answer', status: 500, body: { detail: 'Internal Server Error' } }, UNAVAILABLE],
      ['a queue with too much to do', { kind: 'answer', status: 503, body: { detail: 'Overloaded' } }, UNAVAILABLE],
      ['no answer in time', { kind: 'hang' }, UNAVAILABLE],
      ['a cut connection', { kind: 'cut' }, UNAVAILABLE],
      ['no JSON', { kind: 'malformed' }, UNUSABLE],
      ['100 MB', { kind: 'flood' }, UNUSABLE],
      [
        'a key that is not valid any more',
        { kind: 'answer', status: 401 },
        { code: 'PROVIDER_AUTH', retryable: false },
      ],
      [
        'a redirect',
        { kind: 'answer', status: 307, headers: { location: '/' }, body: '' },
        { code: 'PROVIDER_REJECTED' },
      ],
    ])('%s', async (_, fault, expected) => {
      emulator.walk = ['COMPLETED'];
      const operation = await begun(newModel(), newRequest(), forever);
      emulator.fail(fault, kind);
      const error = await failureOf(newModel(patienceFor(fault)).status(operation, forever));
      expect(error).toMatchObject({ ...expected, unconfirmed: false, billedUsd: null });
      await expect(newModel().status(operation, forever)).resolves.toMatchObject({ state: 'done' });
    });
  },
);

it('a state nobody knows is no end', async () => {
  for (const body of [{ status: 'FAILED' }, {}, []]) {
    emulator.fail({ kind: 'answer', status: 200, body }, 'status');
    await expect(failureOf(newModel().status({ id: '1' }, forever))).resolves.toMatchObject(UNUSABLE);
  }
});

describe('a cancel', () => {
  it('stops a request before it costs anything; a second one changes nothing', async () => {
    const operation = await begun(newModel(), newRequest(), forever);
    await expect(newModel().cancel(operation, forever)).resolves.toBe(0);
    await expect(newModel().cancel(operation, forever)).resolves.toBeNull();
    expect(emulator.cancelled).toEqual([operation.id]);
    expect(emulator.billedUsd).toBe(0);
    expect(emulator.mistakes).toEqual([]);
  });

  it('of what is being made is not sure to stop it', async () => {
    emulator.walk = ['IN_PROGRESS'];
    const operation = await begun(newModel(), newRequest(), forever);
    await expect(newModel().cancel(operation, forever)).resolves.toBeNull();
    expect(emulator.cancelled).toEqual([operation.id]);
  });

  it('of what has ended, or is not known, has nothing left to do', async () => {
    emulator.walk = ['COMPLETED'];
    const ended = await begun(newModel(), newRequest(), forever);
    await expect(newModel().cancel(ended, forever)).resolves.toBeNull();
    await expect(newModel().cancel({ id: 'an-old-one' }, forever)).resolves.toBeNull();
    expect(emulator.cancelled).toEqual([]);
    expect(emulator.counts.cancel).toBe(2);
  });

  it.each<[string, FalFault, Partial<JobError>]>([
    ['a server error', { kind: 'answer', status: 503 }, UNAVAILABLE],
    ['a refusal', { kind: 'answer', status: 400 }, { code: 'PROVIDER_REJECTED' }],
    ['a key', { kind: 'answer', status: 401 }, { code: 'PROVIDER_AUTH' }],
    ['no answer', { kind: 'hang' }, UNAVAILABLE],
    ['a cut', { kind: 'cut' }, UNAVAILABLE],
    ['a lost answer', { kind: 'lost' }, UNAVAILABLE],
    ['100 MB', { kind: 'flood' }, UNUSABLE],
    ['no JSON', { kind: 'malformed' }, UNUSABLE],
  ])('that fails says so: %s', async (_, fault, expected) => {
    const operation = await begun(newModel(), newRequest(), forever);
    emulator.fail(fault, 'cancel');
    const error = await failureOf(newModel(patienceFor(fault)).cancel(operation, forever));
    expect(error).toMatchObject(expected);
  });
});

describe('a start that fails', () => {
  const start = (server: Partial<PikaServer> = {}, signal = forever) =>
    newModel(server).start(newRequest(), new Call(signal));

  it.each<[string, FalFault, Partial<JobError>]>([
    [
      'a rate limit',
      { kind: 'answer', status: 429, headers: { 'retry-after': '7' } },
      { ...UNAVAILABLE, retryAfterMs: 7000 },
    ],
    ['load shedding in its own words', { kind: 'answer', status: 503 }, UNAVAILABLE],
    ['no balance', { kind: 'no balance' }, { code: 'PROVIDER_QUOTA', retryable: false }],
    ['no access', { kind: 'answer', status: 403 }, { code: 'PROVIDER_AUTH', retryable: false }],
    [
      'its content',
      { kind: 'answer', status: 422, body: { detail: [{ type: 'content_policy_violation', input: PROMPT }] } },
      { code: 'CONTENT_REJECTED', retryable: false },
    ],
    [
      'an invalid request',
      { kind: 'answer', status: 422, body: { detail: `${KEY} ${PROMPT}` } },
      { code: 'PROVIDER_REJECTED', retryable: false },
    ],
    ['a redirect', { kind: 'answer', status: 307, headers: { location: '/' } }, { code: 'PROVIDER_REJECTED' }],
  ])('%s is plain: nothing was started', async (_, fault, expected) => {
    emulator.fail(fault);
    const error = await failureOf(start());
    expect(error).toMatchObject({ ...expected, unconfirmed: false, provider: 'pika' });
    expect(emulator.counts.submit).toBe(1);
    expect(emulator.requests).toEqual([]);
  });

  it.each<[string, FalFault, number]>([
    ['cut before it is taken', { kind: 'cut' }, 0],
    ['cut after it is taken', { kind: 'lost' }, 1],
    ['no answer', { kind: 'hang' }, 0],
    ['no answer although it is taken', { kind: 'lost', by: 'silence' }, 1],
    ['a gateway that waited too long', { kind: 'lost', by: 504 }, 1],
    ["a gateway's own page", { kind: 'lost', by: 503 }, 1],
    ['an error after it was taken', { kind: 'lost', by: 500 }, 1],
    ['an error', { kind: 'answer', status: 500 }, 0],
    ['no JSON', { kind: 'malformed' }, 1],
    ['100 MB', { kind: 'flood' }, 0],
    ['a success without a name', { kind: 'answer', status: 200, body: { status: 'IN_QUEUE' } }, 0],
  ])('%s: it may have been started, and billed', async (_, fault, requests) => {
    emulator.fail(fault);
    const error = await failureOf(start(patienceFor(fault)));
    expect(error).toMatchObject({
      ...{ code: 'START_UNCONFIRMED', retryable: false, unconfirmed: true, provider: 'pika' },
      cause: expect.any(JobError) as JobError,
    });
    expect(emulator.requests).toHaveLength(requests);
  });

  it('nobody there, or no such name: it never left', async () => {
    const closed = await FalEmulator.start(OPTIONS);
    const { queueUrl } = closed;
    await closed.stop();
    for (const baseUrl of [queueUrl, 'http://fal.invalid']) {
      const error = await failureOf(start({ baseUrl }));
      expect(error).toMatchObject({ ...UNAVAILABLE, unconfirmed: false });
    }
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

describe('a probe', () => {
  it('makes nothing, and finds out whether the key is taken', async () => {
    await newModel().probe(forever);
    const error = await failureOf(newModel({ apiKey: 'wrong' }).probe(forever));
    expect(error).toMatchObject({ code: 'PROVIDER_AUTH', retryable: false });
    emulator.fail({ kind: 'answer', status: 503 }, 'status');
    expect(await failureOf(newModel().probe(forever))).toMatchObject(UNAVAILABLE);
    expect(emulator.requests).toEqual([]);
    expect(emulator.billedUsd).toBe(0);
  });
});
