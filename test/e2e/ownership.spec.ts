import { isForAnybody, operationsIn, readDocument } from '../support/document.js';
import { type Reply, TestApp, type TestUser } from '../support/test-app.js';
import { postForm } from '../support/upload-client.js';
import { newPicture, newRecording } from '../support/upload-files.js';

/** What the owner has, by the words of the paths. */
type Things = Record<
  | 'project'
  | 'character'
  | 'scene'
  | 'shot'
  | 'suggestion'
  | 'job'
  | 'analysis'
  | 'upload'
  | 'video'
  | 'api_key'
  | 'delivery',
  { id: string }
>;

interface Operation {
  id: string;
  method: string;
  /** Below `/api/v1`, as the document has it. */
  path: string;
  isPublic: boolean;
  example: unknown;
}

type Persona = 'owner' | 'another user' | 'anonymous' | 'revoked session' | 'revoked key';

const PREFIX = '/api/v1';
/** The operations whose answers depend on who asks: figures and signed URLs have their own ways. */
const ASKED = /^\/api\/v1\/(?!media\/)/;

/** Whose id stands behind `{id}`, by the beginning of the path. */
const OWNERS_OF_ID: [RegExp, keyof Things][] = [
  [/^\/projects\//, 'project'],
  [/^\/scenes\//, 'scene'],
  [/^\/shots\//, 'shot'],
  [/^\/jobs\//, 'job'],
  [/^\/analysis\//, 'analysis'],
  [/^\/uploads\//, 'upload'],
  [/^\/auth\/api-keys\//, 'api_key'],
  [/^\/webhook-deliveries\//, 'delivery'],
];

/** Bodies that name something of the owner: it is as good as not there for anybody else, in a body too. */
const BODIES: Record<string, (own: Things) => object> = {
  // That of its example is of nobody, and may be gone in the end.
  planJob: () => ({ changes: [] }),
  createAnalysis: ({ video }) => ({ upload_id: video.id }),
  createJob: ({ project }) => ({ prompt: 'Two old friends meet again in a café', project_id: project.id }),
  reorderScenes: ({ scene }) => ({ reorder_map: { [scene.id]: 0 } }),
  reorderShots: ({ shot }) => ({ reorder_map: { [shot.id]: 0 } }),
  updateShot: ({ upload }) => ({ updates: { 'image.upload_id': upload.id } }),
  createCharacter: ({ upload }) => ({ name: 'Somebody new', reference_upload_id: upload.id }),
  updateCharacter: ({ upload }) => ({ reference_upload_id: upload.id }),
  suggestForShot: ({ shot }) => ({ shot_id: shot.id, user_input: 'closer' }),
  applySuggestion: () => ({}),
  logout: () => ({ all: true }),
  generateSceneVideo: ({ scene, upload }) => ({ scene_id: scene.id, image_url: upload.id }),
};

const FOR_ADMINS = ['listUsers', 'getChains', 'changeChains'];

/** What ends the session that asks comes last, and what others depend on after what depends on it. */
const LAST = [
  'deleteShot',
  'deleteScene',
  'deleteCharacter',
  'deleteJob',
  'deleteAnalysis',
  'deleteUpload',
  'deleteProject',
];
const VERY_LAST = ['deleteApiKey', 'updateMe', 'logout'];

function operations(): Operation[] {
  const document = readDocument();
  const found = operationsIn(document)
    .filter(({ path }) => ASKED.test(path))
    .map(({ method, path, operation }) => ({
      id: operation.operationId as string,
      method: method.toUpperCase(),
      path: path.slice(PREFIX.length),
      isPublic: isForAnybody(document, operation),
      example: operation.requestBody?.content?.['application/json']?.example as unknown,
    }));
  const rankOf = ({ id }: Operation) => LAST.indexOf(id) + 1 || (VERY_LAST.indexOf(id) + 1) * 100;
  return found.sort((one, other) => rankOf(one) - rankOf(other));
}

function addressOf(path: string, own: Things): string {
  const [, name] = OWNERS_OF_ID.find(([start]) => start.test(path)) ?? [/^/, 'project' as const];
  return path
    .replace('/ai/models/{id}', '/ai/models/local%3Awriter')
    .replace('{id}', own[name].id)
    .replace('{character_id}', own.character.id)
    .replace('{suggestion_id}', own.suggestion.id)
    .replace('{stage}', 'assembly');
}

/** Models are everybody's, and vendors nobody's. */
const namesAThing = ({ path }: Operation) => path.includes('{') && !path.startsWith('/ai/');

describe('who may do what', () => {
  const all = operations();
  let app: TestApp;
  let own: Things;
  let theirs: Things;
  const tokens: Partial<Record<Persona, string>> = {};

  const ask = (operation: Operation, persona: Persona): Promise<Reply> => {
    const { method, path, id, example } = operation;
    const body = BODIES[id]?.(own) ?? example ?? (method === 'GET' || method === 'DELETE' ? undefined : {});
    return app.request(method, addressOf(path, own), body, tokens[persona]);
  };

  /** Everything that the owner has, as the owner sees it. */
  const belongings = async () => {
    const { project, upload, job } = own;
    const paths = [`/projects/${project.id}`, `/projects/${project.id}/scenes`, `/uploads/${upload.id}`];
    const more = [`/jobs/${job.id}`, '/auth/api-keys', '/users/me', '/jobs', '/projects', '/uploads'];
    const replies = await Promise.all(
      [...paths, ...more].map((path) => app.request('GET', path, undefined, tokens.owner)),
    );
    // A media URL moves on with time, and so does the last use of a key.
    return replies.map(({ body }) => JSON.stringify(body.data).replace(/\/media\/\d+\/[\w-]+\//g, '/media/'));
  };

  beforeAll(async () => {
    // Without a worker nothing moves but what the requests move.
    app = await TestApp.start({ ROLE: 'api', ALLOW_PRIVATE_URLS: 'true' });
    const owner = await app.newUser();
    const another = await app.newUser();
    const revoked = await app.newUser();
    tokens.owner = owner.token;
    tokens['another user'] = another.token;
    const key = await revoked.post('/auth/api-keys', { name: 'gone' });
    tokens['revoked key'] = key.body.data.key;
    await revoked.delete(`/auth/api-keys/${key.body.data.id}`);
    tokens['revoked session'] = revoked.token;
    await revoked.post('/auth/logout', { all: true });
    own = await thingsOf(app, owner);
    theirs = await thingsOf(app, another);
  });

  afterAll(() => app?.stop());

  it('knows an example body of every operation', () => {
    expect(all.length).toBeGreaterThan(50);
  });

  it.each(['anonymous', 'revoked session', 'revoked key'] as const)('lets nobody in who is %s', async (persona) => {
    for (const operation of all.filter(({ isPublic }) => !isPublic)) {
      const { status, body } = await ask(operation, persona);
      expect([operation.id, status, body.error?.code]).toEqual([operation.id, 401, 'UNAUTHENTICATED']);
    }
  });

  it('leaves public operations open', async () => {
    for (const operation of all.filter(({ isPublic, id }) => isPublic && id !== 'logout')) {
      const { status } = await ask(operation, 'anonymous');
      expect([operation.id, status]).not.toEqual([operation.id, 403]);
      expect(status).toBeLessThan(500);
    }
  });

  it("answers 404 to another user's attempts at each of them, and nothing changes", async () => {
    const before = await belongings();
    for (const operation of all.filter(namesAThing)) {
      const { status, body } = await ask(operation, 'another user');
      expect([operation.id, status, body.error?.code]).toEqual([
        operation.id,
        404,
        expect.stringMatching(/_NOT_FOUND$/),
      ]);
    }
    expect(await belongings()).toEqual(before);
  });

  it('shows another user nothing of it in lists, and takes nothing of it in bodies', async () => {
    const before = await belongings();
    const ids = Object.values(own).map(({ id }) => id);
    const isAsked = (each: Operation) => !namesAThing(each) && !each.isPublic && !VERY_LAST.includes(each.id);
    const refused: Record<string, number> = {};
    for (const operation of all.filter(isAsked)) {
      const { status, body } = await ask(operation, 'another user');
      expect([operation.id, ids.filter((id) => JSON.stringify(body).includes(id))]).toEqual([operation.id, []]);
      Object.assign(refused, status >= 400 && operation.id !== 'createUpload' ? { [operation.id]: status } : {});
    }
    expect(refused).toEqual({
      ...{ createJob: 404, createAnalysis: 404, suggestForShot: 404 },
      ...{ listUsers: 403, getChains: 403, changeChains: 403 },
    });
    expect(await belongings()).toEqual(before);
  });

  it("answers 404 to the owner's things in bodies about another user's own", async () => {
    const { project, scene, shot } = theirs;
    const naming: [string, string, object][] = [
      ['POST', '/jobs', { prompt: 'A café', reference_upload_ids: [own.upload.id] }],
      ['POST', `/projects/${project.id}/characters`, { name: 'Mei', reference_upload_id: own.upload.id }],
      ['POST', `/projects/${project.id}/generate-video`, { scene_id: own.scene.id }],
      ['POST', `/projects/${project.id}/generate-video`, { scene_id: scene.id, image_url: own.upload.id }],
      ['POST', `/scenes/${scene.id}/shots`, { image: { upload_id: own.upload.id } }],
      ['POST', `/shots/${shot.id}/generate-image`, { image_url: own.upload.id }],
      ['PATCH', `/shots/${shot.id}`, { updates: { 'image.upload_id': own.upload.id } }],
      ['PATCH', `/shots/${shot.id}`, { updates: { scene_id: own.scene.id } }],
    ];
    for (const [method, path, body] of naming) {
      const { status } = await app.request(method, path, body, tokens['another user']);
      expect([path, body, status]).toEqual([path, body, 404]);
    }
  });

  it('lets the owner do each of them', async () => {
    for (const operation of all.filter(({ id, isPublic }) => !isPublic && !FOR_ADMINS.includes(id))) {
      const { status, body } = await ask(operation, 'owner');
      const isRefused = [401, 403, 404].includes(status) || status >= 500;
      expect([operation.id, isRefused, body.error?.code]).toEqual([operation.id, false, body.error?.code]);
    }
  });
});

async function thingsOf(app: TestApp, owner: TestUser): Promise<Things> {
  const make = async (path: string, body: object): Promise<any> => {
    const { status, body: reply } = await owner.post(path, body);
    if (status >= 300) {
      throw new Error(`POST ${path}: ${status} ${JSON.stringify(reply)}`);
    }
    return reply.data;
  };
  const project = await make('/projects', { title: 'The rain' });
  const character = await make(`/projects/${project.id}/characters`, { name: 'Lin' });
  const scene = await make(`/projects/${project.id}/scenes`, { title: 'A café' });
  const shot = await make(`/scenes/${scene.id}/shots`, { description: 'A cup' });
  const suggestion = await make('/ai/suggest', { shot_id: shot.id, user_input: 'darker' });
  const told = await make('/jobs', { prompt: 'Two old friends', webhook_url: 'http://127.0.0.1:9/hook' });
  await make(`/jobs/${told.id}/cancel`, {});
  const deliveries = await owner.get(`/jobs/${told.id}/webhook-deliveries`);
  const job = await make('/jobs', { prompt: 'Two old friends', project_id: project.id });
  const upload = (await postForm(app, owner, [[await newPicture(), { name: 'cup.png' }]])).body.data;
  const video = (await postForm(app, owner, [[await newRecording('film.mp4'), { name: 'rain.mp4' }]])).body.data;
  const analysis = await make('/analysis', { upload_id: video.id });
  const api_key = await make('/auth/api-keys', { name: 'studio' });
  return {
    ...{ project, character, scene, shot, suggestion, job, upload, video, analysis, api_key },
    delivery: deliveries.body.data.items[0],
  };
}
