import { createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto';

/** Tries that follow a first one that has failed. */
const RETRIES = 10;
const TIMEOUT_MS = 15_000;

/** Calls that are signed as fal signs them (contract: fal-pika.md §6), with the key that it publishes. */
export class FalWebhooks {
  /** What every try came to: a status, or null where nobody answered. */
  readonly tries: { url: string; status: number | null }[] = [];
  private keys = generateKeyPairSync('ed25519');

  constructor(
    readonly userId: string,
    /** Between two tries. */
    private readonly retryMs: number,
  ) {}

  jwks(): object {
    const { kty, crv, x } = this.keys.publicKey.export({ format: 'jwk' });
    return { keys: [{ kty, crv, x, kid: 'test', use: 'sig' }] };
  }

  /** From here on another key signs. */
  turnKey(): void {
    this.keys = generateKeyPairSync('ed25519');
  }

  headersFor(body: string, { userId = this.userId, timestamp = Math.floor(Date.now() / 1000) } = {}) {
    const requestId = randomUUID();
    const hash = createHash('sha256').update(body).digest('hex');
    const message = [requestId, userId, String(timestamp), hash].join('\n');
    return {
      'content-type': 'application/json',
      'x-fal-webhook-request-id': requestId,
      'x-fal-webhook-user-id': userId,
      'x-fal-webhook-timestamp': String(timestamp),
      'x-fal-webhook-signature': sign(null, Buffer.from(message), this.keys.privateKey).toString('hex'),
    };
  }

  /** Calls until somebody answers well, at most eleven times. */
  async call(url: string, told: object): Promise<void> {
    const body = JSON.stringify(told);
    for (let retry = 0; retry <= RETRIES; retry++) {
      const status = await this.post(url, body);
      this.tries.push({ url, status });
      if (status !== null && status >= 200 && status <= 299) {
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, this.retryMs).unref());
    }
  }

  private async post(url: string, body: string): Promise<number | null> {
    const init = { method: 'POST', headers: this.headersFor(body), body, signal: AbortSignal.timeout(TIMEOUT_MS) };
    return fetch(url, init).then(
      ({ status }) => status,
      () => null,
    );
  }
}
