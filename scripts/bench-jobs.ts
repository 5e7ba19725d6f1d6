import 'reflect-metadata';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseConfig } from '../src/common/config.js';
import { startEmbedded } from '../src/embedded/embedded-services.js';
import { withPostgres } from '../src/embedded/postgres-client.js';
import { medianOf } from './bench-table.js';

const USERS = 1000;
const JOBS_PER_USER = 1000;
const BIG_USER_JOBS = 100_000;
const ROUNDS = 15;

const MOST_GROWTH = 1.5;
const MOST_MS = 50;

/** Few, many and none of a user's jobs, alone and together. */
const FILTERS = [
  '',
  'status=completed',
  'status=failed',
  'status=paused',
  'kind=drama',
  'priority=urgent',
  'status=cancelled&kind=video&priority=high',
  'project_id=',
];
const SORTS = ['created_at', 'updated_at', 'priority', 'progress'];
const ORDERS = ['desc', 'asc'];

interface Listed {
  items: { id: string; project_id: string }[];
}

interface Account {
  id: string;
  token: string;
}

/**
 * `npm run bench -- jobs`: what the first page of `GET /jobs` takes over HTTP, for every sort and each of some
 * filters: with 1,000 jobs in the table, then for the same user among 1,000 such users, then for one with 100,000 jobs.
 */
async function main(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'jumu-bench-jobs-'));
  const given = parseConfig({
    DATA_DIR: join(directory, 'data'),
    ...{ ROLE: 'api', HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'error', RATE_LIMIT_PER_MIN: '0' },
  });
  const services = await startEmbedded(given);
  const config = {
    ...given,
    port: 0,
    database: { ...given.database, url: services.databaseUrl },
    redis: { url: services.redisUrl },
  };
  const { serve } = await import('../src/server.js');
  const server = await serve(config);
  try {
    await new JobsBench(server.url ?? '', services.databaseUrl).run();
  } finally {
    await server.close();
    await services.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

class JobsBench {
  constructor(
    private readonly url: string,
    private readonly databaseUrl: string,
  ) {}

  async run(): Promise<void> {
    const user = await this.register('user');
    await this.addJobs([user.id], JOBS_PER_USER);
    await this.addSteps(user);
    await this.settle();
    await this.measure(user);
    const small = await this.measure(user);
    report(`1,000 jobs in the table`, small);

    const others = Array.from({ length: USERS - 1 }, () => crypto.randomUUID());
    for (let from = 0; from < others.length; from += 50) {
      await this.addJobs(others.slice(from, from + 50), JOBS_PER_USER);
    }
    await this.settle();
    const among = await this.measure(user);
    report('the same among 1,000,000 jobs of 1,000 users', among);
    const growth = among.map(({ milliseconds }, index) => milliseconds / (small[index]?.milliseconds ?? NaN));
    print('growth, median of all queries', `${medianOf(growth).toFixed(2)} ×`, `≤ ${MOST_GROWTH} ×`);
    print('growth, worst of all queries', `${Math.max(...growth).toFixed(2)} ×`, `≤ ${MOST_GROWTH} ×`);

    const big = await this.register('big');
    for (let done = 0; done < BIG_USER_JOBS; done += 25_000) {
      await this.addJobs([big.id], 25_000);
    }
    await this.addSteps(big);
    await this.settle();
    const most = await this.measure(big);
    report('one user with 100,000 jobs, among them', most);
    print('worst of all queries', `${Math.max(...most.map(times)).toFixed(1)} ms`, `≤ ${MOST_MS} ms`);
    const deep = await this.medianOf(big, 'limit=20&offset=99980');
    print('its last page', `${deep.toFixed(1)} ms`, '');
  }

  /** Every sort with every filter; the median of some rounds each. */
  private async measure(account: Account): Promise<Timed[]> {
    const [job] = (await this.get<Listed>(account, '/jobs?limit=1')).items;
    const queries = FILTERS.flatMap((filter) =>
      SORTS.flatMap((sort) => ORDERS.map((order) => `${filter}&sort_by=${sort}&sort_order=${order}`)),
    ).map((query) => query.replace(/^&/, '').replace('project_id=', `project_id=${job?.project_id ?? ''}`));
    const timed: Timed[] = [];
    for (const query of queries) {
      timed.push({ query, milliseconds: await this.medianOf(account, query) });
    }
    return timed;
  }

  private async medianOf(account: Account, query: string): Promise<number> {
    const all: number[] = [];
    await this.get(account, `/jobs?${query}`);
    for (let round = 0; round < ROUNDS; round++) {
      const began = performance.now();
      await this.get(account, `/jobs?${query}`);
      all.push(performance.now() - began);
    }
    return medianOf(all);
  }

  private async get<T>(account: Account, path: string): Promise<T> {
    const response = await fetch(`${this.url}/api/v1${path}`, {
      headers: { authorization: `Bearer ${account.token}` },
    });
    const { data } = (await response.json()) as { data: T };
    if (response.status !== 200) {
      throw new Error(`${path} answered ${response.status}`);
    }
    return data;
  }

  private async register(name: string): Promise<Account> {
    const response = await fetch(`${this.url}/api/v1/auth/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: name, email: `${name}@example.com`, password: 'correct horse battery' }),
    });
    const { data } = (await response.json()) as { data: { user_id: string; token: string } };
    return { id: data.user_id, token: data.token };
  }

  /** Of a year, in ten projects each, most of them completed. */
  private async addJobs(userIds: string[], each: number): Promise<void> {
    await withPostgres(this.databaseUrl, (client) => client.query(JOBS_SQL, [userIds, each]));
  }

  /** Three for each job of somebody whose lists are measured. */
  private async addSteps({ id }: Account): Promise<void> {
    await withPostgres(this.databaseUrl, (client) => client.query(STEPS_SQL, [id]));
  }

  /** As autovacuum would leave it. */
  private async settle(): Promise<void> {
    await withPostgres(this.databaseUrl, async (client) => {
      await client.query('vacuum analyze jobs');
      await client.query('vacuum analyze job_steps');
      await client.query('checkpoint');
    });
  }
}

const JOBS_SQL = `
  with users as (
    select u.id as user_id, array(select gen_random_uuid() from generate_series(1, 10) where u.id is not null) as projects
    from unnest($1::uuid[]) as u(id)),
  fresh as (
    select user_id, projects[1 + n % 10] as project_id, (array['drama', 'video', 'scenes'])[1 + n % 3] as kind,
      case when chance < 0.005 then 'paused' when chance < 0.01 then 'running' when chance < 0.02 then 'cancelled'
        when chance < 0.1 then 'failed' else 'completed' end as state,
      case when n % 1000 = 7 then 3 when n % 20 = 0 then 2 else 1 end as priority,
      random() as done, now() - random() * interval '365 days' as created_at
    from users cross join lateral (select n, random() as chance from generate_series(1, $2::int) n where user_id is not null) r)
  insert into jobs (id, user_id, project_id, kind, state, stage, stages, progress, priority, prompt, style, input, degraded,
    cost_usd, attempts, created_at, started_at, updated_at, completed_at, purged_at)
  select gen_random_uuid(), user_id, project_id, kind, state, 'assembly', '{"style": "completed", "script": "completed"}',
    case when state = 'completed' then 100 else round((100 * done)::numeric, 1) end, priority, repeat('两个老朋友重逢。', 12), 'film',
    '{"title": "重逢", "genre": null, "style": null, "language": "zh", "aspectRatio": "16:9", "episodes": 1, "firstEpisode": 1,
      "scenesPerEpisode": 3, "durationSec": 30, "maxShots": null, "replace": false, "allowFallback": true,
      "subtitles": "burned", "preview": false, "music": true, "wanted": {"script": null, "image": null, "video": null}}',
    '[]', 0, 1, created_at, created_at, created_at + done * interval '1 hour',
    case when state in ('completed', 'failed', 'cancelled') then created_at + done * interval '1 hour' end, now()
  from fresh`;

const STEPS_SQL = `
  insert into job_steps (id, job_id, user_id, stage, item, queue, priority, turn, state, fence, attempt, crashes, depends_on,
    cost_usd, cost_reserved, fraction, time_limit_sec)
  select gen_random_uuid(), j.id, j.user_id, 'script', 'episode:' || n, 'script', 1, n, 'done', 1, 1, 0, '{}', 0, 0, 0, 600
  from jobs j cross join generate_series(1, 3) n where j.user_id = $1`;

interface Timed {
  query: string;
  milliseconds: number;
}

const times = ({ milliseconds }: Timed) => milliseconds;

function report(what: string, timed: Timed[]): void {
  const [slowest] = [...timed].sort((one, other) => other.milliseconds - one.milliseconds);
  print(`${what}: median of ${timed.length} queries`, `${medianOf(timed.map(times)).toFixed(1)} ms`, '');
  print(`  slowest: ${slowest?.query ?? ''}`, `${slowest?.milliseconds.toFixed(1) ?? ''} ms`, '');
}

function print(what: string, value: string, target: string): void {
  process.stdout.write(`${what.padEnd(100)} ${value.padStart(10)} ${target.padStart(10)}\n`);
}

await main();
process.exit(0);
