import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';

/** Steps in which an expiry moves on, as a part of the time to live: within one, a file's URL stays the same. */
const STEPS = 12;

/** Media URLs that carry their own permission: `<base>/api/v1/media/<expires>/<signature>/<key>`. */
export class SignedUrls {
  private readonly secret: KeyObject;

  /** `base` is the origin that clients see (a CDN, `PUBLIC_URL`); without one, URLs are path-absolute. */
  constructor(
    secret: string,
    private readonly ttlSec: number,
    private readonly base: string | null,
  ) {
    this.secret = createSecretKey(Buffer.from(secret));
  }

  /** The URL of a key, good for at most the time to live. */
  sign(key: string, nowSec = Date.now() / 1000): string {
    const step = Math.max(1, Math.floor(this.ttlSec / STEPS));
    const expires = Math.floor(nowSec / step) * step + this.ttlSec;
    return `${this.base ?? ''}/api/v1/media/${expires}/${this.signature(key, String(expires))}/${key}`;
  }

  /** Whether the signature is ours, for this very key, and not over. */
  verify(key: string, expires: string, signature: string, nowSec = Date.now() / 1000): boolean {
    if (!/^[1-9]\d{0,11}$/.test(expires)) {
      return false;
    }
    const expected = Buffer.from(this.signature(key, expires));
    const given = Buffer.from(signature);
    const isOurs = given.length === expected.length && timingSafeEqual(given, expected);
    return isOurs && nowSec < Number(expires);
  }

  private signature(key: string, expires: string): string {
    return createHmac('sha256', this.secret).update(`${expires}\n${key}`).digest('base64url');
  }
}
