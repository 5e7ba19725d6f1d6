import { Controller, Get, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { ApiData, ApiPage, CurrentUser, type Requester } from '../common/api.decorators.js';
import { IdParam } from '../common/owned.js';
import { type Page } from '../common/pagination.js';
import { WebhookDeliveryDto, WebhookDeliveryQuery, WebhookSecretDto } from './webhook.dto.js';
import { WebhookSecrets } from './webhook-secrets.js';
import { WebhooksService } from './webhooks.service.js';

@ApiTags('webhooks')
@Controller()
export class WebhooksController {
  constructor(
    private readonly webhooks: WebhooksService,
    private readonly secrets: WebhookSecrets,
  ) {}

  @Get('users/me/webhook-secret')
  @ApiData(WebhookSecretDto, {
    summary: 'Get the secret of your webhooks',
    description:
      'What the `webhook-signature` of every delivery is made with (Standard Webhooks); made when it is first asked ' +
      'for or needed.',
  })
  async getWebhookSecret(@CurrentUser() user: Requester): Promise<WebhookSecretDto> {
    return { secret: await this.secrets.current(user.id) };
  }

  @Post('users/me/webhook-secret/rotate')
  @ApiData(WebhookSecretDto, {
    summary: 'Get a new secret for your webhooks',
    description:
      'From now on deliveries are signed with the new secret, and for 24 hours with the old one as well, so that ' +
      'receivers can change over.',
  })
  async rotateWebhookSecret(@CurrentUser() user: Requester): Promise<WebhookSecretDto> {
    return { secret: await this.secrets.rotate(user.id) };
  }

  @Get('jobs/:id/webhook-deliveries')
  @ApiPage(WebhookDeliveryDto, {
    summary: 'List the webhook deliveries of a job',
    description:
      'What the `webhook_url` of the job was sent, newest first, with every try of the last 20 and what came back. ' +
      'Deliveries go after `RETENTION_DAYS` (30 unless set), unless they are still on their way.',
    errors: ['JOB_NOT_FOUND'],
  })
  listWebhookDeliveries(
    @CurrentUser() user: Requester,
    @IdParam('JOB') id: string,
    @Query() query: WebhookDeliveryQuery,
  ): Promise<Page<WebhookDeliveryDto>> {
    return this.webhooks.list(user.id, id, query);
  }

  @Post('webhook-deliveries/:id/redeliver')
  @ApiData(WebhookDeliveryDto, {
    summary: 'Send a webhook delivery again',
    description:
      'Sends the event again with the same `webhook-id`, in whatever state it is, with all tries (after 5 s, 30 s, ' +
      '2 min, 10 min, 1 h and 6 h). Watch it at the address in `Location`.',
    status: 202,
    errors: ['WEBHOOK_DELIVERY_NOT_FOUND'],
    example: { status: 'pending', attempts: 0, next_attempt_at: '2026-11-28T08:40:00.000Z' },
  })
  async redeliverWebhook(
    @CurrentUser() user: Requester,
    @IdParam('WEBHOOK_DELIVERY') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<WebhookDeliveryDto> {
    const delivery = await this.webhooks.redeliver(user.id, id);
    reply.header('Location', `/api/v1/jobs/${delivery.job_id}/webhook-deliveries`);
    return delivery;
  }
}
