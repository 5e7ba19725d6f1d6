import 'reflect-metadata';
import { type Config, ConfigError, parseConfig } from './common/config.js';
import { startEmbedded } from './embedded/embedded-services.js';

const OLDEST_NODE = '22.17';

/** Starts a process of the role that the environment names, on embedded services where none are given. */
async function main(): Promise<void> {
  requireNode();
  const config = parseConfig(process.env);
  const services = await startEmbedded(config);
  try {
    const complete: Config = {
      ...config,
      database: { ...config.database, url: services.databaseUrl },
      redis: { url: services.redisUrl },
    };
    const { serve } = await import('./server.js');
    const server = await serve(complete);
    console.log(server.url === null ? 'Jumu worker is ready' : `Jumu is ready: ${server.url}/docs`);
    stopOnSignal(async () => {
      await server.close();
      await services.stop();
    });
  } catch (error) {
    await services.stop();
    throw error;
  }
}

function requireNode(): void {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST_NODE.split('.').map(Number);
  if (major < oldestMajor || (major === oldestMajor && minor < oldestMinor)) {
    throw new ConfigError(`Jumu needs Node ${OLDEST_NODE} or newer; this is ${process.versions.node}`);
  }
}

/** The first signal ends in order; further ones change nothing. */
function stopOnSignal(stop: () => Promise<void>): void {
  let stopping: Promise<void> | null = null;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      stopping ??= stop().then(
        () => process.exit(0),
        (error: unknown) => fail(error),
      );
    });
  }
}

function fail(error: unknown): void {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exit(1);
}

main().catch(fail);
