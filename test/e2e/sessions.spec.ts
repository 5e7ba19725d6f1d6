import { withPostgres } from '../../src/embedded/postgres-client.js';
import { type RunningServer, serve } from '../../src/server.js';
import { type Reply, TestApp } from '../support/test-app.js';
import { until } from '../support/until.js';

const PASSWORD = 'correct horse battery';

interface Session {
  user_id: string;
  token: string;
  refresh_token: string;
}

describe('sessions', () => {
  let app: TestApp;
  let people = 0;

  beforeAll(async () => {
    app = await TestApp.start();
  });

  afterAll(() => app.stop());

  const newSession = async (): Promise<Session & { email: string }> => {
    const account = { username: `person${++people}`, email: `person${people}@example.com`, password: PASSWORD };
    const { body } = await app.request('POST', '/auth/register', account);
    return { ...body.data, email: account.email };
  };
  const login = async (email: string, password = PASSWORD): Promise<Session> =>
    (await app.request('POST', '/auth/login', { email, password })).body.data;
  const refresh = (refresh_token: unknown) => app.request('POST', '/auth/refresh', { refresh_token });
  const logout = (body: unknown, token?: string) => app.request('POST', '/auth/logout', body, token);
  const me = (token: string) => app.request('GET', '/users/me', undefined, token);
  const rows = (sql: string, values: unknown[] = []) =>
    withPostgres(app.services.databaseUrl, async (client) => (await client.query(sql, values)).rows);
  /** Lets the grace of every used token of a user pass by. */
  const passGrace = (userId: string) =>
    rows(
      `update refresh_tokens t set used_at = used_at - interval '31 seconds'
       from sessions s where s.id = t.session_id and s.user_id = $1`,
      [userId],
    );

  it('go on with new tokens, of which no part is kept', async () => {
    const first = await newSession();
    const renewed = await refresh(first.refresh_token);
    expect(renewed.status).toBe(200);
    expect(renewed.body.data).toEqual({
      ...{ user_id: first.user_id, username: expect.any(String), email: first.email, expires_in: 900 },
      ...{ token: expect.any(String), refresh_token: expect.stringMatching(/^[\w-]{43}$/) },
    });
    const second: Session = renewed.body.data;
    expect(second.refresh_token).not.toBe(first.refresh_token);
    expect((await me(second.token)).status).toBe(200);
    expect((await refresh(second.refresh_token)).status).toBe(200);
    const kept = JSON.stringify(await rows('select * from refresh_tokens, sessions'));
    for (const token of [first.refresh_token, second.refresh_token]) {
      expect(kept).not.toContain(token);
    }
  });

  it('give the same successor to a token that is used again within the grace', async () => {
    const { refresh_token } = await newSession();
    const [one, two] = [await refresh(refresh_token), await refresh(refresh_token)];
    expect([one.status, two.status]).toEqual([200, 200]);
    expect(two.body.data.refresh_token).toBe(one.body.data.refresh_token);
    await refresh(one.body.data.refresh_token);
    expect((await refresh(refresh_token)).body.data.refresh_token).toBe(one.body.data.refresh_token);
  });

  it('end, with all their tokens, when an old token is used after the grace', async () => {
    const first = await newSession();
    const untouched = await login(first.email);
    const second: Session = (await refresh(first.refresh_token)).body.data;
    const third: Session = (await refresh(second.refresh_token)).body.data;
    await passGrace(first.user_id);
    expect(errorOf(await refresh(first.refresh_token))).toBe('401 TOKEN_REUSED');
    for (const { token, refresh_token } of [first, second, third]) {
      expect(errorOf(await refresh(refresh_token))).toBe('401 UNAUTHENTICATED');
      expect(errorOf(await me(token))).toBe('401 UNAUTHENTICATED');
    }
    expect((await me(untouched.token)).status).toBe(200);
    expect((await refresh(untouched.refresh_token)).status).toBe(200);
  });

  it('do not go on with a token that is unknown, over, or none', async () => {
    const { refresh_token, token, user_id } = await newSession();
    await rows('update sessions set expires_at = now() where user_id = $1', [user_id]);
    for (const bad of [refresh_token, 'x'.repeat(43), token.slice(0, 200), `${refresh_token} `, "' or 1=1 --"]) {
      expect(errorOf(await refresh(bad))).toBe('401 UNAUTHENTICATED');
    }
    for (const bad of [undefined, null, '', 7, [refresh_token], 'x'.repeat(201), 'a\0']) {
      expect(errorOf(await refresh(bad))).toBe('400 INVALID_PARAMS');
    }
  });

  it('last 30 days from the sign-in, however often they are refreshed', async () => {
    const { refresh_token, user_id } = await newSession();
    const ends = () => rows('select expires_at - created_at as days from sessions where user_id = $1', [user_id]);
    expect(await ends()).toMatchObject([{ days: { days: 30 } }]);
    await rows(`update sessions set expires_at = now() + interval '1 minute' where user_id = $1`, [user_id]);
    const left = () => rows('select expires_at from sessions where user_id = $1', [user_id]);
    const before = await left();
    await refresh(refresh_token);
    expect(await left()).toEqual(before);
  });

  it('are ended by their refresh token, one at a time, as often as one likes', async () => {
    const session = await newSession();
    const other = await login(session.email);
    for (const refresh_token of [session.refresh_token, session.refresh_token, 'unknown']) {
      expect(await logout({ refresh_token })).toMatchObject({ status: 200, body: { code: 0, data: null } });
    }
    expect(errorOf(await me(session.token))).toBe('401 UNAUTHENTICATED');
    expect(errorOf(await refresh(session.refresh_token))).toBe('401 UNAUTHENTICATED');
    expect((await me(other.token)).status).toBe(200);
  });

  it('are ended all at once with an access token, and by nobody else', async () => {
    const [session, stranger] = [await newSession(), await newSession()];
    const other = await login(session.email);
    expect(errorOf(await logout({ all: true }))).toBe('401 UNAUTHENTICATED');
    expect(errorOf(await logout({ all: true }, 'rubbish'))).toBe('401 UNAUTHENTICATED');
    expect(errorOf(await logout({ all: true, refresh_token: other.refresh_token }))).toBe('401 UNAUTHENTICATED');
    for (const body of [{}, { all: false }, { all: 'yes' }, { all: null }, { refresh_token: 7 }, { every: true }]) {
      expect([body, errorOf(await logout(body, session.token))]).toEqual([body, '400 INVALID_PARAMS']);
    }
    expect((await me(other.token)).status).toBe(200);

    expect(await logout({ all: true }, session.token)).toMatchObject({ status: 200, body: { data: null } });
    for (const { token, refresh_token } of [session, other]) {
      expect(errorOf(await me(token))).toBe('401 UNAUTHENTICATED');
      expect(errorOf(await refresh(refresh_token))).toBe('401 UNAUTHENTICATED');
    }
    expect(errorOf(await logout({ all: true }, session.token))).toBe('401 UNAUTHENTICATED');
    expect((await me(stranger.token)).status).toBe(200);
    expect((await me((await login(session.email)).token)).status).toBe(200);
  });

  it('leave no rows of those that ended long ago', async () => {
    const { email, user_id, refresh_token } = await newSession();
    await login(email);
    await logout({ refresh_token });
    await rows(
      `update sessions set revoked_at = now() - interval '2 hours' where user_id = $1 and revoked_at < now()`,
      [user_id],
    );
    await login(email);
    expect(await rows('select revoked_at from sessions where user_id = $1', [user_id])).toEqual([
      { revoked_at: null },
      { revoked_at: null },
    ]);
  });

  describe('in another process', () => {
    let other: RunningServer;

    beforeAll(async () => {
      other = await serve({ ...app.config, port: 0 });
    });

    afterAll(() => other.close());

    const meThere = (token: string) =>
      fetch(`${other.url?.replace('localhost', '127.0.0.1')}/api/v1/users/me`, {
        headers: { authorization: `Bearer ${token}` },
      });

    it('are over a second after they were ended here', async () => {
      const session = await newSession();
      expect((await meThere(session.token)).status).toBe(200);
      await logout({ refresh_token: session.refresh_token });
      const isOver = async () => (await meThere(session.token)).status === 401;
      await until('the token is refused', isOver);
      expect((await meThere((await login(session.email)).token)).status).toBe(200);
    });
  });
});

function errorOf({ status, body }: Reply): string {
  return `${status} ${body.error?.code}`;
}
