import { setTimeout as sleep } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';

export interface Delivery {
  id: string;
  url: string;
  body: string;
  /** Of the last try; null: nobody answered. */
  status: number | null;
  tries: number;
}

const MOST_TRIES = 5;
const PAUSE_MS = 100;

/** Tells what has ended, signed (contracts: replicate.md §7, standard-webhooks.md). Only a broken network is tried again. */
export class ReplicateWebhooks {
  readonly deliveries: Delivery[] = [];
  private readonly stopped = new AbortController();
  private readonly signer: Webhook;

  constructor(secret: string) {
    this.signer = new Webhook(secret);
  }

  async send(id: string, url: string, body: string): Promise<void> {
    const delivery: Delivery = { id, url, body, status: null, tries: 0 };
    this.deliveries.push(delivery);
    while (delivery.status === null && delivery.tries < MOST_TRIES && !this.stopped.signal.aborted) {
      delivery.tries += 1;
      delivery.status = await this.post(delivery);
      if (delivery.status === null) {
        await sleep(PAUSE_MS, undefined, { signal: this.stopped.signal }).catch(() => undefined);
      }
    }
  }

  /** Nobody is told anything any more. */
  stop(): void {
    this.stopped.abort();
  }

  private async post({ id, url, body }: Delivery): Promise<number | null> {
    const now = new Date();
    const headers = {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
      'webhook-signature': this.signer.sign(id, now, body),
    };
    const { signal } = this.stopped;
    return fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal }).then(
      ({ status }) => status,
      () => null,
    );
  }
}
