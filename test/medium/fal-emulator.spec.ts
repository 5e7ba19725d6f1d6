import { createHash, createPublicKey, verify } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { once } from 'node:events';
import { type AddressInfo } from 'node:net';
import { FalEmulator } from '../emulators/fal.emulator.js';
import { bytesOf } from '../emulators/vendor-answers.js';

/** Whether the emulator is as strict as the contract, for then a green test of the adapter says something. */

const KEY = 'id:secret';
const PNG_URI = `data:image/png;base64,${Buffer.from('89504e470d0a1a0a00000001', 'hex').toString('base64')}`;
const APP = '/fal-ai/pika';
const words = { prompt: 'rain' };
const picture = { ...words, image_url: PNG_URI };

let emulator: FalEmulator;

beforeEach(async () => {
  emulator = await FalEmulator.start({ apiKey: KEY, video: Buffer.from('an MP4 file'), retryMs: 5 });
});

afterEach(async () => {
  await emulator.stop();
});

const ask = (method: string, path: string, body?: unknown, headers: object = {}) =>
  fetch(emulator.queueUrl + path, {
    method,
    headers: { authorization: `Key ${KEY}`, 'content-type': 'application/json', ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  });

it.each<[string, string, object, { type: string; loc: string[] }]>([
  ['no words', 'image-to-video', { image_url: PNG_URI }, { type: 'value_error.missing', loc: ['body', 'prompt'] }],
  ['no picture', 'image-to-video', words, { type: 'value_error.missing', loc: ['body', 'image_url'] }],
  [
    'a length in numbers',
    'text-to-video',
    { ...words, duration: 5 },
    { type: 'value_error.const', loc: ['body', 'duration'] },
  ],
  [
    'an odd length',
    'text-to-video',
    { ...words, duration: '7' },
    { type: 'value_error.const', loc: ['body', 'duration'] },
  ],
  ['a field of others', 'text-to-video', { ...words, fps: 24 }, { type: 'value_error.extra', loc: ['body', 'fps'] }],
  [
    'a shape',
    'image-to-video',
    { ...picture, aspect_ratio: '9:16' },
    { type: 'value_error.extra', loc: ['body', 'aspect_ratio'] },
  ],
  ['a wrapper', 'text-to-video', { input: words }, { type: 'value_error.missing', loc: ['body', 'prompt'] }],
  [
    'a picture elsewhere',
    'image-to-video',
    { ...words, image_url: 'https://x.example/a.png' },
    { type: 'file_download_error', loc: ['body', 'image_url'] },
  ],
  [
    'no picture at all',
    'image-to-video',
    { ...words, image_url: 'data:image/png;base64,AAAA' },
    { type: 'image_load_error', loc: ['body', 'image_url'] },
  ],
])('%s is refused as FastAPI does', async (_, kind, body, fault) => {
  const response = await ask('POST', `${APP}/v2.2/${kind}`, body);
  expect(response.status).toBe(422);
  expect(((await response.json()) as { detail: unknown[] }).detail[0]).toMatchObject(fault);
  expect(emulator.requests).toEqual([]);
});

it.each<[string, string, string, object, number]>([
  ['another scheme', 'POST', `${APP}/v2.2/text-to-video`, { authorization: `Bearer ${KEY}` }, 401],
  ['another app', 'POST', '/fal-ai/pika2/v2.2/text-to-video', {}, 404],
  ['another model', 'POST', `${APP}/v9/text-to-video`, {}, 404],
  ['the model in the path of a question', 'GET', `${APP}/v2.2/text-to-video/requests/1/status`, {}, 405],
  ['a question by POST', 'POST', `${APP}/requests/1/status`, {}, 405],
  ['a cancel by POST', 'POST', `${APP}/requests/1/cancel`, {}, 405],
  ['a cancel by DELETE', 'DELETE', `${APP}/requests/1`, {}, 405],
  ['an unknown query', 'POST', `${APP}/v2.2/text-to-video?webhook=x`, {}, 422],
  ['an unknown request', 'GET', `${APP}/requests/1/status`, {}, 404],
])('%s is refused', async (_, method, path, headers, status) => {
  expect((await ask(method, path, method === 'POST' ? words : undefined, headers)).status).toBe(status);
});

it('a request is 202 until it is completed, has no result before, and no file for who shows a key', async () => {
  const submitted = await ask('POST', `${APP}/v2.2/text-to-video`, words);
  const { request_id: id, status_url: url } = (await submitted.json()) as Record<string, string>;
  expect(url).toBe(`${emulator.queueUrl}${APP}/requests/${id}/status`);
  const question = `${APP}/requests/${id}`;
  expect((await ask('GET', question)).status).toBe(400);
  const states: unknown[] = [];
  for (let asked = 0; asked < 4; asked++) {
    const response = await ask('GET', `${question}/status?logs=1`);
    states.push([response.status, ((await response.json()) as { status: string }).status]);
  }
  expect(states).toEqual([
    [202, 'IN_QUEUE'],
    [202, 'IN_PROGRESS'],
    [202, 'IN_PROGRESS'],
    [200, 'COMPLETED'],
  ]);
  const { video } = (await (await ask('GET', question)).json()) as { video: { url: string } };
  expect((await fetch(video.url)).status).toBe(200);
  expect((await fetch(video.url, { headers: { authorization: `Key ${KEY}` } })).status).toBe(403);
  expect(await (await ask('PUT', `${question}/cancel`)).json()).toEqual({ status: 'ALREADY_COMPLETED' });
});

describe('a webhook', () => {
  const heard: { headers: IncomingHttpHeaders; raw: Buffer }[] = [];
  /** What the receiver answers; the last one stays. */
  let answers: number[] = [200];
  const receiver = createServer((request, response) => {
    void bytesOf(request).then((raw) => {
      heard.push({ headers: request.headers, raw });
      response.writeHead((answers.length > 1 ? answers.shift() : answers[0]) ?? 200).end();
    });
  });

  beforeAll(async () => {
    receiver.listen(0, '127.0.0.1');
    await once(receiver, 'listening');
  });

  afterAll(() => {
    receiver.closeAllConnections();
    receiver.close();
  });

  beforeEach(() => {
    heard.length = 0;
    answers = [200];
  });

  const submit = async () => {
    const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook?call=1`;
    await ask('POST', `${APP}/v2.2/text-to-video?fal_webhook=${encodeURIComponent(url)}`, words);
    return emulator.requests.at(-1)!;
  };

  it('is signed with the published key, once', async () => {
    const request = await submit();
    await emulator.finish(request);
    await emulator.finish(request);
    expect(heard).toHaveLength(1);
    const { headers, raw } = heard[0]!;
    const { keys } = (await (await fetch(emulator.jwksUrl)).json()) as { keys: { x: string }[] };
    const hash = createHash('sha256').update(raw).digest('hex');
    const names = ['request-id', 'user-id', 'timestamp'].map((name) => headers[`x-fal-webhook-${name}`]);
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: keys[0]!.x }, format: 'jwk' });
    const signature = Buffer.from(String(headers['x-fal-webhook-signature']), 'hex');
    expect(verify(null, Buffer.from([...names, hash].join('\n')), key, signature)).toBe(true);
    expect(JSON.parse(raw.toString())).toMatchObject({ request_id: request.id, status: 'OK', payload: { video: {} } });
  });

  it('tells of a failure in its own words, and is repeated until somebody takes it', async () => {
    answers = [500, 503, 200];
    emulator.fail({ kind: 'refused' });
    const request = await submit();
    await emulator.finish(request);
    expect(emulator.webhooks.tries.map(({ status }) => status)).toEqual([500, 503, 200]);
    expect(JSON.parse(heard[2]!.raw.toString())).toMatchObject({
      ...{ request_id: request.id, status: 'ERROR', error: 'Invalid status code: 422' },
      payload: { detail: [{ type: 'content_policy_violation' }] },
    });
  });

  it('is given up after ten repeats', async () => {
    answers = [500];
    await emulator.finish(await submit());
    expect(emulator.webhooks.tries).toHaveLength(11);
  });
});
