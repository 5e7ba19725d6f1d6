import { io } from 'socket.io-client';
import { withPostgres } from '../../src/embedded/postgres-client.js';
import { OpenAiCompatibleEmulator } from '../emulators/openai-compatible.emulator.js';
import { type Reply, TestApp, type TestUser } from '../support/test-app.js';

const NAMELESS = '0197a3c0-0000-7000-8000-0000000000aa';
const CHINESE = { 'accept-language': 'zh-CN,zh;q=0.9,en;q=0.5' };
const FILM = { prompt: '两个老朋友在天台重逢', max_shots: 1, duration_sec: 5, options: { allow_fallback: false } };

describe('answers in the language of their reader', () => {
  let app: TestApp;
  let user: TestUser;
  let vendor: OpenAiCompatibleEmulator;

  beforeAll(async () => {
    vendor = await OpenAiCompatibleEmulator.start('the right key');
    app = await TestApp.start({
      OPENAI_API_KEY: 'the wrong key',
      OPENAI_BASE_URL: vendor.baseUrl,
      SCRIPT_PROVIDERS: 'openai',
    });
    user = await app.newUser();
  });

  afterAll(async () => {
    await app.stop();
    await vendor.stop();
  });

  const inChinese = (method: string, path: string, body?: unknown) =>
    app.request(method, path, body, user.token, CHINESE);
  const languageOf = ({ headers }: Reply) => [headers.get('content-language'), headers.get('vary')];

  it('names every refused field', async () => {
    const body = {
      title: ' ',
      episodes: 0,
      scenes_per_episode: '2',
      duration_sec: 601,
      language: 'fr',
      formats: ['avi'],
    };
    const chinese = await inChinese('POST', '/projects/generate-drama', body);
    expect(languageOf(chinese)).toEqual(['zh', expect.stringContaining('Accept-Language')]);
    expect(chinese.body.error?.details.fields).toEqual(
      expect.arrayContaining([
        { field: 'title', rule: 'matches', message: '不得为空白' },
        { field: 'prompt', rule: 'required', message: '必填' },
        { field: 'episodes', rule: 'min', message: '不得小于 1' },
        { field: 'scenes_per_episode', rule: 'isInt', message: '必须是整数' },
        { field: 'duration_sec', rule: 'max', message: '不得大于 600' },
        { field: 'language', rule: 'isIn', message: '必须是以下值之一：zh、en' },
        { field: 'formats', rule: 'isIn', message: expect.stringMatching(/^每一项必须是以下值之一：mp4/) },
      ]),
    );
    expect(chinese.body.message).toContain('episodes：不得小于 1；');

    const english = await user.post('/projects/generate-drama', body);
    expect(languageOf(english)[0]).toBe('en');
    expect(english.body.error?.details.fields).toContainEqual({
      field: 'language',
      rule: 'isIn',
      message: 'must be one of the following values: zh, en',
    });
    expect(english.body.message).toContain('episodes: must not be less than 1; ');
  });

  it.each([
    ['GET', `/projects/${NAMELESS}`, undefined, '项目不存在'],
    ['GET', '/nothing', undefined, '该地址下没有内容'],
    ['PATCH', '/jobs', undefined, '该地址不支持此请求方法'],
    ['GET', '/jobs/%E0%A4%A', undefined, '请求格式有误'],
    ['POST', '/jobs', '{', 'body：不是有效的 JSON'],
    ['POST', '/jobs', { ...FILM, webhook_url: 'http://example.com/' }, '地址必须以 https:// 开头'],
  ])('says what is wrong with %s %s', async (method, path, body, message) => {
    const reply = await inChinese(method, path, body);
    expect([reply.body.message, reply.headers.get('content-language')]).toEqual([message, 'zh']);
  });

  it('tells why a job failed, and what to do, whenever and by whomever it is read', async () => {
    const { id } = (await user.post('/jobs', FILM)).body.data;
    const failed = await app.finished(user, id);
    expect(failed).toMatchObject({
      status: 'failed',
      error: {
        code: 'PROVIDER_AUTH',
        message: expect.stringMatching(/^openai answered HTTP 401.*: it does not accept our key$/),
        provider: 'openai',
        retryable: false,
        advice: 'The provider refused the key. Check it in the environment of the server.',
      },
    });

    const job = await inChinese('GET', `/jobs/${id}`);
    const told = {
      ...failed.error,
      message: expect.stringMatching(/^openai 返回了 HTTP 401.*：不接受密钥$/),
      advice: '服务商不接受密钥。请检查服务器环境变量中的密钥。',
    };
    expect(job.body.data.error).toEqual(told);
    expect(languageOf(job)).toEqual(['zh', expect.stringContaining('Accept-Language')]);
    const { items } = (await inChinese('GET', `/jobs/${id}/steps`)).body.data;
    expect(items.filter((step: any) => step.status === 'failed').map((step: any) => step.error)).toEqual([told]);
    expect((await inChinese('GET', '/jobs')).body.data.items[0].error).toEqual(told);
    // What everybody hears is in English, and says no more than the job.
    const events = (await inChinese('GET', `/jobs/${id}/events?limit=500`)).body.data.items;
    expect(events.find((event: any) => event.type === 'job.failed').data.error).toEqual(failed.error);
  });

  it('still reads a failure of a version that kept sentences alone', async () => {
    const { id } = (await user.post('/jobs', FILM)).body.data;
    await app.finished(user, id);
    await withPostgres(app.services.databaseUrl, (client) =>
      client.query(`update jobs set error = error - 'key' - 'args' || '{"message": "As it was"}' where id = $1`, [id]),
    );
    expect((await inChinese('GET', `/jobs/${id}`)).body.data.error).toMatchObject({
      message: 'As it was',
      advice: '服务商不接受密钥。请检查服务器环境变量中的密钥。',
    });
  });

  it('says nothing of languages where there is no sentence', async () => {
    const reply = await inChinese('GET', '/projects');
    expect(languageOf(reply)).toEqual([null, null]);
  });

  it('answers a socket in the language of its handshake', async () => {
    const options = { auth: { token: user.token }, transports: ['websocket'], extraHeaders: CHINESE };
    const socket = io(`${app.url}/ws`, options);
    const command = (name: string, payload: unknown) => socket.timeout(10_000).emitWithAck(name, payload);
    expect(await command('subscribe', { jobs: [{ id: NAMELESS }] })).toMatchObject({
      ok: false,
      error: { code: 'JOB_NOT_FOUND', message: '任务不存在' },
    });
    const refused = await command('subscribe', { jobs: 7 });
    expect(refused.error.context.fields).toContainEqual({ field: 'jobs', rule: 'isArray', message: '必须是列表' });
    socket.disconnect();
  });
});
