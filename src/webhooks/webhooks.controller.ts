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
  @ApiData(WebhookSecretDto, { summary: 'The secret that your webhooks are signed with' })
  async getWebhookSecret(@CurrentUser() user: Requester): Promise<WebhookSecretDto> {
    return { secret: await this.secrets.current(user.id) };
  }

  @Post('users/me/webhook-secret/rotate')
  @ApiData(WebhookSecretDto, { summary: 'Get a new secret; the old one signs beside it for 24 hours' })
  async rotateWebhookSecret(@CurrentUser() user: Requester): Promise<WebhookSecretDto> {
    return { secret: await this.secrets.rotate(user.id) };
  }

  @Get('jobs/:id/webhook-deliveries')
  @ApiPage(WebhookDeliveryDto, { summary: "List what a job's receiver was sent", errors: ['JOB_NOT_FOUND'] })
  listWebhookDeliveries(
    @CurrentUser() user: Requester,
    @IdParam('JOB') id: string,
    @Query() query: WebhookDeliveryQuery,
  ): Promise<Page<WebhookDeliveryDto>> {
    return this.webhooks.list(user.id, id, query);
  }

  @Post('webhook-deliveries/:id/redeliver')
  @ApiData(WebhookDeliveryDto, { summary: 'Send an event again', status: 202, errors: ['WEBHOOK_DELIVERY_NOT_FOUND'] })
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
