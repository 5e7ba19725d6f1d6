import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { createDatabase, dropDatabase, withPostgres } from '../../src/embedded/postgres-client.js';

const REDIS_DATABASES = 63;
const TEMPLATE_LOCK = 7_310_571;

/** A database of its own and a Redis database of its own: what one test file works on. */
export interface TestServices {
  databaseUrl: string;
  redisUrl: string;
  /** Drops both. After everything that uses them is closed. */
  dispose(): Promise<void>;
}

/**
 * Services of one test file. With `migrate` the database is a copy of a template on which `migrate` ran once per state
 * of the migrations; without, it is empty.
 */
export async function newTestServices(migrate?: (databaseUrl: string) => Promise<void>): Promise<TestServices> {
  const adminUrl = serviceUrl('JUMU_TEST_DATABASE_URL');
  // Like no other: a server that a test file has forgotten would find its work in the next file's database.
  const name = `jumu_test_${process.pid}_${randomUUID().slice(0, 8)}`;
  const template = migrate && (await migratedTemplate(adminUrl, migrate));
  await dropDatabase(adminUrl, name);
  await createDatabase(adminUrl, name, template);
  const redisUrl = await claimRedisDatabase();
  return {
    databaseUrl: withDatabase(adminUrl, name),
    redisUrl,
    dispose: async () => {
      await dropDatabase(adminUrl, name);
      await withRedis(redisUrl, (redis) => redis.flushdb());
    },
  };
}

/** Removes the databases that test processes left behind when they were killed. */
export async function dropAbandonedDatabases(adminUrl: string): Promise<void> {
  const names = await namesLike(adminUrl, 'jumu_test_%');
  for (const name of names.filter((candidate) => !isRunning(Number(candidate.split('_')[2])))) {
    await dropDatabase(adminUrl, name);
  }
}

async function migratedTemplate(adminUrl: string, migrate: (databaseUrl: string) => Promise<void>): Promise<string> {
  const template = `jumu_template_${await migrationsHash()}`;
  return withPostgres(adminUrl, async (client) => {
    // Held by this session: of two test files that start together one migrates, the other waits and copies.
    await client.query('SELECT pg_advisory_lock($1)', [TEMPLATE_LOCK]);
    const templates = await namesLike(adminUrl, 'jumu_template_%');
    if (!templates.includes(template)) {
      for (const old of templates) {
        await dropDatabase(adminUrl, old);
      }
      const unfinished = 'jumu_migrating';
      await dropDatabase(adminUrl, unfinished);
      await createDatabase(adminUrl, unfinished);
      await migrate(withDatabase(adminUrl, unfinished));
      await client.query(`ALTER DATABASE ${unfinished} RENAME TO ${template}`);
    }
    return template;
  });
}

async function migrationsHash(): Promise<string> {
  const directory = join(import.meta.dirname, '../../migrations');
  const hash = createHash('sha256');
  for (const file of (await readdir(directory)).sort()) {
    hash.update(file).update(await readFile(join(directory, file)));
  }
  return hash.digest('hex').slice(0, 16);
}

async function namesLike(adminUrl: string, pattern: string): Promise<string[]> {
  const { rows } = await withPostgres(adminUrl, (client) =>
    client.query<{ datname: string }>('SELECT datname FROM pg_database WHERE datname LIKE $1', [pattern]),
  );
  return rows.map((row) => row.datname);
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Round the numbers from 1: long before one comes again its test file is done. 0 holds the counter. */
async function claimRedisDatabase(): Promise<string> {
  const url = new URL(serviceUrl('JUMU_TEST_REDIS_URL'));
  const turn = await withRedis(url.href, (redis) => redis.incr('test:databases'));
  url.pathname = `/${1 + (turn % REDIS_DATABASES)}`;
  await withRedis(url.href, (redis) => redis.flushdb());
  return url.href;
}

async function withRedis<T>(url: string, work: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(url, { maxRetriesPerRequest: 1 });
  try {
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}

function withDatabase(adminUrl: string, name: string): string {
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return url.href;
}

function serviceUrl(variable: string): string {
  const url = process.env[variable];
  if (url === undefined) {
    throw new Error(`${variable} is not set: run the test with jest, whose global set-up starts the services`);
  }
  return url;
}
