import { readFile } from 'node:fs/promises';
import { type Reply, TestApp, type TestUser } from '../support/test-app.js';
import { type Content, postForm } from '../support/upload-client.js';
import { newBomb, newPicture, newRecording } from '../support/upload-files.js';

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

const BOSS = 'boss@example.com';

/** The body that a reader is shown for a route, and may send as it is. */
function shownBody(document: any, route: string): object {
  const [method = '', path = ''] = route.split(' ');
  return document.paths[`/api/v1${path}`][method].requestBody.content['application/json'].example;
}

/** What fills a route: the id in its path, a query string, a body. */
interface Question {
  id?: string;
  query?: string;
  body?: unknown;
}

describe('openapi.json', () => {
  let app: TestApp;
  let user: TestUser;

  beforeAll(async () => {
    app = await TestApp.start({ ADMIN_EMAIL: BOSS });
    user = await app.newUser();
  });

  afterAll(() => app.stop());

  /** Every answer is held against the document as it comes (`contract-setup.ts`); here it is seen which one came. */
  function expectPromised(route: string, status: number, reply: Reply): Reply {
    expect({ route, status: reply.status, body: reply.body }).toMatchObject({ route, status });
    return reply;
  }

  /** Asks as `user` and fills ids into the path of the route. */
  async function expectAnswer(route: string, status: number, { id, query = '', body }: Question = {}): Promise<Reply> {
    const [method = '', path = ''] = route.split(' ');
    const address = path.replace('{id}', id ?? '') + query;
    const call: Record<Method, () => Promise<Reply>> = {
      get: () => user.get(address),
      post: () => user.post(address, body),
      put: () => user.put(address, body),
      patch: () => user.patch(address, body),
      delete: () => user.delete(address),
    };
    return expectPromised(route, status, await call[method as Method]());
  }

  it('tells the truth about accounts', async () => {
    const account = { username: '文档读者', email: 'reader@example.com', password: 'correct horse battery' };
    const register = () => app.request('POST', '/auth/register', account);
    expectPromised('post /auth/register', 201, await register());
    expectPromised('post /auth/register', 409, await register());
    expectPromised('post /auth/register', 400, await app.request('POST', '/auth/register', {}));
    const { email, password } = account;
    expectPromised('post /auth/login', 200, await app.request('POST', '/auth/login', { email, password }));
    const wrong = { email, password: 'not this one' };
    expectPromised('post /auth/login', 401, await app.request('POST', '/auth/login', wrong));
    await expectAnswer('get /users/me', 200);
    await expectAnswer('get /users/me/webhook-secret', 200);
    await expectAnswer('post /users/me/webhook-secret/rotate', 200);
    expectPromised('get /users/me', 401, await app.request('GET', '/users/me'));
  });

  it('tells the truth about characters, scenes and shots by hand', async () => {
    const { id } = (await user.post('/projects', { title: '契约' })).body.data;
    const person = { id, body: { name: '林夏', appearance: { sex: 'female' }, voice: { id: 'female-1' } } };
    const character = (await expectAnswer('post /projects/{id}/characters', 201, person)).body.data.id;
    await expectAnswer('post /projects/{id}/characters', 409, person);
    const own = `/projects/${id}/characters/${character}`;
    const route = '/projects/{id}/characters/{character_id}';
    expectPromised(`put ${route}`, 200, await user.put(own, { voice: null }));
    expectPromised(`delete ${route}`, 200, await user.delete(own));
    expectPromised(`delete ${route}`, 404, await user.delete(own));

    const scene = (await expectAnswer('post /projects/{id}/scenes', 201, { id, body: {} })).body.data.id as string;
    const spoken = { narration: '夜', dialogue: [{ character: '林夏', line: '你来了。' }] };
    const shot = (await expectAnswer('post /scenes/{id}/shots', 201, { id: scene, body: spoken })).body.data
      .id as string;
    await expectAnswer('post /projects/{id}/shots', 201, { id, body: { form_data: { checkboxes: { a: true } } } });
    await expectAnswer('get /scenes/{id}', 200, { id: scene });
    await expectAnswer('put /scenes/{id}', 200, { id: scene, body: { title: null } });
    await expectAnswer('post /projects/{id}/scenes/reorder', 200, { id, body: { reorder_map: { [scene]: 0 } } });
    await expectAnswer('post /projects/{id}/scenes/reorder', 400, { id, body: { reorder_map: { [scene]: 1 } } });
    await expectAnswer('get /projects/{id}/shots', 200, { id, query: '?limit=500' });
    await expectAnswer('get /shots/{id}', 200, { id: shot });
    const updates = { body: { updates: { description: 'x' }, version: 1 }, id: shot };
    await expectAnswer('patch /shots/{id}', 200, updates);
    await expectAnswer('patch /shots/{id}', 409, updates);
    const other = (await user.get(`/scenes/${scene}`)).body.data.shots[1].id as string;
    const order = { reorder_map: { [other]: 0, [shot]: 1 } };
    await expectAnswer('post /scenes/{id}/shots/reorder', 200, { id: scene, body: order });
    await expectAnswer('delete /shots/{id}', 200, { id: shot });
    await expectAnswer('delete /scenes/{id}', 200, { id: scene });
    await expectAnswer('get /shots/{id}', 404, { id: other });
  });

  it('tells the truth about sessions, API keys and changes of an account', async () => {
    const account = { username: '另一读者', email: 'other@example.com', password: 'correct horse battery' };
    const { refresh_token } = (await app.request('POST', '/auth/register', account)).body.data;
    const refresh = (token: string) => app.request('POST', '/auth/refresh', { refresh_token: token });
    expectPromised('post /auth/refresh', 200, await refresh(refresh_token));
    expectPromised('post /auth/refresh', 401, await refresh('unknown'));
    const logout = (body: object) => app.request('POST', '/auth/logout', body);
    expectPromised('post /auth/logout', 200, await logout({ refresh_token }));
    expectPromised('post /auth/logout', 400, await logout({}));
    expectPromised('post /auth/logout', 401, await logout({ all: true }));

    const made = await expectAnswer('post /auth/api-keys', 201, { body: { name: 'a machine' } });
    const { id, key } = made.body.data;
    await expectAnswer('get /auth/api-keys', 200);
    const byKey = (method: string, path: string, body?: object) => app.request(method, path, body, key);
    expectPromised('get /auth/api-keys', 403, await byKey('GET', '/auth/api-keys'));
    expectPromised('put /users/me', 403, await byKey('PUT', '/users/me', { locale: 'zh' }));
    await expectAnswer('delete /auth/api-keys/{id}', 200, { id });
    await expectAnswer('delete /auth/api-keys/{id}', 404, { id });

    await expectAnswer('put /users/me', 200, { body: { locale: 'zh' } });
    await expectAnswer('put /users/me', 400, { body: { locale: 'fr' } });
    await expectAnswer('put /users/me', 409, { body: { username: account.username } });
    const stolen = { password: 'a new password', current_password: 'not this one' };
    await expectAnswer('put /users/me', 401, { body: stolen });
    await expectAnswer('get /users', 403);
    const boss = { username: '管理员', email: BOSS, password: 'correct horse battery' };
    const { token } = (await app.request('POST', '/auth/register', boss)).body.data;
    expectPromised('get /users', 200, await app.request('GET', '/users?q=%E8%AF%BB', undefined, token));
  });

  it('tells the truth about projects, scenes and the jobs that write them', async () => {
    const created = await expectAnswer('post /projects', 201, { body: { title: '契约', target_duration_sec: 10 } });
    const { id } = created.body.data;
    await expectAnswer('put /projects/{id}', 200, { id, body: { genre: null, description: '一份文档' } });
    const accepted = await expectAnswer('post /projects/{id}/generate-scenes', 202, {
      id,
      body: { prompt: '两个朋友在雨天重逢', scenes_per_episode: 2 },
    });
    const job: string = accepted.body.data.id;
    await app.finished(user, job);

    await expectAnswer('get /projects/{id}', 200, { id });
    await expectAnswer('get /projects', 200);
    const scenes = await expectAnswer('get /projects/{id}/scenes', 200, { id });
    expect(scenes.body.data.items[0].shots.length).toBeGreaterThan(0);

    await expectAnswer('get /jobs', 200, { query: '?kind=scenes' });
    await expectAnswer('get /jobs/{id}', 200, { id: job });
    await expectAnswer('get /jobs/{id}/status', 200, { id: job });
    await expectAnswer('get /jobs/{id}/steps', 200, { id: job });
    await expectAnswer('get /jobs/{id}/events', 200, { id: job, query: '?limit=500' });
    await expectAnswer('get /jobs/{id}/video', 409, { id: job });
    await expectAnswer('get /jobs/{id}/thumbnail', 409, { id: job });
    await expectAnswer('get /jobs/{id}/moderation', 200, { id: job });
    await expectAnswer('post /jobs/{id}/moderation/decision', 400, { id: job, body: { decision: 'approve' } });
    const drama = { title: '契约', prompt: '一份文档', episodes: 1, scenes_per_episode: 1, duration_sec: 5 };
    await expectAnswer('post /projects/estimate', 200, { body: drama });
    await expectAnswer('delete /projects/{id}', 200, { id });
  });

  it('tells the truth about a film', async () => {
    const film = { prompt: 'Two friends meet', duration_sec: 5, max_shots: 1, options: { preview: true } };
    // Given to nobody: nothing arrives.
    const body = { ...film, webhook_url: 'https://[3f00::1]/', webhook_events: ['job.status'] };
    const accepted = await expectAnswer('post /jobs', 202, { body });
    const id: string = accepted.body.data.id;
    await app.finished(user, id);
    await expectAnswer('get /jobs/{id}', 200, { id });
    await expectAnswer('get /jobs/{id}/steps', 200, { id, query: '?limit=500' });
    await expectAnswer('get /jobs/{id}/events', 200, { id, query: '?limit=500' });
    await expectAnswer('get /jobs/{id}/video', 200, { id });
    await expectAnswer('get /jobs/{id}/thumbnail', 200, { id });
    const deliveries = await expectAnswer('get /jobs/{id}/webhook-deliveries', 200, { id });
    const [delivery] = deliveries.body.data.items;
    await expectAnswer('post /webhook-deliveries/{id}/redeliver', 202, { id: delivery.id });
    const made = await expectAnswer('get /projects/{id}/scenes', 200, { id: accepted.body.data.project_id });
    expect(made.body.data.items[0].shots[0].video.status).toBe('completed');
    const people = await expectAnswer('get /projects/{id}', 200, { id: accepted.body.data.project_id });
    expect(people.body.data.characters.length).toBeGreaterThan(0);
  });

  it('tells the truth about uploads', async () => {
    const send = async (bytes: Content) => postForm(app, user, [[bytes, { name: 'a.png' }]]);
    const created = expectPromised('post /uploads', 201, await send(await newPicture()));
    expectPromised('post /uploads', 201, await send(await newRecording('sound.wav')));
    expectPromised('post /uploads', 400, await postForm(app, user, []));
    expectPromised('post /uploads', 413, await send(await newBomb(20_000, 20_000)));
    expectPromised('post /uploads', 415, await send('text'));
    await expectAnswer('post /uploads', 415, { body: {} });
    const { id } = created.body.data;
    await expectAnswer('get /uploads', 200, { query: '?kind=image' });
    await expectAnswer('get /uploads', 400, { query: '?kind=text' });
    await expectAnswer('get /uploads/{id}', 200, { id });
    await expectAnswer('delete /uploads/{id}', 200, { id });
    await expectAnswer('get /uploads/{id}', 404, { id });
  });

  it('tells the truth about refusals', async () => {
    const drama = { title: 'No', episodes: 1, scenes_per_episode: 1, duration_sec: 5, prompt: 'A day at sea' };
    await expectAnswer('post /projects/generate-drama', 400, { body: { ...drama, episodes: 0, colour: 'red' } });
    await expectAnswer('post /projects/generate-drama', 403, { body: { ...drama, priority: 'urgent' } });
    await expectAnswer('post /projects/generate-drama', 422, { body: { ...drama, prompt: '教你制作炸弹的步骤' } });
    const unavailable = { video_provider: 'runway', options: { allow_fallback: false } };
    await expectAnswer('post /projects/generate-drama', 503, { body: { ...drama, ...unavailable } });
    const nobody = '0191d0a0-0000-7000-8000-000000000000';
    const stranger = { characters: [{ name: '林夏', reference_upload_id: nobody }] };
    await expectAnswer('post /projects/generate-drama', 404, { body: { ...drama, ...stranger } });
    await expectAnswer('get /projects/{id}', 404, { id: nobody });
    await expectAnswer('get /jobs/{id}', 404, { id: 'not-an-id' });
    await expectAnswer('get /jobs/{id}/webhook-deliveries', 404, { id: nobody });
    await expectAnswer('post /webhook-deliveries/{id}/redeliver', 404, { id: nobody });
    await expectAnswer('post /jobs', 422, { body: { prompt: 'A day at sea', webhook_url: 'https://localhost/' } });
    await expectAnswer('get /jobs', 400, { query: '?limit=0&colour=red' });
  });

  it('shows bodies that are accepted', async () => {
    const document = JSON.parse(await readFile('openapi.json', 'utf8'));
    const accept = async (route: string, status: number, id?: string, changes: object = {}) =>
      (await expectAnswer(route, status, { id, body: { ...shownBody(document, route), ...changes } })).body.data;
    await accept('post /auth/api-keys', 201);
    await accept('put /users/me', 200);
    const project = await accept('post /projects', 201);
    await accept('put /projects/{id}', 200, project.id);
    await accept('post /projects/{id}/characters', 201, project.id);
    const scene = await accept('post /projects/{id}/scenes', 201, project.id);
    await accept('put /scenes/{id}', 200, scene.id);
    await accept('post /projects/{id}/shots', 201, project.id);
    const shot = await accept('post /scenes/{id}/shots', 201, scene.id);
    await accept('patch /shots/{id}', 200, shot.id, { version: 1 });
    await accept('post /projects/estimate', 200);
    const film = await accept('post /jobs', 202);
    await expectAnswer('post /jobs/{id}/cancel', 200, { id: film.id });
    await accept('post /jobs/{id}/retry', 202, film.id);
    await expectAnswer('post /jobs/{id}/pause', 200, { id: film.id });
    await accept('post /jobs/{id}/resume', 200, film.id);
    const jobs = [
      film,
      await accept('post /projects/{id}/generate-video', 202, project.id, { scene_id: scene.id }),
      await accept('post /shots/{id}/generate-image', 202, shot.id),
      await accept('post /shots/{id}/generate-video', 202, shot.id),
      await accept('post /projects/{id}/render', 202, project.id),
      await accept('post /projects/{id}/generate-scenes', 202, project.id),
      await accept('post /projects/generate-drama', 202),
    ];
    for (const { id, job_id = id } of jobs) {
      await expectAnswer('delete /jobs/{id}', 200, { id: job_id });
    }
  });

  it('tells the truth about health', async () => {
    for (const path of ['/health', '/health/live', '/health/ready']) {
      expectPromised(`get ${path}`, 200, await app.request('GET', path));
    }
    const { status, checks } = (await app.request('GET', '/health')).body.data;
    expect(status).toBe('healthy');
    expect(Object.keys(checks).sort()).toEqual(['database', 'ffmpeg', 'queue', 'redis', 'storage']);
  });
});
