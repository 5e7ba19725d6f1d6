import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Body, Controller, Get, Post, Put, Query } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ApiProperty, type OpenAPIObject } from '@nestjs/swagger';
import { Test } from '@nestjs/testing';
import { AdminOnly, ApiData, ApiNoData, ApiPage, NotByApiKey, Public } from '../../src/common/api.decorators.js';
import { parseConfig } from '../../src/common/config.js';
import { Int, Nullable, Optional } from '../../src/common/field.decorators.js';
import { configureHttp, createFastifyAdapter } from '../../src/common/http-app.js';
import { IdParam } from '../../src/common/owned.js';
import { PageQuery } from '../../src/common/pagination.js';
import { setupAsyncDocs } from '../../src/operations/async-docs.js';
import { setupDocs } from '../../src/operations/docs.js';

class ToyDto {
  @Optional()
  @Nullable()
  @Int(1, 3)
  size?: number | null;
}

class BoxDto {
  @ApiProperty({ type: String, description: 'What is\nwritten on it', example: '玩具' })
  label: string;

  @ApiProperty({ type: String, required: false, example: 'red' })
  colour?: string;

  @ApiProperty({ type: Number, required: false })
  weight?: number;

  @ApiProperty({ type: String, nullable: true })
  owner: string | null;

  @ApiProperty({ enum: ['open', 'shut'] })
  lid: string;

  @ApiProperty({ type: [ToyDto] })
  toys: ToyDto[];
}

@Controller('toys')
class ToyController {
  @Get()
  @ApiPage(ToyDto, { summary: 'All toys' })
  listToys(@Query() _query: PageQuery): void {}

  @Public()
  @Post()
  @ApiData(ToyDto, { status: 201, errors: ['INVALID_STATE', 'CONFLICT'] })
  createToy(@Body() _body: ToyDto): void {}

  @Post(':id/wind')
  @ApiData(ToyDto, { status: 202 })
  windToy(@IdParam('PROJECT') _id: string): void {}

  @Get(':id')
  @ApiNoData({ errors: ['PROJECT_NOT_FOUND'] })
  getToy(@IdParam('PROJECT') _id: string): void {}

  @Put('box')
  @ApiData(BoxDto, { summary: 'Pack', description: 'Puts toys away.', example: { lid: 'shut' } })
  packToys(@Body() _body: BoxDto): void {}

  @Get('boxes')
  @ApiPage(BoxDto)
  listBoxes(): void {}
}

@AdminOnly()
@Controller('safe')
class SafeController {
  @Get()
  @ApiNoData()
  openSafe(): void {}

  @Get('door')
  @NotByApiKey()
  @ApiNoData()
  openDoor(): void {}
}

const json = (schema: object) => ({ content: { 'application/json': { schema } } });

describe('the documents', () => {
  let app: NestFastifyApplication;
  let document: OpenAPIObject;

  beforeAll(async () => {
    const config = parseConfig({});
    const module = await Test.createTestingModule({ controllers: [ToyController, SafeController] }).compile();
    app = module.createNestApplication<NestFastifyApplication>(createFastifyAdapter(config), { logger: false });
    await configureHttp(app, config);
    setupDocs(app);
    setupAsyncDocs(app);
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
    document = (await app.inject({ url: '/docs/openapi.json' })).json();
  });

  afterAll(async () => {
    await app.close();
  });

  /** The answers of a route, those that are shared included. */
  function responses(path: string, method: 'get' | 'post'): Record<string, unknown> {
    const answers = Object.entries(document.paths[path]?.[method]?.responses ?? {});
    return Object.fromEntries(
      answers.map(([status, answer]) => {
        const shared = answer && '$ref' in answer ? answer.$ref.split('/').at(-1) : undefined;
        return [status, shared === undefined ? answer : document.components?.responses?.[shared]];
      }),
    );
  }

  it('are OpenAPI 3.1 with names that make a good SDK', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(document.paths['/api/v1/toys']?.get).toMatchObject({ operationId: 'listToys', summary: 'All toys' });
  });

  it('describe the envelope that is sent', () => {
    expect(responses('/api/v1/toys', 'post')['201']).toMatchObject(
      json({
        required: ['code', 'message', 'data'],
        properties: { code: { enum: [0] }, data: { $ref: '#/components/schemas/ToyDto' } },
      }),
    );
    expect(responses('/api/v1/toys/{id}', 'get')['200']).toMatchObject(
      json({ properties: { data: { type: 'null' } } }),
    );
  });

  it('name every error, those of a route next to those that all share', () => {
    expect(Object.keys(responses('/api/v1/toys', 'post'))).toEqual([
      '201',
      '400',
      '409',
      '413',
      '415',
      '429',
      '500',
      '503',
    ]);
    expect(responses('/api/v1/toys', 'post')['400']).toMatchObject({ description: 'INVALID_PARAMS, INVALID_STATE' });
    expect(Object.keys(responses('/api/v1/toys/{id}', 'get'))).toEqual([
      '200',
      '400',
      '401',
      '404',
      '429',
      '500',
      '503',
    ]);
  });

  it('show examples, made of those of the fields', () => {
    const pack = document.paths['/api/v1/toys/box']?.put;
    const box = { label: '玩具', colour: 'red', owner: null, lid: 'open', toys: [{}] };
    expect(pack?.requestBody).toMatchObject({ content: { 'application/json': { example: box } } });
    expect(pack?.responses).toMatchObject({
      200: { content: { 'application/json': { example: { code: 0, data: { ...box, lid: 'shut' } } } } },
    });
    expect(JSON.stringify(pack)).not.toContain('weight');
    expect(document.paths['/api/v1/toys/boxes']?.get?.responses).toMatchObject({
      200: { content: { 'application/json': { example: { data: { items: [box], total: 1, offset: 0 } } } } },
    });
    expect(document.paths['/api/v1/toys/{id}']?.get?.responses).toMatchObject({
      200: { content: { 'application/json': { example: { code: 0, message: 'success', data: null } } } },
    });
  });

  it('describe a route in one piece, however its source is broken into lines', () => {
    expect(document.paths['/api/v1/toys/box']?.put?.description).toBe('Puts toys away.');
    expect(document.components?.schemas?.['BoxDto']).toMatchObject({
      properties: { label: { description: 'What is written on it' } },
    });
  });

  it('name the headers that every answer has', () => {
    const answers = responses('/api/v1/toys', 'post');
    expect(Object.keys((answers['201'] as { headers: object }).headers)).toEqual([
      'X-Request-Id',
      'RateLimit-Limit',
      'RateLimit-Remaining',
      'RateLimit-Reset',
      'Access-Control-Allow-Origin',
    ]);
    expect(answers['400']).toMatchObject({ headers: { 'RateLimit-Limit': {}, 'Access-Control-Allow-Origin': {} } });
    expect(answers['400']).not.toHaveProperty('headers.Retry-After');
    expect(answers['429']).toMatchObject({
      description: 'RATE_LIMITED',
      headers: { 'Retry-After': { $ref: '#/components/headers/Retry-After' } },
    });
    expect(answers['503']).toMatchObject({ headers: { 'Retry-After': {} } });
    expect(document.components?.headers).toMatchObject({ 'Retry-After': { schema: { type: 'integer' } } });
  });

  it('write down once what many routes answer', () => {
    const full = { $ref: '#/components/responses/RateLimited' };
    expect(document.paths['/api/v1/toys']?.get?.responses['429']).toEqual(full);
    expect(document.paths['/api/v1/safe']?.get?.responses['429']).toEqual(full);
    expect(responses('/api/v1/toys', 'post')['400']).toMatchObject(
      json({ allOf: [{}, { properties: { code: { enum: [400] }, error: { properties: { code: {} } } } }] }),
    );
  });

  it('say how much a page may have', () => {
    expect(responses('/api/v1/toys', 'get')['200']).toMatchObject(
      json({ properties: { data: { properties: { items: { maxItems: 100 }, limit: { maximum: 100 } } } } }),
    );
  });

  it('describe the files and figures that have no envelope', () => {
    const media = document.paths['/api/v1/media/{expires}/{signature}/assets/{folder}/{file}'];
    for (const route of [media?.get, media?.head]) {
      expect(Object.keys(route?.responses ?? {})).toEqual(
        expect.arrayContaining(['200', '206', '302', '304', '403', '404', '416']),
      );
      expect(route).toMatchObject({ security: [{}], tags: ['media'] });
    }
    expect(document.paths['/metrics']?.get?.responses['200']).toMatchObject({ content: { 'text/plain': {} } });
  });

  it('say that a route is not for everybody', () => {
    for (const path of ['/api/v1/safe', '/api/v1/safe/door']) {
      expect(responses(path, 'get')['403']).toMatchObject({ description: 'FORBIDDEN' });
    }
  });

  it('offer an Idempotency-Key on every POST of a user', () => {
    const wind = responses('/api/v1/toys/{id}/wind', 'post');
    expect(document.paths['/api/v1/toys/{id}/wind']?.post?.parameters).toContainEqual(
      expect.objectContaining({ name: 'Idempotency-Key', in: 'header', required: false }),
    );
    expect(wind['202']).toMatchObject({ headers: { Location: {}, 'Idempotent-Replayed': {} } });
    expect(Object.keys(wind)).toEqual(['202', '400', '401', '409', '422', '429', '500', '503']);
    expect(document.paths['/api/v1/toys']?.post?.parameters).toEqual([]);
    expect(responses('/api/v1/toys', 'post')['201']).not.toHaveProperty('headers.Idempotent-Replayed');
  });

  it('describe the id in a path', () => {
    expect(document.paths['/api/v1/toys/{id}']?.get?.parameters).toEqual([
      {
        name: 'id',
        in: 'path',
        required: true,
        description: "The project's id",
        schema: { type: 'string', format: 'uuid', maxLength: 36, examples: [expect.any(String)] },
      },
    ]);
  });

  it('say that a body may be left out where nothing has to be said', () => {
    expect(document.paths['/api/v1/toys']?.post?.requestBody).toMatchObject({ required: false });
  });

  it('ask for a token except where a route is public', () => {
    expect(document.security).toEqual([{ bearer: [] }]);
    expect(document.paths['/api/v1/toys']?.post?.security).toEqual([{}]);
    expect(document.paths['/api/v1/toys']?.get?.security).toBeUndefined();
  });

  it('say what a field takes', () => {
    const toy = document.components?.schemas?.['ToyDto'];
    expect(toy).toMatchObject({ properties: { size: { type: ['integer', 'null'], minimum: 1, maximum: 3 } } });
    expect(toy).not.toHaveProperty('required');
    expect(document.paths['/api/v1/toys']?.get?.parameters).toContainEqual({
      name: 'limit',
      in: 'query',
      required: false,
      description: expect.any(String),
      schema: { type: 'integer', minimum: 1, maximum: 100, default: 20, format: 'int32', examples: [20] },
    });
  });

  it('refer to nothing that is not there', () => {
    const references = JSON.stringify(document).matchAll(/#\/components\/(schemas|responses|headers)\/([\w-]+)/g);
    for (const [reference, kind, name] of references) {
      expect({ reference, there: document.components?.[kind as 'schemas'] }).toHaveProperty(['there', String(name)]);
    }
    expect(JSON.stringify(document)).not.toMatch(/x-(public|restricted|answer)/);
  });

  it('come with a page to read that loads nothing from elsewhere', async () => {
    const page = await app.inject({ url: '/redoc' });
    expect(page.headers['content-type']).toMatch(/html/);
    expect(page.headers['content-security-policy']).toMatch(/^default-src 'self';.*;worker-src blob:$/);
    const loaded = [...page.body.matchAll(/(?:src|href|spec-url)="([^"]+)"/g)].map(([, url]) => url);
    expect(loaded).toEqual(['data:,', 'docs/openapi.json', 'redoc/redoc.standalone.js']);
    const script = await app.inject({ url: '/redoc/redoc.standalone.js' });
    expect(script.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=86400',
    });
    // Namespaces and links are no loads; what ReDoc's own builds load comes from these.
    expect(script.body).not.toMatch(/https?:\/\/(?:cdn|fonts|unpkg)\b/);
    expect(script.body.length).toBeGreaterThan(500_000);
  });

  it('come with one of the live messages, as a page and for programs, for anybody', async () => {
    const { statusCode, headers, body } = await app.inject({ url: '/docs/asyncapi.json' });
    expect([statusCode, headers['content-type']]).toEqual([200, 'application/json; charset=utf-8']);
    expect(JSON.parse(body)).toMatchObject({ asyncapi: '3.0.0', channels: { project: { address: 'project:{id}' } } });
    const page = await app.inject({ url: '/docs/events' });
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(page.headers['content-security-policy']).toMatch(/^default-src 'self';/);
    expect(page.body).toContain('What the server sends');
  });

  it('come with a page that loads nothing from elsewhere', async () => {
    const page = await app.inject({ url: '/docs' });
    expect(page.headers['content-type']).toMatch(/html/);
    expect(page.body).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
    expect((await app.inject({ url: '/docs/swagger-ui-init.js' })).statusCode).toBe(200);
    expect((await app.inject({ url: '/docs/nothing.js' })).json()).toMatchObject({
      error: { code: 'ROUTE_NOT_FOUND' },
    });
  });
});
