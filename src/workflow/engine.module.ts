import { Module } from '@nestjs/common';
import { AiModule } from '../ai/ai.module.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { ScenesModule } from '../scenes/scenes.module.js';
import { UploadsModule } from '../uploads/uploads.module.js';
import { AbandonedCalls } from './abandoned-calls.js';
import { Orchestrator } from './orchestrator.js';
import { Retention } from './retention.js';
import { StepLedger } from './step-ledger.js';
import { StepLog } from './step-log.js';
import { Sweeper } from './sweeper.js';
import { Turns } from './turns.js';
import { WorkerLock } from './worker-lock.js';
import { WorkflowModule } from './workflow.module.js';
import { ConsumersModule, WorkflowProcessor } from './workflow.processor.js';

/** Hands steps out to the stages, and puts in order what was left. */
@Module({
  imports: [AiModule, JobsModule, ScenesModule, UploadsModule, WorkflowModule, ConsumersModule],
  providers: [
    AbandonedCalls,
    Orchestrator,
    Retention,
    StepLedger,
    StepLog,
    Sweeper,
    Turns,
    WorkerLock,
    WorkflowProcessor,
  ],
})
export class EngineModule {}
