import { Module } from '@nestjs/common';
import { AiModule } from '../ai/ai.module.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { ProjectsModule } from '../projects/projects.module.js';
import { StorageModule } from '../storage/storage.module.js';
import { ScenesController } from './scenes.controller.js';
import { ScenesService } from './scenes.service.js';
import { UnfinishedShots } from './shot-status.js';
import { ShotsController } from './shots.controller.js';
import { ShotsService } from './shots.service.js';
import { SuggestionsController } from './suggestions.controller.js';
import { SuggestionsService } from './suggestions.service.js';

@Module({
  imports: [AiModule, JobsModule, ProjectsModule, StorageModule],
  controllers: [ScenesController, ShotsController, SuggestionsController],
  providers: [ScenesService, ShotsService, SuggestionsService, UnfinishedShots],
  exports: [ScenesService, ShotsService],
})
export class ScenesModule {}
