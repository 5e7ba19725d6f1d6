import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { parseConfig } from '../../src/common/config.js';
import { configureHttp, createFastifyAdapter } from '../../src/common/http-app.js';
import { keptSecret } from '../../src/common/kept-secret.js';
import { newId } from '../../src/common/uuid.js';
import { MediaController } from '../../src/storage/media.controller.js';
import { mediaLink } from '../../src/storage/media-links.js';
import { MediaService } from '../../src/storage/media.service.js';
import { SignedUrls } from '../../src/storage/signed-urls.js';
import { assetKey } from '../../src/storage/storage-keys.js';
import { Storage } from '../../src/storage/storage.js';
import { localRig, s3Rig, s3rverRig, type StorageRig, urls } from '../support/storages.js';

const BYTES = Buffer.from('0123456789');
const MIME = 'video/mp4';
const LARGE = 17 * 1024 ** 2;

const newKey = (extension = 'mp4') => assetKey(newId(), extension);
const sumOf = (bytes: Buffer) => ({ bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') });

describe.each<[name: string, newRig: () => Promise<StorageRig>]>([
  ['below a folder', localRig],
  ['in a bucket', s3Rig],
  ["in a bucket of another's server", s3rverRig],
])('a storage %s', (_name, newRig) => {
  let rig: StorageRig;
  let storage: Storage;

  beforeAll(async () => {
    rig = await newRig();
    ({ storage } = rig);
  });

  afterAll(() => rig.stop());

  async function fileOf(bytes: Buffer): Promise<string> {
    const path = join(rig.directory, newId());
    await writeFile(path, bytes);
    return path;
  }

  it.each([
    ['little', BYTES],
    ['nothing', Buffer.alloc(0)],
    ['more than goes at once', randomBytes(LARGE)],
  ])('gives back what it was given, here and elsewhere: %s', async (_what, bytes) => {
    const [first, second] = [newKey(), newKey()];
    expect(await storage.put(first, bytes, MIME)).toEqual(sumOf(bytes));
    expect(await storage.put(second, { path: await fileOf(bytes) }, MIME)).toEqual(sumOf(bytes));
    for (const key of [first, second]) {
      expect(await storage.stat(key)).toEqual({ bytes: bytes.length });
      for (const machine of [storage, rig.elsewhere()]) {
        expect((await readFile(await machine.pathOf(key))).equals(bytes)).toBe(true);
      }
    }
  });

  it('says so when a file cannot be stored, and has nothing then', async () => {
    const key = newKey();
    const missing = { path: join(rig.directory, 'missing') };
    await expect(storage.put(key, missing, MIME)).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
    expect(await storage.stat(key)).toBeNull();
  });

  it('says so when a file to be read is not there, for good', async () => {
    const missing = { key: 'STORAGE_FAILED.missing', retryable: false };
    await expect(storage.pathOf(newKey())).rejects.toMatchObject(missing);
  });

  it('stores nothing that nobody wants any more', async () => {
    const key = newKey();
    const signal = AbortSignal.abort(new Error('cancelled'));
    await expect(storage.put(key, BYTES, MIME, signal)).rejects.toThrow('cancelled');
    expect(await storage.stat(key)).toBeNull();
  });

  it('deletes, twice if need be', async () => {
    const key = newKey('png');
    await storage.put(key, BYTES, 'image/png');
    await storage.delete(key);
    await storage.delete(key);
    expect(await storage.stat(key)).toBeNull();
  });

  it('takes no path for a key', async () => {
    const path = '../../etc/passwd';
    await expect(storage.pathOf(path)).rejects.toThrow(RangeError);
    await expect(storage.put(path, BYTES, MIME)).rejects.toThrow();
    await expect(storage.delete(path)).rejects.toThrow(RangeError);
  });

  it('lists what was stored before a moment, all of it', async () => {
    const keys = await Promise.all(
      Array.from({ length: 8 }, async () => {
        const key = newKey();
        await storage.put(key, BYTES, MIME);
        return key;
      }),
    );
    const listed = async (moment: number) => {
      const found: string[] = [];
      for await (const page of storage.keysBefore(new Date(moment))) {
        found.push(...page);
      }
      return found;
    };
    expect(await listed(Date.now() + 60_000)).toEqual(expect.arrayContaining(keys));
    expect(await listed(Date.now() - 60_000)).toEqual([]);
  });

  it('belongs to the first database that asks', async () => {
    expect(await storage.belongsTo('one')).toBe(true);
    expect(await storage.belongsTo('another')).toBe(false);
    expect(await rig.elsewhere().belongsTo('one')).toBe(true);
  });

  it('can be written, as it says', async () => {
    await expect(storage.check()).resolves.toBeUndefined();
  });
});

describe('a storage below a folder', () => {
  it('leaves no draft behind', async () => {
    const { storage, directory, stop } = await localRig();
    await storage.put(newKey(), BYTES, MIME);
    await storage.put(newKey(), { path: join(directory, 'missing') }, MIME).catch(() => undefined);
    expect(readdirSync(join(directory, 'media', 'tmp'))).toEqual([]);
    await stop();
  });
});

describe('keptSecret', () => {
  const folder = mkdtempSync(join(tmpdir(), 'jumu-secret-'));

  afterAll(() => rmSync(folder, { recursive: true }));

  it('makes a secret once, for its owner only', () => {
    const secret = keptSecret(folder, 'jwt');
    expect(secret).toMatch(/^[\w-]{64}$/);
    expect(keptSecret(folder, 'jwt')).toBe(secret);
    expect(keptSecret(folder, 'other')).not.toBe(secret);
    expect(statSync(join(folder, 'secrets', 'jwt')).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(folder, 'secrets')).sort()).toEqual(['jwt', 'other']);
  });
});

describe('a media URL', () => {
  let rig: StorageRig;
  let app: NestFastifyApplication;
  let url: string;

  beforeAll(async () => {
    ({ rig, app, url } = await servedFile(localRig));
  });

  afterAll(() => stopServing(rig, app));

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
    const gone = rig.storage.url(newKey());
    expect((await get({}, gone)).json()).toMatchObject({ code: 404, error: { code: 'ROUTE_NOT_FOUND' } });
  });
});

describe('a media URL of a file in a bucket', () => {
  let rig: StorageRig;
  let app: NestFastifyApplication;
  let url: string;

  beforeAll(async () => {
    ({ rig, app, url } = await servedFile(s3Rig));
  });

  afterAll(() => stopServing(rig, app));

  it.each(['GET', 'HEAD'] as const)('leads %s there, for as long as it is good itself', async (method) => {
    const led = await app.inject({ method, url });
    const location = new URL(String(led.headers.location));
    const [, seconds] = /^public, max-age=(\d+), immutable$/.exec(String(led.headers['cache-control'])) ?? [];
    expect([led.statusCode, led.headers['cross-origin-resource-policy']]).toEqual([302, 'cross-origin']);
    expect(location.searchParams.get('X-Amz-Expires')).toBe(seconds);
    const file = await fetch(location, { method });
    expect([file.status, await file.text()]).toEqual([200, method === 'GET' ? '0123456789' : '']);
    const wanted = { 'content-type': MIME, 'content-length': '10', 'accept-ranges': 'bytes' };
    expect(Object.fromEntries(file.headers)).toMatchObject({
      ...wanted,
      'cache-control': led.headers['cache-control'],
    });
  });

  it('leads nobody anywhere with another signature', async () => {
    const refused = await app.inject({ url: url.replace('.mp4', '.mp3') });
    expect([refused.statusCode, refused.headers.location]).toEqual([403, undefined]);
    expect(refused.json()).toMatchObject({ error: { code: 'SIGNATURE_INVALID' } });
  });
});

describe.each<[name: string, newRig: () => Promise<StorageRig>, led: number]>([
  ['below a folder', localRig, 200],
  ['in a bucket', s3Rig, 302],
])('the URL of a playlist %s', (_name, newRig, led) => {
  let rig: StorageRig;
  let app: NestFastifyApplication;
  let url: string;

  beforeAll(async () => {
    let file: string;
    ({ rig, app, url: file } = await servedFile(newRig));
    const key = newKey('m3u8');
    const link = mediaLink(file.split('/').slice(-3).join('/'));
    await rig.storage.put(
      key,
      Buffer.from(`#EXTM3U\n#EXT-X-MAP:URI="${link}"\n${link}\n`),
      'application/vnd.apple.mpegurl',
    );
    url = rig.storage.url(key);
  });

  afterAll(() => stopServing(rig, app));

  const get = (headers: Record<string, string> = {}, method: 'GET' | 'HEAD' = 'GET') =>
    app.inject({ method, url, headers });
  const at = (line: string) => new URL(line, `http://x${url}`).pathname;

  it('is answered here, with lines that lead on from it and are good for as long', async () => {
    const reply = await get();
    expect([reply.statusCode, reply.headers['content-type']]).toEqual([200, 'application/vnd.apple.mpegurl']);
    const [, map = '', line = ''] = reply.body.split('\n');
    expect(line).toMatch(/^\.\.\/\.\.\/\.\.\/[\w-]{43}\/assets\//);
    expect(map).toBe(`#EXT-X-MAP:URI="${line}"`);
    expect(at(line).split('/')[4]).toBe(url.split('/')[4]);
    const file = await app.inject({ url: at(line), headers: { range: 'bytes=2-4' } });
    expect(file.statusCode).toBe(led === 200 ? 206 : led);
    const swapped = at(line).replace(/media\/\d/, 'media/9');
    expect((await app.inject({ url: swapped })).json()).toMatchObject({ error: { code: 'SIGNATURE_INVALID' } });
  });

  it('answers HEAD like GET, and sends nothing to who has it already', async () => {
    const [whole, head] = [await get(), await get({}, 'HEAD')];
    expect([head.statusCode, head.body, head.headers['content-length']]).toEqual([200, '', String(whole.body.length)]);
    expect(head.headers).toMatchObject({ etag: whole.headers.etag, 'cross-origin-resource-policy': 'cross-origin' });
    expect(whole.headers['cache-control']).toMatch(/^public, max-age=\d+, immutable$/);
    const unchanged = await get({ 'if-none-match': String(whole.headers.etag) });
    expect([unchanged.statusCode, unchanged.body]).toEqual([304, '']);
    expect((await get({ 'if-match': '"other"' })).statusCode).toBe(412);
  });

  it.each([
    ['bytes=0-6', 206, '#EXTM3U', 'bytes 0-6/'],
    ['bytes=-1', 206, '\n', 'bytes '],
    ['bytes=100000-', 416, null, 'bytes */'],
    ['lines=1-2', 200, null, undefined],
  ])('answers Range: %s with %i', async (range, status, body, contentRange) => {
    const reply = await get({ range });
    const told = reply.headers['content-range'];
    expect([reply.statusCode, told?.slice(0, contentRange?.length)]).toEqual([status, contentRange]);
    expect(body === null || reply.body === body).toBe(true);
    expect(status === 416 || reply.headers['accept-ranges'] === 'bytes').toBe(true);
  });

  it('was made when its file was: that is a condition, too', async () => {
    const made = String((await get()).headers['last-modified']);
    expect(Math.abs(Date.parse(made) - Date.now())).toBeLessThan(60_000);
    expect((await get({ 'if-modified-since': made })).statusCode).toBe(304);
    expect((await get({ 'if-range': made, range: 'bytes=0-1' })).statusCode).toBe(206);
    const longAgo = 'Thu, 01 Jan 1970 00:00:00 GMT';
    expect((await get({ 'if-modified-since': longAgo })).statusCode).toBe(200);
    expect((await get({ 'if-range': longAgo, range: 'bytes=0-1' })).statusCode).toBe(200);
  });

  it('is 404 when the playlist is gone', async () => {
    const gone = rig.storage.url(newKey('m3u8'));
    expect((await app.inject({ url: gone })).json()).toMatchObject({ code: 404, error: { code: 'ROUTE_NOT_FOUND' } });
  });
});

/** A stored file, behind a server that leads to it. */
async function servedFile(newRig: () => Promise<StorageRig>) {
  const rig = await newRig();
  const app = await newMediaApp(rig.storage);
  const key = newKey();
  await rig.storage.put(key, BYTES, MIME);
  return { rig, app, url: rig.storage.url(key) };
}

async function stopServing(rig: StorageRig, app: NestFastifyApplication): Promise<void> {
  await app.close();
  await rig.stop();
}

async function newMediaApp(storage: Storage): Promise<NestFastifyApplication> {
  const config = parseConfig({});
  const module = await Test.createTestingModule({
    controllers: [MediaController],
    providers: [MediaService, { provide: Storage, useValue: storage }, { provide: SignedUrls, useValue: urls }],
  }).compile();
  const app = module.createNestApplication<NestFastifyApplication>(createFastifyAdapter(config), { logger: false });
  await configureHttp(app, config);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return app;
}
