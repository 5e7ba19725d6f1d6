import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { RequestContext } from '@mikro-orm/core';
import type { SessionDto } from '../../src/auth/auth.dto.js';
import { RevokedSessions } from '../../src/auth/revoked-sessions.js';
import { withPostgres } from '../../src/embedded/postgres-client.js';
import { type AuthProcess, AuthRig, PASSWORD } from '../support/auth-rig.js';
import { until } from '../support/until.js';

describe('sessions in two processes', () => {
  let rig: AuthRig;
  let here: AuthProcess;
  let there: AuthProcess;

  beforeAll(async () => {
    rig = await AuthRig.start();
    here = await rig.process();
    there = await rig.process();
  });

  afterAll(() => rig.stop());

  /** As a request of its own. */
  const ask = <T>({ orm }: AuthProcess, work: () => Promise<T>) => RequestContext.create(orm.em, work);
  const register = (account = rig.account()) => ask(here, () => here.auth.register(account));
  const refresh = (process: AuthProcess, token: string) => ask(process, () => process.sessions.refresh(token));
  const rows = (sql: string, values: unknown[] = []) =>
    withPostgres(rig.services.databaseUrl, async (client) => (await client.query(sql, values)).rows);
  const tokensOf = async (userId: string) =>
    (await rows('select t.id from refresh_tokens t join sessions s on s.id = session_id where user_id = $1', [userId]))
      .length;
  const codeOf = (result: PromiseSettledResult<unknown>) =>
    result.status === 'fulfilled' ? 'done' : (result.reason as { code?: string }).code;

  /** Does `work` while a row is locked by somebody else; `work` can wait until so many statements wait for locks. */
  const whileLocked = (row: string, id: string, work: (waiting: (count: number) => Promise<void>) => Promise<void>) =>
    withPostgres(rig.services.databaseUrl, async (client) => {
      await client.query('begin');
      await client.query(`${row} for update`, [id]);
      const sql = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
      await work((count) => until(`${count} wait`, async () => (await rows(sql)).length === count));
      await client.query('commit');
    });

  it('give one successor to a token that twenty use at once', async () => {
    const { refresh_token, user_id } = await register();
    const token = 'select 1 from refresh_tokens t join sessions s on s.id = session_id where user_id = $1';
    const uses: Promise<SessionDto>[] = [];
    await whileLocked(token, user_id, async (waiting) => {
      uses.push(...Array.from({ length: 20 }, (_, number) => refresh(number % 2 ? here : there, refresh_token)));
      await waiting(20);
    });
    const pairs = await Promise.all(uses);
    expect(new Set(pairs.map((pair) => pair.refresh_token)).size).toBe(1);
    expect(new Set(pairs.map((pair) => pair.token)).size).toBe(20);
    expect(await tokensOf(user_id)).toBe(2);
  });

  it('end once for a stolen token that many use at once', async () => {
    const { refresh_token, user_id } = await register();
    const successor = (await refresh(here, refresh_token)).refresh_token;
    await rows(`update refresh_tokens set used_at = used_at - interval '31 seconds' where used_at is not null`);
    const uses = Array.from({ length: 10 }, (_, number) => refresh(number % 2 ? here : there, refresh_token));
    const codes = (await Promise.allSettled(uses)).map(codeOf);
    expect(codes).toContain('TOKEN_REUSED');
    expect(codes.filter((code) => code !== 'TOKEN_REUSED' && code !== 'UNAUTHENTICATED')).toEqual([]);
    await expect(refresh(there, successor)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(
      await rows('select count(*)::int from sessions where revoked_at is null and user_id = $1', [user_id]),
    ).toEqual([{ count: 0 }]);
  });

  it('that are ended in one are over in the other with its next reading, and stay so', async () => {
    const { refresh_token, token } = await register();
    await there.authenticator.authenticate(token);
    await ask(here, () => here.sessions.revoke(refresh_token));
    await expect(here.authenticator.authenticate(token)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await there.revoked.read();
    await there.revoked.read();
    await expect(there.authenticator.authenticate(token)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    const late = await rig.process();
    await late.revoked.read();
    await expect(late.authenticator.authenticate(token)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('are known by an index, whose size does not depend on who is signed in', async () => {
    await rows(
      `insert into sessions (id, user_id, expires_at) select gen_random_uuid(), (select id from users limit 1), now()
       from generate_series(1, 20000)`,
    );
    await rows('analyze sessions');
    const plan = await rows(`explain select id from sessions where revoked_at > now() - interval '31 seconds'`);
    expect(JSON.stringify(plan)).toContain('sessions_revoked_at_index');
  });

  it('go on while the database is away, as far as is known, and what was missed is learnt afterwards', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    let isAway = false;
    const fork = () => (isAway ? { execute: () => Promise.reject(new Error('away')) } : there.orm.em.fork());
    const sut = new RevokedSessions({ fork } as never);
    const isLive = ({ token }: SessionDto) => {
      try {
        sut.assertLive(sessionIdOf(token));
        return true;
      } catch {
        return false;
      }
    };
    const [known, missed] = [await register(), await register()];
    await ask(here, () => here.sessions.revoke(known.refresh_token));
    await sut.read();
    isAway = true;
    await sut.read();
    await ask(here, () => here.sessions.revoke(missed.refresh_token));
    await sut.read();
    expect([isLive(known), isLive(missed)]).toEqual([false, true]);
    expect(warn).toHaveBeenCalledTimes(1);
    isAway = false;
    await sut.read();
    expect([isLive(known), isLive(missed)]).toEqual([false, false]);
    warn.mockRestore();
  });

  it('do not begin with a password that is being changed', async () => {
    const account = rig.account();
    const { user_id } = await register(account);
    const change = { password: 'a new and better one', current_password: PASSWORD };
    const changed: Promise<unknown>[] = [];
    const logins: Promise<unknown>[] = [];
    await whileLocked('select 1 from users where id = $1', user_id, async (waiting) => {
      changed.push(ask(there, () => there.users.update(user_id, change)));
      await waiting(1);
      logins.push(...[here, there, here].map((each) => ask(each, () => each.auth.login(account))));
      await waiting(4);
    });
    await Promise.all(changed);
    expect((await Promise.allSettled(logins)).map(codeOf)).toEqual(Array(3).fill('INVALID_CREDENTIALS'));
    expect(await rows('select id from sessions where revoked_at is null and user_id = $1', [user_id])).toEqual([]);
  });

  it('end with a new password, also those that begin at the same moment', async () => {
    const account = rig.account();
    const { user_id } = await register(account);
    const change = { password: 'a new and better one', current_password: PASSWORD };
    const logins: Promise<SessionDto>[] = [];
    const changed: Promise<unknown>[] = [];
    await whileLocked('select 1 from users where id = $1', user_id, async (waiting) => {
      logins.push(ask(here, () => here.auth.login(account)));
      await waiting(1);
      changed.push(ask(there, () => there.users.update(user_id, change)));
      await waiting(2);
    });
    const [session] = await Promise.all(logins);
    await Promise.all(changed);
    await expect(refresh(here, session?.refresh_token ?? '')).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await expect(there.authenticator.authenticate(session?.token ?? '')).rejects.toMatchObject({ status: 401 });
  });

  it('begin for all who sign in at once with an old hash, which is made anew', async () => {
    const account = rig.account();
    const { user_id } = await register(account);
    const hash = async () => (await rows('select password_hash from users where id = $1', [user_id]))[0].password_hash;
    const { hash: argon2 } = await import('@node-rs/argon2');
    await rows('update users set password_hash = $1 where id = $2', [
      await argon2(PASSWORD, { memoryCost: 8192, timeCost: 1, parallelism: 1 }),
      user_id,
    ]);
    const logins = [here, there, here, there].map((each) => ask(each, () => each.auth.login(account)));
    expect((await Promise.all(logins)).map((session) => session.user_id)).toEqual(Array(4).fill(user_id));
    expect(await hash()).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    const renewed = await hash();
    await ask(here, () => here.auth.login(account));
    expect(await hash()).toBe(renewed);
  });

  it('are of one account when twenty register it at once', async () => {
    const account = rig.account();
    const attempts = Array.from({ length: 20 }, (_, number) => {
      const process = number % 2 ? here : there;
      return ask(process, () => process.auth.register(account));
    });
    const codes = (await Promise.allSettled(attempts)).map(codeOf);
    expect(codes.filter((code) => code === 'done')).toHaveLength(1);
    expect(codes.filter((code) => code === 'EMAIL_TAKEN' || code === 'USERNAME_TAKEN')).toHaveLength(19);
  });

  it('are an admin’s for whoever ADMIN_EMAIL names at the start', async () => {
    const [old, next] = [rig.account(), rig.account()];
    await register(old);
    await register(next);
    const roles = async () =>
      Object.fromEntries((await rows('select email, role from users')).map(({ email, role }) => [email, role]));
    await (await rig.process(old.email)).users.onModuleInit();
    expect(await roles()).toMatchObject({ [old.email]: 'admin', [next.email]: 'user' });
    await (await rig.process(next.email.toUpperCase())).users.onModuleInit();
    expect(await roles()).toMatchObject({ [old.email]: 'user', [next.email]: 'admin' });
    await (await rig.process()).users.onModuleInit();
    expect(Object.values(await roles())).not.toContain('admin');
  });
});

function sessionIdOf(token: string): string {
  const [, claims = ''] = token.split('.');
  return (JSON.parse(Buffer.from(claims, 'base64url').toString()) as { sid: string }).sid;
}
