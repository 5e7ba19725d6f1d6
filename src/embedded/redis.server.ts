import { mkdir, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { newPassword, type EmbeddedState, type ServerRecord } from './embedded-state.js';
import { choosePort, isPortTaken } from './free-port.js';
import { endProcess, identifyProcess, isAlive, type ProcessIdentity } from './process-identity.js';
import { ServerProcess, ServerStartError } from './server-process.js';

const READY_MS = 30_000;
const ATTEMPTS = 3;

/** Redis of `directory`: the one that runs already, or a new one. Under the start lock. */
export async function ensureRedis(state: EmbeddedState, directory: string): Promise<string> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const fresh = { port: 0, password: newPassword(), process: null };
  const record = { ...(state.read('redis') ?? fresh), directory };
  const running = await findRunning(record);
  if (running !== null) {
    state.write('redis', { ...record, process: running });
    return redisUrl(record);
  }
  if (record.process !== null && isAlive(record.process)) {
    // Ours, alive and dumb: two servers on one append-only file would spoil it.
    await endProcess(record.process, 'SIGTERM', 3000);
  }
  return startAnew(state, record);
}

async function startAnew(state: EmbeddedState, record: ServerRecord): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    const port = await choosePort(record.port || undefined);
    try {
      return await start(state, { ...record, port });
    } catch (error) {
      if (!(error instanceof ServerStartError) || attempt === ATTEMPTS) {
        throw error;
      }
      if (attempt === 1 && !(await isPortTaken(port))) {
        await setAsideData(record.directory);
      }
    }
  }
}

async function start(state: EmbeddedState, record: ServerRecord): Promise<string> {
  const configuration = join(record.directory, 'redis.conf');
  await writeFile(configuration, redisConfiguration(record), { mode: 0o600 });
  state.write('redis', record);
  const server = await ServerProcess.spawn({
    name: 'Redis',
    command: 'redis-server',
    arguments: [configuration],
    cwd: record.directory,
    logFile: state.logFile('redis'),
    user: null,
  }).catch((error: unknown) => {
    throw new Error('redis-server cannot be run: install it with `bash scripts/setup.sh`, or set REDIS_URL', {
      cause: error,
    });
  });
  state.write('redis', { ...record, process: server.identity });
  await server.waitUntil(async () => (await findRunning(record)) !== null, READY_MS);
  return redisUrl(record);
}

function redisConfiguration({ port, password }: ServerRecord): string {
  return [
    'bind 127.0.0.1',
    `port ${port}`,
    `requirepass ${password}`,
    'daemonize no',
    'supervised no',
    'databases 64',
    'appendonly yes',
    'appendfsync everysec',
    'save ""',
    'maxmemory-policy noeviction',
    'tcp-keepalive 60',
    '',
  ].join('\n');
}

/** Redis is the dispatcher, not the truth: files it cannot read are put away, and it starts empty. */
async function setAsideData(directory: string): Promise<void> {
  const data = join(directory, 'appendonlydir');
  await rm(`${data}.broken`, { recursive: true, force: true });
  await rename(data, `${data}.broken`).catch(() => undefined);
}

/** The process that answers at the recorded port, knows our password and works in our directory. */
async function findRunning(record: ServerRecord): Promise<ProcessIdentity | null> {
  if (record.port === 0) {
    return null;
  }
  const client = new Redis({
    host: '127.0.0.1',
    port: record.port,
    password: record.password,
    lazyConnect: true,
    connectTimeout: 2000,
    commandTimeout: 2000,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const [, itsDirectory] = (await client.config('GET', 'dir')) as string[];
    const pid = /^process_id:(\d+)/m.exec(await client.info('server'))?.[1];
    return itsDirectory === (await realpath(record.directory)) ? identifyProcess(Number(pid)) : null;
  } catch {
    return null;
  } finally {
    client.disconnect();
  }
}

function redisUrl({ port, password }: ServerRecord): string {
  return `redis://:${password}@127.0.0.1:${port}/0`;
}
