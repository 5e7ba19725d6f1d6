import { type BeforeApplicationShutdown, Inject, Injectable, Logger } from '@nestjs/common';
import { type Span, SpanKind } from '@opentelemetry/api';
import { Webhook } from 'standardwebhooks';
import { CONFIG, type Config } from '../common/config.js';
import { AppError } from '../common/errors.js';
import { Metrics } from '../common/metrics.js';
import { SafeFetch } from '../common/safe-fetch.js';
import { failSpan, inSpan, outsideOfTraces, placeOf } from '../common/tracing.js';
import { withLinks } from '../storage/media-links.js';
import { Storage } from '../storage/storage.js';
import { type ClaimedDelivery, DeliveryLedger } from './delivery-ledger.js';
import { type DeliveryTry } from './webhook-delivery.entity.js';
import { WebhookSecrets } from './webhook-secrets.js';

/** So many deliveries at a time in this process: they wait for others and cost next to nothing. */
const MAX_COURIERS = 16;
const TIME_LIMIT_MS = 10_000;
const REPLY_BYTES = 500;
/** What is due later than this is found by the sweeper. */
const MAX_DELAY_MS = 60_000;
/** Node's timers may be a millisecond early, and then nothing is due yet. */
const TIMER_SLACK_MS = 10;

/** Sends what is due, in the process that wrote it or in any other whose sweeper finds it. Retries come from the ledger. */
@Injectable()
export class WebhookSender implements BeforeApplicationShutdown {
  private readonly logger = new Logger('Webhooks');
  private readonly couriers = new Set<Promise<void>>();
  private readonly closing = new AbortController();
  private claimed: Promise<ClaimedDelivery | null> = Promise.resolve(null);

  constructor(
    private readonly deliveries: DeliveryLedger,
    private readonly secrets: WebhookSecrets,
    private readonly safeFetch: SafeFetch,
    private readonly storage: Storage,
    private readonly metrics: Metrics,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Nothing new is sent; what is on its way is cut off and sent again by another process, with the same id. */
  async beforeApplicationShutdown(): Promise<void> {
    this.closing.abort();
    await this.idle();
  }

  /** There may be something to send; returns at once. */
  wake(): void {
    if (this.couriers.size >= MAX_COURIERS || this.closing.signal.aborted) {
      return;
    }
    const courier = outsideOfTraces(() => this.sendAll())
      .catch((error: unknown) => this.logger.warn('A delivery was cut off', error))
      .finally(() => this.couriers.delete(courier));
    this.couriers.add(courier);
  }

  /** Resolves when this process has nothing more to send now. */
  async idle(): Promise<void> {
    while (this.couriers.size > 0) {
      await Promise.all(this.couriers);
    }
  }

  private async sendAll(): Promise<void> {
    while (!this.closing.signal.aborted) {
      const delivery = await this.claim();
      if (!delivery) {
        return;
      }
      // Where one is there may be more, and nobody waits for a slow receiver.
      this.wake();
      await this.trace(delivery);
    }
  }

  /** One after the other: couriers that claim at the same time would not see how much each user has on its way. */
  private claim(): Promise<ClaimedDelivery | null> {
    const next = () => this.deliveries.claim();
    return (this.claimed = this.claimed.then(next, next));
  }

  /** In the trace of its job; the receiver is not told of it. */
  private trace(delivery: ClaimedDelivery): Promise<void> {
    const { id, body, tries, trace_parent: parent } = delivery;
    const attributes = { 'jumu.delivery_id': id, 'jumu.job_id': body.data.job_id, 'jumu.attempt': tries };
    const options = { parent: placeOf(parent), kind: SpanKind.CLIENT, attributes };
    return inSpan(`webhook ${body.type}`, options, (span) => this.send(delivery, span));
  }

  private async send(delivery: ClaimedDelivery, span: Span): Promise<void> {
    const { signal } = this.closing;
    try {
      const tried = await this.post(delivery, signal);
      const retryAfterMs = await this.deliveries.settle(delivery, tried);
      const outcome = outcomeOf(tried, retryAfterMs);
      this.metrics.webhookDeliveries.inc({ outcome });
      noteOutcome(span, tried, outcome);
      this.logger.log('webhook', lineOf(delivery, tried, outcome));
      if (retryAfterMs !== null && retryAfterMs <= MAX_DELAY_MS) {
        setTimeout(() => this.wake(), retryAfterMs + TIMER_SLACK_MS).unref();
      }
    } catch (error) {
      if (!signal.aborted) {
        throw error;
      }
      await this.deliveries.release(delivery);
    }
  }

  private async post(delivery: ClaimedDelivery, signal: AbortSignal): Promise<DeliveryTry> {
    const { id, url, user_id: userId } = delivery;
    const body = JSON.stringify(withLinks(delivery.body, { url: (key) => this.absoluteUrl(key) }));
    const started = new Date();
    const headers = {
      'content-type': 'application/json',
      ...signatureHeaders(await this.secrets.valid(userId), id, started, body),
    };
    const outcome: DeliveryTry = { at: started.toISOString(), status: null, error: null, duration_ms: 0, reply: null };
    try {
      const options = { headers, body, timeoutMs: TIME_LIMIT_MS, maxBytes: REPLY_BYTES, signal };
      const { status, text } = await this.safeFetch.post(url, options);
      // PostgreSQL keeps no NUL.
      Object.assign(outcome, { status, reply: text.replaceAll('\0', '') });
    } catch (error) {
      if (!(error instanceof AppError)) {
        throw error;
      }
      outcome.error = { code: error.code, message: error.message };
    }
    return { ...outcome, duration_ms: Date.now() - started.getTime() };
  }

  /** The receiver is elsewhere; without `PUBLIC_URL` this machine is the best guess. */
  private absoluteUrl(key: string): string {
    return new URL(this.storage.url(key), this.config.publicUrl ?? `http://localhost:${this.config.port}`).href;
  }
}

function noteOutcome(span: Span, { status, error }: DeliveryTry, outcome: string): void {
  span.setAttribute('jumu.outcome', outcome);
  if (status !== null) {
    span.setAttribute('http.response.status_code', status);
  }
  if (outcome !== 'delivered') {
    failSpan(span, error?.code ?? String(status));
  }
}

/** For the log; not where it was sent, for an address may have a token in it. */
function lineOf(
  { id, body, tries }: ClaimedDelivery,
  { status, error, duration_ms }: DeliveryTry,
  outcome: string,
): object {
  const { type, data } = body;
  const error_code = error?.code ?? null;
  return { delivery_id: id, job_id: data.job_id, type, attempt: tries, outcome, status, error_code, duration_ms };
}

function outcomeOf({ status }: DeliveryTry, retryAfterMs: number | null): 'delivered' | 'retry' | 'failed' {
  const isDelivered = status !== null && status >= 200 && status <= 299;
  return isDelivered ? 'delivered' : retryAfterMs === null ? 'failed' : 'retry';
}

/** The headers of Standard Webhooks, with one signature per secret: during a rotation either of two is known. */
export function signatureHeaders(
  secrets: string[],
  id: string,
  at: Date,
  body: string,
): Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string> {
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, at, body)).join(' '),
  };
}
