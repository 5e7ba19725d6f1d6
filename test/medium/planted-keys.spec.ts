import { buildModels } from '../../src/ai/ai.module.js';
import { Call, type PictureRequest, type Provider } from '../../src/ai/ports.js';
import { parseConfig } from '../../src/common/config.js';
import { JobError } from '../../src/common/errors.js';
import { loggedError } from '../../src/common/logged-error.js';
import { ECHOES, EchoServer } from '../emulators/echo.server.js';
import { newScriptBrief, newStoryboardBrief, newStyleBrief } from '../fixtures/story.fixture.js';
import { newSuggestionBrief } from '../fixtures/suggestion.fixture.js';
import { planted, plantedIn } from '../support/planted.js';

const secrets = planted([
  'QWEN_API_KEY',
  'OPENAI_API_KEY',
  'RUNWAY_API_KEY',
  'REPLICATE_API_TOKEN',
  'FAL_KEY',
  'REPLICATE_WEBHOOK_SECRET',
]);
/** A JPEG that says that it is one. */
const PICTURE = { bytes: Buffer.from('ffd8ffe000104a464946', 'hex'), mime: 'image/jpeg' };

let echo: EchoServer;

beforeAll(async () => {
  echo = await EchoServer.start(Object.values(secrets));
});

afterAll(async () => {
  await echo.stop();
});

/** Every model of every vendor, all at the same address. */
function modelsOf() {
  const { baseUrl } = echo;
  const config = parseConfig({
    ...secrets,
    QWEN_BASE_URL: `${baseUrl}/v1`,
    QWEN_VL_MODEL: 'qwen3-vl-flash',
    OPENAI_BASE_URL: `${baseUrl}/v1`,
    ...{
      OPENAI_IMAGE_MODEL: 'gpt-image-1-mini',
      OPENAI_SPEECH_MODEL: 'tts-1',
      OPENAI_TRANSCRIPTION_MODEL: 'whisper-1',
    },
    RUNWAY_BASE_URL: baseUrl,
    REPLICATE_BASE_URL: `${baseUrl}/v1`,
    FAL_BASE_URL: baseUrl,
    PROVIDER_POLL_MS: '10',
  });
  const built = buildModels(config, null as never, null as never);
  const all = Object.entries(built).flatMap(([capability, models]) =>
    (models as Provider[]).filter(({ provider }) => provider !== 'local').map((model) => ({ capability, model })),
  );
  // One model of a vendor is like another; what it can do is not.
  return [...new Map(all.map((each) => [`${each.capability} by ${each.model.provider}`, each])).entries()];
}

const picture: PictureRequest = {
  prompt: 'A roof at night.',
  location: 'roof',
  timeOfDay: 'night',
  weather: 'clear',
  shotSize: 'wide',
  characters: [],
  aspectRatio: '16:9',
  width: 1280,
  height: 720,
  seed: 7,
  references: [PICTURE],
};
const voice = { id: 'female-1', sex: 'female', pitch: 1, speed: 1 } as const;

/** All that can be asked of a model, by its own words for it. */
function questionsTo(capability: string, model: any): [name: string, ask: (call: Call) => Promise<unknown>][] {
  const operation = { id: 'work-1' };
  const ofGenerations = [
    ['status', ({ signal }: Call) => model.status(operation, signal)],
    ['cancel', ({ signal }: Call) => model.cancel(operation, signal)],
  ] as [string, (call: Call) => Promise<unknown>][];
  const own: Record<string, [string, (call: Call) => Promise<unknown>][]> = {
    script: [
      ['style', (call) => model.object('style', newStyleBrief(), call)],
      ['script', (call) => model.object('script', newScriptBrief(), call)],
      ['storyboard', (call) => model.object('storyboard', newStoryboardBrief(), call)],
    ],
    suggest: [['suggestion', (call) => model.object('suggestion', newSuggestionBrief('再暖一点'), call)]],
    image: [['start', (call) => model.start(picture, call)], ...ofGenerations],
    video: [
      ['start', (call) => model.start({ prompt: 'x', image: PICTURE, seconds: 5, aspectRatio: '16:9' }, call)],
      ...ofGenerations,
    ],
    speech: [
      [
        'generate',
        (call) => model.generate({ text: 'Hi.', language: 'en', voice, emotion: 'happy', maxSeconds: 5 }, call),
      ],
    ],
    moderation: [
      [
        'generate',
        (call) =>
          model.generate(
            {
              texts: [{ where: 'prompt', text: 'Hi.' }],
              frames: [{ where: 'image', startSec: null, ...PICTURE }],
              language: 'en',
            },
            call,
          ),
      ],
    ],
    transcription: [
      [
        'generate',
        (call) => model.generate({ bytes: Buffer.alloc(64), mime: 'audio/wav', language: 'en', seconds: 1 }, call),
      ],
    ],
  };
  return [['probe', ({ signal }: Call) => model.probe(signal)], ...(own[capability] ?? [])];
}

async function answerTo(ask: (call: Call) => Promise<unknown>): Promise<unknown> {
  try {
    return await ask(new Call(AbortSignal.timeout(20_000)));
  } catch (error) {
    return error;
  }
}

/** What anybody may come to see of an error: its words, what is kept of it, and what the log writes. */
function visibleOf(error: unknown): string {
  const { message, args, provider } = error instanceof JobError ? error : ({} as Partial<JobError>);
  return JSON.stringify([message, args, provider, loggedError(error instanceof Error ? error : new Error())]);
}

it('a planted key is found in whatever form it comes', () => {
  const [key = ''] = Object.values(secrets).slice(1);
  const forms = [key, encodeURIComponent(key), JSON.stringify({ key }), Buffer.from(key).toString('hex')];
  const basic = ['', 'u:', 'me:'].map((user) => `Basic ${Buffer.from(user + key).toString('base64')}`);
  expect([...forms, ...basic].map((text) => plantedIn(text, secrets))).toEqual(Array(7).fill(['OPENAI_API_KEY']));
  expect(plantedIn('nothing of it', secrets)).toEqual([]);
});

describe('a vendor that repeats all keys', () => {
  it('is heard by every adapter that there is', () => {
    const names = modelsOf().map(([name]) => name);
    expect(names).toEqual(expect.arrayContaining(['script by cloud_qwen', 'script by openai', 'video by runway']));
  });

  it.each(ECHOES)('says none of them to anybody else by %s', async (shape) => {
    echo.shapes = [shape];
    const leaks: string[] = [];
    for (const [name, { capability, model }] of modelsOf()) {
      for (const [question, ask] of questionsTo(capability, model)) {
        echo.asked.length = 0;
        const result: unknown = await answerTo(ask);
        // Whatever is answered as plain text is what was heard in a recording: that is content, and no word about us.
        const told = capability === 'transcription' ? null : (result ?? null);
        const seen = result instanceof Error ? visibleOf(result) : JSON.stringify(told);
        leaks.push(...plantedIn(seen, secrets).map((setting) => `${name}, ${question}: ${setting} in ${seen}`));
        // It was asked, but for work that is never under way, and where it said that it is elsewhere, nobody went there.
        const isAsked = echo.asked.length > 0;
        leaks.push(...(isAsked || ['status', 'cancel'].includes(question) ? [] : [`${name}, ${question}: not asked`]));
        leaks.push(...echo.asked.filter((path) => path.includes('elsewhere')));
        if (isAsked && result instanceof Error && !(result instanceof JobError)) {
          leaks.push(`${name}, ${question}: no error of ours: ${result.name}`);
        }
      }
    }
    expect(leaks).toEqual([]);
  });
});
