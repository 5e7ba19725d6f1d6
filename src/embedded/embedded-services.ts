import { mkdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../common/config.js';
import { EmbeddedState, type ServerName } from './embedded-state.js';
import { ensurePostgres } from './postgres.server.js';
import { endProcess, pidOf, signal } from './process-identity.js';
import { ensureRedis } from './redis.server.js';
import { withStartLock } from './start-lock.js';

const STOP_SIGNAL: Record<ServerName, NodeJS.Signals> = { postgres: 'SIGINT', redis: 'SIGTERM' };
const STOP_GRACE_MS = 4000;

/** Where PostgreSQL and Redis are. `stop` after everything that uses them is closed; it may be called twice. */
export interface Services {
  databaseUrl: string;
  redisUrl: string;
  stop(): Promise<void>;
}

/**
 * The given services, and for what is not given PostgreSQL and Redis as child processes with their data in `DATA_DIR`.
 * Several processes may share one `DATA_DIR`: the first starts the servers, the last one stops them.
 */
export async function startEmbedded(config: Pick<Config, 'dataDir' | 'database' | 'redis'>): Promise<Services> {
  const given = { databaseUrl: config.database.url, redisUrl: config.redis.url };
  if (given.databaseUrl !== null && given.redisUrl !== null) {
    return { databaseUrl: given.databaseUrl, redisUrl: given.redisUrl, stop: () => Promise.resolve() };
  }
  await mkdir(config.dataDir, { recursive: true });
  const dataDir = await realpath(config.dataDir);
  const state = new EmbeddedState(join(dataDir, 'embedded'));
  await state.prepare();
  return withStartLock(state.lockFile, async () => {
    state.forgetOriginal();
    const user = await state.addUser();
    try {
      const [databaseUrl, redisUrl] = await Promise.all([
        given.databaseUrl ?? ensurePostgres(state, dataDir),
        given.redisUrl ?? ensureRedis(state, join(dataDir, 'redis')),
      ]);
      return { databaseUrl, redisUrl, stop: stopper(state, user) };
    } catch (error) {
      await leave(state, user);
      throw error;
    }
  });
}

function stopper(state: EmbeddedState, user: string): () => Promise<void> {
  const onExit = () => leaveAtExit(state, user);
  process.once('exit', onExit);
  let stopping: Promise<void> | null = null;
  return () =>
    (stopping ??= withStartLock(state.lockFile, () => leave(state, user)).finally(() => process.off('exit', onExit)));
}

async function leave(state: EmbeddedState, user: string): Promise<void> {
  if (state.removeUser(user)) {
    await Promise.all(state.processes().map(([name, server]) => endProcess(server, STOP_SIGNAL[name], STOP_GRACE_MS)));
  }
}

/** For an exit without `stop`: the servers are told to go, and do so after we are gone. */
function leaveAtExit(state: EmbeddedState, user: string): void {
  if (state.removeUser(user)) {
    for (const [name, server] of state.processes()) {
      signal(pidOf(server), STOP_SIGNAL[name]);
    }
  }
}
