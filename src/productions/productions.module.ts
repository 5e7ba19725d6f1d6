import { Module } from '@nestjs/common';
import { AiModule } from '../ai/ai.module.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { ProjectsModule } from '../projects/projects.module.js';
import { StorageModule } from '../storage/storage.module.js';
import { UploadsModule } from '../uploads/uploads.module.js';
import { BoardReader } from './board-reader.js';
import { BoardWriter } from './board-writer.js';
import { EstimatesController } from './estimates.controller.js';
import { EstimatesService } from './estimates.service.js';
import { ExportsService } from './exports.service.js';
import { FilmChanges } from './film-changes.js';
import { FilmOrders } from './film-orders.js';
import { NamedPictures } from './named-pictures.js';
import { ProductionsController } from './productions.controller.js';
import { ProductionsService } from './productions.service.js';
import { RendersService } from './renders.service.js';
import { ShotProductionsService } from './shot-productions.service.js';
import { StageRunsService } from './stage-runs.service.js';

@Module({
  imports: [AiModule, JobsModule, ProjectsModule, StorageModule, UploadsModule],
  controllers: [EstimatesController, ProductionsController],
  providers: [
    BoardReader,
    BoardWriter,
    EstimatesService,
    ExportsService,
    FilmChanges,
    FilmOrders,
    NamedPictures,
    ProductionsService,
    RendersService,
    ShotProductionsService,
    StageRunsService,
  ],
  exports: [FilmOrders, ProductionsService, RendersService],
})
export class ProductionsModule {}
