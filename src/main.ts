import 'reflect-metadata';
import { type Config, parseConfig } from './common/config.js';
import { ConfigError } from './common/environment.js';
import { startEmbedded } from './embedded/embedded-services.js';

const OLDEST_NODE = '22.17';

/** Runs a process of the role that the environment names, on embedded services where none are given, until a signal. */
async function main(): Promise<void> {
  requireNode();
  const config = parseConfig(process.env);
  // From the first moment: a Ctrl-C during the start must not leave the services behind.
  const { stopped, hurry } = stopSignals();
  const services = await startEmbedded(config);
  try {
    const complete: Config = {
      ...config,
      database: { ...config.database, url: services.databaseUrl },
      redis: { url: services.redisUrl },
    };
    const { serve } = await import('./server.js');
    const server = await serve(complete);
    tell(server.url === null ? 'Jumu worker is ready' : `Jumu is ready: ${server.url}/docs`);
    await stopped;
    await server.close(hurry);
  } finally {
    await services.stop();
  }
}

/** People at a terminal read a sentence; in a file or a pipe it is one more line of the log, whatever its level. */
function tell(sentence: string): void {
  const line = { time: new Date().toISOString(), level: 'info', msg: sentence, context: 'Jumu' };
  console.log(process.stdout.isTTY ? sentence : JSON.stringify(line));
}

function requireNode(): void {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST_NODE.split('.').map(Number);
  if (major < oldestMajor || (major === oldestMajor && minor < oldestMinor)) {
    throw new ConfigError(`Jumu needs Node ${OLDEST_NODE} or newer; this is ${process.versions.node}`);
  }
}

/** A SIGTERM asks for a stop that lets work in hand end; a Ctrl-C, or a second signal, for one without delay. */
function stopSignals(): { stopped: Promise<void>; hurry: AbortSignal } {
  const hurry = new AbortController();
  const stopped = new Promise<void>((resolve) => {
    process.once('SIGTERM', () => {
      resolve();
      process.on('SIGTERM', () => hurry.abort());
    });
    process.on('SIGINT', () => {
      resolve();
      hurry.abort();
    });
  });
  return { stopped, hurry: hurry.signal };
}

function fail(error: unknown): void {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exit(1);
}

main().then(() => process.exit(0), fail);
