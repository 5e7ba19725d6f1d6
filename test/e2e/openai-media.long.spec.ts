import { OpenAiImageModel } from '../../src/ai/providers/openai-images.provider.js';
import { OpenAiSpeechModel } from '../../src/ai/providers/openai-speech.provider.js';
import { withPostgres } from '../../src/embedded/postgres-client.js';
import { OpenAiEmulator, spokenSeconds } from '../emulators/openai.emulator.js';
import { filmOf } from '../support/film-facts.js';
import { TestApp, type TestUser } from '../support/test-app.js';

const KEY = `sk-proj-${'0123456789abcdef'.repeat(3)}`;
const DRAMA = {
  title: '雨夜',
  prompt: '雨夜的天台上，两个老朋友重逢，说起当年的事',
  episodes: 2,
  scenes_per_episode: 1,
  duration_sec: 10,
  options: { preview: true, allow_fallback: false },
};

interface CallRow {
  capability: string;
  model: string;
  state: string;
  cost_usd: number;
  usage: { pictures?: number; seconds?: number; characters?: number };
}

describe('pictures and voices by OpenAI', () => {
  let app: TestApp;
  let user: TestUser;
  let openai: OpenAiEmulator;

  beforeEach(async () => {
    openai = await OpenAiEmulator.start(KEY);
    app = await TestApp.start({
      ...{ OPENAI_API_KEY: KEY, OPENAI_BASE_URL: openai.baseUrl, ALLOW_PRIVATE_URLS: 'true' },
      ...{ OPENAI_IMAGE_MODEL: 'gpt-image-1-mini', OPENAI_SPEECH_MODEL: 'gpt-4o-mini-tts' },
      // Who writes and films is at home.
      ...{ SCRIPT_PROVIDERS: 'local', VIDEO_PROVIDERS: 'local' },
      // What came at once is made again by whoever takes the step from a worker that stood still: none does here, however
      // busy the machine is.
      LEASE_SEC: '60',
    });
    user = await app.newUser();
  });

  afterEach(async () => {
    await app.stop();
    await openai.stop();
  });

  const callsOf = (jobId: string): Promise<CallRow[]> =>
    withPostgres(app.services.databaseUrl, async (client) => {
      const { rows } = await client.query<CallRow>(
        `select capability, model, state, cost_usd::float8, usage from provider_calls
         where job_id = $1 and provider = 'openai' order by created_at`,
        [jobId],
      );
      return rows;
    });
  const scenesOf = async (projectId: string): Promise<any[]> =>
    (await user.get(`/projects/${projectId}/scenes?limit=100`)).body.data.items as any[];

  it('become a film of two episodes, in which everybody keeps his voice, for the price on the list', async () => {
    const { job_id: jobId, project_id: projectId } = (await user.post('/projects/generate-drama', DRAMA)).body.data;
    const job = await app.finished(user, jobId);
    expect(job).toMatchObject({ status: 'completed', error: null, degraded: [] });
    expect(openai.mistakes).toEqual([]);

    const { video, facts } = await filmOf(user.jumu, jobId);
    expect(video.episodes).toHaveLength(2);
    expect(facts.video).toMatchObject({ codec: 'h264', pixelFormat: 'yuv420p' });
    expect(facts.audio).toEqual({ codec: 'aac', sampleRate: 48_000, channels: 2 });
    expect(Math.abs(facts.seconds - video.duration_sec)).toBeLessThanOrEqual(0.1);
    expect(facts.lufs).toBeGreaterThan(-20);

    const scenes = await scenesOf(projectId);
    const shots = scenes.flatMap(({ shots: each }) => each as any[]);
    expect(new Set(scenes.map(({ episode }) => episode))).toEqual(new Set([1, 2]));
    expect(shots.every(({ image }) => image.status === 'completed' && image.provider === 'openai')).toBe(true);
    // The portraits of those who are seen, which every picture of theirs is to be like; a near look at a thing shows nobody.
    const ofThings = `select id from shots where project_id = $1 and "cast" = '[]'`;
    const things = (await app.query(ofThings, [projectId])).length;
    const portraits = openai.doneOf('generations').length - things;
    expect(portraits).toBeGreaterThan(1);
    expect(openai.doneOf('edits')).toHaveLength(shots.length - things);

    const lines = shots.flatMap(({ dialogue }) => dialogue as { character: string | null; line: string }[]);
    const spoken = openai
      .doneOf('speech')
      .map(({ fields }) => fields as { input: string; voice: string; speed: number });
    expect(spoken.map(({ input }) => input).sort()).toEqual(lines.map(({ line }) => line).sort());
    const people = [...new Set(lines.map(({ character }) => character))];
    const voices = people.map((person) => {
      const theirs = lines.filter(({ character }) => character === person).map(({ line }) => line);
      return [...new Set(spoken.filter(({ input }) => theirs.includes(input)).map(({ voice }) => voice))];
    });
    expect(people.length).toBeGreaterThan(1);
    expect(voices.every((each) => each.length === 1)).toBe(true);
    expect(new Set(voices.flat()).size).toBe(people.length);

    const calls = await callsOf(jobId);
    const images = calls.filter(({ capability }) => capability === 'image');
    const speech = calls.filter(({ capability }) => capability === 'speech');
    expect(calls.every(({ state }) => state === 'done')).toBe(true);
    expect(images.map(({ usage }) => usage)).toEqual(Array(portraits + shots.length).fill({ pictures: 1 }));
    expect(speech).toHaveLength(lines.length);
    const server = { baseUrl: openai.baseUrl, apiKey: KEY };
    const picture = new OpenAiImageModel(server, 'gpt-image-1-mini').quote();
    const seconds = spoken.reduce((sum, { input, speed }) => sum + spokenSeconds(input, speed) + 0.6, 0);
    const voice = new OpenAiSpeechModel(server, 'gpt-4o-mini-tts').costOf({ seconds });
    const booked = (rows: CallRow[]) => rows.reduce((sum, { cost_usd: usd }) => sum + usd, 0);
    expect(picture).toBe(0.02);
    expect(booked(images)).toBeCloseTo(picture * (portraits + shots.length), 6);
    expect(booked(speech)).toBeCloseTo(voice, 4);
    expect(job.cost_usd).toBeCloseTo(booked(calls), 6);
  });

  it('are made again where they are unusable, and all that was made is paid for', async () => {
    openai.fail({ kind: 'broken' });
    openai.fail({ kind: 'broken' }, 'edits');
    openai.fail({ kind: 'answer', status: 503 }, 'speech');
    openai.fail({ kind: 'broken' }, 'speech');
    const wish = { prompt: DRAMA.prompt, max_shots: 1, duration_sec: 5, options: DRAMA.options };
    const { id } = (await user.post('/jobs', wish)).body.data;
    const job = await app.finished(user, id);
    expect(job).toMatchObject({ status: 'completed', degraded: [] });
    const made = openai.doneOf('generations').length + openai.doneOf('edits').length;
    expect(openai.doneOf('edits')).toHaveLength(2);
    const calls = await callsOf(id);
    const told = (capability: string) =>
      calls.filter((call) => call.capability === capability).map(({ state, cost_usd }) => [state, cost_usd > 0]);
    expect(told('image')).toEqual(Array(made).fill(['done', true]));
    expect(told('speech').slice(0, 3)).toEqual([
      ['failed', false],
      ['failed', true],
      ['done', true],
    ]);
  });

  it('say no line twice because the vendor was too busy for the next one', async () => {
    openai.fail({ kind: 'none' }, 'speech');
    openai.fail({ kind: 'answer', status: 429, headers: { 'retry-after': '1' } }, 'speech');
    const wish = { prompt: DRAMA.prompt, max_shots: 1, duration_sec: 10, options: DRAMA.options };
    const { id } = (await user.post('/jobs', wish)).body.data;
    const job = await app.finished(user, id);
    expect(job).toMatchObject({ status: 'completed', degraded: [] });
    const lines = (await scenesOf(job.project_id ?? '')).flatMap(
      ({ shots }) => shots[0].dialogue as { line: string }[],
    );
    expect(lines.length).toBeGreaterThan(1);
    const spoken = openai.doneOf('speech').map(({ fields }) => (fields as { input: string }).input);
    expect(spoken).toEqual(lines.map(({ line }) => line));
  });

  it('are not asked for twice where a picture is paid for and its answer is lost', async () => {
    openai.fail({ kind: 'lost' });
    const wish = { prompt: DRAMA.prompt, max_shots: 1, duration_sec: 5, options: DRAMA.options };
    const { id } = (await user.post('/jobs', wish)).body.data;
    const job = await app.finished(user, id);
    expect(job).toMatchObject({ status: 'failed', error: { code: 'START_UNCONFIRMED', provider: 'openai' } });
    expect(openai.doneOf('generations')).toHaveLength(1);
    expect((await callsOf(id)).filter(({ capability }) => capability === 'image')).toMatchObject([
      { state: 'unconfirmed', cost_usd: 0.02 },
    ]);
  });

  it('refused for their content in any words, portraits are gone without, and a picture ends the job at no cost', async () => {
    for (let each = 0; each < 12; each++) {
      openai.fail({ kind: 'refused' });
    }
    const wish = { prompt: DRAMA.prompt, max_shots: 1, duration_sec: 5, options: DRAMA.options };
    const { id } = (await user.post('/jobs', wish)).body.data;
    const job = await app.finished(user, id);
    expect(job).toMatchObject({ status: 'failed', error: { code: 'CONTENT_REJECTED', provider: 'openai' } });
    expect(job.degraded).toMatchObject([{ stage: 'images', wanted: 'portraits of all people' }]);
    const pictures = (await callsOf(id)).filter(({ capability }) => capability === 'image');
    expect(pictures.length).toBeGreaterThan(3);
    expect(pictures).toEqual(pictures.map((call) => ({ ...call, state: 'failed', cost_usd: 0 })));
  });
});
