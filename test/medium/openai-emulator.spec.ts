import { OpenAiEmulator } from '../emulators/openai.emulator.js';
import { paintedPng } from '../emulators/painted-png.js';

/** Whether the emulator is as strict as the contracts, for then a green test of the adapters says something. */

const KEY = 'sk-for-tests';
const PROMPT = 'A lighthouse keeper at dusk';

let emulator: OpenAiEmulator;

beforeEach(async () => {
  emulator = await OpenAiEmulator.start(KEY);
});

afterEach(async () => {
  await emulator.stop();
});

const ask = async (path: string, body: object | FormData, key = KEY) => {
  const isForm = body instanceof FormData;
  const response = await fetch(`${emulator.baseUrl}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, ...(isForm ? {} : { 'content-type': 'application/json' }) },
    body: isForm ? body : JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as { error?: { code: string; param: string } } };
};
const formOf = (fields: Record<string, string | Blob>, name = 'sound.wav') => {
  const form = new FormData();
  for (const [field, value] of Object.entries(fields)) {
    if (typeof value === 'string') {
      form.append(field, value);
    } else {
      form.append(field, value, name);
    }
  }
  return form;
};
const png = new Blob([new Uint8Array(paintedPng(16, 16, { seed: 1 }))], { type: 'image/png' });
const sound = new Blob(['RIFF'], { type: 'audio/wav' });

const PICTURE = { model: 'gpt-image-1-mini', prompt: PROMPT };
const SPEECH = { model: 'tts-1', input: PROMPT, voice: 'coral' };

it.each<[string, string, object | FormData, string, string]>([
  [
    'what only dall-e knew',
    '/images/generations',
    { ...PICTURE, response_format: 'b64_json' },
    'unknown_parameter',
    '',
  ],
  ['an odd size', '/images/generations', { ...PICTURE, size: '1536x864' }, 'invalid_value', 'size'],
  [
    'a size that is not round',
    '/images/generations',
    { ...PICTURE, model: 'gpt-image-2', size: '1280x718' },
    '',
    'size',
  ],
  ['a quality', '/images/generations', { ...PICTURE, quality: 'hd' }, 'invalid_value', 'quality'],
  ['no words', '/images/generations', { model: PICTURE.model }, 'missing_required_parameter', 'prompt'],
  ['a model of another kind', '/images/generations', { ...PICTURE, model: 'tts-1' }, 'model_not_found', 'model'],
  ['JSON for a form', '/images/edits', PICTURE, 'unsupported_content_type', ''],
  ['an edit of nothing', '/images/edits', formOf(PICTURE), 'invalid_image_file', 'image'],
  ['an edit of sound', '/images/edits', formOf({ ...PICTURE, 'image[]': sound }), 'invalid_image_file', 'image'],
  ['a long text', '/audio/speech', { ...SPEECH, input: 'x'.repeat(4097) }, 'invalid_value', 'input'],
  ['a voice that is newer', '/audio/speech', { ...SPEECH, voice: 'marin' }, 'invalid_value', 'voice'],
  ['instructions to the deaf', '/audio/speech', { ...SPEECH, instructions: 'Sad.' }, 'invalid_value', 'instructions'],
  ['a speed', '/audio/speech', { ...SPEECH, speed: 5 }, 'invalid_value', 'speed'],
  ['a format of sound', '/audio/speech', { ...SPEECH, response_format: 'ogg' }, 'invalid_value', 'response_format'],
  ['no file', '/audio/transcriptions', formOf({ model: 'whisper-1' }), 'unsupported_value', 'file'],
  [
    'a file without an ending',
    '/audio/transcriptions',
    formOf({ model: 'whisper-1', file: sound }, 'sound'),
    ...['unsupported_value', 'file'],
  ],
  [
    'times of a model that has none',
    '/audio/transcriptions',
    formOf({ model: 'gpt-4o-transcribe', file: sound, response_format: 'verbose_json' }),
    ...['invalid_value', 'response_format'],
  ],
] as [string, string, object | FormData, string, string][])('refuses %s', async (_, path, body, code, param) => {
  const refused = await ask(path, body);
  expect(refused.status).toBe(code === 'model_not_found' ? 404 : 400);
  expect(refused.body.error?.code).toContain(code);
  expect(refused.body.error?.param ?? '').toContain(param);
  expect(emulator.done).toEqual([]);
  expect(emulator.mistakes).toHaveLength(1);
});

it('refuses another key, and quotes it', async () => {
  const refused = await ask('/images/generations', PICTURE, 'sk-wrong');
  expect(refused).toMatchObject({ status: 401, body: { error: { code: 'invalid_api_key' } } });
  expect(JSON.stringify(refused.body)).toContain('sk-wrong');
});

it('takes what is right', async () => {
  const edit = await ask('/images/edits', formOf({ ...PICTURE, 'image[]': png }));
  const drawn = await ask('/images/generations', { ...PICTURE, model: 'gpt-image-2', size: '1536x864', n: 1 });
  const heard = await ask('/audio/transcriptions', formOf({ model: 'whisper-1', file: sound }));
  expect([edit.status, drawn.status, heard.status]).toEqual([200, 200, 200]);
  expect(emulator.done.map(({ kind }) => kind)).toEqual(['edits', 'generations', 'transcriptions']);
  expect(emulator.mistakes).toEqual([]);
});
