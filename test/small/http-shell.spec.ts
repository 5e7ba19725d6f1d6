import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { Body, Controller, Get, Header, Module, Post, Put, Res } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { IsString } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { ApiData } from '../../src/common/api.decorators.js';
import { parseConfig } from '../../src/common/config.js';
import { AppError } from '../../src/common/errors.js';
import { configureHttp, createFastifyAdapter } from '../../src/common/http-app.js';

const LONG = '两个老朋友在咖啡馆重逢。'.repeat(200);

class ToyBody {
  @IsString()
  title: string;
}

@Controller('toys')
class ToyController {
  @Get('long')
  @ApiData(String)
  getLong(): string {
    return LONG;
  }

  @Get('short')
  @ApiData(String)
  getShort(): string {
    return 'short';
  }

  @Get('file')
  sendFile(@Res() reply: FastifyReply): void {
    void reply.type('text/vtt').header('etag', '"1"').header('cache-control', 'public').send(LONG);
  }

  @Get('packed')
  @Header('content-encoding', 'zstd')
  @ApiData(String)
  getPacked(): string {
    return LONG;
  }

  @Get('refused')
  refuse(): never {
    throw new AppError('CONFLICT', { current: LONG });
  }

  @Get('away')
  beAway(): never {
    throw new AppError('SERVICE_UNAVAILABLE');
  }

  @Put(':id/parts/:part')
  @ApiData(String)
  updatePart(): string {
    return 'part';
  }

  @Post(':id/parts')
  @ApiData(String, { status: 201 })
  addPart(@Body() body: ToyBody): string {
    return body.title;
  }
}

@Module({ controllers: [ToyController] })
class ToyModule {}

async function newApp(environment: Record<string, string> = {}): Promise<NestFastifyApplication> {
  const config = parseConfig(environment);
  const module = await Test.createTestingModule({ imports: [ToyModule] }).compile();
  const app = module.createNestApplication<NestFastifyApplication>(createFastifyAdapter(config), { logger: false });
  await configureHttp(app, config);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return app;
}

let app: NestFastifyApplication;

afterEach(() => app.close());

function ask(method: string, path: string, headers: Record<string, string> = {}) {
  return app.inject({ method: method as 'GET', url: `/api/v1/toys${path}`, headers });
}

describe('compression', () => {
  beforeEach(async () => {
    app = await newApp();
  });

  it.each([
    ['br', 'br', brotliDecompressSync],
    ['gzip', 'gzip', gunzipSync],
    ['gzip, deflate, br', 'br', brotliDecompressSync],
    ['gzip;q=1, br;q=0.5', 'gzip', gunzipSync],
    ['*', 'br', brotliDecompressSync],
  ])('gives JSON over 1 kB as %s', async (accepted, encoding, unpack) => {
    const reply = await ask('GET', '/long', { 'accept-encoding': accepted });
    expect(reply.headers).toMatchObject({ 'content-encoding': encoding, vary: 'Accept-Encoding' });
    expect(reply.headers['content-length']).toBe(String(reply.rawPayload.length));
    expect(reply.rawPayload.length).toBeLessThan(500);
    expect(JSON.parse(unpack(reply.rawPayload).toString())).toEqual({ code: 0, message: 'success', data: LONG });
  });

  it.each([['identity'], ['br;q=0, gzip;q=0'], ['zstd'], ['']])('leaves it as it is for %j', async (accepted) => {
    const reply = await ask('GET', '/long', { 'accept-encoding': accepted });
    expect(reply.headers).toMatchObject({ vary: 'Accept-Encoding' });
    expect(reply.headers['content-encoding']).toBeUndefined();
    expect(reply.json().data).toBe(LONG);
  });

  it.each([
    ['what is short', '/short', undefined],
    ['what is no JSON', '/file', undefined],
    ['what is packed already', '/packed', 'zstd'],
  ])('leaves alone %s', async (_what, path, encoding) => {
    const reply = await ask('GET', path, { 'accept-encoding': 'br, gzip' });
    expect(reply.headers['content-encoding']).toBe(encoding);
    expect(reply.body).toContain(path === '/short' ? 'short' : LONG);
  });

  it('packs errors like the rest', async () => {
    const reply = await ask('GET', '/refused', { 'accept-encoding': 'gzip' });
    expect([reply.statusCode, reply.headers['content-encoding']]).toEqual([409, 'gzip']);
    expect(JSON.parse(gunzipSync(reply.rawPayload).toString())).toMatchObject({ error: { code: 'CONFLICT' } });
  });

  it.each(['br', 'gzip', 'identity'])('tells HEAD what GET would get as %s', async (accepted) => {
    const [head, get] = await Promise.all(
      ['HEAD', 'GET'].map((method) =>
        ask(method, '/long', { 'accept-encoding': accepted, 'x-request-id': 'same-id-1' }),
      ),
    );
    expect(head?.rawPayload).toHaveLength(0);
    expect({ ...head?.headers, date: '' }).toEqual({ ...get?.headers, date: '' });
  });
});

describe('origins', () => {
  const ORIGIN = 'https://studio.example';
  const preflight = (origin: string, path = '/long') =>
    ask('OPTIONS', path, { origin, 'access-control-request-method': 'PUT' });

  it('that are listed may ask, and see what answers say of themselves', async () => {
    app = await newApp({ CORS_ORIGINS: `https://other.example, ${ORIGIN}` });
    const may = await preflight(ORIGIN);
    expect([may.statusCode, may.body]).toEqual([204, '']);
    expect(may.headers).toMatchObject({
      'access-control-allow-origin': ORIGIN,
      'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE',
      'access-control-allow-headers': expect.stringMatching(/Authorization, Content-Type, Idempotency-Key/),
      'access-control-max-age': '600',
      'cache-control': 'no-store',
      'x-request-id': expect.stringMatching(/.{36}/),
      allow: 'GET, HEAD',
      vary: 'Origin',
    });
    const reply = await ask('GET', '/long', { origin: ORIGIN, 'accept-encoding': 'gzip' });
    expect(reply.headers).toMatchObject({ 'access-control-allow-origin': ORIGIN, vary: 'Origin, Accept-Encoding' });
    expect(reply.headers['access-control-expose-headers']?.split(', ')).toEqual(
      expect.arrayContaining(['ETag', 'Location', 'RateLimit-Remaining', 'Retry-After', 'X-Request-Id']),
    );
    expect(reply.headers['access-control-allow-credentials']).toBeUndefined();
  });

  it.each(['https://evil.example', 'https://studio.example.evil.example', 'http://studio.example', 'null'])(
    'that are not listed may not: %s',
    async (origin) => {
      app = await newApp({ CORS_ORIGINS: ORIGIN });
      for (const reply of [await preflight(origin), await ask('GET', '/short', { origin })]) {
        expect(reply.headers['access-control-allow-origin']).toBeUndefined();
        expect(reply.headers['vary']).toBe('Origin');
      }
    },
  );

  it('may all ask where * is listed, without credentials', async () => {
    app = await newApp({ CORS_ORIGINS: '*' });
    for (const reply of [await preflight('https://any.example'), await ask('GET', '/short')]) {
      expect(reply.headers['access-control-allow-origin']).toBe('*');
      expect(reply.headers['access-control-allow-credentials']).toBeUndefined();
    }
  });

  it('may none where none is listed', async () => {
    app = await newApp();
    const reply = await preflight(ORIGIN);
    expect([reply.statusCode, reply.headers.allow]).toEqual([405, 'GET, HEAD']);
    expect(reply.headers['access-control-allow-origin']).toBeUndefined();
  });
});

describe('every answer', () => {
  beforeEach(async () => {
    app = await newApp();
  });

  it.each([
    ['PATCH', '/7/parts/8', 'PUT'],
    ['GET', '/7/parts/8?x=/', 'PUT'],
    ['HEAD', '/7/parts/8', 'PUT'],
    ['OPTIONS', '/7/parts/8', 'PUT'],
    ['DELETE', '/7/parts', 'POST'],
    ['POST', '/short', 'GET, HEAD'],
    ['OPTIONS', '/short', 'GET, HEAD'],
  ])('to a wrong method names the right ones: %s %s', async (method, path, allow) => {
    const reply = await ask(method, path);
    expect([reply.statusCode, reply.headers.allow]).toEqual([405, allow]);
  });

  it.each([
    ['is kept', 'trace:01.ab-CD_9', 'trace:01.ab-CD_9'],
    ['is ours when theirs is short', 'a', expect.stringMatching(/^[0-9a-f-]{36}$/)],
    ['is ours when theirs is long', 'a'.repeat(129), expect.stringMatching(/^[0-9a-f-]{36}$/)],
    ['is ours when theirs is odd', '<script>alert(1)</script>', expect.stringMatching(/^[0-9a-f-]{36}$/)],
  ])('has a request id, which %s', async (_how, given, id) => {
    for (const path of ['/short', '/nothing', '/%E0%A4%A']) {
      const reply = await ask('GET', path, { 'x-request-id': given });
      expect(reply.headers['x-request-id']).toEqual(id);
    }
  });

  it('says nothing of who made it, and is kept by nobody', async () => {
    for (const path of ['/short', '/nothing', '/refused', '/%E0%A4%A']) {
      const { headers } = await ask('GET', path);
      expect([headers['server'], headers['x-powered-by']]).toEqual([undefined, undefined]);
      expect(headers['cache-control']).toBe('no-store');
    }
    expect((await ask('GET', '/file')).headers['cache-control']).toBe('public');
  });

  it('cannot be framed, sniffed or run', async () => {
    const { headers } = await ask('GET', '/short');
    expect(headers).toMatchObject({
      'content-security-policy': expect.stringMatching(/default-src 'self'.*frame-ancestors 'none'/),
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    });
    expect(headers['strict-transport-security']).toBeUndefined();
  });

  it('says when to come back where the service is away', async () => {
    const reply = await ask('GET', '/away');
    expect([reply.statusCode, reply.headers['retry-after']]).toEqual([503, '5']);
  });
});
