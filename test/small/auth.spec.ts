import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, Get } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { AccessTokens } from '../../src/auth/access-tokens.js';
import { ApiKeysService } from '../../src/auth/api-keys.service.js';
import { AuthController, UsersController } from '../../src/auth/auth.controller.js';
import { AuthService } from '../../src/auth/auth.service.js';
import { Authenticator } from '../../src/auth/authenticator.js';
import { JwtAuthGuard } from '../../src/auth/jwt-auth.guard.js';
import { JwtStrategy } from '../../src/auth/jwt.strategy.js';
import { RevokedSessions } from '../../src/auth/revoked-sessions.js';
import { SessionsService } from '../../src/auth/sessions.service.js';
import { UsersService } from '../../src/auth/users.service.js';
import { CurrentUser, type Requester } from '../../src/common/api.decorators.js';
import { Callers } from '../../src/common/callers.js';
import { parseConfig } from '../../src/common/config.js';
import { configureHttp, createFastifyAdapter } from '../../src/common/http-app.js';

const SECRET = 'a secret of at least thirty-two characters';
const USER: Requester = { id: '0197a3c0-0000-7000-8000-0000000000aa', role: 'user' };
const SESSION = '0197a3c0-0000-7000-8000-0000000000bb';

describe('access tokens', () => {
  const sut = new AccessTokens([SECRET]);
  const read = (by: AccessTokens, token: string) => new JwtStrategy(by).check(token);

  it('are read back as they were signed, for 15 minutes', async () => {
    const { expiresAt, ...user } = await read(sut, sut.sign(USER, SESSION));
    expect(user).toEqual({ ...USER, sessionId: SESSION });
    expect(Math.round((expiresAt.getTime() - Date.now()) / 1000)).toBeGreaterThan(890);
    expect(expiresAt.getTime()).toBeLessThanOrEqual(Date.now() + 900_000);
  });

  it('are signed with the newest secret and taken with every live one', async () => {
    const { jwtSecrets } = parseConfig({ JWT_SECRET: `${'y'.repeat(40)}, ${SECRET}` });
    const rotated = new AccessTokens(jwtSecrets);
    expect((await read(rotated, sut.sign(USER, SESSION))).id).toBe(USER.id);
    await expect(read(sut, rotated.sign(USER, SESSION))).rejects.toThrow();
    const afterwards = new AccessTokens(jwtSecrets.slice(0, 1));
    expect((await read(afterwards, rotated.sign(USER, SESSION))).id).toBe(USER.id);
    await expect(read(afterwards, sut.sign(USER, SESSION))).rejects.toThrow();
  });
});

@Controller('toys')
class ClosedController {
  @Get()
  getToy(@CurrentUser() user: Requester): Requester {
    return user;
  }
}

describe('the routes of accounts', () => {
  let app: NestFastifyApplication;
  const tokens = new AccessTokens([SECRET]);
  const seen: unknown[] = [];

  beforeAll(async () => {
    const config = parseConfig({});
    const service = { register: (body: unknown) => seen.push(body), login: (body: unknown) => seen.push(body) };
    const module = await Test.createTestingModule({
      controllers: [AuthController, UsersController, ClosedController],
      providers: [
        { provide: AuthService, useValue: service },
        { provide: UsersService, useValue: { me: (id: string) => ({ id }) } },
        { provide: SessionsService, useValue: {} },
        { provide: AccessTokens, useValue: tokens },
        { provide: RevokedSessions, useValue: { assertLive: () => undefined } },
        { provide: ApiKeysService, useValue: {} },
        { provide: Callers, useClass: Authenticator },
        { provide: APP_GUARD, useClass: JwtAuthGuard },
        JwtStrategy,
      ],
    }).compile();
    app = module.createNestApplication<NestFastifyApplication>(createFastifyAdapter(config), { logger: false });
    await configureHttp(app, config);
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
  });

  afterAll(async () => {
    await app.close();
  });

  it('are closed without a token, and tell the controller whose it is', async () => {
    expect((await app.inject({ url: '/api/v1/toys' })).json()).toMatchObject({
      code: 401,
      data: null,
      error: { code: 'UNAUTHENTICATED' },
    });
    const authorization = `Bearer ${tokens.sign({ ...USER, role: 'admin' }, SESSION)}`;
    const reply = await app.inject({ url: '/api/v1/toys', headers: { authorization } });
    expect(reply.json()).toEqual({ code: 0, message: 'success', data: { id: USER.id, role: 'admin' } });
  });

  it('do not take a token from the query or from another scheme', async () => {
    const token = tokens.sign(USER, SESSION);
    expect((await app.inject({ url: `/api/v1/users/me?token=${token}&access_token=${token}` })).statusCode).toBe(401);
    const headers = { authorization: `Basic ${token}` };
    expect((await app.inject({ url: '/api/v1/users/me', headers })).statusCode).toBe(401);
  });

  it.each([
    ['a short name', { username: 'ab' }, 'username'],
    ['a long name', { username: 'a'.repeat(33) }, 'username'],
    ['a name with a space', { username: 'a b c' }, 'username'],
    ['a name of emoji', { username: '🎬🎬🎬' }, 'username'],
    ['no email', { email: 'me' }, 'email'],
    ['a list of emails', { email: ['me@example.com'] }, 'email'],
    ['a short password', { password: '1234567' }, 'password'],
    ['a long password', { password: 'a'.repeat(129) }, 'password'],
    ['a role', { role: 'admin' }, 'role'],
  ])('refuse to register %s', async (_case, change, field) => {
    const payload = { username: '编剧_1', email: 'me@example.com', password: '12345678', ...change };
    const reply = await app.inject({ method: 'POST', url: '/api/v1/auth/register', payload });
    expect(reply.statusCode).toBe(400);
    expect(reply.json().error.details.fields).toMatchObject([{ field }]);
  });

  it('take a Chinese name, and a login whose password is too short to be right', async () => {
    const register = { username: '设计部同事', email: 'me@example.com', password: '密码密码密码密码' };
    const login = { email: 'me@example.com', password: 'x' };
    expect((await app.inject({ method: 'POST', url: '/api/v1/auth/register', payload: register })).statusCode).toBe(
      201,
    );
    expect((await app.inject({ method: 'POST', url: '/api/v1/auth/login', payload: login })).statusCode).toBe(200);
    expect(seen).toEqual([register, login]);
  });
});
