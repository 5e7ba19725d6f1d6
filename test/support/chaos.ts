import { Random } from '../../src/common/random.js';
import { type JobState } from '../../src/jobs/job.machine.js';
import { type RequestKind, type RunwayFault } from '../emulators/runway.emulator.js';
import { type Fleet } from './fleet.js';
import { type FleetReply, type FleetUser, SHORT_FILM, type WatchedJob } from './fleet-user.js';
import { fleetViolations, jobViolations } from './invariants.js';
import { pass, until } from './until.js';

const WORKERS = 2;
const FIRST_JOBS = 2;
const MOST_JOBS = 4;
const STEP_SECONDS = { least: 1, most: 4 };
const SETTLE_MS = 240_000;

/** How a job may end when vendors fail and processes die; anything else is a fault of ours. */
const EXPECTED_FAILURES = [
  'PROVIDER_UNAVAILABLE',
  'PROVIDER_REJECTED',
  'START_UNCONFIRMED',
  'STEP_CRASHED',
  'DOWNLOAD_FAILED',
];

const VENDOR_FAULTS: [RunwayFault, RequestKind][] = [
  [{ kind: 'answer', status: 429, headers: { 'retry-after': '1' } }, 'create'],
  [{ kind: 'answer', status: 503 }, 'create'],
  [{ kind: 'lost' }, 'create'],
  [{ kind: 'cut' }, 'create'],
  [{ kind: 'failure', failureCode: 'INTERNAL.BAD_OUTPUT.CODE01' }, 'create'],
  [{ kind: 'answer', status: 500 }, 'get'],
  [{ kind: 'cut' }, 'get'],
  [{ kind: 'cut' }, 'file'],
];

const PROMPTS = ['雨夜的天台上，两个老朋友重逢', '清晨的码头，一封旧信', '打烊以后的咖啡馆，她等的人来了'];

interface Action {
  name: string;
  weight: number;
  act: () => Promise<string>;
}

/** A random run: users work, everything fails, then everything is healed and looked at. The seed decides what is done and when. */
export class Chaos {
  private readonly random: Random;
  private readonly began = performance.now();
  private readonly open: Promise<unknown>[] = [];
  private orders = 0;

  constructor(
    private readonly fleet: Fleet,
    seed: number,
    private readonly tell: (line: string) => void,
  ) {
    this.random = new Random(seed);
  }

  /** What was found wrong, in words. */
  async run(seconds: number): Promise<string[]> {
    Array.from({ length: WORKERS }, () => this.fleet.supervise());
    await until('the workers are there', () => this.fleet.workers.length === WORKERS);
    const users = [await this.fleet.newUser(), await this.fleet.newUser()];
    for (const user of users) {
      for (let count = 0; count < FIRST_JOBS; count++) {
        await this.order(user);
      }
    }
    const end = performance.now() + seconds * 1000;
    while (performance.now() < end) {
      await this.doSomething();
      await pass(1000 * this.random.between(STEP_SECONDS.least, STEP_SECONDS.most));
    }
    await Promise.all(this.open);
    return this.healAndLook();
  }

  private async doSomething(): Promise<void> {
    const actions = this.actions();
    let left = this.random.between(
      0,
      actions.reduce((sum, { weight }) => sum + weight, 0),
    );
    const chosen = actions.find(({ weight }) => (left -= weight) < 0) ?? actions[0];
    if (chosen) {
      const what = await chosen.act().catch((error: unknown) => `was not possible: ${String(error)}`);
      this.log(`${chosen.name}: ${what}`);
    }
  }

  private actions(): Action[] {
    const { fleet, random } = this;
    return [
      { name: 'kill a worker', weight: 3, act: () => this.killWorker() },
      { name: 'freeze a worker', weight: 2, act: () => this.freezeWorker() },
      { name: 'kill the API', weight: 1, act: () => this.killApi() },
      { name: 'FLUSHALL', weight: 1, act: () => this.flushRedis() },
      { name: 'kill Redis', weight: 1, act: () => this.restart('redis', 'SIGKILL') },
      { name: 'freeze Redis', weight: 1, act: () => this.freezeRedis() },
      { name: 'crash PostgreSQL', weight: 1, act: () => this.restart('postgres', 'SIGQUIT') },
      {
        name: 'let the vendor fail',
        weight: 3,
        act: async () => {
          const [fault, request] = random.pick(VENDOR_FAULTS);
          fleet.runway.fail(fault, request);
          return `${JSON.stringify(fault)} at the next ${request}`;
        },
      },
      { name: 'change a job', weight: 5, act: () => this.changeJob() },
      { name: 'order', weight: 2, act: () => this.order(random.pick(fleet.users)) },
    ];
  }

  private async order(user: FleetUser): Promise<string> {
    if (user.jobs.length >= MOST_JOBS) {
      return 'nothing, the user has enough';
    }
    const shots = this.random.int(1, 2);
    // No two alike: what is made once is not made again.
    const prompt = `${this.random.pick(PROMPTS)}，第 ${++this.orders} 次`;
    const reply = await user.post('/jobs', { ...SHORT_FILM, prompt, max_shots: shots });
    if (reply.status === 202) {
      user.watch(reply.body.data.id as string);
    }
    return `${shots} shots, ${reply.status}`;
  }

  private async changeJob(): Promise<string> {
    const verb = this.random.pick(['cancel', 'pause', 'pause', 'resume', 'resume', 'retry', 'retry']);
    const jobs = this.fleet.users.flatMap(({ jobs: own }) => own);
    const job = this.random.pick(jobs);
    const reply: FleetReply = await job.user.post(`/jobs/${job.id}/${verb}`);
    return `${verb} ${job.id.slice(-6)}, ${reply.status}`;
  }

  private async killWorker(): Promise<string> {
    const worker = this.random.pick(this.fleet.workers);
    await worker.kill();
    return worker.name;
  }

  private async freezeWorker(): Promise<string> {
    const worker = this.random.pick(this.fleet.workers);
    const seconds = this.random.between(1, 8);
    await worker.freeze();
    this.later(seconds, () => worker.thaw());
    return `${worker.name} for ${seconds.toFixed(1)} s`;
  }

  private async killApi(): Promise<string> {
    await this.fleet.api.kill();
    await this.fleet.api.start();
    return 'and started again';
  }

  private async flushRedis(): Promise<string> {
    await this.fleet.servers.flushRedis();
    return 'done';
  }

  private async restart(name: 'redis' | 'postgres', how: NodeJS.Signals): Promise<string> {
    const seconds = this.random.between(0, 5);
    this.fleet.servers.thaw();
    await this.fleet.servers.end(name, how);
    await pass(seconds * 1000);
    await this.fleet.servers.up();
    return `back after ${seconds.toFixed(1)} s`;
  }

  private async freezeRedis(): Promise<string> {
    const seconds = this.random.between(1, 6);
    this.fleet.servers.freezeRedis();
    this.later(seconds, async () => this.fleet.servers.thaw());
    return `for ${seconds.toFixed(1)} s`;
  }

  private later(seconds: number, work: () => Promise<void>): void {
    this.open.push(pass(seconds * 1000).then(work));
  }

  /** Services and vendor as they should be; paused jobs go on, and all come to an end. */
  private async healAndLook(): Promise<string[]> {
    const { fleet } = this;
    this.log('heal');
    fleet.servers.thaw();
    await fleet.servers.up();
    fleet.runway.forgetFaults();
    await until('the API answers', async () => (await fetch(`${fleet.url}/health/ready`)).status === 200);
    await this.findUnheard();
    const jobs = fleet.users.flatMap(({ jobs: own }) => own);
    const isOver = async () => {
      for (const { id } of await fleet.query<{ id: string }>(`select id from jobs where state = 'paused'`)) {
        const job = jobs.find((each) => each.id === id);
        await job?.user.post(`/jobs/${id}/resume`, { max_cost_usd: 100 });
      }
      const open = await fleet.query(
        `select 1 from jobs where state in ('pending', 'running', 'paused')
         union all select 1 from job_steps where state = 'running'
         union all select 1 from provider_calls where state = 'abandoned'`,
      );
      return open.length === 0;
    };
    const found: string[] = [];
    await until('all jobs have ended', isOver, { timeoutMs: SETTLE_MS, everyMs: 500 }).catch((error: unknown) =>
      found.push(String(error)),
    );
    for (const job of jobs) {
      found.push(...(await this.look(job)));
    }
    const logs = found.length > 0 ? await fleet.logs() : '';
    await fleet.stopWorkers();
    found.push(...(await fleetViolations(fleet)));
    this.log(found.length === 0 ? 'all is well' : `${found.join('\n')}\n${logs}`);
    return found;
  }

  private async look(job: WatchedJob): Promise<string[]> {
    const [row] = await this.fleet.query<{ state: JobState; attempts: number; error: { code: string } | null }>(
      'select state, attempts, error from jobs where id = $1',
      [job.id],
    );
    const state = row?.state ?? 'failed';
    const code = row?.error?.code ?? '';
    this.log(`job ${job.id.slice(-6)}: ${state} ${code}, run ${row?.attempts}`);
    const isFault = state === 'failed' && !EXPECTED_FAILURES.includes(code);
    return [
      ...(await jobViolations(this.fleet, job, { state })),
      ...(isFault ? [`job ${job.id}: failed with ${code}`] : []),
    ];
  }

  /** Jobs whose order was taken, but the answer was lost. */
  private async findUnheard(): Promise<void> {
    for (const user of this.fleet.users) {
      const { body } = await user.get('/jobs?limit=100');
      const known = new Set(user.jobs.map(({ id }) => id));
      for (const { id } of body.data.items.filter((job: { id: string }) => !known.has(job.id))) {
        user.watch(id as string);
      }
    }
  }

  private log(line: string): void {
    this.tell(`${((performance.now() - this.began) / 1000).toFixed(1).padStart(6)} s  ${line}`);
  }
}
