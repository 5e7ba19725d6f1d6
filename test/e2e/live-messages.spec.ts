import { OpenAiCompatibleEmulator } from '../emulators/openai-compatible.emulator.js';
import { changeScene, dataOf, newProject, newScene, newShot } from '../support/project-story.js';
import { type Listener, TestApp, type TestUser } from '../support/test-app.js';

/** The messages that no other test hears at a socket. Each is held against `asyncapi.json` as it comes. */
describe('live messages', () => {
  let app: TestApp;
  let user: TestUser;
  let vendor: OpenAiCompatibleEmulator;

  beforeAll(async () => {
    vendor = await OpenAiCompatibleEmulator.start('a key');
    app = await TestApp.start({
      OPENAI_API_KEY: 'a key',
      OPENAI_BASE_URL: vendor.baseUrl,
      SCRIPT_PROVIDERS: 'openai',
    });
    user = await app.newUser();
  });

  afterAll(async () => {
    await app.stop();
    await vendor.stop();
  });

  const listen = async (): Promise<{ project: string; listener: Listener }> => {
    const project = await newProject(user);
    return { project, listener: app.listen(user.token, { project_id: project, after_seq: 0 }) };
  };
  const told = ({ heard }: Listener) => heard.filter(({ seq }) => seq !== null).map(({ type }) => type);

  it('tell of scenes', async () => {
    const { project, listener } = await listen();
    const first = await newScene(user, project, { title: 'One' });
    const second = await newScene(user, project, { title: 'Two', order_index: 0 });
    await changeScene(user, second.id, { title: 'Two again', time_of_day: 'dusk', characters: ['林夏'], episode: 2 });
    dataOf(await user.delete(`/scenes/${first.id}`));
    const { data } = await listener.until(({ type }) => type === 'scene.deleted');
    expect(data).toEqual({ scene_id: first.id, by: user.id });
    expect(new Set(told(listener))).toEqual(
      new Set(['scene.created', 'scene.reordered', 'scene.updated', 'scene.deleted']),
    );
  });

  it('tell of people, and of what is renamed with them', async () => {
    const { project, listener } = await listen();
    const { id } = dataOf(await user.post(`/projects/${project}/characters`, { name: '林夏' }));
    const scene = await newScene(user, project, { characters: ['林夏'] });
    await newShot(user, scene.id, { dialogue: [{ character: '林夏', line: '你好' }] });
    dataOf(await user.put(`/projects/${project}/characters/${id}`, { name: '林冬' }));
    dataOf(await user.delete(`/projects/${project}/characters/${id}`));
    await listener.until(({ type, data }) => type === 'character.updated' && (data as any).character === null);
    expect(told(listener)).toEqual([
      ...['character.updated', 'scene.created', 'shot.created', 'character.updated', 'scene.updated', 'shot.updated'],
      'character.updated',
    ]);
  });

  it('tell of a step that is tried again, and of a job that fails', async () => {
    vendor.answers.push({ kind: 'error', status: 503, body: {} }, { kind: 'error', status: 401, body: {} });
    const body = { prompt: 'Two friends meet', max_shots: 1, duration_sec: 5, options: { allow_fallback: false } };
    const { id: job_id } = dataOf(await user.post('/jobs', body));
    const listener = app.listen(user.token, { job_id, after_seq: 0 });
    const retrying = await listener.until(({ type }) => type === 'step.retrying');
    expect(retrying.data).toMatchObject({ stage: 'style', attempt: 1, error: { code: 'PROVIDER_UNAVAILABLE' } });
    const failed = await listener.until(({ type }) => type === 'job.failed');
    expect(failed.data).toMatchObject({ error: { code: 'PROVIDER_AUTH', stage: 'style', provider: 'openai' } });
  });
});
