import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { newId } from '../../src/common/uuid.js';
import { assetKey } from '../../src/storage/storage-keys.js';
import { SignedUrls } from '../../src/storage/signed-urls.js';
import { mediaSecrets } from '../../src/storage/media-secrets.js';
import { rawRequest } from '../support/raw-http.js';
import { TestApp } from '../support/test-app.js';

const ORIGIN = 'https://app.example.com';
const BYTES = Buffer.from('0123456789'.repeat(10));

describe('a media URL', () => {
  let app: TestApp;
  let urls: SignedUrls;
  let path: string;
  let etag: string;
  let modified: string;

  beforeAll(async () => {
    app = await TestApp.start({ ROLE: 'api', CORS_ORIGINS: ORIGIN });
    urls = new SignedUrls(mediaSecrets(app.config), 3600, null);
    path = urls.sign(await stored('mp4'));
    const { headers } = await get();
    etag = String(headers.get('etag'));
    modified = String(headers.get('last-modified'));
  });

  afterAll(() => app.stop());

  async function stored(ext: string): Promise<string> {
    const key = assetKey(newId(), ext);
    const file = join(app.config.dataDir, 'media', key);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, BYTES);
    return key;
  }

  const get = (headers: Record<string, string> = {}, address = path, method = 'GET') =>
    fetch(app.url + address, { method, headers, redirect: 'manual' });

  /** As it stands, not as `fetch` would tidy it up. */
  async function answerTo(address: string, method = 'GET'): Promise<string> {
    const { status, body } = await rawRequest(
      app.url,
      `${method} ${address} HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n`,
    );
    return `${status} ${JSON.parse(body).error.code}`;
  }

  describe('that somebody has changed is refused in the envelope', () => {
    const tampered: [what: string, change: (good: string) => string, answer: string][] = [
      ['another end', (good) => good.replace(/media\/\d/, 'media/9'), '403 SIGNATURE_INVALID'],
      ['an end with a zero in front', (good) => good.replace('media/', 'media/0'), '403 SIGNATURE_INVALID'],
      ['an end that is no number', (good) => good.replace(/media\/\d+/, 'media/1e12'), '403 SIGNATURE_INVALID'],
      ['no signature', (good) => good.replace(/(media\/\d+)\/[^/]+/, '$1/'), '404 ROUTE_NOT_FOUND'],
      ['half a signature', (good) => good.replace(/(media\/\d+\/[^/]{20})[^/]+/, '$1'), '403 SIGNATURE_INVALID'],
      [
        'a signature in capitals',
        (good) => good.replace(/media\/\d+\/[^/]+/, (text) => text.toUpperCase().replace('MEDIA', 'media')),
        '403 SIGNATURE_INVALID',
      ],
      ['a padded signature', (good) => good.replace(/(media\/\d+\/[^/]+)/, '$1='), '403 SIGNATURE_INVALID'],
      ['another extension', (good) => good.replace('.mp4', '.mp3'), '403 SIGNATURE_INVALID'],
      ['a key in capitals', (good) => good.replace(/assets\/.*$/, (key) => key.toUpperCase()), '403 SIGNATURE_INVALID'],
      ['a way out', (good) => good.replace(/assets\/.*$/, '../../secrets/media'), '403 SIGNATURE_INVALID'],
      [
        'an encoded way out',
        (good) => good.replace(/assets\/.*$/, '%2e%2e%2f%2e%2e%2fsecrets%2fmedia'),
        '403 SIGNATURE_INVALID',
      ],
      ['a way around', (good) => good.replace('assets/', 'assets/../assets/'), '403 SIGNATURE_INVALID'],
      ['a double slash', (good) => good.replace('assets/', 'assets//'), '403 SIGNATURE_INVALID'],
      ['a slash behind', (good) => `${good}/`, '403 SIGNATURE_INVALID'],
      ['an encoded NUL behind', (good) => `${good}%00`, '403 SIGNATURE_INVALID'],
      ['an encoded line break behind', (good) => `${good}%0a`, '403 SIGNATURE_INVALID'],
      ['a broken percent sign', (good) => `${good}%zz`, '400 INVALID_PARAMS'],
      ['no key', (good) => good.replace(/assets\/.*$/, ''), '403 SIGNATURE_INVALID'],
      ['a part missing', (good) => good.replace(/\/assets\/.*$/, ''), '404 ROUTE_NOT_FOUND'],
      ['a key that is far too long', (good) => good + 'a'.repeat(5000), '403 SIGNATURE_INVALID'],
    ];

    it.each(tampered)('%s', async (_what, change, answer) => {
      expect(await answerTo(change(path))).toBe(answer);
    });

    it('an old one, a foreign one, one of a file that has gone', async () => {
      const key = assetKey(newId(), 'mp4');
      expect(await answerTo(urls.sign(key, Date.now() / 1000 - 4000))).toBe('403 SIGNATURE_INVALID');
      expect(await answerTo(new SignedUrls(['x'.repeat(64)], 3600, null).sign(key))).toBe('403 SIGNATURE_INVALID');
      expect(await answerTo(urls.sign(key))).toBe('404 ROUTE_NOT_FOUND');
    });

    it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('one that is called with %s', async (method) => {
      expect(await answerTo(path, method)).toBe('405 METHOD_NOT_ALLOWED');
    });
  });

  it('may be written with percent signs: it is the same', async () => {
    expect((await get({}, path.replace('assets/', '%61ssets%2F'))).status).toBe(200);
  });

  describe('answers conditions', () => {
    const all = BYTES.toString();
    const cases: [what: string, headers: () => Record<string, string>, status: number, body: string, range?: string][] =
      [
        ['the first byte', () => ({ range: 'bytes=0-0' }), 206, '0', 'bytes 0-0/100'],
        ['the middle', () => ({ range: 'bytes=42-45' }), 206, '2345', 'bytes 42-45/100'],
        ['the rest', () => ({ range: 'bytes=97-' }), 206, '789', 'bytes 97-99/100'],
        ['the end', () => ({ range: 'bytes=-2' }), 206, '89', 'bytes 98-99/100'],
        ['more than there is', () => ({ range: 'bytes=98-1000' }), 206, '89', 'bytes 98-99/100'],
        ['a longer end than all', () => ({ range: 'bytes=-1000' }), 206, all, 'bytes 0-99/100'],
        ['beyond the end', () => ({ range: 'bytes=100-' }), 416, '', 'bytes */100'],
        ['the last no bytes', () => ({ range: 'bytes=-0' }), 416, '', 'bytes */100'],
        ['backwards', () => ({ range: 'bytes=5-2' }), 200, all],
        ['words', () => ({ range: 'bytes=a-b' }), 200, all],
        ['another unit', () => ({ range: 'items=0-1' }), 200, all],
        ['several ranges', () => ({ range: 'bytes=0-1,8-9' }), 200, all],
        ['a range of this very file', () => ({ range: 'bytes=0-1', 'if-range': etag }), 206, '01', 'bytes 0-1/100'],
        ['a range of another file', () => ({ range: 'bytes=0-1', 'if-range': '"x"' }), 200, all],
        ['a range by a weak tag', () => ({ range: 'bytes=0-1', 'if-range': `W/${etag}` }), 200, all],
        ['a range of this date', () => ({ range: 'bytes=0-1', 'if-range': modified }), 206, '01', 'bytes 0-1/100'],
        [
          'a range of an old date',
          () => ({ range: 'bytes=0-1', 'if-range': 'Thu, 01 Jan 1970 00:00:00 GMT' }),
          200,
          all,
        ],
        ['none of this', () => ({ 'if-none-match': etag }), 304, ''],
        ['none of this, weakly', () => ({ 'if-none-match': `W/${etag}` }), 304, ''],
        ['none of a list', () => ({ 'if-none-match': `"a", ${etag}` }), 304, ''],
        ['none of any', () => ({ 'if-none-match': '*' }), 304, ''],
        ['none of another', () => ({ 'if-none-match': '"a"', 'if-modified-since': modified }), 200, all],
        ['news since it was made', () => ({ 'if-modified-since': modified }), 304, ''],
        ['news since long ago', () => ({ 'if-modified-since': 'Thu, 01 Jan 1970 00:00:00 GMT' }), 200, all],
        ['this', () => ({ 'if-match': etag }), 200, all],
        ['another', () => ({ 'if-match': '"a"' }), 412, ''],
      ];

    it.each(cases.map(([what, ...rest]) => [what, rest] as const))('%s', async (_what, rest) => {
      const [headers, status, body, range] = rest;
      const reply = await get(headers());
      const text = await reply.text();
      expect([reply.status, reply.headers.get('content-range')]).toEqual([status, range ?? null]);
      expect(status >= 400 ? JSON.parse(text).code : text).toBe(status >= 400 ? status : body);
    });
  });

  it('has a strong ETag that stays when the file is moved to another disk', async () => {
    expect(etag).toMatch(/^"[\w.-]+"$/);
    const file = join(app.config.dataDir, 'media', path.split('/').slice(-3).join('/'));
    await copyFile(file, `${file}.copy`);
    await copyFile(`${file}.copy`, file);
    expect((await get()).headers.get('etag')).toBe(etag);
  });

  it('answers HEAD as GET, but for the file, whatever range is asked for', async () => {
    const [whole, head] = [await get(), await get({ range: 'bytes=0-1' }, path, 'HEAD')];
    const of = ({ headers }: Response) =>
      Object.fromEntries(
        [...headers].filter(([name]) => !/^(date|x-request-id|cache-control|connection|keep-alive)$/.test(name)),
      );
    expect([head.status, await head.text(), of(head)]).toEqual([200, '', of(whole)]);
  });

  it.each([
    ['jpg', 'image/jpeg'],
    ['png', 'image/png'],
    ['webp', 'image/webp'],
    ['wav', 'audio/wav'],
    ['mp3', 'audio/mpeg'],
    ['m4a', 'audio/mp4'],
    ['ogg', 'audio/ogg'],
    ['flac', 'audio/x-flac'],
    ['mp4', 'video/mp4'],
    ['mov', 'video/quicktime'],
    ['webm', 'video/webm'],
  ])('harms nobody, and is what it is: %s', async (ext, type) => {
    const address = urls.sign(await stored(ext));
    const { status, headers } = await get({}, address);
    expect([status, headers.get('content-type'), headers.get('accept-ranges')]).toEqual([200, type, 'bytes']);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
    const [, seconds] = /^public, max-age=(\d+), immutable$/.exec(headers.get('cache-control') ?? '') ?? [];
    const end = Number(address.split('/')[4]);
    expect(Date.now() / 1000 + Number(seconds)).toBeLessThanOrEqual(end + 0.5);
  });

  it('is read by a player of another origin, with ranges', async () => {
    const reply = await get({ origin: ORIGIN, range: 'bytes=0-1' });
    const of = (name: string) => reply.headers.get(name);
    expect([of('access-control-allow-origin'), of('cross-origin-resource-policy')]).toEqual([ORIGIN, 'cross-origin']);
    expect(of('access-control-expose-headers')).toMatch(/Accept-Ranges.*Content-Range.*ETag/);
    expect(of('vary')).toContain('Origin');
    expect((await get({ origin: 'https://evil.example.com' })).headers.get('access-control-allow-origin')).toBeNull();
    const asked = { 'access-control-request-method': 'GET', 'access-control-request-headers': 'if-range,range' };
    const preflight = await get({ origin: ORIGIN, ...asked }, path, 'OPTIONS');
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-headers')).toMatch(/If-Range.*Range/);
  });
});

describe('media URLs', () => {
  it.each([
    [{ PUBLIC_URL: 'https://jumu.example.com' }, 'https://jumu.example.com'],
    [{ PUBLIC_URL: 'https://jumu.example.com', MEDIA_BASE_URL: 'https://cdn.example.com' }, 'https://cdn.example.com'],
  ])('begin with the address that clients see: %j', async (environment, base) => {
    const app = await TestApp.start({ ROLE: 'api', ...environment });
    try {
      const urls = new SignedUrls(mediaSecrets(app.config), 3600, base);
      const key = assetKey(newId(), 'png');
      const file = join(app.config.dataDir, 'media', key);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, BYTES);
      const address = urls.sign(key);
      expect(address.startsWith(`${base}/api/v1/media/`)).toBe(true);
      // A CDN asks us for the same path.
      expect((await fetch(app.url + new URL(address).pathname)).status).toBe(200);
    } finally {
      await app.stop();
    }
  });
});
