import { type AddressInfo } from 'node:net';
import { setPriority } from 'node:os';
import { MikroORM, RequestContext } from '@mikro-orm/postgresql';
import { type INestApplicationContext, Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import { type Config } from './common/config.js';
import { configureHttp, createFastifyAdapter } from './common/http-app.js';
import { IdempotencyInterceptor } from './common/idempotency.interceptor.js';
import { newLogger } from './common/json-logger.js';
import { Metrics } from './common/metrics.js';
import { Shutdown } from './common/shutdown.js';
import { type TraceExport } from './common/trace-export.js';
import { SocketAdapter } from './gateway/socket.adapter.js';
import { setupAsyncDocs } from './operations/async-docs.js';
import { setupDocs } from './operations/docs.js';
import { ormOptions } from './orm.config.js';
import { UploadInterceptor } from './uploads/upload.interceptor.js';

/** Brings the schema up to date; several processes may do so at once, one waits for the other. */
export async function migrate(databaseUrl: string): Promise<void> {
  const logger = new Logger('Migrations');
  const orm = await MikroORM.init({
    ...ormOptions(databaseUrl, 2),
    colors: false,
    logger: (message) => logger.log(message),
  });
  try {
    await orm.em.getConnection().execute('select pg_advisory_lock(20261122)');
    await orm.migrator.up();
  } finally {
    await orm.close(true);
  }
}

/** An HTTP server with everything on it, not yet listening. */
export async function createServer(config: Config): Promise<NestFastifyApplication> {
  const metrics = new Metrics();
  const app = await NestFactory.create<NestFastifyApplication>(
    await AppModule.forConfig(config, metrics),
    createFastifyAdapter(config, metrics),
    { abortOnError: false },
  );
  // A file is in before its key is looked at.
  await configureHttp(app, config, [app.get(UploadInterceptor), app.get(IdempotencyInterceptor)]);
  separateRequests(app);
  app.useWebSocketAdapter(new SocketAdapter(app, config));
  setupDocs(app);
  setupAsyncDocs(app);
  return app;
}

/** Each request has entities of its own. As a middleware, MikroORM's way, it would cost every request another router. */
function separateRequests(app: NestFastifyApplication): void {
  const { em } = app.get(MikroORM);
  const instance = app.getHttpAdapter().getInstance();
  instance.addHook('preHandler', (_request, _reply, done) => RequestContext.create(em, done));
}

/** Below the processes of the same machine that somebody waits for, and above those that render. */
const WORKER_NICENESS = 5;

/** A process that only works. */
async function createWorker(config: Config): Promise<INestApplicationContext> {
  setPriority(WORKER_NICENESS);
  return NestFactory.createApplicationContext(await AppModule.forConfig(config, new Metrics()), {
    abortOnError: false,
  });
}

export interface RunningServer {
  /** Where it listens; null for a worker. */
  url: string | null;
  /** Ends what is in hand within the grace, or at once when `hurry` is aborted. */
  close(hurry?: AbortSignal): Promise<void>;
}

/** Migrates, then runs a process of the configured role until it is closed. */
export async function serve(config: Config): Promise<RunningServer> {
  Logger.overrideLogger(newLogger(config.logLevel));
  const traces = config.otlpEndpoint === null ? null : await startTraces(config.otlpEndpoint);
  await migrate(config.database.url ?? '');
  if (config.role === 'worker') {
    const worker = await createWorker(config);
    return { url: null, close: closerOf(worker, traces) };
  }
  const app = await createServer(config);
  await app.listen(config.port, config.host);
  const { port } = app.getHttpServer().address() as AddressInfo;
  return { url: `http://localhost:${port}`, close: closerOf(app, traces) };
}

/** Who wants no traces does not load what sends them. */
async function startTraces(endpoint: string): Promise<TraceExport> {
  const { TraceExport } = await import('./common/trace-export.js');
  return TraceExport.start(endpoint);
}

/** Nest would run its shutdown hooks again at a second call. */
function closerOf(app: INestApplicationContext, traces: TraceExport | null): RunningServer['close'] {
  let closing: Promise<void> | null = null;
  return (hurry) => {
    const timeUp = app.get(Shutdown).begin(hurry);
    return (closing ??= app.close().then(() => traces?.stop(timeUp)));
  };
}
