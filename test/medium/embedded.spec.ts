import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { Redis } from 'ioredis';
import { startEmbedded, type Services } from '../../src/embedded/embedded-services.js';
import { withPostgres } from '../../src/embedded/postgres-client.js';
import { endProcess, identifyProcess, isAlive } from '../../src/embedded/process-identity.js';

/** What is on the disk and in the process table, told by the servers themselves. */
interface Facts {
  postgres: string;
  redis: string;
  dataDirectory: string;
  evictionPolicy: string;
}

const TYPESCRIPT = ['--experimental-transform-types', '--no-warnings'];

let dataDir: string;
let closeAll: (() => Promise<unknown>)[];

const newDirectory = async (mode: number): Promise<string> => {
  const directory = await mkdtemp(join(tmpdir(), 'jumu-embedded-'));
  await chmod(directory, mode);
  return directory;
};

beforeAll(async () => {
  dataDir = await newDirectory(0o755);
});

beforeEach(() => {
  closeAll = [];
});

afterEach(async () => {
  for (const close of closeAll.reverse()) {
    await close();
  }
});

afterAll(() => rm(dataDir, { recursive: true }));

const start = async (directory = dataDir): Promise<Services> => {
  const services = await startEmbedded({
    dataDir: directory,
    database: { url: null, poolMax: 2 },
    redis: { url: null },
  });
  closeAll.push(() => services.stop());
  return services;
};

/** Another process of ours that has started them. */
const startInChild = async (): Promise<{ child: ChildProcess; services: Services }> => {
  const script = join(import.meta.dirname, '../support/embedded-parent.ts');
  const child = spawn(process.execPath, [...TYPESCRIPT, script, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
  closeAll.push(() => kill(child));
  for await (const line of createInterface({ input: child.stdout })) {
    return { child, services: JSON.parse(line) as Services };
  }
  throw new Error('The child has ended before it started anything');
};

const kill = async (child: ChildProcess) => {
  if (child.exitCode === null && child.signalCode === null) {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
};

const query = async <Row extends object>(services: Services, text: string): Promise<Row[]> =>
  (await withPostgres(services.databaseUrl, (client) => client.query<Row>(text))).rows;

const askFacts = async (services: Services): Promise<Facts> => {
  const redis = new Redis(services.redisUrl);
  const redisPid = Number(/process_id:(\d+)/.exec(await redis.info('server'))?.[1]);
  const [, evictionPolicy] = (await redis.config('GET', 'maxmemory-policy')) as string[];
  redis.disconnect();
  const [row] = await query<{ data_directory: string }>(services, 'SHOW data_directory');
  const dataDirectory = row?.data_directory ?? '';
  const postgresPid = Number((await readFile(join(dataDirectory, 'postmaster.pid'), 'utf8')).split('\n')[0]);
  return {
    postgres: identifyProcess(postgresPid) ?? 'gone',
    redis: identifyProcess(redisPid) ?? 'gone',
    dataDirectory,
    evictionPolicy: evictionPolicy ?? '',
  };
};

const keepNote = (services: Services) =>
  query(services, "DROP TABLE IF EXISTS note; CREATE TABLE note AS SELECT '剧幕' AS text");
const readNote = (services: Services) => query(services, 'SELECT text FROM note');

it('starts both servers, lets nobody in without the password, and leaves no process when it stops them', async () => {
  const sut = await start();
  const facts = await askFacts(sut);
  expect(facts).toMatchObject({ dataDirectory: join(dataDir, 'postgres'), evictionPolicy: 'noeviction' });
  expect(await query(sut, 'SHOW server_encoding')).toEqual([{ server_encoding: 'UTF8' }]);

  const stranger = new URL(sut.databaseUrl);
  stranger.password = 'guess';
  await expect(withPostgres(stranger.href, (client) => client.query('SELECT 1'))).rejects.toThrow(/password/);
  const redis = new Redis(Number(new URL(sut.redisUrl).port), { enableReadyCheck: false, retryStrategy: () => null });
  await expect(redis.get('key')).rejects.toThrow(/NOAUTH/);
  redis.disconnect();

  await sut.stop();
  expect([isAlive(facts.postgres), isAlive(facts.redis)]).toEqual([false, false]);
});

it('takes over the servers of a process that was killed, and stops them', async () => {
  const { child, services } = await startInChild();
  const before = await askFacts(services);
  await keepNote(services);
  await kill(child);
  expect(isAlive(before.postgres)).toBe(true);

  const sut = await start();
  expect(await askFacts(sut)).toEqual(before);
  expect(await readNote(sut)).toEqual([{ text: '剧幕' }]);
  await sut.stop();
  expect([isAlive(before.postgres), isAlive(before.redis)]).toEqual([false, false]);
});

it('recovers when the servers were killed too, with the pid file still there', async () => {
  const { child, services } = await startInChild();
  const before = await askFacts(services);
  await keepNote(services);
  await kill(child);
  await endProcess(before.postgres, 'SIGKILL', 5000);
  await endProcess(before.redis, 'SIGKILL', 5000);

  expect(await readNote(await start())).toEqual([{ text: '剧幕' }]);
});

it('is not deceived by a pid file whose number another program has got', async () => {
  const first = await start();
  await keepNote(first);
  const { dataDirectory } = await askFacts(first);
  const pidFile = await readFile(join(dataDirectory, 'postmaster.pid'), 'utf8');
  await first.stop();
  await writeFile(join(dataDirectory, 'postmaster.pid'), pidFile.replace(/^\d+/, String(process.pid)));

  expect(await readNote(await start())).toEqual([{ text: '剧幕' }]);
});

it('keeps its ports, and chooses others when somebody has taken them', async () => {
  const first = await start();
  await first.stop();
  const second = await start();
  expect([second.databaseUrl, second.redisUrl]).toEqual([first.databaseUrl, first.redisUrl]);
  await second.stop();

  for (const url of [first.databaseUrl, first.redisUrl]) {
    const stranger = createServer((socket) => socket.resume()).listen(Number(new URL(url).port), '127.0.0.1');
    closeAll.push(() => new Promise((resolve) => stranger.close(resolve)));
    await once(stranger, 'listening');
  }
  const third = await start();
  expect(new URL(third.databaseUrl).port).not.toBe(new URL(first.databaseUrl).port);
  expect(new URL(third.redisUrl).port).not.toBe(new URL(first.redisUrl).port);
  expect((await askFacts(third)).dataDirectory).toBe(join(dataDir, 'postgres'));
});

it('serves several at once until the last has stopped', async () => {
  const [first, second] = await Promise.all([start(), start()]);
  const facts = await askFacts(first);
  await first.stop();
  expect(await askFacts(second)).toEqual(facts);
  await second.stop();
  expect([isAlive(facts.postgres), isAlive(facts.redis)]).toEqual([false, false]);
});

it('leaves the servers of the original alone when DATA_DIR was copied', async () => {
  const original = await start();
  const facts = await askFacts(original);
  const copyDir = await newDirectory(0o755);
  closeAll.push(() => rm(copyDir, { recursive: true }));
  await cp(dataDir, copyDir, { recursive: true });

  const copy = await start(copyDir);
  expect((await askFacts(copy)).dataDirectory).toBe(join(copyDir, 'postgres'));
  await copy.stop();
  expect(await askFacts(original)).toEqual(facts);
});

it('finds another place for the data where their owner may not enter', async () => {
  const closedDir = await newDirectory(0o700);
  closeAll.push(() => rm(closedDir, { recursive: true }));
  const sut = await start(closedDir);
  const { dataDirectory } = await askFacts(sut);
  closeAll.push(() => rm(dirname(dataDirectory), { recursive: true }));
  await keepNote(sut);
  await sut.stop();

  expect(await readNote(await start(closedDir))).toEqual([{ text: '剧幕' }]);
  expect(dirname(dataDirectory).startsWith(process.getuid?.() === 0 ? '/var/lib/jumu/' : closedDir)).toBe(true);
});

it('starts nothing where both services are given', async () => {
  const given = { databaseUrl: 'postgresql://elsewhere/jumu', redisUrl: 'redis://elsewhere' };
  const sut = await startEmbedded({
    dataDir: join(dataDir, 'unused'),
    database: { url: given.databaseUrl, poolMax: 2 },
    redis: { url: given.redisUrl },
  });
  expect(sut).toMatchObject(given);
  await expect(readFile(join(dataDir, 'unused'))).rejects.toThrow(/ENOENT/);
});
