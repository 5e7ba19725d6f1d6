import { Module } from '@nestjs/common';
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

@Module({
  imports: [AuthModule, JobQueueModule, StorageModule, WebhooksModule],
  controllers: [JobsController, ModerationController],
  providers: [JobCalls, JobControl, JobEventStreams, JobsService, Ledger, ModerationService],
  exports: [JobControl, JobsService, Ledger, JobQueueModule, WebhooksModule],
})
export class JobsModule {}
