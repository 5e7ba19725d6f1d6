import { Module } from '@nestjs/common';
import { JobsModule } from '../jobs/jobs.module.js';
import { ProjectsModule } from '../projects/projects.module.js';
import { StorageModule } from '../storage/storage.module.js';
import { ScenesController } from './scenes.controller.js';
import { ScenesService } from './scenes.service.js';
import { UnfinishedShots } from './shot-status.js';
import { ShotsController } from './shots.controller.js';
import { ShotsService } from './shots.service.js';

@Module({
  imports: [JobsModule, ProjectsModule, StorageModule],
  controllers: [ScenesController, ShotsController],
  providers: [ScenesService, ShotsService, UnfinishedShots],
  exports: [ScenesService, ShotsService],
})
export class ScenesModule {}
