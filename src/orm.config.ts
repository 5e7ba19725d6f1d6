import { fileURLToPath } from 'node:url';
import { DriverException, UnderscoreNamingStrategy } from '@mikro-orm/core';
import { Migrator } from '@mikro-orm/migrations';
import { ReflectMetadataProvider } from '@mikro-orm/decorators/legacy';
import { defineConfig, type Options } from '@mikro-orm/postgresql';
import { type Pool, type PoolClient } from 'pg';
import { ProviderCall } from './ai/provider-call.entity.js';
import { ProviderChainRow } from './ai/provider-chain.entity.js';
import { ApiKey } from './auth/api-key.entity.js';
import { RefreshToken } from './auth/refresh-token.entity.js';
import { Session } from './auth/session.entity.js';
import { User } from './auth/user.entity.js';
import { IdempotencyKey } from './common/idempotency-key.entity.js';
import { EventRow } from './events/event.entity.js';
import { EventStream } from './events/event-stream.entity.js';
import { JobStep } from './jobs/job-step.entity.js';
import { Job } from './jobs/job.entity.js';
import { Moderation } from './jobs/moderation.entity.js';
import { Quality } from './jobs/quality.entity.js';
import { Character } from './projects/character.entity.js';
import { Project } from './projects/project.entity.js';
import { Scene } from './scenes/scene.entity.js';
import { Shot } from './scenes/shot.entity.js';
import { Asset, AssetUse } from './storage/asset.entity.js';
import { Upload } from './uploads/upload.entity.js';
import { WebhookDelivery } from './webhooks/webhook-delivery.entity.js';
import { WebhookSecret } from './webhooks/webhook-secret.entity.js';

const MIGRATIONS = fileURLToPath(new URL('../migrations', import.meta.url));

/** How long anybody waits for a connection: all of them busy is as good as the database away. */
const CONNECTION_WAIT_MS = 10_000;

/**
 * How long a transaction may do nothing before PostgreSQL ends it, and frees what it has locked: a process that is frozen
 * (or whose machine has gone from the net) in the middle of one would stop its jobs for all others, for good. Longer than
 * what is asked for within one (address of the webhook and moderation of an order with an Idempotency-Key: 25 s).
 */
const IDLE_TRANSACTION_MS = 30_000;

/** The database. Its schema changes by migrations only; a snapshot beside them tells when one is missing. */
export function ormOptions(databaseUrl: string, poolMax = 20, onPool: (pool: Pool) => void = () => undefined): Options {
  return defineConfig({
    clientUrl: databaseUrl,
    entities: [
      User,
      Session,
      RefreshToken,
      ApiKey,
      Asset,
      AssetUse,
      EventRow,
      EventStream,
      IdempotencyKey,
      Job,
      JobStep,
      Moderation,
      Quality,
      ProviderCall,
      ProviderChainRow,
      Project,
      Character,
      Scene,
      Shot,
      Upload,
      WebhookDelivery,
      WebhookSecret,
    ],
    metadataProvider: ReflectMetadataProvider,
    namingStrategy: UnderscoreNamingStrategy,
    extensions: [Migrator],
    pool: { min: 0, max: poolMax },
    driverOptions: {
      connectionTimeoutMillis: CONNECTION_WAIT_MS,
      idle_in_transaction_session_timeout: IDLE_TRANSACTION_MS,
      onPoolCreated: (pool: Pool) => {
        freeWhatIsCut(pool);
        nameFailures(pool);
        onPool(pool);
      },
    },
    forceUtcTimezone: true,
    migrations: {
      path: MIGRATIONS,
      glob: '!(*.d).{js,ts}',
      transactional: true,
      allOrNothing: true,
      snapshot: true,
      snapshotName: 'snapshot',
      emit: 'ts',
    },
    allowGlobalContext: false,
    ignoreUndefinedInQuery: true,
  });
}

/**
 * Kysely gives a transaction's connection back after a commit or a rollback that went well, and neither does when the
 * server has gone: without this, every transaction that a restart cuts takes a place of the pool with it for good.
 */
function freeWhatIsCut(pool: Pool): void {
  const inUse = new Set<PoolClient>();
  pool.on('acquire', (client) => inUse.add(client));
  pool.on('release', (_, client) => inUse.delete(client));
  pool.on('connect', (client) => {
    client.once('end', () => {
      if (inUse.has(client)) {
        client.release(true);
        // Whoever holds it may still give it back: the pool would throw at the second time.
        client.release = () => undefined;
      }
    });
  });
}

/**
 * Makes what goes wrong with getting a connection an error of the database: MikroORM passes on what it meets at the begin
 * of a transaction as it is, and the pool's error for who waited too long has no code to know it by.
 */
function nameFailures(pool: Pool): void {
  const connect = pool.connect.bind(pool) as (callback?: unknown) => Promise<PoolClient>;
  pool.connect = (async (callback?: unknown) => {
    if (callback !== undefined) {
      return connect(callback);
    }
    try {
      return await connect();
    } catch (error) {
      throw new DriverException(
        Object.assign(error as Error, { code: (error as DriverException).code ?? 'ETIMEDOUT' }),
      );
    }
  }) as typeof pool.connect;
}
