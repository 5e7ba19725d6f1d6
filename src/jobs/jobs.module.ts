import { Module } from '@nestjs/common';
import { AiModule } from '../ai/ai.module.js';
import { AuthModule } from '../auth/auth.module.js';
import { StorageModule } from '../storage/storage.module.js';
import { JobControl } from './job-control.js';
import { WebhooksModule } from '../webhooks/webhooks.module.js';
import { JobCalls } from './job-calls.js';
import { JobEventStreams } from './job-event-streams.js';
import { JobQueueModule } from './job-queue.js';
import { JobsController } from './jobs.controller.js';
import { JobsService } from './jobs.service.js';
import { Ledger } from './ledger.js';
import { ModerationController } from './moderation.controller.js';
import { ModerationService } from './moderation.service.js';
import { QualityController } from './quality.controller.js';
import { QualityService } from './quality.service.js';
import { ProviderCallbacksController } from './provider-callbacks.controller.js';
import { ProviderCallbacks } from './provider-callbacks.js';

@Module({
  imports: [AiModule, AuthModule, JobQueueModule, StorageModule, WebhooksModule],
  controllers: [JobsController, ModerationController, ProviderCallbacksController, QualityController],
  providers: [
    JobCalls,
    JobControl,
    JobEventStreams,
    JobsService,
    Ledger,
    ModerationService,
    ProviderCallbacks,
    QualityService,
  ],
  exports: [JobControl, JobsService, Ledger, JobQueueModule, WebhooksModule],
})
export class JobsModule {}
