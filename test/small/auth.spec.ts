import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, Get } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { JwtService } from '@nestjs/jwt';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { AccessTokens, TOKEN_RULES } from '../../src/auth/access-tokens.js';
import { AuthController, UsersController } from '../../src/auth/auth.controller.js';
import { AuthService } from '../../src/auth/auth.service.js';
import { JwtAuthGuard } from '../../src/auth/jwt-auth.guard.js';
import { JwtStrategy } from '../../src/auth/jwt.strategy.js';
import { UsersService } from '../../src/auth/users.service.js';
import { CurrentUser, type Requester } from '../../src/common/api.decorators.js';
import { parseConfig } from '../../src/common/config.js';
import type { AppError } from '../../src/common/errors.js';
import { configureHttp, createFastifyAdapter } from '../../src/common/http-app.js';

const SECRET = 'a secret of at least thirty-two characters';
const USER: Requester = { id: '0197a3c0-0000-7000-8000-0000000000aa', role: 'user' };

const jwt = new JwtService({});
const GOOD = {
  algorithm: 'HS256',
  issuer: TOKEN_RULES.issuer,
  audience: TOKEN_RULES.audience,
  subject: USER.id,
  expiresIn: 900,
} as const;

function signed(claims: object, options: object = GOOD, secret = SECRET): string {
  return jwt.sign(claims, { secret, ...options });
}

function unsigned(header: object): string {
  const claims = { sub: USER.id, role: 'admin', iss: 'jumu', aud: 'jumu', exp: Math.floor(Date.now() / 1000) + 900 };
  return `${[header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')}.`;
}

function handSigned(header: object): string {
  const body = unsigned(header).slice(0, -1);
  return `${body}.${createHmac('sha256', SECRET).update(body).digest('base64url')}`;
}

const { expiresIn: _expiresIn, ...ENDLESS } = GOOD;
const { subject: _subject, ...NOBODY } = GOOD;

const BAD_TOKENS: [string, string, string][] = [
  ['an expired token', signed({ role: 'user' }, { ...GOOD, expiresIn: -1 }), 'TOKEN_EXPIRED'],
  ['an expired token of somebody else', signed({ role: 'user' }, { ...GOOD, expiresIn: -1 }, 'x'.repeat(40)), ''],
  ['another secret', signed({ role: 'user' }, GOOD, 'x'.repeat(40)), ''],
  ['another audience', signed({ role: 'user' }, { ...GOOD, audience: 'other' }), ''],
  ['another issuer', signed({ role: 'user' }, { ...GOOD, issuer: 'other' }), ''],
  ['another algorithm', signed({ role: 'user' }, { ...GOOD, algorithm: 'HS512' }), ''],
  ['no algorithm', unsigned({ alg: 'none', typ: 'JWT' }), ''],
  ['no signature', unsigned({ alg: 'HS256', typ: 'JWT' }), ''],
  ['an unknown key', handSigned({ alg: 'HS256', kid: '../../etc/passwd' }), ''],
  ['a key that is no text', handSigned({ alg: 'HS256', kid: { $ne: 1 } }), ''],
  ['a token without an end', signed({ role: 'user' }, ENDLESS), ''],
  ['a token of nobody', signed({ role: 'user' }, NOBODY), ''],
  ['a token of a name', signed({ role: 'user' }, { ...GOOD, subject: 'admin' }), ''],
  ['an invented role', signed({ role: 'root' }), ''],
  ['a token not valid yet', signed({ role: 'user' }, { ...GOOD, notBefore: 600 }), ''],
  ['garbage', 'garbage', ''],
  ['dots', '..', ''],
  ['8 kB of garbage', `${'a'.repeat(8000)}.b.c`, ''],
];

describe('AccessTokens', () => {
  const sut = new AccessTokens([SECRET]);

  it('reads back what it signed, for 15 minutes', () => {
    const { expiresAt, ...user } = sut.verify(sut.sign(USER));
    expect(user).toEqual(USER);
    expect(Math.round((expiresAt.getTime() - Date.now()) / 1000)).toBeGreaterThan(890);
    expect(expiresAt.getTime()).toBeLessThanOrEqual(Date.now() + 900_000);
  });

  it('takes a token with our secret that names no key', () => {
    expect(sut.verify(signed({ role: 'admin' })).role).toBe('admin');
  });

  it('signs with the newest secret and takes those of every live one', () => {
    const rotated = new AccessTokens(['y'.repeat(40), SECRET]);
    expect(rotated.verify(sut.sign(USER)).id).toBe(USER.id);
    expect(() => sut.verify(rotated.sign(USER))).toThrow();
  });

  it.each(BAD_TOKENS)('refuses %s', (_case, token, code) => {
    let error: Partial<AppError> = {};
    try {
      sut.verify(token);
    } catch (caught) {
      error = caught as AppError;
    }
    expect(error).toMatchObject({ status: 401, code: code || 'UNAUTHENTICATED' });
  });

  it.each([[undefined], [null], [5], [{ token: 'x' }]])('refuses %p in place of a token', (token) => {
    expect(() => sut.verify(token as unknown as string)).toThrow(expect.objectContaining({ code: 'UNAUTHENTICATED' }));
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
        { provide: AccessTokens, useValue: tokens },
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
    const authorization = `Bearer ${tokens.sign({ ...USER, role: 'admin' })}`;
    const reply = await app.inject({ url: '/api/v1/toys', headers: { authorization } });
    expect(reply.json()).toEqual({ code: 0, message: 'success', data: { id: USER.id, role: 'admin' } });
  });

  it.each(BAD_TOKENS)('are closed to %s', async (_case, token, code) => {
    const reply = await app.inject({ url: '/api/v1/users/me', headers: { authorization: `Bearer ${token}` } });
    expect(reply.statusCode).toBe(401);
    expect(reply.json().error.code).toBe(code || 'UNAUTHENTICATED');
  });

  it('do not take a token from the query or from another scheme', async () => {
    const token = tokens.sign(USER);
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
