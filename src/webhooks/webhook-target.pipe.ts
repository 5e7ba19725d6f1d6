import { Injectable, type PipeTransform } from '@nestjs/common';
import { AppError } from '../common/errors.js';
import { SafeFetch } from '../common/safe-fetch.js';

interface WebhookFields {
  webhook_url?: string;
  webhook_events?: string[];
}

/** Refuses a body whose `webhook_url` leads where nothing may be sent, before any work begins. */
@Injectable()
export class WebhookTargetPipe implements PipeTransform {
  constructor(private readonly safeFetch: SafeFetch) {}

  async transform<T extends WebhookFields>(body: T): Promise<T> {
    if (body.webhook_url !== undefined) {
      await this.safeFetch.assertSafe(body.webhook_url);
    } else if (body.webhook_events !== undefined) {
      throw AppError.invalid({ field: 'webhook_events', rule: 'webhook_url' });
    }
    return body;
  }
}
