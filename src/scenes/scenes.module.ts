import { Module } from '@nestjs/common';
import { ProjectsModule } from '../projects/projects.module.js';
import { StorageModule } from '../storage/storage.module.js';
import { ScenesController } from './scenes.controller.js';
import { ScenesService } from './scenes.service.js';
import { ShotsController } from './shots.controller.js';
import { ShotsService } from './shots.service.js';

@Module({
  imports: [ProjectsModule, StorageModule],
  controllers: [ScenesController, ShotsController],
  providers: [ScenesService, ShotsService],
  exports: [ScenesService, ShotsService],
})
export class ScenesModule {}
