import { OpenAiCompatibleEmulator } from '../emulators/openai-compatible.emulator.js';
import { RunwayEmulator } from '../emulators/runway.emulator.js';
import { serve } from '../../src/server.js';
import { type Reply, TestApp, type TestUser } from '../support/test-app.js';
import { until } from '../support/until.js';

const KEY = `key_${'0123456789abcdef'.repeat(8)}`;
const FILM = { prompt: '雨夜的天台上，两个老朋友重逢', max_shots: 1, duration_sec: 5 };
const CHINESE = { 'accept-language': 'zh' };

describe('models, providers and chains', () => {
  let runway: RunwayEmulator;
  let openai: OpenAiCompatibleEmulator;
  let app: TestApp;
  let admin: TestUser;
  let user: TestUser;

  beforeAll(async () => {
    runway = await RunwayEmulator.start({ apiKey: KEY, video: Buffer.from('never asked for') });
    openai = await OpenAiCompatibleEmulator.start('the right key');
    app = await TestApp.start({
      ROLE: 'api',
      ADMIN_EMAIL: 'user1@example.com',
      ...{ RUNWAY_API_KEY: KEY, RUNWAY_BASE_URL: runway.baseUrl },
      ...{ OPENAI_API_KEY: 'sk-a-wrong-one', OPENAI_BASE_URL: openai.baseUrl },
      // Nobody listens there.
      OLLAMA_BASE_URL: 'http://127.0.0.1:9/v1',
      SUGGEST_PROVIDERS: 'cloud_qwen,local',
      IMAGE_PROVIDERS: 'local',
      RATE_LIMIT_PER_MIN: '0',
    });
    admin = await app.newUser();
    user = await app.newUser();
  });

  afterAll(async () => {
    await app.stop();
    await runway.stop();
    await openai.stop();
  });

  const data = async (path: string) => (await user.get(path)).body.data;
  const model = async (id: string) => data(`/ai/models/${encodeURIComponent(id)}`);
  const healthOf = async (provider: string) =>
    (await data('/ai/health?limit=100')).items.find((each: any) => each.provider === provider);
  const chains = async () => (await admin.get('/ai/chains')).body.data;
  const change = (changes: object) => admin.put('/ai/chains', { chains: changes });
  const estimateOf = async (changes: object = {}) => {
    const drama = { title: '重逢', prompt: FILM.prompt, episodes: 1, scenes_per_episode: 1, duration_sec: 10 };
    return (await user.post('/projects/estimate', { ...drama, ...changes })).body.data;
  };
  const filmedBy = async (changes: object = {}) => {
    const { by_stage: stages } = await estimateOf(changes);
    const { provider, model: name } = stages.find(({ stage }: any) => stage === 'clips');
    return `${provider}:${name}`;
  };

  describe('models', () => {
    it('are listed in the order of the house, each id once', async () => {
      const { items, total } = await data('/ai/models?limit=100');
      const ids = items.map(({ id }: any) => id);
      expect(new Set(ids).size).toBe(total);
      expect(ids.indexOf('cloud_qwen:qwen-plus')).toBeLessThan(ids.indexOf('ollama:qwen3'));
      expect(ids).toContain('replicate:svd-xt');
    });

    it('say what they do, take and cost', async () => {
      expect(await model('runway:gen4_turbo')).toEqual({
        id: 'runway:gen4_turbo',
        name: 'Runway Gen-4 Turbo',
        provider: 'runway',
        capabilities: ['video'],
        ...{ local: false, default: true, configured: true, available: true, reason: null },
        limits: {
          durations_sec: [2, 3, 4, 5, 6, 7, 8, 9, 10],
          aspect_ratios: ['16:9', '9:16'],
          max_prompt_chars: 1000,
          max_references: null,
        },
        pricing: {
          ...{ unit: 'second', usd: 0.05, input_usd: null, as_of: '2026-11-28' },
          source: expect.stringContaining('runwayml.com'),
        },
      });
      expect(await model('local:writer')).toMatchObject({
        ...{ capabilities: ['script', 'suggest'], local: true, available: true, pricing: null },
      });
    });

    it('are found by capability, in pages and in orders', async () => {
      const { items } = await data('/ai/models?capability=video&limit=100');
      expect(items.every(({ capabilities }: any) => capabilities.includes('video'))).toBe(true);
      expect(items.at(-1).id).toBe('local:renderer');
      const page = await data('/ai/models?capability=video&sort_by=id&sort_order=desc&limit=2&offset=1');
      const ids = items.map(({ id }: any) => id).sort();
      expect(page.items.map(({ id }: any) => id)).toEqual(ids.reverse().slice(1, 3));
      expect(page.total).toBe(items.length);
      expect((await user.get('/ai/models?capability=singing')).status).toBe(400);
    });

    it('are found by ids with colons and slashes, and nothing else is', async () => {
      expect(await model('local_qwen:Qwen/Qwen3-8B')).toMatchObject({ provider: 'local_qwen', available: false });
      for (const id of ['runway', 'runway:gen9', 'constructor:x', '%00', 'a'.repeat(121)]) {
        const { status, body } = await user.get(`/ai/models/${encodeURIComponent(id)}`);
        expect([id, status, body.error?.code]).toEqual([id, 404, 'MODEL_NOT_FOUND']);
      }
    });

    it('say why they are not to be had, in the language of the reader', async () => {
      expect((await model('pika:v2.2')).reason).toBe('Not configured: FAL_KEY is not set');
      expect((await model('local_qwen_vl:Qwen/Qwen3-VL-8B-Instruct')).reason).toContain(
        'VLLM_VL_MODEL, OLLAMA_VL_MODEL',
      );
      expect(await model('ollama:qwen3')).toMatchObject({
        ...{ configured: true, available: false, reason: "It can't be reached" },
      });
      const { body } = await app.request('GET', '/ai/models/pika%3Av2.2', undefined, user.token, CHINESE);
      expect(body.data.reason).toBe('尚未配置：未设置 FAL_KEY');
    });

    it('are for people who have signed in', async () => {
      for (const path of ['/ai/models', '/ai/models/local%3Awriter', '/ai/health', '/ai/chains']) {
        expect((await app.request('GET', path)).status).toBe(401);
      }
    });
  });

  describe('providers', () => {
    it('are up, down or not configured', async () => {
      expect(await healthOf('runway')).toEqual({
        ...{ provider: 'runway', configured: true, status: 'up', latency_ms: expect.any(Number), circuit: 'closed' },
        ...{ checked_at: expect.stringMatching(/^\d{4}-.*Z$/), reason: null },
      });
      expect(await healthOf('ollama')).toMatchObject({ status: 'down', latency_ms: null, circuit: 'closed' });
      expect(await healthOf('openai')).toMatchObject({ status: 'down', reason: 'It does not take our key' });
      expect(await healthOf('local')).toMatchObject({ status: 'up' });
      expect(await healthOf('pika')).toEqual({
        ...{ provider: 'pika', configured: false, status: 'unconfigured', latency_ms: null, circuit: 'closed' },
        ...{ checked_at: null, reason: 'Not configured: FAL_KEY is not set' },
      });
    });
  });

  describe('chains', () => {
    afterEach(() => change({ video: null, script: null }));

    it('are those of the environment or the house until an admin says otherwise', async () => {
      expect(await chains()).toMatchObject({
        chains: { video: ['runway', 'local'], suggest: ['cloud_qwen', 'local'], transcription: expect.any(Array) },
        sources: { video: 'default', suggest: 'environment' },
      });
    });

    it('are changed at once, and taken back', async () => {
      expect(await filmedBy()).toBe('runway:gen4_turbo');
      const { status, body } = await change({ video: ['runway:gen4.5'] });
      expect([status, body.data.chains.video, body.data.sources.video]).toEqual([
        200,
        ['runway:gen4.5', 'local'],
        'admin',
      ]);
      expect(await filmedBy()).toBe('runway:gen4.5');
      await change({ script: ['local'] });
      expect((await chains()).sources).toMatchObject({ script: 'admin', video: 'admin', speech: 'default' });
      await change({ video: null });
      expect((await chains()).sources).toMatchObject({ script: 'admin', video: 'default' });
      expect(await filmedBy()).toBe('runway:gen4_turbo');
    });

    it('take effect in other processes within two seconds', async () => {
      const other = await serve(app.config);
      const headers = { authorization: `Bearer ${admin.token}` };
      const seen = async () => {
        const reply = await fetch(`${other.url}/api/v1/ai/chains`, { headers });
        return ((await reply.json()) as Reply['body']).data.chains.video as string[];
      };
      expect(await seen()).toEqual(['runway', 'local']);
      await change({ video: ['pika', 'local'] });
      await until('the other process knows', async () => (await seen())[0] === 'pika');
      await other.close();
    });

    it('name what is known, each once', async () => {
      const refusals: [object, string][] = [
        [{ video: ['runway', 'sora'] }, 'chains.video known_provider'],
        [{ video: ['runway:gen9'] }, 'chains.video known_provider'],
        [{ transcription: ['local'] }, 'chains.transcription known_provider'],
        [{ video: ['local', 'local'] }, 'chains.video arrayUnique'],
        [{ video: [] }, 'chains.video arrayMinSize'],
        [{ video: 'local' }, 'chains.video'],
        [{ film: ['local'] }, 'chains.film unknown_field'],
      ];
      for (const [changes, told] of refusals) {
        const { status, body } = await change(changes);
        const fields = (body.error?.details.fields ?? []).map(({ field, rule }: any) => `${field} ${rule}`);
        expect([changes, status, fields.join('; ')]).toEqual([changes, 400, expect.stringContaining(told)]);
      }
      const { body } = await change({ video: ['sora'] });
      expect(body.message).toContain('there are: runway, pika, replicate, local');
    });

    it('are read and changed by admins alone', async () => {
      expect((await user.get('/ai/chains')).status).toBe(403);
      expect((await user.put('/ai/chains', { chains: { video: ['local'] } })).status).toBe(403);
      expect((await chains()).sources.video).toBe('default');
    });
  });

  describe('a wish', () => {
    const order = (changes: object) => user.post('/jobs', { ...FILM, ...changes });

    it('goes before the chain', async () => {
      await change({ video: ['local'] });
      expect(await filmedBy({ video_provider: 'runway:gen4.5' })).toBe('runway:gen4.5');
      await change({ video: null });
    });

    it('for somebody unknown is refused, with the known ones', async () => {
      const unknown = await order({ model_id: 'sora:2' });
      expect([unknown.status, unknown.body.message]).toEqual([400, expect.stringContaining('runway, pika, replicate')]);
      const model = await order({ model_id: 'replicate:svd-9' });
      expect([model.status, model.body.message]).toEqual([400, expect.stringContaining('replicate:svd-xt')]);
    });

    it('for somebody known but not configured is 503 at once, or somebody stands in', async () => {
      const drama = { title: '重逢', prompt: FILM.prompt, episodes: 1, scenes_per_episode: 1, duration_sec: 10 };
      const insisting = { options: { allow_fallback: false } };
      const refused = [
        await order({ model_id: 'replicate:svd-xt', ...insisting }),
        await user.post('/projects/generate-drama', { ...drama, image_provider: 'replicate', ...insisting }),
        await user.post('/projects/generate-drama', { ...drama, video_provider: 'pika:v2.2', ...insisting }),
      ];
      expect(refused.map(({ status, body }) => [status, body.error?.code])).toEqual(
        refused.map(() => [503, 'SERVICE_UNAVAILABLE']),
      );
      expect((await order({ model_id: 'replicate:svd-xt' })).status).toBe(202);
      const { assumptions } = await estimateOf({ video_provider: 'pika', image_provider: 'replicate:sdxl' });
      expect(assumptions).toEqual(
        expect.arrayContaining([
          'pika is not configured: runway stands in',
          'replicate:sdxl is not configured: local stands in',
        ]),
      );
    });
  });
});
