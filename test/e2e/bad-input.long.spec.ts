import { withPostgres } from '../../src/embedded/postgres-client.js';
import { rowCounts } from '../support/row-counts.js';
import { type Reply, TestApp, type TestUser } from '../support/test-app.js';

const PROMPT = '两个老朋友在咖啡馆重逢';
const CRIME = 'a film that shows people how to build a bomb';
const NAMELESS = '0197a3c0-0000-7000-8000-0000000000aa';

/** What is sent in place of a good field, and the answer to it. */
type Case = [what: string, change: Record<string, unknown>, answer: string];

const badPrompts = (most: number): Case[] => [
  ['no prompt', { prompt: undefined }, '400 prompt required'],
  ['a prompt that is a number', { prompt: 7 }, '400 prompt isString'],
  ['a prompt that is null', { prompt: null }, '400 prompt isString'],
  ['a prompt that is a list', { prompt: ['a'] }, '400 prompt isString'],
  ['an empty prompt', { prompt: '' }, '400 prompt matches, prompt isLength'],
  ['a blank prompt', { prompt: ' \n\t\u3000' }, '400 prompt matches'],
  ['a prompt too long', { prompt: '长'.repeat(most + 1) }, '400 prompt isLength'],
  ['NUL in the prompt', { prompt: 'a\0b' }, '400 prompt isText'],
  ['half a surrogate pair', { prompt: 'a\ud83db' }, '400 prompt isText'],
  ['a refused prompt', { prompt: CRIME }, '422 CONTENT_REJECTED'],
  ['a field with a typo', { promt: 'x' }, '400 promt unknown_field'],
  ['a field of every object', { toString: 'x' }, '400 toString unknown_field'],
];

const badFilms: Case[] = [
  ['a webhook that is a number', { webhook_url: 1 }, '400 webhook_url isString'],
  ['a webhook at home', { webhook_url: 'https://127.0.0.1/' }, '422 UNSAFE_URL'],
  ['webhook events that are a word', { webhook_events: 'all' }, '400 webhook_events isArray'],
  ['a limit that is a word', { max_cost_usd: '1' }, '400 max_cost_usd isNumber'],
  ['a limit below nothing', { max_cost_usd: -0.01 }, '400 max_cost_usd min'],
  ['an unclear keep_vendor_audio', { options: { keep_vendor_audio: 1 } }, '400 options.keep_vendor_audio isBoolean'],
  ['subtitles in nothing', { options: { subtitle_languages: [] } }, '400 options.subtitle_languages arrayMinSize'],
  ['subtitles in Latin', { options: { subtitle_languages: ['la'] } }, '400 options.subtitle_languages isIn'],
  [
    'one language twice',
    { options: { subtitle_languages: ['en', 'en'] } },
    '400 options.subtitle_languages arrayUnique',
  ],
  ['a language as a word', { options: { subtitle_languages: 'en' } }, '400 options.subtitle_languages isArray'],
  ['an unknown kind of subtitles', { options: { subtitles: 'loud' } }, '400 options.subtitles isIn'],
  ['an unknown option', { options: { prevew: true } }, '400 options.prevew unknown_field'],
  ['an option of a wrong type', { options: { preview: 'yes' } }, '400 options.preview isBoolean'],
  ['options that are null', { options: null }, '400 options isObject'],
  ['options that are a list', { options: [{ preview: true }] }, '400 options isObject'],
  ['an unknown format', { formats: ['avi'] }, '400 formats isIn'],
  ['formats that are a word', { formats: 'mp4' }, '400 formats isArray'],
  ['an unknown shape', { aspect_ratio: '4:3' }, '400 aspect_ratio isIn'],
  ['an unknown language', { language: 'fr' }, '400 language isIn'],
  ['an unknown priority', { priority: 'asap' }, '400 priority isIn'],
  ['urgent, by a user', { priority: 'urgent' }, '403 FORBIDDEN'],
  ['a refused style', { style: CRIME }, '422 CONTENT_REJECTED'],
];

const DRAMA = { title: '重逢', episodes: 1, scenes_per_episode: 2, duration_sec: 10, prompt: PROMPT };
const badDramas: Case[] = [
  ...badPrompts(5000),
  ...badFilms,
  ['nothing but a prompt', { title: undefined, episodes: undefined }, '400 title required, episodes required'],
  ['0 episodes', { episodes: 0 }, '400 episodes min'],
  ['101 episodes', { episodes: 101 }, '400 episodes max'],
  ['1.5 episodes', { episodes: 1.5 }, '400 episodes isInt'],
  ['episodes as text', { episodes: '5' }, '400 episodes isInt'],
  ['21 scenes', { scenes_per_episode: 21 }, '400 scenes_per_episode max'],
  ['4 seconds', { duration_sec: 4 }, '400 duration_sec min'],
  ['less than 3 seconds a scene', { scenes_per_episode: 4, duration_sec: 11 }, '400 duration_sec scene_sec'],
  ['more than an hour', { episodes: 7, duration_sec: 600 }, '400 duration_sec max_film_sec'],
  ['a blank title', { title: '  ' }, '400 title matches'],
  ['a title too long in code points', { title: '❤️'.repeat(200) }, '400 title isLength'],
  ['a refused title', { title: CRIME }, '422 CONTENT_REJECTED'],
  ['an unknown provider', { video_provider: 'sora' }, '400 video_provider known_provider'],
  ['an unknown model', { video_provider: 'local:x' }, '400 video_provider known_provider'],
  ['a name of every object', { image_provider: 'constructor' }, '400 image_provider known_provider'],
  ['no fallback, nobody', { video_provider: 'runway', options: { allow_fallback: false } }, '503 SERVICE_UNAVAILABLE'],
  ['no fallback, no LLM', { use_local_llm: true, options: { allow_fallback: false } }, '503 SERVICE_UNAVAILABLE'],
  ['no characters', { characters: [] }, '400 characters arrayMinSize'],
  ['a character that is null', { characters: [null] }, '400 characters isObject, characters[0] nestedValidation'],
  ['a character that is a list', { characters: [[{ name: 'A' }]] }, '400 characters isObject'],
  ['twice the same name', { characters: [{ name: 'A' }, { name: 'A' }] }, '400 characters arrayUnique'],
  ['a null appearance', { characters: [{ name: 'A', appearance: null }] }, '400 characters[0].appearance isObject'],
  ['a refused character', { characters: [{ name: 'A', description: CRIME }] }, '422 CONTENT_REJECTED'],
];

const JOB = { prompt: PROMPT };
const badJobs: Case[] = [
  ...badPrompts(2000),
  ...badFilms,
  ['a reference that is not there', { reference_upload_ids: [NAMELESS] }, '404 UPLOAD_NOT_FOUND'],
  ['a malformed reference', { reference_upload_ids: ['42'] }, '404 UPLOAD_NOT_FOUND'],
  ['5 references', { reference_upload_ids: [1, 2, 3, 4, 5].map(String) }, '400 reference_upload_ids arrayMaxSize'],
  ['11 shots', { max_shots: 11 }, '400 max_shots max'],
  ['4 seconds', { duration_sec: 4 }, '400 duration_sec min'],
  ['601 seconds', { duration_sec: 601 }, '400 duration_sec max'],
  ['an unknown model', { model_id: 'sora:2' }, '400 model_id known_provider'],
  ['no fallback, nobody', { model_id: 'runway', options: { allow_fallback: false } }, '503 SERVICE_UNAVAILABLE'],
  ['a project that is not there', { project_id: NAMELESS }, '404 PROJECT_NOT_FOUND'],
  ['a malformed project', { project_id: '42' }, '404 PROJECT_NOT_FOUND'],
  ['a project that is a number', { project_id: 42 }, '400 project_id isString'],
];

const badScenes: Case[] = [
  ...badPrompts(5000),
  ['0 episodes', { episodes: 0 }, '400 episodes min'],
  ['101 episodes', { episodes: 101 }, '400 episodes max'],
  ['an unknown mode', { mode: 'prepend' }, '400 mode isIn'],
  ['less than 3 seconds a scene', { scenes_per_episode: 14 }, '400 scenes_per_episode scene_sec'],
  ['more than an hour', { episodes: 100, scenes_per_episode: 1 }, '400 episodes max_film_sec'],
  ['options', { options: {} }, '400 options unknown_field'],
];

const badProjects: Case[] = [
  ['no title', { title: undefined }, '400 title required'],
  ['an empty title', { title: '' }, '400 title matches, title isLength'],
  ['a blank title', { title: ' ' }, '400 title matches'],
  ['a title too long', { title: 'a'.repeat(201) }, '400 title isLength'],
  ['a title too long in code points', { title: '❤️'.repeat(200) }, '400 title isLength'],
  ['a genre too long in code points', { genre: '❤️'.repeat(50) }, '400 genre isLength'],
  ['a title that is an object', { title: {} }, '400 title isString'],
  ['0 episodes', { target_episodes: 0 }, '400 target_episodes min'],
  ['101 episodes', { target_episodes: 101 }, '400 target_episodes max'],
  ['4 seconds', { target_duration_sec: 4 }, '400 target_duration_sec min'],
  ['null on creation', { genre: null }, '400 genre isString'],
  ['NUL in the title', { title: 'a\0' }, '400 title isText'],
  ['an unknown field', { id: NAMELESS }, '400 id unknown_field'],
];

const brokenBodies: [what: string, body: string, answer: string][] = [
  ['a list', '[]', '400 body isObject'],
  ['null', 'null', '400 body isObject'],
  ['a text', '"x"', '400 body isObject'],
  ['bad JSON', '{"prompt":', '400 body isJson'],
  ['2 MB', JSON.stringify({ prompt: 'a'.repeat(2_000_000) }), '413 PAYLOAD_TOO_LARGE'],
];

const hostilePrompts: [what: string, text: string][] = [
  ['emoji and quotes', `👩🏽‍🚀🚀 "it's" 'quoted' \`x\` $(reboot) \\"`],
  ['filter characters', `drawtext='%{pts}:\\,;[in]' ,;[out] \\: %{metadata:x} '; DROP TABLE jobs; --`],
  ['subtitle codes', `{\\an8}{\\pos(0,0)}1\n00:00:01,000 --> 00:00:02,000\n<b>bold</b><script>alert(1)</script>&amp;`],
  ['right to left', 'שלום עולם ‮مرحبا بالعالم‬ 在咖啡馆'],
  ['nothing but emoji', '😀🎬💔'],
  ['control characters', 'a\u0001b\u001b[31mc\u007f\u0085d\u2028e\ufffff'],
  ['nothing that is seen', '\u200b\u200d\ufe0f'],
  ['combining marks', `Z${'\u0301\u0327'.repeat(300)}algo`],
  ['5,000 characters', '他在雨夜的街头遇见了她，'.repeat(500).slice(0, 5000)],
];

describe('bad input', () => {
  let app: TestApp;
  let user: TestUser;
  let project: { id: string };

  beforeAll(async () => {
    app = await TestApp.start();
    user = await app.newUser();
    project = (await user.post('/projects', { title: '重逢', target_duration_sec: 40 })).body.data;
  });

  afterAll(() => app.stop());

  /** Sends every bad request; the answers by name. Whatever is refused leaves nothing behind. */
  async function answersTo(path: string, requests: (readonly [what: string, body: unknown, ...rest: unknown[]])[]) {
    const before = await rowCounts(app.services.databaseUrl);
    const answers: [string, string][] = [];
    for (const [what, body] of requests) {
      answers.push([what, errorOf(await user.post(path, body))]);
    }
    if (answers.every(([, answer]) => !answer.endsWith('accepted'))) {
      expect(await rowCounts(app.services.databaseUrl)).toEqual(before);
    }
    return answers;
  }

  const routes: [path: () => string, good: object, cases: Case[]][] = [
    [() => '/projects/generate-drama', DRAMA, badDramas],
    // Moderation is not asked, and would cost.
    [() => '/projects/estimate', DRAMA, badDramas.filter(([, , answer]) => answer !== '422 CONTENT_REJECTED')],
    [() => '/jobs', JOB, badJobs],
    [() => `/projects/${project.id}/generate-scenes`, { prompt: PROMPT }, badScenes],
    [() => '/projects', { title: '重逢' }, badProjects],
  ];

  it('is refused also where no body is taken at all', async () => {
    const paths = [`/jobs/${NAMELESS}/cancel`, `/jobs/${NAMELESS}/pause`, '/users/me/webhook-secret/rotate'];
    for (const path of paths) {
      expect([path, errorOf(await user.post(path, { foo: 1 }))]).toEqual([path, '400 foo unknown_field']);
      expect([path, errorOf(await user.post(path, []))]).toEqual([path, '400 body isObject']);
    }
    const { id } = (await user.post('/projects', { title: '重逢' })).body.data;
    expect(errorOf(await app.request('DELETE', `/projects/${id}`, { force: true }, user.token))).toBe(
      '400 force unknown_field',
    );
    expect((await app.request('DELETE', `/projects/${id}`, {}, user.token)).status).toBe(200);
  });

  it.each(routes)('is refused with the exact error, and leaves nothing behind: %s', async (path, good, cases) => {
    const requests = cases.map(([what, change]) => [what, { ...good, ...change }] as const);
    expect(await answersTo(path(), requests)).toEqual(cases.map(([what, , answer]) => [what, answer]));
  });

  it.each(routes)('is refused when it is no object: %s', async (path) => {
    expect(await answersTo(path(), brokenBodies)).toEqual(brokenBodies.map(([what, , answer]) => [what, answer]));
  });

  it("does not make anything in somebody else's project", async () => {
    const other = await app.newUser();
    const theirs = (await other.post('/projects', { title: 'Theirs' })).body.data.id;
    expect(await answersTo('/jobs', [['job', { prompt: PROMPT, project_id: theirs }]])).toEqual([
      ['job', '404 PROJECT_NOT_FOUND'],
    ]);
    expect(await answersTo(`/projects/${theirs}/generate-scenes`, [['scenes', { prompt: PROMPT }]])).toEqual([
      ['scenes', '404 PROJECT_NOT_FOUND'],
    ]);
  });

  it('finds no metrics among the routes of the API', async () => {
    expect(errorOf(await app.request('GET', '/metrics', undefined, user.token))).toBe('404 ROUTE_NOT_FOUND');
  });

  it.each([
    ['DELETE', '/projects', 'GET, HEAD, POST'],
    ['PATCH', `/projects/${NAMELESS}`, 'DELETE, GET, HEAD, PUT'],
    ['PUT', `/jobs/${NAMELESS}`, 'DELETE, GET, HEAD'],
    ['PUT', '/uploads', 'GET, HEAD, POST'],
    ['PATCH', `/uploads/${NAMELESS}`, 'DELETE, GET, HEAD'],
    ['PUT', '/auth/login', 'POST'],
    ['POST', '/users/me', 'GET, HEAD, PUT'],
    ['POST', '/health', 'GET, HEAD'],
  ])('names the methods that are taken: %s %s', async (method, path, allow) => {
    const reply = await app.request(method, path, undefined, user.token);
    expect(errorOf(reply)).toBe('405 METHOD_NOT_ALLOWED');
    expect(reply.headers.get('allow')).toBe(allow);
  });
});

describe('hostile input that is allowed', () => {
  let app: TestApp;
  let user: TestUser;

  beforeAll(async () => {
    app = await TestApp.start();
    user = await app.newUser();
  });

  afterAll(() => app.stop());

  it('becomes scenes, and is kept as it was given', async () => {
    const started = await Promise.all(
      hostilePrompts.map(async ([what, prompt]) => {
        const title = [...prompt].slice(0, 100).join('');
        const created = await user.post('/projects', { title, target_duration_sec: 10 });
        const path = `/projects/${created.body.data?.id}/generate-scenes`;
        const accepted = await user.post(path, { prompt, scenes_per_episode: 1 });
        expect([what, created.status, accepted.status]).toEqual([what, 201, 202]);
        expect(created.body.data.title).toBe(title);
        return { what, prompt, jobId: accepted.body.data.id };
      }),
    );
    for (const { what, prompt, jobId } of started) {
      const job = await app.finished(user, jobId);
      expect([what, job.status, job.error]).toEqual([what, 'completed', null]);
      expect(job.prompt).toBe(prompt);
    }
  });

  it('becomes a film, which GET /jobs/:id/video leads to', async () => {
    const prompt = hostilePrompts.map(([, text]) => text.slice(0, 300)).join(' ');
    const accepted = await user.post('/projects/generate-drama', {
      ...{ title: `'%{}:\\,;[]"<b>{\\an8}-->👩🏽‍🚀`, prompt, episodes: 1, scenes_per_episode: 1, duration_sec: 5 },
      characters: [{ name: `O'%{pts}:\\,;[]<b>👩🏽‍🚀` }, { name: '{\\an8}-->' }],
      options: { preview: true },
    });
    expect(accepted.status).toBe(202);
    const jobId: string = accepted.body.data.job_id;
    const notYet = await user.get(`/jobs/${jobId}/video?redirect=true`);
    expect(errorOf(notYet)).toBe('409 RESULT_NOT_READY');
    const job = await app.finished(user, jobId);
    expect([job.status, job.error]).toEqual(['completed', null]);

    const { data: video } = (await user.get(`/jobs/${jobId}/video`)).body;
    expect(video).toMatchObject({ format: 'mp4', width: 640, height: 360, episodes: [{ episode: 1 }] });
    const redirect = await fetch(`${app.url}/api/v1/jobs/${jobId}/video?redirect=true`, {
      redirect: 'manual',
      headers: { authorization: `Bearer ${user.token}` },
    });
    expect([redirect.status, await redirect.text()]).toEqual([302, '']);
    const file = await app.download(redirect.headers.get('location') ?? '');
    expect([file.status, file.headers.get('content-type')]).toEqual([200, 'video/mp4']);
    expect((await file.arrayBuffer()).byteLength).toBe(video.size_bytes);
  });

  it('is found again by the filters of GET /jobs', async () => {
    const total = async (query: string) => (await user.get(`/jobs?${query}`)).body.data.total;
    expect(await total('kind=scenes')).toBe(hostilePrompts.length);
    expect(await total('kind=drama')).toBe(1);
    expect(await total('kind=drama&status=completed&priority=normal')).toBe(1);
    expect(await total('status=failed')).toBe(0);
    expect(await total('priority=high')).toBe(0);
    const { items } = (await user.get('/jobs?kind=drama')).body.data;
    expect(await total(`project_id=${items[0].project_id}`)).toBe(1);
    expect(await total(`project_id=${NAMELESS}`)).toBe(0);

    const page = (await user.get('/jobs?limit=2&offset=1&sort_by=created_at&sort_order=asc')).body.data;
    const all = (await user.get('/jobs?sort_order=asc')).body.data;
    expect(page).toEqual({ ...all, items: all.items.slice(1, 3), limit: 2, offset: 1 });
    const bad = ['status=done', 'kind=film', 'priority=5', 'project_id=42', 'sort_by=prompt', 'user_id=1', 'limit=101'];
    for (const query of bad) {
      expect([query, errorOf(await user.get(`/jobs?${query}`))]).toEqual([query, expect.stringMatching(/^400 \w+ /)]);
    }
    const events = `/jobs/${items[0].id}/events`;
    expect((await user.get(`${events}?after=3&limit=2`)).body.data.items.map(seqOf)).toEqual([4, 5]);
    expect(errorOf(await user.get(`${events}?sort_order=desc`))).toBe('400 sort_order isIn');
  });

  it('leaves no use of any file when its projects are deleted', async () => {
    const uses = () => rowsOf('select count(*)::int as count from asset_uses');
    expect(await uses()).not.toEqual([{ count: 0 }]);
    for (const { id } of (await user.get('/projects?limit=100')).body.data.items) {
      expect((await user.delete(`/projects/${id}`)).status).toBe(200);
    }
    expect(await uses()).toEqual([{ count: 0 }]);
  });

  const rowsOf = (sql: string) =>
    withPostgres(app.services.databaseUrl, async (client) => (await client.query(sql)).rows as object[]);
});

const seqOf = (event: { job_seq: number }) => event.job_seq;

/** An error in one line; it must be in the envelope. */
function errorOf({ status, headers, body }: Reply): string {
  if (status < 400) {
    return `${status} accepted`;
  }
  expect(body).toEqual({
    code: status,
    message: expect.stringMatching(/\S/),
    data: null,
    error: { code: expect.stringMatching(/^[A-Z_]+$/), details: expect.any(Object), request_id: expect.any(String) },
  });
  expect(headers.get('x-request-id')).toBe(body.error?.request_id);
  const fields: { field: string; rule: string }[] | undefined = body.error?.details.fields;
  return `${status} ${fields?.map(({ field, rule }) => `${field} ${rule}`).join(', ') ?? body.error?.code}`;
}
