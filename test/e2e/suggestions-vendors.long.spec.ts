import { newId } from '../../src/common/uuid.js';
import { OpenAiCompatibleEmulator } from '../emulators/openai-compatible.emulator.js';
import { dataOf, newProject, newScene, newShot, refusalOf, shotOf } from '../support/project-story.js';
import { TestApp, type TestUser } from '../support/test-app.js';
import { until } from '../support/until.js';

const KEY = 'sk-of-the-tests';
const ADVICE = {
  camera_movement: '环绕',
  shot_type: '近景',
  lighting: '烛光',
  motion_prompt: '镜头绕着她转',
  reasoning: '围住她，她就走不了了。',
};

describe('suggestions by vendors', () => {
  let ollama: OpenAiCompatibleEmulator;
  let openai: OpenAiCompatibleEmulator;
  let app: TestApp;
  let user: TestUser;
  let scene: string;
  let shot: string;

  beforeAll(async () => {
    ollama = await OpenAiCompatibleEmulator.start();
    openai = await OpenAiCompatibleEmulator.start(KEY);
    app = await TestApp.start({
      ROLE: 'api',
      // As many as ask: what a machine of one's own can do at once is two.
      PROVIDER_LIMITS: 'ollama=-/-',
      OLLAMA_BASE_URL: ollama.baseUrl,
      ...{ OPENAI_BASE_URL: openai.baseUrl, OPENAI_API_KEY: KEY },
    });
    user = await app.newUser();
    scene = (await newScene(user, await newProject(user))).id;
  });

  beforeEach(async () => {
    shot = (await newShot(user, scene, { description: '她转身要走' })).id;
  });

  afterAll(async () => {
    await app.stop();
    await ollama.stop();
    await openai.stop();
  });

  const suggest = (headers = {}) => user.post('/ai/suggest', { shot_id: shot, user_input: '推近' }, headers);
  const suggestUntil = (signal: AbortSignal, headers = {}) =>
    fetch(`${app.url}/api/v1/ai/suggest`, {
      method: 'POST',
      headers: { authorization: `Bearer ${user.token}`, 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ shot_id: shot, user_input: '推近' }),
      signal,
    });
  const arrivalAt = (emulator: OpenAiCompatibleEmulator) => emulator.nextRequest(AbortSignal.timeout(60_000));

  it('are kept as they came, with who made them', async () => {
    ollama.answers.push({ kind: 'text', text: JSON.stringify(ADVICE) });
    const suggestion = dataOf(await suggest());
    expect(suggestion).toMatchObject({ suggestions: ADVICE, provider: 'ollama', degraded: null });
    const [call] = await app.query(`select * from provider_calls where capability = 'suggest' and user_id = $1`, [
      user.id,
    ]);
    expect(call).toMatchObject({ provider: 'ollama', state: 'done', job_id: null, cost_usd: 0 });
    expect((await shotOf(user, shot)).ai_collaboration).toEqual([suggestion]);
    const { form_data } = dataOf(await user.post(`/shots/${shot}/suggestions/${suggestion.id}/apply`, {}));
    expect(form_data).toMatchObject({ camera_movement: '环绕', shot_type: '近景', lighting: '烛光' });
  });

  it('come from the next one, where the first gives nonsense', async () => {
    ollama.answers.push({ kind: 'text', text: 'no' }, { kind: 'text', text: 'no' });
    openai.answers.push({ kind: 'text', text: JSON.stringify(ADVICE) });
    expect(dataOf(await suggest())).toMatchObject({
      provider: 'openai',
      degraded: { wanted: 'ollama', used: 'openai', why: 'ollama failed: INVALID_OUTPUT' },
    });
  });

  it('are not asked for any longer than somebody waits', async () => {
    ollama.answers.push({ kind: 'hang' });
    const arrived = arrivalAt(ollama);
    const leave = new AbortController();
    const request = suggestUntil(leave.signal);
    await arrived;
    leave.abort();
    await expect(request).rejects.toThrow();
    const counted = 'jumu_provider_calls_total{provider="ollama",capability="suggest",outcome="aborted"} 1';
    await until('the call is ended', async () => (await (await fetch(`${app.url}/metrics`)).text()).includes(counted));
    expect((await shotOf(user, shot)).ai_collaboration).toEqual([]);
  });

  it('are asked for eight at once, so that others find a connection to the database', async () => {
    const leave = new AbortController();
    const before = ollama.bodies.length;
    ollama.answers.push(...Array.from({ length: 8 }, () => ({ kind: 'hang' }) as const));
    const eight = Array.from({ length: 8 }, () => suggestUntil(leave.signal, { 'idempotency-key': newId() }));
    await until('eight are asked', () => ollama.bodies.length === before + 8);
    ollama.answers.push({ kind: 'text', text: JSON.stringify(ADVICE) });
    const refused = await suggest({ 'idempotency-key': newId() });
    expect([refusalOf(refused), refused.headers.get('retry-after')]).toEqual(['503 SERVICE_UNAVAILABLE', '5']);
    leave.abort();
    expect((await Promise.allSettled(eight)).map(({ status }) => status)).not.toContain('fulfilled');
    await until('one has left', async () => (await suggest()).status === 201);
  });

  it('share their time, and leave enough for the offline director and the transaction of a key', async () => {
    const began = performance.now();
    for (const emulator of [ollama, openai]) {
      emulator.answers.push(...Array.from({ length: 6 }, () => ({ kind: 'hang' }) as const));
    }
    const kept = suggest({ 'idempotency-key': newId() });
    await arrivalAt(ollama);
    const first = shot;
    shot = (await newShot(user, scene)).id;
    const arrived = arrivalAt(ollama);
    const lost = suggest();
    await arrived;
    const others = Array.from({ length: 4 }, () => user.post('/ai/suggest', { shot_id: first, user_input: '推近' }));
    await user.delete(`/shots/${shot}`);
    const suggestion = dataOf(await kept);
    expect(suggestion).toMatchObject({
      provider: 'local',
      degraded: { why: 'ollama failed: PROVIDER_UNAVAILABLE; openai failed: PROVIDER_UNAVAILABLE' },
    });
    expect((await shotOf(user, first)).ai_collaboration).toContainEqual(suggestion);
    expect(refusalOf(await lost)).toBe('404 SHOT_NOT_FOUND');
    expect(performance.now() - began).toBeGreaterThan(19_000);

    // Films have more patience with a vendor: its circuit is not opened by those who have little.
    await Promise.all(others);
    shot = first;
    ollama.answers.push({ kind: 'text', text: JSON.stringify(ADVICE) });
    expect(dataOf(await suggest())).toMatchObject({ provider: 'ollama', degraded: null });
  });
});
