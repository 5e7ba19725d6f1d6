import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { AppError } from '../common/errors.js';
import { isRecord } from './provider.errors.js';
import { ProviderHttp } from './provider-http.js';

const MAX_AGE_MS = 24 * 3_600_000;
/** So often they are asked for at most, whoever sends what with a key that is not known. */
const ASK_EVERY_MS = 60_000;
const TIMEOUT_MS = 5000;
const MAX_KEYS = 16;

/** The public keys of fal's webhooks: kept for a day, and asked for anew when one is met that is not among them. */
export class FalKeys {
  private readonly http: ProviderHttp;
  private keys: KeyObject[] = [];
  private keptSince = -Infinity;
  private askedAt = -Infinity;
  private asking: Promise<void> = Promise.resolve();

  constructor(
    jwksUrl: string,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.http = new ProviderHttp({ provider: 'pika', baseUrl: jwksUrl, apiKey: null, timeoutMs: TIMEOUT_MS });
  }

  /** Whether one of them has signed it. Throws SERVICE_UNAVAILABLE where none can be had: fal then calls once more. */
  async haveSigned(message: Buffer, signature: Buffer): Promise<boolean> {
    const isOneOfThem = () => this.keys.some((key) => verify(null, message, key, signature));
    if (this.areFresh() && isOneOfThem()) {
      return true;
    }
    await this.askInTime();
    if (!this.areFresh()) {
      throw new AppError('SERVICE_UNAVAILABLE');
    }
    return isOneOfThem();
  }

  private areFresh(): boolean {
    return this.now() - this.keptSince < MAX_AGE_MS;
  }

  private askInTime(): Promise<void> {
    if (this.now() - this.askedAt >= ASK_EVERY_MS) {
      this.askedAt = this.now();
      this.asking = this.ask().catch(() => undefined);
    }
    return this.asking;
  }

  private async ask(): Promise<void> {
    const answer = await this.http.json('GET', '', undefined, AbortSignal.timeout(TIMEOUT_MS));
    const keys = isRecord(answer) && Array.isArray(answer.keys) ? (answer.keys as unknown[]) : [];
    const usable = keys.slice(0, MAX_KEYS).flatMap(keyOf);
    if (usable.length > 0) {
      this.keys = usable;
      this.keptSince = this.now();
    }
  }
}

/** None, where it is of another kind. */
function keyOf(jwk: unknown): KeyObject[] {
  if (!isRecord(jwk) || jwk.kty !== 'OKP' || jwk.crv !== 'Ed25519' || typeof jwk.x !== 'string') {
    return [];
  }
  try {
    return [createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: jwk.x }, format: 'jwk' })];
  } catch {
    return [];
  }
}
