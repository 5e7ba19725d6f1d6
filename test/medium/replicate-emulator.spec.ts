import { ReplicateEmulator } from '../emulators/replicate.emulator.js';
import { answer, verify, WebhookReceiver } from '../support/webhook-receiver.js';

/** Whether the emulator is as strict as the contract, for then a green test of the adapter says something. */

const KEY = 'r8_for_tests';
const PNG = Buffer.from('89504e470d0a1a0a00000001', 'hex');
const PNG_URI = `data:image/png;base64,${PNG.toString('base64')}`;
const SCHNELL = '/models/black-forest-labs/flux-schnell/predictions';
const STABLE_VIDEO = '3f0457e4619daac51203dedb472816fd4af51f3149fa7a9e0b5ffcf1b8172438';

let emulator: ReplicateEmulator;

beforeEach(async () => {
  emulator = await ReplicateEmulator.start({ apiKey: KEY, picture: PNG });
});

afterEach(async () => {
  await emulator.stop();
});

const ask = (path: string, body?: unknown, headers: object = {}) =>
  fetch(`${emulator.apiUrl}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json', ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
const film = (input: object) => ({ version: STABLE_VIDEO, input: { input_image: PNG_URI, ...input } });

it.each<[string, string, object, { type: string; field: string; description: string }]>([
  ['no words', SCHNELL, { input: {} }, { type: 'required', field: 'input', description: 'prompt is required' }],
  [
    'too many steps',
    SCHNELL,
    { input: { prompt: 'x', num_inference_steps: 5 } },
    {
      type: 'number_lte',
      field: 'input.num_inference_steps',
      description: 'Must be less than or equal to 4',
    },
  ],
  [
    'an input that is none',
    SCHNELL,
    { input: { prompt: 'x', guidance: 3 } },
    {
      type: 'additional_property_not_allowed',
      field: 'input',
      description: 'Additional property guidance is not allowed',
    },
  ],
  [
    'a version where none may be',
    SCHNELL,
    { version: 'f'.repeat(64), input: { prompt: 'x' } },
    { type: 'additional_property_not_allowed', field: '', description: 'Additional property version is not allowed' },
  ],
  [
    'a model in place of a version',
    '/predictions',
    { model: 'stability-ai/sdxl', input: { prompt: 'x' } },
    { type: 'required', field: '', description: 'version is required' },
  ],
  [
    'an odd shape',
    SCHNELL,
    { input: { prompt: 'x', aspect_ratio: '720:1280' } },
    { type: 'enum', field: 'input.aspect_ratio', description: expect.stringContaining('"9:16"') as string },
  ],
  [
    'words for a number',
    '/predictions',
    film({ frames_per_second: '6' }),
    { type: 'invalid_type', field: 'input.frames_per_second', description: expect.any(String) as string },
  ],
  [
    'a picture that is none',
    '/predictions',
    film({ input_image: 'data:image/png;base64,AAAA' }),
    { type: 'format', field: 'input.input_image', description: 'Invalid asset.' },
  ],
  [
    'a picture that is too big for a request',
    '/predictions',
    film({ input_image: `data:image/png;base64,${Buffer.concat([PNG, Buffer.alloc(192_000)]).toString('base64')}` }),
    { type: 'format', field: 'input.input_image', description: 'Use a URL for large files' },
  ],
  [
    'a webhook that anybody may read',
    SCHNELL,
    { input: { prompt: 'x' }, webhook: 'http://jumu.example/hook' },
    { type: 'format', field: 'webhook', description: expect.any(String) as string },
  ],
])('%s is refused, field by field', async (_, path, body, field) => {
  const reply = await ask(path, body);
  expect(reply.status).toBe(422);
  const said = (await reply.json()) as { invalid_fields: unknown[] };
  expect(said).toMatchObject({ title: 'Input validation failed', status: 422 });
  expect(said.invalid_fields).toContainEqual(field);
  expect(emulator.predictions).toEqual([]);
  expect(emulator.mistakes).toHaveLength(1);
});

it.each<[string, string, unknown, object, number]>([
  ['no key', '/account', undefined, { authorization: '' }, 401],
  ['an unknown version', '/predictions', { version: '0'.repeat(64), input: {} }, {}, 422],
  ["a community's model by its name", '/models/stability-ai/sdxl/predictions', { input: { prompt: 'x' } }, {}, 404],
  ['an unknown model', '/models/nobody/nothing', undefined, {}, 404],
  ['a form for JSON', SCHNELL, { input: { prompt: 'x' } }, { 'content-type': 'text/plain' }, 415],
])('%s is refused', async (_, path, body, headers, status) => {
  expect((await ask(path, body, headers)).status).toBe(status);
  expect(emulator.predictions).toEqual([]);
});

it('gives files out to anybody, once they are there, but for who gives our key away', async () => {
  await ask(SCHNELL, { input: { prompt: 'x' } });
  const [prediction] = emulator.predictions;
  const url = `${emulator.baseUrl}/delivery/${prediction?.id}/out-0.png`;
  expect((await fetch(url)).status).toBe(404);
  await emulator.finish(prediction!);
  expect((await fetch(url)).status).toBe(200);
  expect((await fetch(url, { headers: { authorization: `Bearer ${KEY}` } })).status).toBe(403);
  prediction!.isRemoved = true;
  expect((await fetch(url)).status).toBe(404);
});

describe('a webhook', () => {
  let receiver: WebhookReceiver;

  beforeEach(async () => {
    receiver = await WebhookReceiver.start();
  });

  afterEach(() => {
    receiver.close();
  });

  it('tells all there is, signed, and again only after a broken line', async () => {
    receiver.answers = [(response) => response.destroy(), answer(500)];
    await ask(SCHNELL, { input: { prompt: 'x' }, webhook: receiver.url, webhook_events_filter: ['completed'] });
    const [prediction] = emulator.predictions;
    await emulator.finish(prediction!);
    expect(emulator.webhooks.deliveries).toMatchObject([{ status: 500, tries: 2 }]);
    const told = receiver.received.map((each) => verify(each, emulator.webhookSecret));
    const expected = { id: prediction?.id, status: 'succeeded', output: [expect.any(String)] };
    expect(told).toMatchObject([expected, expected]);
  });

  it('comes by itself where that is wanted, and once', async () => {
    const lively = await ReplicateEmulator.start({ apiKey: KEY, picture: PNG, tellsByItself: true });
    await fetch(`${lively.apiUrl}${SCHNELL}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify({ input: { prompt: 'x' }, webhook: receiver.url }),
    });
    await receiver.until((received) => received.length === 1);
    expect(receiver.received[0]?.body).toMatchObject({ status: 'succeeded', metrics: { predict_time: 0.6 } });
    await lively.stop();
  });
});
