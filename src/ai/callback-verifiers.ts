import { createHash } from 'node:crypto';
import { type IncomingHttpHeaders } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { Webhook } from 'standardwebhooks';
import { CONFIG, type Config } from '../common/config.js';
import { ConfigError } from '../common/environment.js';
import { AppError } from '../common/errors.js';
import { FalKeys } from './fal-keys.js';

/** What a vendor has sent, as it came. */
export interface Callback {
  headers: IncomingHttpHeaders;
  body: Buffer;
}

type Verifier = (callback: Callback) => boolean | Promise<boolean>;

/** How old or how far ahead a signature may be; as much as Standard Webhooks allows. */
const TOLERANCE_SEC = 300;

/** Who calls back proves with a signature that it is the vendor, as each vendor does it. */
@Injectable()
export class CallbackVerifiers {
  private readonly verifiers: ReadonlyMap<string, Verifier>;

  constructor(@Inject(CONFIG) { providers }: { providers: Pick<Config['providers'], 'replicate' | 'fal'> }) {
    const { replicate, fal } = providers;
    this.verifiers = new Map<string, Verifier>([
      ...(replicate.webhookSecret === null ? [] : [['replicate', standardWebhook(replicate.webhookSecret)] as const]),
      ...(fal.webhookUserId === null
        ? []
        : [['pika', falWebhook(new FalKeys(fal.jwksUrl), fal.webhookUserId)] as const]),
    ]);
  }

  /** Throws ROUTE_NOT_FOUND where nobody is to call from there, and UNAUTHENTICATED where it is somebody else. */
  async verify(provider: string, callback: Callback): Promise<void> {
    const verifier = this.verifiers.get(provider);
    if (!verifier) {
      throw new AppError('ROUTE_NOT_FOUND');
    }
    if (!(await verifier(callback))) {
      throw new AppError('UNAUTHENTICATED.callback');
    }
  }
}

function standardWebhook(secret: string): Verifier {
  const webhook = webhookOf(secret);
  return ({ headers, body }) => {
    try {
      webhook.verify(body, headers as Record<string, string>, { jsonParse: false });
      return true;
    } catch {
      return false;
    }
  };
}

function webhookOf(secret: string): Webhook {
  try {
    return new Webhook(secret);
  } catch {
    throw new ConfigError('REPLICATE_WEBHOOK_SECRET must be as Replicate gives it: whsec_… in base64');
  }
}

/** fal signs the calls of all its accounts with the same keys: whose it is says the user's id. */
function falWebhook(keys: FalKeys, userId: string): Verifier {
  return async ({ headers, body }) => {
    const [request, user, timestamp, signature] = ['request-id', 'user-id', 'timestamp', 'signature'].map((name) =>
      String(headers[`x-fal-webhook-${name}`] ?? ''),
    ) as [string, string, string, string];
    const isInTime = /^\d{1,12}$/.test(timestamp) && Math.abs(Date.now() / 1000 - Number(timestamp)) <= TOLERANCE_SEC;
    if (request === '' || user !== userId || !isInTime || !/^[0-9a-f]{128}$/i.test(signature)) {
      return false;
    }
    const digest = createHash('sha256').update(body).digest('hex');
    const message = Buffer.from([request, user, timestamp, digest].join('\n'));
    return keys.haveSigned(message, Buffer.from(signature, 'hex'));
  };
}
