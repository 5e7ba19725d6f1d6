import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { parseConfig } from '../../src/common/config.js';
import { configureHttp, createFastifyAdapter } from '../../src/common/http-app.js';
import { keptSecret } from '../../src/common/kept-secret.js';
import { newId } from '../../src/common/uuid.js';
import { LocalStorage } from '../../src/storage/local.storage.js';
import { MediaController } from '../../src/storage/media.controller.js';
import { MediaService } from '../../src/storage/media.service.js';
import { SignedUrls } from '../../src/storage/signed-urls.js';
import { assetKey } from '../../src/storage/storage-keys.js';
import { Storage } from '../../src/storage/storage.js';

const folder = mkdtempSync(join(tmpdir(), 'jumu-storage-'));
const urls = new SignedUrls([keptSecret(folder, 'media')], 3600, null);
const storage = new LocalStorage(join(folder, 'media'), urls);
const BYTES = Buffer.from('0123456789');

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('LocalStorage', () => {
  it('stores bytes and files alike, and leaves no draft behind', async () => {
    const [first, second] = [assetKey(newId(), 'mp4'), assetKey(newId(), 'mp4')];
    const stored = await storage.put(first, BYTES);
    expect(stored).toEqual({ bytes: 10, sha256: createHash('sha256').update(BYTES).digest('hex') });
    expect(await storage.put(second, { path: await storage.pathOf(first) })).toEqual(stored);
    expect(await storage.stat(first)).toEqual({ bytes: 10 });
    expect(await storage.stat(second)).toEqual({ bytes: 10 });
    expect(readdirSync(join(folder, 'media', 'tmp'))).toEqual([]);
  });

  it('says so when a file cannot be stored, and has nothing then', async () => {
    const key = assetKey(newId(), 'mp4');
    await expect(storage.put(key, { path: join(folder, 'missing') })).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
    expect(await storage.stat(key)).toBeNull();
    expect(readdirSync(join(folder, 'media', 'tmp'))).toEqual([]);
  });

  it('deletes, twice if need be', async () => {
    const key = assetKey(newId(), 'png');
    await storage.put(key, BYTES);
    await storage.delete(key);
    await storage.delete(key);
    expect(await storage.stat(key)).toBeNull();
  });

  it('takes no path for a key', async () => {
    await expect(storage.pathOf('../../etc/passwd')).rejects.toThrow(RangeError);
  });
});

describe('keptSecret', () => {
  it('makes a secret once, for its owner only', () => {
    const secret = keptSecret(folder, 'jwt');
    expect(secret).toMatch(/^[\w-]{64}$/);
    expect(keptSecret(folder, 'jwt')).toBe(secret);
    expect(keptSecret(folder, 'other')).not.toBe(secret);
    expect(statSync(join(folder, 'secrets', 'jwt')).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(folder, 'secrets')).sort()).toEqual(['jwt', 'media', 'other']);
  });
});

describe('a media URL', () => {
  let app: NestFastifyApplication;
  let url: string;

  beforeAll(async () => {
    const config = parseConfig({});
    const module = await Test.createTestingModule({
      controllers: [MediaController],
      providers: [MediaService, { provide: Storage, useValue: storage }, { provide: SignedUrls, useValue: urls }],
    }).compile();
    app = module.createNestApplication<NestFastifyApplication>(createFastifyAdapter(config), { logger: false });
    await configureHttp(app, config);
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
    const key = assetKey(newId(), 'mp4');
    await storage.put(key, BYTES);
    url = storage.url(key);
  });

  afterAll(async () => {
    await app.close();
  });

  function get(headers: Record<string, string> = {}, address = url) {
    return app.inject({ url: address, headers });
  }

  it('leads to the file, to be cached for as long as it is good', async () => {
    const reply = await get();
    expect(reply.statusCode).toBe(200);
    expect(reply.rawPayload).toEqual(BYTES);
    expect(reply.headers).toMatchObject({
      'content-type': 'video/mp4',
      'content-length': '10',
      'accept-ranges': 'bytes',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'cross-origin',
    });
    const [, seconds] = /^public, max-age=(\d+), immutable$/.exec(String(reply.headers['cache-control'])) ?? [];
    expect(Number(seconds)).toBeLessThanOrEqual(3600);
    expect(Number(seconds)).toBeGreaterThan(3200);
  });

  it('answers HEAD like GET, without the file', async () => {
    const reply = await app.inject({ method: 'HEAD', url });
    expect([reply.statusCode, reply.headers['content-length'], reply.body]).toEqual([200, '10', '']);
  });

  it.each([
    ['bytes=2-4', 206, '234', 'bytes 2-4/10'],
    ['bytes=7-', 206, '789', 'bytes 7-9/10'],
    ['bytes=-3', 206, '789', 'bytes 7-9/10'],
    ['bytes=5-100', 206, '56789', 'bytes 5-9/10'],
    ['bytes=0-1,4-5', 200, '0123456789', undefined],
    ['lines=1-2', 200, '0123456789', undefined],
  ])('answers Range: %s with %i', async (range, status, body, contentRange) => {
    const reply = await get({ range });
    expect([reply.statusCode, reply.body, reply.headers['content-range']]).toEqual([status, body, contentRange]);
  });

  it('refuses a range beyond the end, in the envelope', async () => {
    const reply = await get({ range: 'bytes=10-' });
    expect(reply.statusCode).toBe(416);
    expect(reply.headers).toMatchObject({ 'content-range': 'bytes */10', 'cache-control': 'no-store' });
    expect(reply.json()).toMatchObject({ code: 416, data: null });
  });

  it('sends nothing to who has it already, and all of it to who has something else', async () => {
    const etag = String((await get()).headers.etag);
    const unchanged = await get({ 'if-none-match': etag });
    expect([unchanged.statusCode, unchanged.body]).toEqual([304, '']);
    expect((await get({ 'if-none-match': '"other"' })).statusCode).toBe(200);
    expect((await get({ range: 'bytes=0-1', 'if-range': etag })).statusCode).toBe(206);
    expect((await get({ range: 'bytes=0-1', 'if-range': '"other"' })).statusCode).toBe(200);
  });

  it.each([
    ['another file', (good: string) => good.replace('.mp4', '.mp3')],
    ['a later end', (good: string) => good.replace(/media\/\d/, 'media/9')],
    ['a way out', (good: string) => good.replace('assets/', 'assets/%2e%2e/')],
    ['a longer path', (good: string) => `${good}%2fx`],
  ])('is 403 with %s', async (_case, change) => {
    const reply = await get({}, change(url));
    expect(reply.statusCode).toBe(403);
    expect(reply.json()).toMatchObject({ code: 403, error: { code: 'SIGNATURE_INVALID' } });
  });

  it('is 404 when the file is gone', async () => {
    const gone = storage.url(assetKey(newId(), 'mp4'));
    expect((await get({}, gone)).json()).toMatchObject({ code: 404, error: { code: 'ROUTE_NOT_FOUND' } });
  });
});
