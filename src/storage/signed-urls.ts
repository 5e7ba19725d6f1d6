import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';

/** Steps in which an expiry moves on, as a part of the time to live: within one, a file's URL stays the same. */
const STEPS = 12;

/** Media URLs that carry their own permission: `<base>/api/v1/media/<expires>/<signature>/<key>`. */
export class SignedUrls {
  private readonly secrets: KeyObject[];

  /**
   * It signs with the first secret and takes the others' signatures too. `base` is the origin that clients see (a CDN,
   * `PUBLIC_URL`); without one, URLs are path-absolute.
   */
  constructor(
    secrets: string[],
    private readonly ttlSec: number,
    private readonly base: string | null,
  ) {
    this.secrets = secrets.map((secret) => createSecretKey(Buffer.from(secret)));
  }

  /** The URL of a key, good for at most the time to live. */
  sign(key: string, nowSec = Date.now() / 1000): string {
    const step = Math.max(1, Math.floor(this.ttlSec / STEPS));
    const expires = Math.floor(nowSec / step) * step + this.ttlSec;
    return `${this.base ?? ''}/api/v1/media/${expires}/${this.signatures(key, String(expires))[0]}/${key}`;
  }

  /** The way from the URL of one file to that of another, good for just as long: what a player is given in a playlist. */
  signBeside(key: string, expires: string): string {
    return `../../../${this.signatures(key, expires)[0]}/${key}`;
  }

  /** Whether the signature is ours, for this very key, and not over. */
  verify(key: string, expires: string, signature: string, nowSec = Date.now() / 1000): boolean {
    if (!/^[1-9]\d{0,11}$/.test(expires)) {
      return false;
    }
    const given = Buffer.from(signature);
    const isOurs = this.signatures(key, expires)
      .map((expected) => Buffer.from(expected))
      .some((expected) => given.length === expected.length && timingSafeEqual(given, expected));
    return isOurs && nowSec < Number(expires);
  }

  private signatures(key: string, expires: string): string[] {
    return this.secrets.map((secret) => createHmac('sha256', secret).update(`${expires}\n${key}`).digest('base64url'));
  }
}

/** A file never changes, but no cache may serve it for longer than its URL is good. */
export function cacheFor(seconds: number): string {
  return `public, max-age=${seconds}, immutable`;
}
