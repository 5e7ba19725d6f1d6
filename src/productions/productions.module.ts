import { Module } from '@nestjs/common';
import { AiModule } from '../ai/ai.module.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { ProjectsModule } from '../projects/projects.module.js';
import { EstimatesController } from './estimates.controller.js';
import { EstimatesService } from './estimates.service.js';
import { ProductionsController } from './productions.controller.js';
import { ProductionsService } from './productions.service.js';

@Module({
  imports: [AiModule, JobsModule, ProjectsModule],
  controllers: [EstimatesController, ProductionsController],
  providers: [EstimatesService, ProductionsService],
})
export class ProductionsModule {}
