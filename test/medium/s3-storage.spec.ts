import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { inspect } from 'node:util';
import { type S3Settings, parseConfig } from '../../src/common/config.js';
import { loggedError } from '../../src/common/logged-error.js';
import { newId } from '../../src/common/uuid.js';
import { FileCache } from '../../src/storage/file-cache.js';
import { S3Storage } from '../../src/storage/s3.storage.js';
import { assetKey, storagePath } from '../../src/storage/storage-keys.js';
import { type S3Emulator } from '../emulators/s3.emulator.js';
import { s3Rig, urls } from '../support/storages.js';
import { until } from '../support/until.js';

const BYTES = Buffer.from('0123456789');
const MIME = 'video/mp4';
const PARTS = randomBytes(17 * 1024 ** 2);

const newKey = () => assetKey(newId(), 'mp4');

describe('a storage in a bucket', () => {
  let rig: Awaited<ReturnType<typeof s3Rig>>;
  let s3: S3Emulator;
  let storage: S3Storage;

  beforeEach(async () => {
    rig = await s3Rig();
    ({ s3, storage } = rig);
  });

  afterEach(() => rig.stop());

  const settings = (more: Record<string, string> = {}) => parseConfig({ ...s3.environment, ...more }).s3 as S3Settings;

  function newStorage(
    more: Record<string, string> = {},
    limits?: { connectionTimeout: number; socketTimeout: number },
  ) {
    const known = settings(more);
    return new S3Storage(known, new FileCache(join(rig.directory, 'other'), known.cacheBytes), urls, true, limits);
  }

  async function stored(bytes = BYTES): Promise<string> {
    const key = newKey();
    await storage.put(key, bytes, MIME);
    return key;
  }

  const reads = () => s3.calls.filter((call) => call.startsWith('GET')).length;

  async function filesBelow(folder: string): Promise<string[]> {
    const names = await readdir(join(rig.directory, folder), { recursive: true }).catch(() => []);
    return names.filter((name) => name.includes('.'));
  }

  describe('keeps copies on this machine', () => {
    it('of what it has stored, which is not fetched', async () => {
      const path = join(rig.directory, 'film');
      await writeFile(path, BYTES);
      const [first, second] = [await stored(), newKey()];
      await storage.put(second, { path }, MIME);
      for (const key of [first, second]) {
        expect(await readFile(await storage.pathOf(key))).toEqual(BYTES);
      }
      expect(reads()).toBe(0);
    });

    it('of nothing it has stored where nothing is read again', async () => {
      const known = settings();
      const api = new S3Storage(known, new FileCache(join(rig.directory, 'api'), known.cacheBytes), urls, false);
      await api.put(newKey(), BYTES, MIME);
      expect(await filesBelow('api')).toEqual([]);
    });

    it('fetched once for all who ask at the same time, and once for all time', async () => {
      const key = await stored(PARTS);
      const other = newStorage();
      const paths = await Promise.all(Array.from({ length: 5 }, () => other.pathOf(key)));
      expect(new Set(paths).size).toBe(1);
      expect((await readFile(await other.pathOf(key))).equals(PARTS)).toBe(true);
      expect(reads()).toBe(1);
      expect(await filesBelow('other')).toEqual([key]);
    });

    it('of which the longest unread go when they take too much, and never one that was asked for lately', async () => {
      const keys = [await stored(), await stored(), await stored()];
      const small = newStorage({ OSS_CACHE_BYTES: '25' });
      const paths = await Promise.all(keys.map((key) => small.pathOf(key)));
      const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000);
      await utimes(paths[0] ?? '', hoursAgo(5), hoursAgo(5));
      await utimes(paths[1] ?? '', hoursAgo(4), hoursAgo(4));
      // Asked for again, it is the second youngest.
      await small.pathOf(keys[0] ?? '');
      // Another process on the directory looks around as soon as it brings something.
      await newStorage({ OSS_CACHE_BYTES: '25' }).pathOf(await stored());
      await until('there is less', async () => (await filesBelow('other')).length === 3);
      expect(await filesBelow('other')).toEqual(expect.arrayContaining([keys[0], keys[2]]));
    });

    it('of which those go that nobody has asked for in a week: their files may be gone', async () => {
      const keys = [await stored(), await stored()];
      const paths = await Promise.all(keys.map((key) => storage.pathOf(key)));
      const daysAgo = (days: number) => new Date(Date.now() - days * 24 * 3_600_000);
      await utimes(paths[0] ?? '', daysAgo(6), daysAgo(6));
      await utimes(paths[1] ?? '', daysAgo(8), daysAgo(8));
      const neighbour = new FileCache(join(rig.directory, 'machine-1'), 1000);
      await neighbour.keep(newKey(), BYTES);
      await until('one has gone', async () => (await filesBelow('machine-1')).length === 2);
      expect(existsSync(paths[0] ?? '')).toBe(true);
    });

    it('of which none goes that is asked for while the others go', async () => {
      const before = new Date(Date.now() - 5 * 3_600_000);
      const keys = Array.from({ length: 1000 }, newKey);
      const cache = new FileCache(join(rig.directory, 'other'), 0);
      const paths = keys.map((key) => storagePath(join(rig.directory, 'other'), key));
      for (const [place, path] of paths.entries()) {
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, BYTES);
        utimesSync(path, before, new Date(before.getTime() - place));
      }
      const isGone = (place: number) => !existsSync(paths.at(place) ?? '');
      await cache.keep(newKey(), BYTES);
      await until('they begin to go', () => isGone(0), { everyMs: 1 });
      const path = await cache.pathOf(keys.at(-2) ?? '', () => Promise.reject(new Error('It is gone already')));
      await until('the last one is gone', () => isGone(-1));
      expect(await readFile(path)).toEqual(BYTES);
    });

    it('and none that is half done and was left so', async () => {
      const path = await storage.pathOf(await stored());
      const drafts = [`${path}.left.part`, `${path}.coming.part`];
      await Promise.all(drafts.map((draft) => writeFile(draft, 'half')));
      const before = new Date(Date.now() - 5 * 3_600_000);
      await utimes(drafts[0] ?? '', before, before);
      const neighbour = new FileCache(join(rig.directory, 'machine-1'), 1000);
      await neighbour.keep(newKey(), BYTES);
      await until('it is gone', async () => (await filesBelow('machine-1')).length === 3);
      expect((await filesBelow('machine-1')).filter((name) => name.endsWith('.part'))).toHaveLength(1);
    });

    it('without which it can be stored all the same', async () => {
      await writeFile(join(rig.directory, 'machine-1'), 'no directory');
      const key = await stored();
      expect(await storage.stat(key)).toEqual({ bytes: 10 });
      await expect(storage.pathOf(key)).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
    });

    it('that go with their files', async () => {
      const key = await stored();
      await storage.delete(key);
      expect(await filesBelow('machine-1')).toEqual([]);
      await expect(storage.pathOf(key)).rejects.toMatchObject({
        code: 'STORAGE_FAILED',
        key: 'STORAGE_FAILED.missing',
        retryable: false,
      });
    });

    it('that stay as they are, whatever becomes of what was stored', async () => {
      const path = join(rig.directory, 'film');
      await writeFile(path, BYTES);
      const key = newKey();
      await storage.put(key, { path }, MIME);
      await writeFile(path, 'the next one');
      expect(await readFile(await storage.pathOf(key))).toEqual(BYTES);
    });
  });

  describe('says what fails in words of ours', () => {
    it.each([
      [503, 'SlowDown'],
      [500, 'InternalError'],
      [403, 'AccessDenied'],
      [404, 'NoSuchBucket'],
    ])('when the server says %i %s', async (status, code) => {
      const key = await stored();
      s3.fault = () => ({ status, code });
      const failed = { code: 'STORAGE_FAILED', retryable: true };
      await expect(storage.put(newKey(), BYTES, MIME)).rejects.toMatchObject(failed);
      await expect(newStorage().pathOf(key)).rejects.toMatchObject(failed);
      const error = await storage.put(newKey(), BYTES, MIME).catch((caught: unknown) => caught);
      expect((error as Error).message).toBe('The file could not be stored');
      const logged = JSON.stringify(loggedError(error as Error));
      expect(logged).toContain(code);
      expect(logged).not.toContain('Words of the server');
      expect(inspect(error, { depth: 9 })).not.toContain(s3.account.secretKey);
      expect(await filesBelow('other')).toEqual([]);
    });

    it('whatever was asked', async () => {
      const key = await stored();
      s3.fault = () => ({ status: 403, code: 'AccessDenied' });
      const failed = { code: 'STORAGE_FAILED', retryable: true };
      await expect(storage.stat(key)).rejects.toMatchObject(failed);
      await expect(storage.delete(key)).rejects.toMatchObject(failed);
      await expect(storage.deleteDrafts(new Date())).rejects.toMatchObject(failed);
      await expect(storage.keysBefore(new Date()).next()).rejects.toMatchObject(failed);
      await expect(storage.belongsTo('one')).rejects.toMatchObject(failed);
      await expect(storage.check()).rejects.toMatchObject(failed);
    });

    it('but tries again first what may be over in a moment', async () => {
      let faults = 2;
      s3.fault = () => (faults-- > 0 ? { status: 503, code: 'SlowDown' } : null);
      const key = await stored();
      expect(await storage.stat(key)).toEqual({ bytes: 10 });
    });

    it('when nobody answers', async () => {
      const key = await stored();
      await s3.goAway();
      await expect(storage.put(newKey(), BYTES, MIME)).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
      await expect(newStorage().pathOf(key)).rejects.toMatchObject({ key: 'STORAGE_FAILED.read' });
      await s3.comeBack();
      expect(await readFile(await newStorage().pathOf(key))).toEqual(BYTES);
    });

    it.each(['cut', 'stall'] as const)('when the answer breaks off (%s), and has no half of a file', async (fault) => {
      const key = await stored();
      s3.fault = ({ method }) => (method === 'GET' ? fault : null);
      const hasty = newStorage({}, { connectionTimeout: 500, socketTimeout: 200 });
      await expect(hasty.pathOf(key)).rejects.toMatchObject({ key: 'STORAGE_FAILED.read', retryable: true });
      expect(await filesBelow('other')).toEqual([]);
      s3.fault = () => null;
      expect(await readFile(await hasty.pathOf(key))).toEqual(BYTES);
    });
  });

  describe('asks a server that takes its time', () => {
    const FILES = 60;
    const AT_ONCE = 8;
    let open: () => void;
    let cancelled: AbortController;

    beforeEach(() => {
      const { promise, resolve } = Promise.withResolvers<void>();
      open = resolve;
      s3.gate = ({ method, key }) => (key !== '' && ['GET', 'PUT'].includes(method) ? promise : null);
      cancelled = new AbortController();
    });

    const copied = () => filesBelow('other');

    /** Put there without asking anybody. */
    function laid(number: number): string[] {
      const keys = Array.from({ length: number }, newKey);
      keys.forEach((key) => s3.content.put(key, BYTES, {}));
      return keys;
    }

    it('for a few of many files at a time, and gets them all', async () => {
      const other = newStorage();
      const paths = Promise.all(laid(FILES).map((key) => other.pathOf(key)));
      await until('as many are asked for as may', () => reads() >= AT_ONCE);
      // Whatever else was to be asked was asked before this.
      await other.stat(newKey());
      expect(reads()).toBe(AT_ONCE);
      open();
      expect(new Set(await paths).size).toBe(FILES);
      expect(await copied()).toHaveLength(FILES);
    });

    it('to take a few of many files at a time, and stores them all', async () => {
      const keys = Array.from({ length: FILES }, newKey);
      const work = Promise.all(keys.map((key) => storage.put(key, BYTES, MIME)));
      await until('as many are sent as may', () => s3.calls.length >= AT_ONCE);
      await storage.stat(newKey());
      expect(s3.calls.filter((call) => call.startsWith('PUT'))).toHaveLength(AT_ONCE);
      open();
      expect(await work).toHaveLength(FILES);
      expect(s3.content.objects.size).toBe(FILES);
    });

    it('for nothing that nobody wants any more, which holds up nobody', async () => {
      const other = newStorage();
      const keys = laid(FILES);
      const paths = Promise.allSettled(keys.map((key) => other.pathOf(key, cancelled.signal)));
      await until('as many are asked for as may', () => reads() >= AT_ONCE);
      const reason = new Error('cancelled');
      cancelled.abort(reason);
      expect(new Set((await paths).map((path) => path.status === 'rejected' && path.reason))).toEqual(
        new Set([reason]),
      );
      const [wanted = ''] = laid(1);
      s3.gate = () => null;
      expect(await readFile(await other.pathOf(wanted))).toEqual(BYTES);
      expect(reads()).toBe(AT_ONCE + 1);
      expect(await copied()).toEqual([wanted]);
    });

    it('for what somebody else still wants', async () => {
      const [key = ''] = laid(1);
      const other = newStorage();
      const [left, stays] = [other.pathOf(key, cancelled.signal), other.pathOf(key)];
      await until('it is asked for', () => reads() === 1);
      cancelled.abort(new Error('cancelled'));
      await expect(left).rejects.toThrow('cancelled');
      open();
      expect(await readFile(await stays)).toEqual(BYTES);
      expect(reads()).toBe(1);
    });

    it.each([
      ['whole', BYTES],
      ['in parts', PARTS],
    ])('to take nothing that nobody wants any more: a file %s', async (_how, bytes) => {
      const key = newKey();
      const path = join(rig.directory, 'film');
      await writeFile(path, bytes);
      const work = storage.put(key, { path }, MIME, cancelled.signal);
      await until('it is sent', () => s3.calls.some((call) => call.startsWith('PUT')));
      cancelled.abort(new Error('cancelled'));
      await expect(work).rejects.toThrow('cancelled');
      expect(await filesBelow('machine-1')).toEqual([]);
      open();
      await until('no part of it is left', () => s3.content.uploads.size === 0);
      await expect(storage.put(key, BYTES, MIME, cancelled.signal)).rejects.toThrow('cancelled');
    });
  });

  describe('a file in parts', () => {
    it('is there whole or not at all, and nothing of it is left', async () => {
      s3.fault = ({ query }) => (query.get('partNumber') === '2' ? { status: 403, code: 'AccessDenied' } : null);
      const key = newKey();
      await expect(storage.put(key, PARTS, MIME)).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
      expect(await storage.stat(key)).toBeNull();
      expect(s3.content.uploads.size).toBe(0);
    });

    it('that could not even be given up is given up later, and one that is coming is not', async () => {
      s3.fault = ({ method, query }) =>
        query.has('partNumber') || method === 'DELETE' ? { status: 403, code: 'AccessDenied' } : null;
      const failed = Array.from({ length: 4 }, () => storage.put(newKey(), PARTS, MIME).catch(() => undefined));
      await Promise.all(failed);
      s3.fault = () => null;
      expect(s3.content.uploads.size).toBe(4);
      await storage.deleteDrafts(new Date(Date.now() - 60_000));
      expect(s3.content.uploads.size).toBe(4);
      await storage.deleteDrafts(new Date(Date.now() + 60_000));
      expect(s3.content.uploads.size).toBe(0);
    });
  });

  it('is checked for writing, once for all who ask within seconds', async () => {
    await Promise.all(Array.from({ length: 10 }, () => storage.check()));
    expect(s3.calls).toEqual(['PUT check']);
  });

  describe('a direct URL', () => {
    it('is the file, as what it was stored, for as long as it may be cached', async () => {
      const reply = await fetch(await storage.directUrl(await stored(), 'GET', 600));
      expect([reply.status, await reply.text()]).toEqual([200, '0123456789']);
      const headers = Object.fromEntries(reply.headers);
      expect(headers).toMatchObject({ 'content-type': MIME, 'cache-control': 'public, max-age=600, immutable' });
    });

    it('is good for its own method only', async () => {
      const key = await stored();
      const head = await fetch(await storage.directUrl(key, 'HEAD', 600), { method: 'HEAD' });
      expect([head.status, head.headers.get('content-length')]).toEqual([200, '10']);
      expect((await fetch(await storage.directUrl(key, 'GET', 600), { method: 'HEAD' })).status).toBe(403);
    });

    it('is over when its time is', async () => {
      const url = new URL(await storage.directUrl(await stored(), 'GET', 0));
      expect(url.searchParams.get('X-Amz-Expires')).toBe('1');
      await until('it is over', async () => (await fetch(url)).status === 403);
    });

    it('begins where clients see the server, with the bucket where it belongs', async () => {
      const key = newKey();
      const origin = async (more: Record<string, string>) => {
        const { host, pathname } = new URL(await newStorage(more).directUrl(key, 'GET', 600));
        return `${host}${pathname}`;
      };
      const seen = { OSS_PUBLIC_ENDPOINT: 'https://files.example.com' };
      expect(await origin(seen)).toBe(`files.example.com/films/${key}`);
      expect(await origin({ ...seen, OSS_PATH_STYLE: 'false' })).toBe(`films.files.example.com/${key}`);
    });
  });
});
