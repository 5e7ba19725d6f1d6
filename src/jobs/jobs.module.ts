import { Module } from '@nestjs/common';
import { StorageModule } from '../storage/storage.module.js';
import { JobQueueModule } from './job-queue.js';
import { JobsController } from './jobs.controller.js';
import { JobsService } from './jobs.service.js';
import { Ledger } from './ledger.js';

@Module({
  imports: [JobQueueModule, StorageModule],
  controllers: [JobsController],
  providers: [JobsService, Ledger],
  exports: [JobsService, Ledger, JobQueueModule],
})
export class JobsModule {}
