import { Controller, Module, Post, Req } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import type { FastifyRequest } from 'fastify';
import { ApiData } from '../../src/common/api.decorators.js';
import { parseConfig } from '../../src/common/config.js';
import { configureHttp, createFastifyAdapter } from '../../src/common/http-app.js';
import { TakesFiles } from '../../src/common/multipart.js';
import { rawRequest } from '../support/raw-http.js';
import { pass } from '../support/until.js';

/** Client and server share a process: where that was stopped for a second, the client seemed to pause. */
const TIMEOUT_SEC = 3;
const PIECES = 32;

@Controller('files')
class ToyController {
  @Post()
  @TakesFiles()
  @ApiData(String, { status: 201 })
  async addFile(@Req() { raw }: FastifyRequest): Promise<number> {
    let bytes = 0;
    for await (const chunk of raw) {
      bytes += (chunk as Buffer).length;
    }
    return bytes;
  }
}

@Module({ controllers: [ToyController] })
class ToyModule {}

describe('a file', () => {
  let app: NestFastifyApplication;

  beforeAll(async () => {
    const config = parseConfig({ REQUEST_TIMEOUT_SEC: String(TIMEOUT_SEC) });
    const module = await Test.createTestingModule({ imports: [ToyModule] }).compile();
    app = module.createNestApplication<NestFastifyApplication>(createFastifyAdapter(config), { logger: false });
    await configureHttp(app, config);
    await app.listen(0, '127.0.0.1');
  });

  afterAll(() => app.close());

  /** Its pieces, one every 100 ms; the last one may be missing. */
  async function* piecesOf(count: number): AsyncIterable<string> {
    const type = 'Content-Type: multipart/form-data; boundary=x';
    yield ['POST /api/v1/files HTTP/1.1', 'Host: a', type, `Content-Length: ${PIECES}`, '', ''].join('\r\n');
    for (let piece = 0; piece < count; piece++) {
      await pass(100);
      yield 'x';
    }
  }

  it('may take longer than other requests, but not pause for so long', async () => {
    expect(PIECES * 100).toBeGreaterThan(TIMEOUT_SEC * 1000);
    const url = await app.getUrl();
    const [slow, pausing] = await Promise.all([rawRequest(url, piecesOf(PIECES)), rawRequest(url, piecesOf(3))]);
    expect([slow.status, JSON.parse(slow.body).data]).toEqual([201, PIECES]);
    expect([pausing.status, JSON.parse(pausing.body).error.code]).toEqual([408, 'INVALID_PARAMS']);
  });
});
