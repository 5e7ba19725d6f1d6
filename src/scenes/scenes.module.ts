import { Module } from '@nestjs/common';
import { ProjectsModule } from '../projects/projects.module.js';
import { StorageModule } from '../storage/storage.module.js';
import { ScenesController } from './scenes.controller.js';
import { ScenesService } from './scenes.service.js';

@Module({
  imports: [ProjectsModule, StorageModule],
  controllers: [ScenesController],
  providers: [ScenesService],
  exports: [ScenesService],
})
export class ScenesModule {}
