import { JwtService } from '@nestjs/jwt';
import { TOKEN_RULES } from '../../src/auth/access-tokens.js';
import { newId } from '../../src/common/uuid.js';
import { type Reply, TestApp } from '../support/test-app.js';

const SECRET = 'a secret of the tests that is longer than thirty-two characters';
const PASSWORD = 'correct horse battery';

describe('accounts', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start({ JWT_SECRET: SECRET, ADMIN_EMAIL: 'Boss@Example.com' });
  });

  afterAll(() => app.stop());

  const register = (username: string, email: string, password = PASSWORD) =>
    app.request('POST', '/auth/register', { username, email, password });
  const login = (email: string, password = PASSWORD) => app.request('POST', '/auth/login', { email, password });
  const me = (token?: string) => app.request('GET', '/users/me', undefined, token);

  it('are made, signed in to, and read', async () => {
    const made = await register('剧幕用户', 'Writer@Example.com');
    expect(made.status).toBe(201);
    expect(made.body.data).toEqual({
      user_id: expect.any(String),
      username: '剧幕用户',
      email: 'Writer@Example.com',
      token: expect.any(String),
      refresh_token: expect.any(String),
      expires_in: 900,
    });
    const signedIn = await login('writer@example.COM');
    expect([signedIn.status, signedIn.body.data.user_id]).toEqual([200, made.body.data.user_id]);
    expect(signedIn.body.data.refresh_token).not.toBe(made.body.data.refresh_token);
    expect((await me(signedIn.body.data.token)).body.data).toEqual({
      user_id: made.body.data.user_id,
      username: '剧幕用户',
      email: 'Writer@Example.com',
      role: 'user',
      locale: null,
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    });
  });

  it('make the one with ADMIN_EMAIL an admin, who may hurry', async () => {
    const { token } = (await register('boss', 'boss@example.com')).body.data;
    expect((await me(token)).body.data.role).toBe('admin');
    const hurried = await app.request('POST', '/jobs', { prompt: 'Two friends meet', priority: 'urgent' }, token);
    expect([hurried.status, hurried.body.data.priority]).toEqual([202, 'urgent']);
  });

  it('are unique by email and by name, whatever the case, also for two at the same moment', async () => {
    await register('Anna', 'anna@example.com');
    expect(errorOf(await register('Other', 'ANNA@example.com'))).toBe('409 EMAIL_TAKEN');
    expect(errorOf(await register('aNNA', 'other@example.com'))).toBe('409 USERNAME_TAKEN');
    const race = await Promise.all([register('Racer', 'one@example.com'), register('racer', 'two@example.com')]);
    expect(race.map(({ status }) => status).sort()).toEqual([201, 409]);
  });

  it('are made once when twenty ask at the same moment', async () => {
    const replies = await Promise.all(
      Array.from({ length: 20 }, (_, number) => register(`Crowd${number}`, 'crowd@example.com')),
    );
    expect(replies.map(errorOf).sort()).toEqual(['201 undefined', ...Array<string>(19).fill('409 EMAIL_TAKEN')]);
  });

  it('do not tell an unknown email from a wrong password', async () => {
    await register('Secretive', 'secretive@example.com');
    const [wrong, unknown] = await Promise.all([login('secretive@example.com', 'x'), login('nobody@example.com')]);
    expect(errorOf(wrong)).toBe('401 INVALID_CREDENTIALS');
    const requestId = expect.any(String) as string;
    expect({ ...unknown.body.error, request_id: requestId }).toEqual({ ...wrong.body.error, request_id: requestId });
    expect(unknown.body.message).toBe(wrong.body.message);
  });

  it.each([
    ['a short name', { username: 'ab' }, 'username'],
    ['a name with a space', { username: 'a b c' }, 'username'],
    ['no email', { email: 'nobody' }, 'email'],
    ['an email that is a list', { email: ['a@example.com'] }, 'email'],
    ['a short password', { password: '1234567' }, 'password'],
    ['a long password', { password: 'a'.repeat(129) }, 'password'],
    ['NUL in the password', { password: '12345678\0' }, 'password'],
    ['a role of one’s own choice', { role: 'admin' }, 'role'],
  ])('refuse %s', async (_what, change, field) => {
    const good = { username: 'Refused', email: 'refused@example.com', password: PASSWORD };
    const reply = await app.request('POST', '/auth/register', { ...good, ...change });
    expect(errorOf(reply)).toBe('400 INVALID_PARAMS');
    expect(reply.body.error?.details.fields.map((each: { field: string }) => each.field)).toContain(field);
    expect(errorOf(await login('refused@example.com'))).toBe('401 INVALID_CREDENTIALS');
  });

  it('are changed field by field, and keep what was refused as it was', async () => {
    const { token } = (await register('Changer', 'changer@example.com')).body.data;
    await register('Holder1', 'held@example.com');
    const put = (body: unknown) => app.request('PUT', '/users/me', body, token);
    const before = (await me(token)).body.data;
    const changed = await put({ username: '改了名', locale: 'zh' });
    expect([changed.status, changed.body.data]).toEqual([200, { ...before, username: '改了名', locale: 'zh' }]);
    expect((await put({ locale: null, username: 'CHANGER' })).body.data).toEqual({ ...before, username: 'CHANGER' });
    expect((await put({})).body.data).toEqual({ ...before, username: 'CHANGER' });
    expect(errorOf(await put({ username: 'holder1', locale: 'en' }))).toBe('409 USERNAME_TAKEN');
    const known = { current_password: PASSWORD };
    expect(errorOf(await put({ ...known, email: 'HELD@example.com' }))).toBe('409 EMAIL_TAKEN');
    for (const body of [{ email: 'new@example.com' }, { password: 'another password' }]) {
      expect(errorOf(await put(body))).toBe('400 INVALID_PARAMS');
      expect(errorOf(await put({ ...body, current_password: 'not it' }))).toBe('401 INVALID_CREDENTIALS');
    }
    const strange = [{ username: null }, { email: null }, { locale: 'fr' }, { role: 'admin' }, { password: 'short' }];
    for (const body of strange) {
      expect([body, errorOf(await put({ ...known, ...body }))]).toEqual([body, '400 INVALID_PARAMS']);
    }
    expect((await me(token)).body.data).toEqual({ ...before, username: 'CHANGER' });

    expect((await put({ ...known, email: 'Changed@example.com' })).body.data.email).toBe('Changed@example.com');
    expect(errorOf(await login('changer@example.com'))).toBe('401 INVALID_CREDENTIALS');
    expect((await login('changed@example.com')).status).toBe(200);
  });

  it('are signed in nowhere after a new password, but their API keys stay', async () => {
    const email = 'renewed@example.com';
    const here = (await register('Renewed', email)).body.data;
    const there = (await login(email)).body.data;
    const { key } = (await app.request('POST', '/auth/api-keys', { name: 'machine' }, here.token)).body.data;
    const body = { password: 'a new and better one', current_password: PASSWORD };
    expect((await app.request('PUT', '/users/me', body, here.token)).status).toBe(200);
    for (const { token, refresh_token } of [here, there]) {
      expect(errorOf(await me(token))).toBe('401 UNAUTHENTICATED');
      expect(errorOf(await app.request('POST', '/auth/refresh', { refresh_token }))).toBe('401 UNAUTHENTICATED');
    }
    expect((await me(key)).status).toBe(200);
    expect(errorOf(await login(email))).toBe('401 INVALID_CREDENTIALS');
    expect((await me((await login(email, body.password)).body.data.token)).status).toBe(200);
  });

  it('are listed for admins, and for nobody else', async () => {
    const boss = (await login('boss@example.com')).body.data.token;
    const list = (query: string, token?: string) => app.request('GET', `/users${query}`, undefined, token);
    const { token } = (await register('List_Me', 'list.me@example.com')).body.data;
    expect(errorOf(await list('', token))).toBe('403 FORBIDDEN');
    expect(errorOf(await list(''))).toBe('401 UNAUTHENTICATED');
    const namesOf = async (query: string) =>
      (await list(query, boss)).body.data.items.map(({ username }: { username: string }) => username);
    expect(await namesOf('?q=list_me')).toEqual(['List_Me']);
    expect(await namesOf('?q=LIST.ME@')).toEqual(['List_Me']);
    expect(await namesOf('?q=%25')).toEqual([]);
    expect(await namesOf('?sort_by=username&limit=1&q=a')).toHaveLength(1);
    const { items, total } = (await list('?limit=1', boss)).body.data;
    expect([items, total > 5]).toEqual([[(await me(token)).body.data], true]);
    for (const query of ['?sort_by=password_hash', '?q=', '?limit=101', '?role=admin']) {
      expect([query, errorOf(await list(query, boss))]).toEqual([query, '400 INVALID_PARAMS']);
    }
  });

  it('are closed to every token but a good one', async () => {
    const { token, user_id: subject } = (await register('Holder', 'holder@example.com')).body.data;
    const [head, claims, signature] = token.split('.');
    const sid = newId();
    const sign = (options: object, claimsOf: object = { role: 'user', sid }, secret = SECRET) =>
      new JwtService({}).sign(claimsOf, {
        ...{ secret, algorithm: 'HS256', issuer: TOKEN_RULES.issuer, audience: TOKEN_RULES.audience },
        ...{ subject, jwtid: newId(), expiresIn: 60, ...options },
      });
    const unsigned = `${Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url')}.${claims}.`;
    const answers: [what: string, token: string | undefined, answer: string][] = [
      ['good', sign({}), '200 undefined'],
      ['none', undefined, '401 UNAUTHENTICATED'],
      ['rubbish', 'rubbish', '401 UNAUTHENTICATED'],
      ['three dots', '...', '401 UNAUTHENTICATED'],
      ['over', sign({ expiresIn: -1 }), '401 TOKEN_EXPIRED'],
      ['over, and not ours', sign({ expiresIn: -1 }, {}, 'x'.repeat(32)), '401 UNAUTHENTICATED'],
      ['of another secret', sign({}, { role: 'user', sid }, 'x'.repeat(32)), '401 UNAUTHENTICATED'],
      ['for somebody else', sign({ audience: 'other' }), '401 UNAUTHENTICATED'],
      ['of an unknown key', sign({ keyid: 'f00df00d' }), '401 UNAUTHENTICATED'],
      ['of another algorithm', sign({ algorithm: 'HS512' }), '401 UNAUTHENTICATED'],
      ['without a role', sign({}, { sid }), '401 UNAUTHENTICATED'],
      ['without a session', sign({}, { role: 'user' }), '401 UNAUTHENTICATED'],
      ['of an account that is gone', sign({ subject: newId() }), '401 UNAUTHENTICATED'],
      ['not signed', unsigned, '401 UNAUTHENTICATED'],
      ['cut off', `${head}.${claims}`, '401 UNAUTHENTICATED'],
      ['tampered with', `${head}.${claims.slice(0, -2)}AA.${signature}`, '401 UNAUTHENTICATED'],
    ];
    for (const [what, each, answer] of answers) {
      expect([what, errorOf(await me(each))]).toEqual([what, answer]);
    }
  });

  it.each([
    ['GET', '/projects'],
    ['POST', '/projects'],
    ['POST', '/projects/generate-drama'],
    ['DELETE', '/projects/42'],
    ['GET', '/jobs'],
    ['POST', '/jobs'],
    ['GET', '/jobs/42/video'],
  ])('are needed, before anything else is looked at, for %s %s', async (method, path) => {
    expect(errorOf(await app.request(method, path, method === 'POST' ? { x: 1 } : undefined))).toBe(
      '401 UNAUTHENTICATED',
    );
  });
});

function errorOf({ status, body }: Reply): string {
  return `${status} ${body.error?.code}`;
}
