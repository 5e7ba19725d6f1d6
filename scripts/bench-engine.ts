import 'reflect-metadata';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { EntityManager } from '@mikro-orm/postgresql';
import { type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { parseConfig } from '../src/common/config.js';
import { Metrics } from '../src/common/metrics.js';
import { inTransaction } from '../src/common/transaction.js';
import { newId } from '../src/common/uuid.js';
import { startEmbedded } from '../src/embedded/embedded-services.js';
import { type JobInput } from '../src/jobs/job-input.js';
import { JobsService } from '../src/jobs/jobs.service.js';
import { type Stage } from '../src/workflow/stage.js';
import { medianOf } from './bench-table.js';

const SMALL_JOBS = 200;
const BIG_JOB_EPISODES = 500;
const FINISHED_JOBS = 100_000;

/**
 * `npm run bench:engine`: what the engine itself costs. A worker as users run it, on services of its own, whose stages
 * do nothing; first with empty tables, then with 100,000 finished jobs in them.
 */
async function main(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'jumu-bench-engine-'));
  const given = parseConfig({ DATA_DIR: join(directory, 'data'), ROLE: 'worker', LOG_LEVEL: 'error' });
  const services = await startEmbedded(given);
  const config = {
    ...given,
    database: { ...given.database, url: services.databaseUrl },
    redis: { url: services.redisUrl },
  };
  const { AppModule } = await import('../src/app.module.js');
  const { migrate } = await import('../src/server.js');
  const { STAGE_LIST } = await import('../src/workflow/cached-stages.js');
  await migrate(services.databaseUrl);
  const app = await NestFactory.createApplicationContext(await AppModule.forConfig(config, new Metrics()), {
    logger: ['error'],
  });
  try {
    const bench = new EngineBench(app);
    for (const stage of app.get<Stage[]>(STAGE_LIST, { strict: false })) {
      stage.prepare = () => Promise.resolve({ make: () => bench.work() });
    }
    await bench.smallJobs(20);
    await bench.measure('empty tables');
    await bench.addFinishedJobs(FINISHED_JOBS);
    await bench.measure(`${FINISHED_JOBS.toLocaleString('en')} finished jobs`);
    await bench.measureFairness();
    await bench.printPlans();
  } finally {
    await app.close();
    await services.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

class EngineBench {
  private readonly em: EntityManager;
  private readonly jobs: JobsService;
  private stepMs = 0;

  constructor(app: INestApplicationContext) {
    this.em = app.get(EntityManager, { strict: false });
    this.jobs = app.get(JobsService, { strict: false });
  }

  /** What every step does. */
  async work(): Promise<{ output: null }> {
    if (this.stepMs > 0) {
      await delay(this.stepMs);
    }
    return { output: null };
  }

  /** How much longer a small job takes while another user's big one is worked off, in times of a step. */
  async measureFairness(): Promise<void> {
    this.stepMs = 50;
    const alone = medianOf(await this.smallJobs(5));
    const big = await this.newJob(BIG_JOB_EPISODES);
    await delay(20 * this.stepMs);
    const beside = medianOf(await this.smallJobs(5));
    await this.finished(big);
    const steps = (beside - alone) / this.stepMs;
    print(
      `a job of 3 steps beside one of ${2 * BIG_JOB_EPISODES + 1} of another user is later by`,
      `${steps.toFixed(1)} steps`,
    );
    this.stepMs = 0;
  }

  async measure(label: string): Promise<void> {
    const perStep = (await this.smallJobs(SMALL_JOBS)).map((ms) => ms / 3).sort((one, other) => one - other);
    const began = performance.now();
    await this.finished(await this.newJob(BIG_JOB_EPISODES));
    const rate = (2 * BIG_JOB_EPISODES + 1) / ((performance.now() - began) / 1000);
    const [median = 0, slow = 0] = [0.5, 0.95].map((part) => perStep[Math.floor(part * perStep.length)]);
    print(`${label}: claim + settle + dispatch of a step, median`, `${median.toFixed(1)} ms`);
    print(`${label}: the same, 95 of 100 are quicker than`, `${slow.toFixed(1)} ms`);
    print(`${label}: empty steps of one job of ${2 * BIG_JOB_EPISODES + 1}, one worker`, `${rate.toFixed(0)} /s`);
  }

  /** Jobs of three steps, one after the other, one at a time: milliseconds from the commit to the end of each. */
  async smallJobs(count: number): Promise<number[]> {
    const times: number[] = [];
    for (let number = 0; number < count; number++) {
      const began = performance.now();
      await this.finished(await this.newJob(1));
      times.push(performance.now() - began);
    }
    return times;
  }

  /** Eight done steps each. */
  async addFinishedJobs(count: number): Promise<void> {
    const em = this.em.fork();
    await em.execute(
      `insert into jobs (id, user_id, project_id, kind, state, stages, progress, priority, prompt, input, degraded, cost_usd,
         attempts, created_at, updated_at, completed_at)
       select gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'scenes', 'completed', '{}', 100, 1, 'old', '{}', '[]',
         0, 1, now(), now(), now() from generate_series(1, ?)`,
      [count],
    );
    await em.execute(
      `insert into job_steps (id, job_id, user_id, stage, item, queue, priority, turn, state, fence, attempt, crashes,
         depends_on, cost_usd, fraction, time_limit_sec, output)
       select gen_random_uuid(), j.id, j.user_id, 'script', 'episode:' || n, 'script', 1, n, 'done', 1, 1, 0, '{}', 0, 0, 600, 'null'
       from jobs j cross join generate_series(1, 8) n where j.prompt = 'old'`,
    );
    await em.execute('vacuum analyze jobs, job_steps');
    await em.execute('checkpoint');
  }

  /** With 10,000 steps in a queue that nobody works. */
  async printPlans(): Promise<void> {
    const id = newId();
    await this.em.fork().execute(
      `insert into jobs (id, user_id, project_id, kind, state, stages, progress, priority, prompt, input, degraded, cost_usd,
         attempts, created_at, updated_at)
       values (?, gen_random_uuid(), gen_random_uuid(), 'scenes', 'running', '{}', 0, 1, 'plans', '{}', '[]', 0, 1, now(), now())`,
      [id],
    );
    await this.em.fork().execute(
      `insert into job_steps (id, job_id, user_id, stage, item, queue, priority, turn, state, fence, attempt, crashes,
         depends_on, cost_usd, fraction, time_limit_sec, run_after, input_hash)
       select gen_random_uuid(), j.id, j.user_id, 'script', 'episode:' || n, 'bench', 1, n, 'queued', 0, 0, 0, '{}', 0, 0, 600,
         now(), encode(sha256(n::text::bytea), 'hex')
       from jobs j cross join generate_series(1, 10000) n where j.id = ?`,
      [id],
    );
    await this.em.fork().execute('analyze job_steps');
    const plans = {
      claim: `select q.id from job_steps q join jobs j on j.id = q.job_id
        where q.queue = 'bench' and q.state = 'queued' and q.run_after <= now()
          and (j.state in ('pending', 'running') or (j.state = 'paused' and q.operation is not null))
        order by q.priority desc, q.turn, q.id limit 1 for update of q skip locked`,
      "a user's last turn": `select max(q.turn) from job_steps q where q.state = 'queued' and q.queue = 'bench'
        and q.priority = 1 and q.user_id = (select user_id from jobs where id = '${id}')`,
      'the next turn': `select q.turn - 1 from job_steps q where q.state = 'queued' and q.queue = 'bench' and q.priority = 1
        and q.run_after <= now() order by q.turn limit 1`,
      'lost leases': `select id from job_steps where state = 'running' and lease_until < now() order by id`,
      'due waits': `select id from job_steps where state = 'waiting' and run_after <= now() and queue = 'bench'
        order by id for update skip locked`,
      'left in a stage': `select exists (select 1 from job_steps where job_id = '${id}' and stage = 'script' and state <> 'done')`,
      'newly ready steps': `select s.id from job_steps s where s.job_id = '${id}' and s.state = 'pending'
        and not exists (select 1 from job_steps d where d.id = any(s.depends_on) and d.state <> 'done')`,
      'a finished step with the same input': `select output, provider, model from job_steps
        where user_id = (select user_id from jobs where id = '${id}') and input_hash = encode(sha256('77'), 'hex')
          and state = 'done' and output is not null order by completed_at desc limit 1`,
    };
    for (const [name, sql] of Object.entries(plans)) {
      const rows = await this.em
        .fork()
        .execute<{ 'QUERY PLAN': string }[]>(`explain (analyze, costs off, timing off, buffers off) ${sql}`);
      process.stdout.write(`\n${name}\n${rows.map((row) => `  ${row['QUERY PLAN']}`).join('\n')}\n`);
    }
  }

  private async newJob(episodes: number): Promise<string> {
    const input = { episodes, firstEpisode: 1, style: null } as JobInput;
    const job = await inTransaction(this.em.fork(), (em) =>
      this.jobs.create(em, {
        user_id: newId(),
        project_id: newId(),
        kind: 'scenes',
        priority: 1,
        prompt: 'bench',
        max_cost_usd: null,
        input,
      }),
    );
    return job.id;
  }

  private async finished(id: string): Promise<void> {
    for (;;) {
      const [row] = await this.em.fork().execute<{ state: string }[]>('select state from jobs where id = ?', [id]);
      if (row?.state === 'completed') {
        return;
      }
      await delay(1);
    }
  }
}

function print(what: string, value: string): void {
  process.stdout.write(`${what.padEnd(80)} ${value.padStart(10)}\n`);
}

await main();
