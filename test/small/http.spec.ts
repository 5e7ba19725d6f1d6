import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DriverException } from '@mikro-orm/core';
import { Body, Controller, Delete, Get, Module, Post, Put, Query } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { Type } from 'class-transformer';
import { IsIn, IsString, Length, ValidateNested } from 'class-validator';
import { ApiData, ApiNoData } from '../../src/common/api.decorators.js';
import { parseConfig } from '../../src/common/config.js';
import type { ErrorBody } from '../../src/common/envelope.js';
import { answerFor } from '../../src/common/error.filter.js';
import { AppError, JobError } from '../../src/common/errors.js';
import { type FieldError } from '../../src/common/field-faults.js';
import { Flag, Int, Nullable, Optional } from '../../src/common/field.decorators.js';
import { configureHttp, createFastifyAdapter } from '../../src/common/http-app.js';
import { IdParam } from '../../src/common/owned.js';
import { PageQuery } from '../../src/common/pagination.js';

class Person {
  @IsString()
  @Length(1, 10)
  name: string;
}

class ToyBody {
  @IsString()
  @Length(1, 20)
  title: string;

  @Optional()
  @Int(1, 100)
  episodes?: number = 1;

  @Optional()
  @Nullable()
  @IsIn(['zh', 'en'])
  language?: string | null;

  @Optional()
  @ValidateNested({ each: true })
  @Type(() => Person)
  characters?: Person[];
}

class AllOptional {
  @Optional()
  @Int(1, 5)
  limit?: number;
}

class ToyQuery extends PageQuery {
  @Optional()
  @Flag()
  redirect?: boolean;
}

@Controller('toys')
class ToyController {
  @Get()
  @ApiData(ToyBody)
  listToys(@Query() query: ToyQuery): unknown {
    return { ...query };
  }

  @Post()
  @ApiData(ToyBody, { status: 201 })
  createToy(@Body() body: ToyBody): unknown {
    return { ...body };
  }

  @Post('resume')
  @ApiData(AllOptional)
  resumeToy(@Body() body: AllOptional): unknown {
    return { ...body };
  }

  @Get('broken')
  breakToy(): never {
    throw new Error('select * from users at /srv/secret.ts');
  }

  @Get('full')
  fillToy(): never {
    throw new JobError('NO_SPACE');
  }

  @Get('taken')
  takeToy(): never {
    throw new AppError('CONFLICT', { current: { version: 3 } });
  }

  @Get(':id')
  getToy(@IdParam('PROJECT') id: string): unknown {
    return { id };
  }

  @Put(':id')
  updateToy(@IdParam('PROJECT') id: string): unknown {
    return { id };
  }

  @Delete(':id')
  @ApiNoData()
  deleteToy(): void {}
}

@Module({ controllers: [ToyController] })
class ToyModule {}

const ID = '0197a3c0-0000-7000-8000-0000000000aa';

describe('the HTTP conventions', () => {
  let app: NestFastifyApplication;

  beforeAll(async () => {
    const config = parseConfig({ CORS_ORIGINS: 'https://studio.example' });
    const module = await Test.createTestingModule({ imports: [ToyModule] }).compile();
    app = module.createNestApplication<NestFastifyApplication>(createFastifyAdapter(config), { logger: false });
    await configureHttp(app, config);
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
  });

  afterAll(async () => {
    await app.close();
  });

  function post(payload: string, headers: Record<string, string> = {}, url = '/api/v1/toys') {
    return app.inject({ method: 'POST', url, payload, headers: { 'content-type': 'application/json', ...headers } });
  }

  async function refusedFields(payload: unknown, url?: string) {
    const reply = await post(JSON.stringify(payload), {}, url);
    expect(reply.statusCode).toBe(400);
    expect(reply.json()).toMatchObject({ code: 400, data: null, error: { code: 'INVALID_PARAMS' } });
    const fields = reply.json<ErrorBody>().error.details['fields'] as FieldError[];
    return fields.map(({ field, rule }) => `${field} ${rule}`);
  }

  it('wraps a success, with defaults filled in, a request id and no-store', async () => {
    const reply = await post('{"title":"夜班"}', { 'x-request-id': 'from-my-client-1' });
    expect(reply.statusCode).toBe(201);
    expect(reply.json()).toEqual({ code: 0, message: 'success', data: { title: '夜班', episodes: 1 } });
    expect(reply.headers).toMatchObject({ 'x-request-id': 'from-my-client-1', 'cache-control': 'no-store' });
    expect(reply.headers['x-content-type-options']).toBe('nosniff');
  });

  it('answers DELETE with data null and keeps a given null', async () => {
    expect((await app.inject({ method: 'DELETE', url: `/api/v1/toys/${ID}` })).json()).toEqual({
      code: 0,
      message: 'success',
      data: null,
    });
    expect((await post('{"title":"a","language":null}')).json().data.language).toBeNull();
  });

  it.each([
    ['a wrong type, without the rules that follow from it', { title: 5 }, ['title isString']],
    ['missing fields', {}, ['title required']],
    ['every bad field at once', { title: '', episodes: 101 }, ['title isLength', 'episodes max']],
    ['numbers given as text', { title: 'a', episodes: '3' }, ['episodes isInt']],
    ['fractions and null', { title: 'a', episodes: 1.5 }, ['episodes isInt']],
    ['null where only absence is allowed', { title: 'a', episodes: null }, ['episodes isInt']],
    ['unknown fields', { title: 'a', titel: 'b' }, ['titel unknown_field']],
    ['nested fields', { title: 'a', characters: [{ name: 'b' }, { name: 7 }] }, ['characters[1].name isString']],
    ['unknown nested fields', { title: 'a', characters: [{ name: 'b', x: 1 }] }, ['characters[0].x unknown_field']],
    ['text in place of an object', { title: 'a', characters: ['b'] }, ['characters[0] nestedValidation']],
    ['an object in place of a list', { title: 'a', characters: { name: 7 } }, ['characters.name isString']],
    ['NUL', { title: 'a\0b' }, ['title isText']],
    ['half a surrogate pair', { title: 'a', characters: [{ name: '\ud800' }] }, ['characters[0].name isText']],
  ])('refuses %s', async (_case, body, fields) => {
    expect(await refusedFields(body)).toEqual(fields);
  });

  it.each([['[]'], ['null'], ['"x"'], ['5'], ['true']])(
    'refuses the body %s though every field is optional',
    async (body) => {
      expect(await refusedFields(JSON.parse(body), '/api/v1/toys/resume')).toEqual(['body isObject']);
    },
  );

  it('takes no body as an empty one', async () => {
    const url = '/api/v1/toys/resume';
    expect((await app.inject({ method: 'POST', url })).json()).toMatchObject({ code: 0, data: {} });
    expect((await post('', {}, url)).json()).toMatchObject({ code: 0, data: {} });
  });

  it('refuses bottomless nesting without falling over', async () => {
    const reply = await post(`{"title":${'['.repeat(200_000)}${']'.repeat(200_000)}}`);
    expect(reply.statusCode).toBe(400);
    expect(reply.json().error.details.fields[0].rule).toBe('maxDepth');
  });

  it('does not repeat a thousand bad fields', async () => {
    const body = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`field${index}`, 1]));
    expect(await refusedFields(body)).toHaveLength(50);
  });

  it.each([
    ['bad JSON', '{"title":', 'application/json', 400, 'INVALID_PARAMS'],
    ['a prototype in the JSON', '{"__proto__":{"a":1}}', 'application/json', 400, 'INVALID_PARAMS'],
    ['a form', 'title=a', 'application/x-www-form-urlencoded', 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['plain text', 'title', 'text/plain', 415, 'UNSUPPORTED_MEDIA_TYPE'],
    [
      'a body over 1 MiB',
      JSON.stringify({ title: 'a'.repeat(1_100_000) }),
      'application/json',
      413,
      'PAYLOAD_TOO_LARGE',
    ],
  ])('refuses %s', async (_case, body, type, status, code) => {
    const reply = await post(body, { 'content-type': type });
    expect(reply.statusCode).toBe(status);
    expect(reply.json()).toMatchObject({ code: status, data: null, error: { code } });
    expect(reply.body).not.toMatch(/FST_|at \//);
  });

  it('refuses bytes that are not UTF-8', async () => {
    const reply = await app.inject({
      method: 'POST',
      url: '/api/v1/toys',
      payload: Buffer.concat([Buffer.from('{"title":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]),
      headers: { 'content-type': 'application/json' },
    });
    expect(reply.statusCode).toBe(400);
  });

  it('reads numbers and flags in query strings', async () => {
    const reply = await app.inject({ url: '/api/v1/toys?limit=5&redirect=true' });
    expect(reply.json().data).toEqual({
      limit: 5,
      offset: 0,
      sort_by: 'created_at',
      sort_order: 'desc',
      redirect: true,
    });
  });

  it.each([
    ['limit=0'],
    ['limit=101'],
    ['limit=1e2'],
    ['limit='],
    ['limit=1&limit=2'],
    ['offset=-1'],
    ['sort_by=password'],
    ['sort_order=up'],
    ['page=2'],
    ['redirect=1'],
    ['sort_by=%00'],
  ])('refuses the query %s', async (query) => {
    const reply = await app.inject({ url: `/api/v1/toys?${query}` });
    expect(reply.statusCode).toBe(400);
    expect(reply.json().error.details.fields).toHaveLength(1);
  });

  it.each([
    ['GET', '/api/v1/nothing', 404, 'ROUTE_NOT_FOUND'],
    ['GET', '/', 404, 'ROUTE_NOT_FOUND'],
    ['GET', `/api/v1/toys/${'a'.repeat(300)}`, 404, 'ROUTE_NOT_FOUND'],
    ['GET', '/api/v1/toys/42', 404, 'PROJECT_NOT_FOUND'],
    ['GET', '/api/v1/toys/%00', 404, 'PROJECT_NOT_FOUND'],
    ['GET', '/api/v1/toys/%E0%A4%A', 400, 'INVALID_PARAMS'],
    ['GET', '/api/v1/toys/taken', 409, 'CONFLICT'],
    ['GET', '/api/v1/toys/full', 507, 'NO_SPACE'],
  ] as const)('answers %s %s with %i %s', async (method, url, status, code) => {
    const reply = await app.inject({ method, url });
    expect(reply.statusCode).toBe(status);
    expect(reply.json()).toMatchObject({ code: status, data: null, error: { code } });
    expect(reply.json().error.request_id).toBe(reply.headers['x-request-id']);
  });

  it('answers 405 with the methods that the path takes', async () => {
    const reply = await app.inject({ method: 'PATCH', url: `/api/v1/toys/${ID}?x=1` });
    expect(reply.statusCode).toBe(405);
    expect(reply.json()).toMatchObject({ code: 405, error: { code: 'METHOD_NOT_ALLOWED' } });
    expect(reply.headers.allow).toBe('DELETE, GET, HEAD, PUT');
  });

  it('tells nothing of an unexpected error', async () => {
    const reply = await app.inject({ url: '/api/v1/toys/broken' });
    expect(reply.statusCode).toBe(500);
    expect(reply.json()).toMatchObject({ code: 500, error: { code: 'INTERNAL_ERROR', details: {} } });
    expect(reply.body).not.toMatch(/select|secret/);
  });

  it('lets known origins in and no other', async () => {
    const preflight = (origin: string) =>
      app.inject({
        method: 'OPTIONS',
        url: '/api/v1/toys',
        headers: { origin, 'access-control-request-method': 'POST' },
      });
    expect((await preflight('https://studio.example')).headers['access-control-allow-origin']).toBe(
      'https://studio.example',
    );
    expect((await preflight('https://evil.example')).headers['access-control-allow-origin']).toBeUndefined();
  });

  it('lets a page send an Idempotency-Key and see whether its answer is an old one', async () => {
    const headers = { origin: 'https://studio.example', 'access-control-request-method': 'POST' };
    const preflight = await app.inject({ method: 'OPTIONS', url: '/api/v1/toys', headers });
    expect(preflight.headers['access-control-allow-headers']).toMatch(/Idempotency-Key/);
    const reply = await app.inject({ url: '/api/v1/toys', headers });
    expect(reply.headers['access-control-expose-headers']).toMatch(/Idempotent-Replayed/);
  });

  it.each([
    ['rubbish', 'RUBBISH\r\n\r\n', 400],
    ['an unknown method', 'FOO / HTTP/1.1\r\nHost: a\r\n\r\n', 400],
    ['no Host', 'GET /api/v1/toys HTTP/1.1\r\nConnection: close\r\n\r\n', 400],
    ['length and chunks', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n', 400],
    ['headers over 16 kB', `GET / HTTP/1.1\r\nHost: a\r\nX-A: ${'a'.repeat(20_000)}\r\n\r\n`, 431],
    ['a strange expectation', 'GET /x HTTP/1.1\r\nHost: a\r\nExpect: cake\r\nConnection: close\r\n\r\n', 404],
  ])('answers %s in the envelope', async (_case, bytes, status) => {
    if (!app.getHttpServer().listening) {
      await app.listen(0, '127.0.0.1');
    }
    const text = await rawRequest(new URL(await app.getUrl()).port, bytes);
    const [head = '', body = ''] = text.split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(head).toMatch(/x-request-id: /i);
    expect(JSON.parse(body)).toMatchObject({ code: status, data: null, error: { code: expect.any(String) } });
  });
});

describe('answerFor', () => {
  it.each([
    ['ECONNREFUSED', 503, 'SERVICE_UNAVAILABLE'],
    ['57P01', 503, 'SERVICE_UNAVAILABLE'],
    ['08006', 503, 'SERVICE_UNAVAILABLE'],
    ['23502', 500, 'DB_ERROR'],
  ])('tells a database that is away from one that refuses: %s', (state, status, code) => {
    const error = new DriverException(Object.assign(new Error('insert into secrets'), { code: state }));
    expect(answerFor(error, 'en')).toMatchObject({ status, code, message: expect.not.stringContaining('secrets') });
  });

  it('is that a storage is away, not that something is wrong here', () => {
    expect(answerFor(new JobError('STORAGE_FAILED'), 'en')).toMatchObject({ status: 503, code: 'SERVICE_UNAVAILABLE' });
    expect(answerFor(new JobError('RENDER_FAILED'), 'en').status).toBe(500);
  });
});

function rawRequest(port: string, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), '127.0.0.1', () => socket.write(bytes));
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', reject);
    socket.on('close', () => resolve(Buffer.concat(chunks).toString()));
  });
}
