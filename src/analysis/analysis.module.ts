import { Module } from '@nestjs/common';
import { JobsModule } from '../jobs/jobs.module.js';
import { ProductionsModule } from '../productions/productions.module.js';
import { StorageModule } from '../storage/storage.module.js';
import { UploadsModule } from '../uploads/uploads.module.js';
import { AnalysisController } from './analysis.controller.js';
import { AnalysisDramas } from './analysis-dramas.service.js';
import { AnalysisOrders } from './analysis-orders.js';
import { AnalysisService } from './analysis.service.js';
import { AnalysisStarts } from './analysis-starts.service.js';
import { AnalysisTimes } from './analysis-times.js';
import { YoutubeModule } from './youtube.module.js';

@Module({
  imports: [JobsModule, ProductionsModule, StorageModule, UploadsModule, YoutubeModule],
  controllers: [AnalysisController],
  providers: [AnalysisDramas, AnalysisOrders, AnalysisService, AnalysisStarts, AnalysisTimes],
})
export class AnalysisModule {}
