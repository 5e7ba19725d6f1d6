import { Controller, Get, Module, Post } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { ApiData } from '../../src/common/api.decorators.js';
import { type Caller, Callers } from '../../src/common/callers.js';
import { CONFIG, parseConfig } from '../../src/common/config.js';
import { AppError } from '../../src/common/errors.js';
import { configureHttp, createFastifyAdapter } from '../../src/common/http-app.js';
import { RateLimits } from '../../src/common/rate-limits.js';
import { RedisClients } from '../../src/common/redis.js';
import { networkOf } from '../../src/common/request-limits.js';

@Controller()
class ToyController {
  @Get('toys')
  @ApiData(Object)
  listToys(): string[] {
    return [];
  }

  @Get(['health/live', 'media/:expires/:signature/*', 'ai/callbacks/runway'])
  @ApiData(Object)
  getOpen(): string[] {
    return [];
  }

  @Post(['auth/login', 'auth/register'])
  @ApiData(Object)
  login(): string[] {
    return [];
  }
}

/** Believes tokens that are a user's name. */
class ToyCallers extends Callers {
  async identify(authorization: string): Promise<Caller> {
    if (authorization === 'Bearer away') {
      throw new AppError('SERVICE_UNAVAILABLE');
    }
    const [, id = ''] = /^Bearer (\w+)$/.exec(authorization) ?? [];
    return id === '' ? { refusal: new AppError('UNAUTHENTICATED') } : { requester: { id, role: 'user' }, limitKey: id };
  }
}

const noRedis = { commands: { status: 'end' } };

async function newApp(environment: Record<string, string>): Promise<NestFastifyApplication> {
  const config = parseConfig({ CORS_ORIGINS: 'https://studio.example', ...environment });
  const providers = [
    { provide: CONFIG, useValue: config },
    { provide: RedisClients, useValue: noRedis },
    { provide: Callers, useClass: ToyCallers },
    RateLimits,
  ];
  @Module({ controllers: [ToyController], providers })
  class ToyModule {}
  const module = await Test.createTestingModule({ imports: [ToyModule] }).compile();
  const app = module.createNestApplication<NestFastifyApplication>(createFastifyAdapter(config), { logger: false });
  await configureHttp(app, config);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return app;
}

describe('limits of requests', () => {
  let app: NestFastifyApplication;

  afterEach(() => app.close());

  async function ask(url: string, headers: Record<string, string> = {}, from = '198.51.100.1', method = 'GET') {
    const request = { method: method as 'GET', url: `/api/v1${url}`, headers, remoteAddress: from };
    const reply = await app.inject(request);
    const { 'ratelimit-limit': limit, 'ratelimit-remaining': remaining, 'ratelimit-reset': reset } = reply.headers;
    return { reply, status: reply.statusCode, left: limit && `${String(remaining)}/${String(limit)}`, reset };
  }

  const user = (id: string) => ({ authorization: `Bearer ${id}` });

  it('count a user wherever the requests come from, and say when to come back', async () => {
    app = await newApp({ RATE_LIMIT_PER_MIN: '2' });
    expect(await ask('/toys', user('ann'))).toMatchObject({ status: 200, left: '1/2', reset: '60' });
    expect(await ask('/toys', user('ann'), '203.0.113.9')).toMatchObject({ status: 200, left: '0/2' });
    const { reply, left } = await ask('/toys', user('ann'));
    expect([reply.statusCode, left]).toEqual([429, '0/2']);
    expect(reply.json()).toMatchObject({ code: 429, data: null, error: { code: 'RATE_LIMITED' } });
    expect(reply.headers['retry-after']).toBe(reply.headers['ratelimit-reset']);
    expect(reply.json().error.details).toEqual({ retry_after_sec: Number(reply.headers['retry-after']) });
    expect(await ask('/toys', user('bob'))).toMatchObject({ status: 200, left: '1/2' });
  });

  it('count strangers, and tokens that nobody believes, by their address', async () => {
    app = await newApp({});
    expect(await ask('/toys')).toMatchObject({ status: 200, left: '59/60' });
    expect(await ask('/toys', { authorization: 'Bearer !' })).toMatchObject({ left: '58/60' });
    expect(await ask('/toys', {}, '198.51.100.2')).toMatchObject({ left: '59/60' });
    expect(await ask('/toys', user('ann'))).toMatchObject({ left: '299/300' });
  });

  it('count a caller that cannot be known now as a stranger', async () => {
    app = await newApp({});
    expect(await ask('/nothing', user('away'))).toMatchObject({ status: 404, left: '59/60' });
  });

  it('count what is refused before any guard', async () => {
    app = await newApp({});
    const answers = [
      await ask('/nothing'),
      await ask('/toys', {}, undefined, 'DELETE'),
      await ask('/toys/%E0%A4%A'),
      await ask(`/media/${'a'.repeat(200)}/b/c`),
      await ask('/toys', { host: 'a b' }),
      await ask('/toys', { ...Object.fromEntries(Array.from({ length: 120 }, (_, index) => [`x-${index}`, 'a'])) }),
      await ask('/toys', { 'content-type': 'text/plain' }, undefined, 'POST'),
    ];
    expect(answers.map(({ status, left }) => `${status} ${left}`)).toEqual([
      '404 59/60',
      '405 58/60',
      '400 57/60',
      '404 56/60',
      '400 55/60',
      '431 54/60',
      '405 53/60',
    ]);
  });

  it('refuse all of it alike when nothing is left', async () => {
    app = await newApp({ RATE_LIMIT_PER_MIN: '1' });
    await ask('/toys');
    for (const [url, method] of [
      ['/toys', 'GET'],
      ['/nothing', 'GET'],
      ['/toys', 'DELETE'],
      ['/toys/%E0%A4%A', 'GET'],
    ]) {
      const { reply } = await ask(url ?? '', {}, undefined, method);
      expect([url, reply.statusCode, reply.json().error.code]).toEqual([url, 429, 'RATE_LIMITED']);
      expect(reply.headers).toMatchObject({ 'retry-after': '60', 'ratelimit-remaining': '0' });
    }
  });

  it('leave probes, files, callbacks and preflights out of the budget', async () => {
    app = await newApp({ RATE_LIMIT_PER_MIN: '5' });
    const preflight = { origin: 'https://studio.example', 'access-control-request-method': 'GET' };
    const open = [
      await ask('/health/live'),
      await ask('/media/1/a/b.mp4'),
      await ask('/ai/callbacks/runway'),
      await ask('/toys', preflight, undefined, 'OPTIONS'),
    ];
    expect(open.map(({ status, left }) => `${status} ${left}`)).toEqual([
      '200 49/50',
      '200 48/50',
      '200 47/50',
      '204 46/50',
    ]);
    expect(await ask('/toys')).toMatchObject({ left: '4/5' });
  });

  it('let an address sign in ten times a minute, whoever it says it is', async () => {
    app = await newApp({});
    for (let count = 0; count < 5; count++) {
      expect((await ask('/auth/login', user(`u${count}`), undefined, 'POST')).status).toBe(200);
      expect((await ask('/auth/register', {}, undefined, 'POST')).status).toBe(200);
    }
    expect(await ask('/auth/login', user('ann'), undefined, 'POST')).toMatchObject({ status: 429, left: '0/10' });
    expect(await ask('/toys')).toMatchObject({ status: 200, left: '59/60' });
    expect(await ask('/auth/login', {}, '198.51.100.2', 'POST')).toMatchObject({ status: 200, left: '9/10' });
  });

  it('let pages of known origins see them, refused or not', async () => {
    app = await newApp({ RATE_LIMIT_PER_MIN: '1' });
    const origin = { origin: 'https://studio.example' };
    for (const status of [200, 429]) {
      const { reply } = await ask('/toys', origin);
      expect([reply.statusCode, reply.headers['access-control-allow-origin']]).toEqual([status, origin.origin]);
      expect(reply.headers['access-control-expose-headers']).toMatch(/Retry-After, RateLimit-Limit/);
    }
  });

  it.each([
    ['false', '203.0.113.7', ['59/60', '58/60', '57/60']],
    ['true', '203.0.113.7', ['59/60', '59/60', '58/60']],
    ['198.51.100.0/24', '203.0.113.7', ['59/60', '59/60', '58/60']],
    ['192.0.2.1', '203.0.113.7', ['59/60', '58/60', '57/60']],
  ])('take the word of a proxy for an address where TRUST_PROXY is %s', async (proxies, client, left) => {
    app = await newApp({ TRUST_PROXY: proxies });
    const forwarded = (list: string) => ask('/toys', { 'x-forwarded-for': list });
    const seen = [await ask('/toys'), await forwarded(client), await forwarded(`192.0.2.66, ${client}`)];
    expect(seen.map((each) => each.left)).toEqual(left);
  });

  it('say nothing when they are off', async () => {
    app = await newApp({ RATE_LIMIT_PER_MIN: '0' });
    for (let count = 0; count < 12; count++) {
      expect(await ask('/auth/login', {}, undefined, 'POST')).toMatchObject({ status: 200, left: undefined });
    }
  });
});

it.each([
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['192.0.2.1:53412', '192.0.2.1'],
  ['[2001:db8:1:2::7]:53412', '2001:db8:1:2::/64'],
  ['[2001:db8:1:2::7]', '2001:db8:1:2::/64'],
  ['[x]:1', 'unknown'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:DB8:1:2::', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['<script>', 'unknown'],
  ['', 'unknown'],
])('counts %s as %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
});

it('keeps no limit when there is none', async () => {
  const limits = new RateLimits(noRedis as RedisClients, { rateLimitPerMinute: 0 });
  expect(await limits.count('user', 'ann')).toBeNull();
  await expect(limits.take('sign_in_failures', 'a@b.c')).resolves.toBeUndefined();
});
