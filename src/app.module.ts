import { MikroOrmModule } from '@mikro-orm/nestjs';
import { PostgreSqlDriver } from '@mikro-orm/postgresql';
import { type DynamicModule, Global, Module } from '@nestjs/common';
import { AiModule } from './ai/ai.module.js';
import { AnalysisModule } from './analysis/analysis.module.js';
import { AuthModule } from './auth/auth.module.js';
import { CONFIG, type Config } from './common/config.js';
import { Metrics } from './common/metrics.js';
import { IdempotencyInterceptor } from './common/idempotency.interceptor.js';
import { IdempotencyKeys } from './common/idempotency-keys.js';
import { PreparedReads } from './common/prepared-reads.js';
import { RateLimits } from './common/rate-limits.js';
import { RedisClients } from './common/redis.js';
import { SafeFetch } from './common/safe-fetch.js';
import { Shutdown } from './common/shutdown.js';
import { EventsModule } from './events/events.module.js';
import { GatewayModule } from './gateway/gateway.module.js';
import { JobQueue, JobQueueModule } from './jobs/job-queue.js';
import { JobsModule } from './jobs/jobs.module.js';
import { type HealthCheck } from './operations/health-checks.js';
import { OperationsModule } from './operations/operations.module.js';
import { ormOptions } from './orm.config.js';
import { ProductionsModule } from './productions/productions.module.js';
import { ProjectsModule } from './projects/projects.module.js';
import { ScenesModule } from './scenes/scenes.module.js';
import { StorageModule } from './storage/storage.module.js';
import { UploadInterceptor } from './uploads/upload.interceptor.js';
import { UploadsModule } from './uploads/uploads.module.js';
import { EngineModule } from './workflow/engine.module.js';
import { RebuildPlansModule } from './workflow/rebuild-plans.module.js';

/** What every process has: configuration, metrics, database, Redis, storage and the event log. */
@Global()
@Module({})
export class FoundationModule {
  static forConfig(config: Config, metrics: Metrics, reads: PreparedReads): DynamicModule {
    return {
      module: FoundationModule,
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: Metrics, useValue: metrics },
        { provide: PreparedReads, useValue: reads },
        { provide: SafeFetch, useValue: new SafeFetch({ allowPrivate: config.allowPrivateUrls }) },
        IdempotencyKeys,
        RateLimits,
        RedisClients,
        Shutdown,
      ],
      exports: [CONFIG, IdempotencyKeys, Metrics, PreparedReads, RateLimits, RedisClients, SafeFetch, Shutdown],
    };
  }
}

/** The parts that a process of a role consists of. */
@Module({})
export class AppModule {
  /** `metrics` are those that the HTTP server counts its requests in. */
  static async forConfig(config: Config, metrics: Metrics): Promise<DynamicModule> {
    const reads = new PreparedReads();
    const api = [
      AuthModule,
      AiModule,
      UploadsModule,
      JobsModule,
      ProjectsModule,
      ScenesModule,
      ProductionsModule,
      AnalysisModule,
      RebuildPlansModule,
      GatewayModule,
      OperationsModule.forRoot({
        imports: [JobQueueModule],
        inject: [RedisClients, JobQueue],
        useFactory: (redis: RedisClients, queue: JobQueue) => [redisCheck(redis), queueCheck(queue)],
      }),
    ];
    return {
      module: AppModule,
      imports: [
        FoundationModule.forConfig(config, metrics, reads),
        await MikroOrmModule.forRoot({
          ...ormOptions(config.database.url ?? '', config.database.poolMax, (pool) => reads.use(pool)),
          driver: PostgreSqlDriver,
          // A hook does it, see server.ts.
          registerRequestContext: false,
        }),
        StorageModule,
        EventsModule,
        ...(config.role === 'worker' ? [] : api),
        ...(config.role === 'api' ? [] : [EngineModule]),
      ],
      providers: config.role === 'worker' ? [] : [UploadInterceptor, IdempotencyInterceptor],
    };
  }
}

/** Without Redis requests are served all the same, only slower: the sweeper finds the work. */
function redisCheck(redis: RedisClients): HealthCheck {
  return {
    name: 'redis',
    check: async () => {
      await redis.commands.ping();
    },
  };
}

/** The queue has connections of its own, which may be away longer than the others. */
function queueCheck(queue: JobQueue): HealthCheck {
  return { name: 'queue', check: () => queue.check() };
}
