import { Module } from '@nestjs/common';
import { JobsModule } from '../jobs/jobs.module.js';
import { StorageModule } from '../storage/storage.module.js';
import { UploadsModule } from '../uploads/uploads.module.js';
import { CharactersController } from './characters.controller.js';
import { CharactersService } from './characters.service.js';
import { ChosenUploads } from './chosen-uploads.js';
import { ProjectsController } from './projects.controller.js';
import { ProjectsService } from './projects.service.js';

@Module({
  imports: [JobsModule, StorageModule, UploadsModule],
  controllers: [ProjectsController, CharactersController],
  providers: [ProjectsService, CharactersService, ChosenUploads],
  exports: [ProjectsService, ChosenUploads],
})
export class ProjectsModule {}
