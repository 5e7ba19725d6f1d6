import { jest } from '@jest/globals';
import { Jumu, JumuError, type JumuOptions, type Tokens } from '@jumu/sdk';

type Answer = [status: number, body?: object, headers?: Record<string, string>] | Error;

interface Sent {
  url: string;
  method: string;
  headers: Headers;
  body: string;
}

const BASE = 'http://jumu.test';
const PROJECT = { id: '0199d3c4-7a10-7c52-9d0e-6a2f1b8e4c11', title: '月光' };
const ok = (data: unknown, status = 200): Answer => [status, { code: 0, message: 'success', data }];
const refusal = (status: number, code: string, headers = {}): Answer => [
  status,
  { code: status, message: `it is ${code}`, data: null, error: { code, details: { a: 1 }, request_id: 'r-1' } },
  headers,
];
const session = (name: string) => ({
  ...{ user_id: 'u', username: 'u', email: 'u@example.com' },
  ...{ token: name, refresh_token: `${name}-refresh`, expires_in: 900 },
});

describe('requests of the SDK', () => {
  let sent: Sent[];
  let answers: Answer[];

  beforeEach(() => {
    jest.useFakeTimers();
    [sent, answers] = [[], []];
  });

  afterEach(() => jest.useRealTimers());

  const fetch: typeof globalThis.fetch = async (input, init) => {
    const { url, method, headers } = new Request(input, init);
    sent.push({ url, method, headers, body: await new Request(input, init).text() });
    init?.signal?.throwIfAborted();
    const answer = answers.shift();
    if (answer === undefined) {
      throw new Error(`Nothing is prepared for ${method} ${url}`);
    }
    if (answer instanceof Error) {
      throw answer;
    }
    const [status, body, more] = answer;
    const type = body === undefined ? 'text/html' : 'application/json; charset=utf-8';
    return new Response(JSON.stringify(body) ?? '<h1>Bad gateway</h1>', {
      status,
      headers: { 'content-type': type, ...more },
    });
  };
  const newJumu = (options: Partial<JumuOptions> = {}) =>
    new Jumu({ baseUrl: `${BASE}/`, token: 't', fetch, ...options });
  /** Lets all waiting pass. */
  const settled = async <T>(work: Promise<T>): Promise<T> => {
    work.catch(() => undefined);
    await jest.runAllTimersAsync();
    return work;
  };
  const newProject = (jumu: Jumu) => jumu.POST('/api/v1/projects', { body: { title: '月光' } });
  const tokensOf = (): string[] => sent.map(({ headers }) => headers.get('authorization') ?? 'none');
  const keysOf = (): (string | null)[] => sent.map(({ headers }) => headers.get('idempotency-key'));

  it('are typed, and give the data out of its envelope', async () => {
    answers = [ok(PROJECT), ok({ items: [PROJECT], total: 1 })];
    const jumu = newJumu();
    const project = await jumu.GET('/api/v1/projects/{id}', { params: { path: { id: 'a/b' } } });
    expect(project.title).toBe('月光');
    const page = await jumu.GET('/api/v1/projects', { params: { query: { limit: 5, q: '月 光' } } });
    expect(page.items[0]?.title).toBe('月光');
    expect(sent.map(({ url }) => url)).toEqual([
      `${BASE}/api/v1/projects/a%2Fb`,
      `${BASE}/api/v1/projects?limit=5&q=%E6%9C%88%20%E5%85%89`,
    ]);
    expect(tokensOf()).toEqual(['Bearer t', 'Bearer t']);
    expect(keysOf()).toEqual([null, null]);
  });

  it('that are wrong are errors of the compiler', () => {
    const jumu = newJumu();
    const wrong = [
      // @ts-expect-error There is no such path.
      () => jumu.GET('/api/v1/films'),
      // @ts-expect-error Nor such a method there.
      () => jumu.DELETE('/api/v1/projects'),
      // @ts-expect-error The title is a text.
      () => jumu.POST('/api/v1/projects', { body: { title: 7 } }),
      // @ts-expect-error A typo of a field that may be left out.
      () => jumu.POST('/api/v1/projects', { body: { title: '', descripton: '' } }),
      // @ts-expect-error The id is missing.
      () => jumu.GET('/api/v1/projects/{id}'),
      // @ts-expect-error The answer has no such field.
      async () => (await jumu.GET('/api/v1/users/me')).name,
    ];
    expect(wrong).toHaveLength(6);
  });

  it('that are refused throw what the server says, also where it is not ours', async () => {
    answers = [refusal(404, 'PROJECT_NOT_FOUND'), [405]];
    const jumu = newJumu();
    const get = () => jumu.GET('/api/v1/projects/{id}', { params: { path: { id: 'x' } } });
    const error = await get().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(JumuError);
    expect(error).toMatchObject({
      ...{ status: 404, code: 'PROJECT_NOT_FOUND', message: 'it is PROJECT_NOT_FOUND' },
      ...{ details: { a: 1 }, requestId: 'r-1' },
    });
    await expect(get()).rejects.toMatchObject({ status: 405, code: 'HTTP_ERROR' });
    expect(sent).toHaveLength(2);
  });

  it('that start something carry one key, also when they are sent again', async () => {
    answers = [new TypeError('cut off'), [502], refusal(409, 'IDEMPOTENCY_IN_PROGRESS'), ok(PROJECT, 201), ok(PROJECT)];
    const jumu = newJumu();
    await expect(settled(newProject(jumu))).resolves.toEqual(PROJECT);
    await settled(newProject(jumu));
    const keys = keysOf();
    expect(new Set(keys.slice(0, 4)).size).toBe(1);
    expect(keys[0]).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
    expect(keys[4]).not.toBe(keys[0]);
    expect(new Set(sent.map(({ body }) => body))).toEqual(new Set(['{"title":"月光"}']));
  });

  it('keep a key that one gives them', async () => {
    answers = [ok(PROJECT)];
    await newJumu().fetch('/api/v1/projects', { method: 'POST', headers: { 'Idempotency-Key': 'mine' }, body: '{}' });
    expect(keysOf()).toEqual(['mine']);
  });

  it('are sent four times at most, a change that might be doubled once', async () => {
    answers = Array<Answer>(4).fill(new TypeError('no network'));
    const jumu = newJumu();
    await expect(settled(newProject(jumu))).rejects.toMatchObject({ status: 0, code: 'NETWORK_ERROR' });
    expect(sent).toHaveLength(4);
    for (const answer of [new TypeError('cut off'), refusal(503, 'SERVICE_UNAVAILABLE')]) {
      answers = [answer];
      const change = jumu.PATCH('/api/v1/shots/{id}', { params: { path: { id: 's' } }, body: { updates: {} } });
      await expect(settled(change)).rejects.toBeInstanceOf(JumuError);
      expect(answers).toEqual([]);
    }
    answers = [refusal(507, 'NO_SPACE')];
    await expect(settled(newProject(jumu))).rejects.toMatchObject({ code: 'NO_SPACE' });
  });

  it('wait as long as the server asks for, and no longer than one wants', async () => {
    const limited = (seconds: number) => refusal(429, 'RATE_LIMITED', { 'retry-after': String(seconds) });
    answers = [limited(7), ok(PROJECT)];
    const jumu = newJumu({ maxWaitMs: 10_000 });
    const work = newProject(jumu);
    await jest.advanceTimersByTimeAsync(6900);
    expect(sent).toHaveLength(1);
    await jest.advanceTimersByTimeAsync(200);
    expect(sent).toHaveLength(2);
    await work;
    answers = [limited(11)];
    await expect(settled(newProject(jumu))).rejects.toMatchObject({ status: 429, code: 'RATE_LIMITED' });
  });

  it('that are called off end with the reason', async () => {
    answers = [[503]];
    const reason = new Error('enough');
    const control = new AbortController();
    const work = newJumu().GET('/api/v1/projects', { signal: control.signal });
    work.catch(() => undefined);
    await jest.advanceTimersByTimeAsync(10);
    control.abort(reason);
    await expect(work).rejects.toBe(reason);
    expect(sent).toHaveLength(1);
  });

  it('show the token to nobody else', async () => {
    await expect(newJumu().fetch('http://evil.test/api/v1/jobs')).rejects.toThrow(TypeError);
    await expect(newJumu().fetch(`${BASE}.evil.test/api`)).rejects.toThrow(TypeError);
    expect(sent).toEqual([]);
  });

  describe('with a session', () => {
    let kept: (Tokens | null)[];

    const signedIn = async () => {
      kept = [];
      const jumu = newJumu({ onTokens: (tokens) => kept.push(tokens) });
      answers = [ok(session('one'), 201)];
      await jumu.register({ username: 'u', email: 'u@example.com', password: 'correct horse' });
      sent = [];
      return jumu;
    };

    /** Its token has expired; a new one comes when it is let in. */
    const newSlowJumu = () => {
      let arrive: (response: Response) => void = () => undefined;
      const refreshed = new Promise<Response>((resolve) => (arrive = resolve));
      const slow: typeof fetch = (url, init) =>
        new Request(url).url.endsWith('/refresh') ? refreshed : fetch(url, init);
      return { jumu: newJumu({ fetch: slow, tokens: { ...kept[0]!, expiresAt: 0 } }), arrive };
    };

    it('are authorized with its token, which is told', async () => {
      const jumu = await signedIn();
      expect(kept).toEqual([{ token: 'one', refreshToken: 'one-refresh', expiresAt: Date.now() + 900_000 }]);
      answers = [ok(PROJECT), ok(PROJECT)];
      await newProject(jumu);
      await newProject(newJumu({ tokens: kept[0]! }));
      expect(tokensOf()).toEqual(['Bearer one', 'Bearer one']);
    });

    it('renew it once for all that find it expired, and are sent once more', async () => {
      const jumu = await signedIn();
      const expired = refusal(401, 'TOKEN_EXPIRED');
      answers = [expired, expired, expired, ok(session('two')), ok(PROJECT), ok(PROJECT), ok(PROJECT)];
      await Promise.all([newProject(jumu), newProject(jumu), newProject(jumu)]);
      expect(tokensOf()).toEqual([...Array(3).fill('Bearer one'), 'none', ...Array(3).fill('Bearer two')]);
      expect(sent[3]).toMatchObject({ url: `${BASE}/api/v1/auth/refresh`, body: '{"refresh_token":"one-refresh"}' });
      expect(keysOf().slice(4)).toEqual(keysOf().slice(0, 3));
      expect(kept.at(-1)).toMatchObject({ token: 'two', refreshToken: 'two-refresh' });
      answers = [expired, ok(session('three')), expired];
      await expect(newProject(jumu)).rejects.toMatchObject({ code: 'TOKEN_EXPIRED' });
    });

    it('renew it shortly before its end, over a cut', async () => {
      const jumu = await signedIn();
      jest.setSystemTime(Date.now() + 871_000);
      answers = [new TypeError('cut off'), ok(session('two')), ok(PROJECT), ok(PROJECT)];
      await settled(Promise.all([newProject(jumu), newProject(jumu)]));
      expect(tokensOf()).toEqual(['none', 'none', 'Bearer two', 'Bearer two']);
    });

    it('go with the one that is good for some seconds more when it cannot be renewed', async () => {
      const refusals: Answer[] = [refusal(401, 'UNAUTHENTICATED'), refusal(507, 'NO_SPACE')];
      for (const answer of refusals) {
        const jumu = await signedIn();
        jest.setSystemTime(Date.now() + 871_000);
        answers = [answer, ok(PROJECT)];
        await expect(newProject(jumu)).resolves.toEqual(PROJECT);
        expect(tokensOf()).toEqual(['none', 'Bearer one']);
      }
      const jumu = await signedIn();
      jest.setSystemTime(Date.now() + 901_000);
      answers = [refusal(507, 'NO_SPACE')];
      await expect(newProject(jumu)).rejects.toMatchObject({ code: 'NO_SPACE' });
    });

    it('end with it when it cannot be renewed', async () => {
      const jumu = await signedIn();
      answers = [refusal(401, 'TOKEN_EXPIRED'), refusal(401, 'TOKEN_REUSED')];
      await expect(newProject(jumu)).rejects.toMatchObject({ status: 401, code: 'TOKEN_REUSED' });
      expect(kept.at(-1)).toBeNull();
    });

    it('go on with the newest one, though an older one is renewed late', async () => {
      await signedIn();
      const { jumu, arrive } = newSlowJumu();
      const request = newProject(jumu);
      answers = [ok(session('other')), ok(PROJECT)];
      await jumu.login('other@example.com', 'correct horse');
      arrive(Response.json({ data: session('two') }));
      await request;
      expect(tokensOf()).toEqual(['none', 'Bearer other']);
    });

    it('go on with the newest one, though an older one cannot be renewed', async () => {
      await signedIn();
      const failures: [status: number, code: string][] = [
        [401, 'TOKEN_REUSED'],
        [507, 'NO_SPACE'],
      ];
      for (const [status, code] of failures) {
        sent = [];
        const { jumu, arrive } = newSlowJumu();
        const request = newProject(jumu);
        answers = [ok(session('other')), ok(PROJECT)];
        await jumu.login('other@example.com', 'correct horse');
        arrive(Response.json({ error: { code } }, { status }));
        await expect(request).resolves.toEqual(PROJECT);
        expect(tokensOf()).toEqual(['none', 'Bearer other']);
      }
    });

    it('that are called off wait for no new one, though others do', async () => {
      await signedIn();
      const { jumu, arrive } = newSlowJumu();
      const [reason, control] = [new Error('enough'), new AbortController()];
      const leaving = jumu.GET('/api/v1/projects', { signal: control.signal });
      const staying = newProject(jumu);
      await jest.advanceTimersByTimeAsync(10);
      control.abort(reason);
      await expect(leaving).rejects.toBe(reason);
      answers = [ok(PROJECT)];
      arrive(Response.json({ data: session('two') }));
      await expect(staying).resolves.toEqual(PROJECT);
      expect(tokensOf()).toEqual(['Bearer two']);
    });
  });
});
