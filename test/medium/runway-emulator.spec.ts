import { RunwayEmulator } from '../emulators/runway.emulator.js';

/** Whether the emulator is as strict as the contract, for then a green test of the adapter says something. */

const KEY = 'key_for_tests';
const PROMPT = 'Slow dolly-in on the detective as rain starts to fall';
const PNG_URI = `data:image/png;base64,${Buffer.from('89504e470d0a1a0a00000001', 'hex').toString('base64')}`;
const MEBIBYTE = 1024 * 1024;

let emulator: RunwayEmulator;

beforeEach(async () => {
  emulator = await RunwayEmulator.start({ apiKey: KEY, video: Buffer.from('an MP4 file') });
});

afterEach(async () => {
  await emulator.stop();
});

const ask = (
  path: string,
  { method = 'POST', headers = {}, body }: { method?: string; headers?: object; body?: unknown },
) =>
  fetch(`${emulator.baseUrl}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${KEY}`,
      'x-runway-version': '2024-11-06',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
const turbo = { model: 'gen4_turbo', promptImage: PNG_URI, ratio: '1280:720' };
const gen45 = { model: 'gen4.5', promptText: PROMPT, ratio: '1280:720', duration: 5 };
const veo = { model: 'veo3.1', promptText: PROMPT, ratio: '1280:720', duration: 4 };
const placed = (...positions: string[]) => positions.map((position) => ({ uri: PNG_URI, position }));

it.each<[string, string, object, { code: string; path: (string | number)[] }]>([
  ['an unknown field', 'image_to_video', { ...turbo, fps: 24 }, { code: 'unrecognized_keys', path: [] }],
  ['an aspect ratio', 'image_to_video', { ...turbo, ratio: '16:9' }, { code: 'invalid_value', path: ['ratio'] }],
  ['a second too many', 'image_to_video', { ...turbo, duration: 11 }, { code: 'too_big', path: ['duration'] }],
  ['half a second', 'image_to_video', { ...turbo, duration: 2.5 }, { code: 'invalid_type', path: ['duration'] }],
  ['an odd length', 'text_to_video', { ...veo, duration: 5 }, { code: 'invalid_value', path: ['duration'] }],
  ['no length', 'text_to_video', { ...gen45, duration: undefined }, { code: 'invalid_type', path: ['duration'] }],
  ['no words', 'text_to_video', { ...gen45, promptText: '' }, { code: 'too_small', path: ['promptText'] }],
  ['long words', 'text_to_video', { ...veo, promptText: 'x'.repeat(1001) }, { code: 'too_big', path: ['promptText'] }],
  ['a square from words', 'text_to_video', { ...gen45, ratio: '960:960' }, { code: 'invalid_value', path: ['ratio'] }],
  ['turbo from words', 'text_to_video', { ...turbo }, { code: 'invalid_union', path: ['model'] }],
  ['a removed model', 'image_to_video', { ...turbo, model: 'gen3a_turbo' }, { code: 'invalid_union', path: ['model'] }],
  [
    'a last picture for turbo',
    'image_to_video',
    { ...turbo, promptImage: placed('last') },
    { code: 'invalid_value', path: ['promptImage', 0, 'position'] },
  ],
  [
    'a last picture without a first',
    'image_to_video',
    { ...veo, promptImage: placed('last') },
    { code: 'custom', path: ['promptImage'] },
  ],
  [
    'too big a picture',
    'image_to_video',
    { ...turbo, promptImage: PNG_URI + 'A'.repeat(5 * MEBIBYTE) },
    { code: 'too_big', path: ['promptImage'] },
  ],
])('refuses %s', async (_, endpoint, body, issue) => {
  const reply = await ask(`/v1/${endpoint}`, { body });
  expect(reply.status).toBe(400);
  await expect(reply.json()).resolves.toMatchObject({
    error: 'Validation of body failed',
    issues: [issue],
    docUrl: 'https://docs.dev.runwayml.com/api',
  });
  expect(emulator.counts.create).toBe(0);
  expect(emulator.mistakes).toHaveLength(1);
});

it('takes all the fields there are', async () => {
  const both = { ...veo, promptImage: placed('first', 'last'), audio: false, negativePrompt: 'text', seed: 7 };
  const more = { ...gen45, seed: 0, contentModeration: { publicFigureThreshold: 'low' }, outputFormat: 'mp4' };
  const replies = [
    await ask('/v1/image_to_video', { body: both }),
    await ask('/v1/text_to_video', { body: more }),
    await ask('/v1/image_to_video', { body: turbo }),
  ];
  expect(replies.map(({ status }) => status)).toEqual([200, 200, 200]);
  await expect(replies[0]?.json()).resolves.toEqual({
    id: emulator.tasks[0]?.id,
    estimatedCost: { credits: 160 },
  });
});

it.each<[string, string, Parameters<typeof ask>[1], number]>([
  ['no key', '/v1/text_to_video', { body: gen45, headers: { authorization: '' } }, 401],
  ['no version', '/v1/text_to_video', { body: gen45, headers: { 'x-runway-version': '' } }, 400],
  ['another content type', '/v1/text_to_video', { body: gen45, headers: { 'content-type': 'text/plain' } }, 400],
  ['a wrong method', '/v1/text_to_video', { method: 'GET' }, 405],
  ['a wrong path', '/v2/text_to_video', { body: gen45 }, 404],
  [
    'a web address that does not answer',
    '/v1/image_to_video',
    { body: { ...turbo, promptImage: 'https://a.b/c.png' } },
    400,
  ],
  [
    'a picture that is none',
    '/v1/image_to_video',
    { body: { ...turbo, promptImage: 'data:image/png;base64,AAAA' } },
    400,
  ],
  ['an upload that is none', '/v1/image_to_video', { body: { ...turbo, promptImage: 'runway://1' } }, 400],
  ['a list of tasks', '/v1/tasks', { method: 'GET' }, 404],
  ['a file without its token', '/files/1.mp4', { method: 'GET', headers: { authorization: '' } }, 403],
])('refuses %s', async (_, path, init, status) => {
  const reply = await ask(path, init);
  expect(reply.status).toBe(status);
  await expect(reply.json()).resolves.toHaveProperty('error');
  expect(emulator.tasks).toEqual([]);
});

it('keeps the account, also of tasks that nobody asks about', async () => {
  emulator.fail({ kind: 'lost' });
  await expect(ask('/v1/text_to_video', { body: gen45 })).rejects.toThrow();
  const reply = await ask('/v1/organization', { method: 'GET' });
  await expect(reply.json()).resolves.toMatchObject({
    creditBalance: 999_940,
    usage: { models: { 'gen4.5': { dailyGenerations: 1 } } },
  });
});

it('walks a task in the words of the contract', async () => {
  const created = (await (await ask('/v1/text_to_video', { body: gen45 })).json()) as { id: string };
  const path = `/v1/tasks/${created.id}`;
  const states: any[] = [];
  for (let index = 0; index < 4; index += 1) {
    states.push(await (await ask(path, { method: 'GET' })).json());
  }
  const known = { id: created.id, createdAt: expect.stringMatching(/^\d{4}-.*Z$/) };
  const estimatedCost = { credits: 60 };
  expect(states).toStrictEqual([
    { ...known, status: 'PENDING', estimatedCost },
    { ...known, status: 'RUNNING', progress: 0.02, estimatedCost },
    { ...known, status: 'RUNNING', progress: 0.6, estimatedCost },
    { ...known, status: 'SUCCEEDED', output: [expect.any(String)], cost: { credits: 60 } },
  ]);
  const deleted = await ask(path, { method: 'DELETE' });
  expect([deleted.status, await deleted.text()]).toEqual([204, '']);
  const gone = await ask(path, { method: 'GET' });
  expect([gone.status, await gone.json()]).toEqual([404, { error: 'Could not find Task' }]);
  expect((await ask(path, { method: 'DELETE' })).status).toBe(404);
  expect(emulator.mistakes).toEqual([]);
});

it('never hands a file to somebody who shows the key', async () => {
  emulator.walk = [{ status: 'SUCCEEDED' }];
  const { id } = (await (await ask('/v1/text_to_video', { body: gen45 })).json()) as { id: string };
  const { output } = (await (await ask(`/v1/tasks/${id}`, { method: 'GET' })).json()) as { output: [string] };
  const reply = await fetch(output[0], { headers: { authorization: `Bearer ${KEY}` } });
  expect(reply.status).toBe(403);
  expect((await fetch(output[0])).status).toBe(200);
});
