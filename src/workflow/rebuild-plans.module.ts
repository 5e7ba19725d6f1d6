import { Module } from '@nestjs/common';
import { JobsModule } from '../jobs/jobs.module.js';
import { ProductionsModule } from '../productions/productions.module.js';
import { ProjectsModule } from '../projects/projects.module.js';
import { ScenesModule } from '../scenes/scenes.module.js';
import { DryRun } from './dry-run.js';
import { RebuildPlansController } from './rebuild-plans.controller.js';
import { RebuildPlansService } from './rebuild-plans.service.js';
import { StepTimes } from './step-times.js';
import { WorkflowModule } from './workflow.module.js';

/** What a film would have made: it is asked of the stages by those who serve requests, too. */
@Module({
  imports: [JobsModule, ProductionsModule, ProjectsModule, ScenesModule, WorkflowModule],
  controllers: [RebuildPlansController],
  providers: [DryRun, RebuildPlansService, StepTimes],
})
export class RebuildPlansModule {}
