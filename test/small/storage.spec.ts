import { describe, expect, it } from '@jest/globals';
import { storageError } from '../../src/common/storage-error.js';
import { mediaSecrets } from '../../src/storage/media-secrets.js';
import { SignedUrls } from '../../src/storage/signed-urls.js';
import { assetKey, isStorageKey } from '../../src/storage/storage-keys.js';

const ID = '0197a3c0-0000-7000-8000-0000000000ab';
const KEY = assetKey(ID, 'mp4');
const NOW = 1_800_000_123;

describe('storage keys', () => {
  it('spread by the end of the id', () => {
    expect(KEY).toBe(`assets/ab/${ID}.mp4`);
  });

  it.each([['../../etc/passwd'], [`assets/ab/../${ID}.mp4`], [`${KEY}/x`], [`/${KEY}`], [`${KEY}\0`], ['']])(
    'are not what a user could make up: %p',
    (text) => {
      expect(isStorageKey(text)).toBe(false);
    },
  );

  it.each([['../x'], ['MP4'], [''], ['a/b'], ['verylongext']])('have plain extensions, not %p', (extension) => {
    expect(() => assetKey(ID, extension)).toThrow(RangeError);
  });
});

describe('a file that cannot be stored', () => {
  it.each([
    ['ENOSPC', 'NO_SPACE'],
    ['EDQUOT', 'NO_SPACE'],
    ['EIO', 'STORAGE_FAILED'],
  ])('for %s fails with %s and may be tried again', (code, expected) => {
    expect(storageError(Object.assign(new Error(), { code }))).toMatchObject({ code: expected, retryable: true });
  });
});

function parts(url: string): [key: string, expires: string, signature: string] {
  const [, expires = '', signature = '', key = ''] = /media\/([^/]+)\/([^/]+)\/(.+)$/.exec(url) ?? [];
  return [key, expires, signature];
}

describe('the secret of media URLs', () => {
  const machine = (dataDir: string, ...jwtSecrets: string[]) =>
    new SignedUrls(mediaSecrets({ dataDir, jwtSecrets }), 3600, null);
  const [oldSecret, newSecret] = ['o'.repeat(32), 'n'.repeat(32)];

  function isGood(url: string, on: SignedUrls): boolean {
    const [key, expires, signature] = parts(url);
    return on.verify(key, expires, signature, NOW);
  }

  it('is the same on all machines that have the same JWT_SECRET', () => {
    const url = machine('/here', newSecret).sign(KEY, NOW);
    expect(isGood(url, machine('/there', newSecret))).toBe(true);
    expect(isGood(url, machine('/there', oldSecret))).toBe(false);
  });

  it('changes with JWT_SECRET, and what the old one signed stays good', () => {
    const rotated = machine('/here', newSecret, oldSecret);
    expect(isGood(machine('/here', oldSecret).sign(KEY, NOW), rotated)).toBe(true);
    expect(rotated.sign(KEY, NOW)).toBe(machine('/here', newSecret).sign(KEY, NOW));
  });

  it('is not that of the tokens', () => {
    expect(mediaSecrets({ dataDir: '/here', jwtSecrets: [newSecret] })).not.toContain(newSecret);
  });
});

describe('SignedUrls', () => {
  const sut = new SignedUrls(['the secret'], 3600, null);

  it('are good until they expire, and never for longer than the time to live', () => {
    const [key, expires, signature] = parts(sut.sign(KEY, NOW));
    expect(sut.verify(key, expires, signature, NOW)).toBe(true);
    expect(sut.verify(key, expires, signature, Number(expires) - 1)).toBe(true);
    expect(sut.verify(key, expires, signature, Number(expires))).toBe(false);
    expect(Number(expires)).toBeLessThanOrEqual(NOW + 3600);
    expect(Number(expires)).toBeGreaterThan(NOW + 3600 - 301);
  });

  it('stay the same for a while, so that browsers can cache', () => {
    const start = Math.ceil(NOW / 300) * 300;
    expect(sut.sign(KEY, start)).toBe(sut.sign(KEY, start + 299));
    expect(sut.sign(KEY, start)).not.toBe(sut.sign(KEY, start + 300));
  });

  it('lead on to other files, which are good for just as long', () => {
    const url = sut.sign(KEY, NOW);
    const other = assetKey(ID, 'm3u8');
    const [, expires] = parts(url);
    const next = new URL(sut.signBeside(other, expires), `https://cdn.example/jumu${url}`);
    expect(next.href).toBe(`https://cdn.example/jumu${sut.sign(other, NOW)}`);
  });

  it('begin where the public address says', () => {
    expect(sut.sign(KEY, NOW)).toMatch(/^\/api\/v1\/media\/\d+\/[\w-]{43}\/assets\//);
    const cdn = new SignedUrls(['the secret'], 3600, 'https://cdn.example/jumu');
    expect(cdn.sign(KEY, NOW)).toBe(`https://cdn.example/jumu${sut.sign(KEY, NOW)}`);
  });

  const [key, expires, signature] = parts(sut.sign(KEY, NOW));

  it.each([
    ['another file', assetKey(ID, 'mp3'), expires, signature],
    ['a later end', key, String(Number(expires) + 1), signature],
    ['an end that is no number', key, 'Infinity', signature],
    ['an end in another notation', key, `0${expires}`, signature],
    ['an end with a sign', key, `+${expires}`, signature],
    ['a cut signature', key, expires, signature.slice(0, -1)],
    ['a longer signature', key, expires, `${signature}A`],
    ['another signature', key, expires, signature.replace(/^./, (first) => (first === 'A' ? 'B' : 'A'))],
    ['no signature', key, expires, ''],
    ['a signature beyond ASCII', key, expires, 'é'.repeat(43)],
    ['the signature of another secret', key, expires, parts(new SignedUrls(['other'], 3600, null).sign(KEY, NOW))[2]],
  ])('refuse %s', (_case, badKey, badExpires, badSignature) => {
    expect(sut.verify(badKey, badExpires, badSignature, NOW)).toBe(false);
  });
});
