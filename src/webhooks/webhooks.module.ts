import { Module } from '@nestjs/common';
import { DeliveryLedger } from './delivery-ledger.js';
import { WebhookSecrets } from './webhook-secrets.js';
import { WebhookSender } from './webhook-sender.js';
import { WebhooksController } from './webhooks.controller.js';
import { WebhooksService } from './webhooks.service.js';

@Module({
  controllers: [WebhooksController],
  providers: [DeliveryLedger, WebhookSecrets, WebhookSender, WebhooksService],
  exports: [WebhooksService, WebhookSender],
})
export class WebhooksModule {}
