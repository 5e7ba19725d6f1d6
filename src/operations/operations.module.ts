import { EntityManager } from '@mikro-orm/postgresql';
import { type DynamicModule, type FactoryProvider, Module, type ModuleMetadata } from '@nestjs/common';
import { CONFIG, type Config } from '../common/config.js';
import { MediaModule } from '../media/media.module.js';
import { Storage } from '../storage/storage.js';
import { databaseCheck, ffmpegCheck, HEALTH_CHECKS, type HealthCheck, storageCheck } from './health-checks.js';
import { HealthController } from './health.controller.js';
import { HealthService } from './health.service.js';
import { LedgerFigures } from './ledger-figures.js';
import { MetricsController } from './metrics.controller.js';
import { MetricsGuard } from './metrics.guard.js';
import { MetricsService } from './metrics.service.js';

/** Where further checks (Redis, the queue) come from. */
export type MoreChecks = Pick<ModuleMetadata, 'imports'> &
  Pick<FactoryProvider<HealthCheck[]>, 'inject'> & { useFactory: FactoryProvider<HealthCheck[]>['useFactory'] };

const MORE_CHECKS = Symbol('MORE_CHECKS');

@Module({})
export class OperationsModule {
  /** Metrics, and health of database, storage and ffmpeg, and of what `more` knows about. */
  static forRoot(more: MoreChecks = { useFactory: () => [] }): DynamicModule {
    return {
      module: OperationsModule,
      imports: [MediaModule, ...(more.imports ?? [])],
      controllers: [HealthController, MetricsController],
      providers: [
        HealthService,
        LedgerFigures,
        MetricsGuard,
        MetricsService,
        { provide: MORE_CHECKS, inject: more.inject ?? [], useFactory: more.useFactory },
        {
          provide: HEALTH_CHECKS,
          inject: [EntityManager, Storage, CONFIG, MORE_CHECKS],
          useFactory: (em: EntityManager, storage: Storage, config: Config, others: HealthCheck[]) => [
            databaseCheck(em),
            storageCheck(storage),
            ffmpegCheck(config.ffmpegPath ?? 'ffmpeg'),
            ...others,
          ],
        },
      ],
    };
  }
}
