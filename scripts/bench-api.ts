import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import autocannon from 'autocannon';
import { Client } from 'pg';
import { parseConfig } from '../src/common/config.js';
import { startEmbedded } from '../src/embedded/embedded-services.js';
import { choosePort } from '../src/embedded/free-port.js';
import { type Figure, medianOf, printTable, quantileOf } from './bench-table.js';
import { DemoServer } from './demo-server.js';

const ROUNDS = 5;
const ROUND_SEC = 4;
const CONNECTIONS = 32;
const USERS = 100;
const PROJECTS_PER_USER = 30;
const POSTS_PER_SEC = 20;
const POST_SEC = 30;
const WARM_UP_SEC = 5;

/** Nobody is refused here, but everybody is counted. */
const LIMIT = '1000000000';

interface User {
  id: string;
  token: string;
}

/**
 * `npm run bench -- api`: the API's own speed. Reads are compared with bare Fastify and pg that do the same (`bench-baseline.ts`), in turns in the
 * same minutes: only the ratios mean something elsewhere. Then jobs are ordered at a fixed rate while two films render.
 */
async function benchApi(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'jumu-bench-api-'));
  const services = await startEmbedded(parseConfig({ DATA_DIR: join(directory, 'data') }));
  Object.assign(process.env, {
    DATA_DIR: join(directory, 'data'),
    DATABASE_URL: services.databaseUrl,
    REDIS_URL: services.redisUrl,
    JWT_SECRET: randomBytes(48).toString('base64'),
    RATE_LIMIT_PER_MIN: LIMIT,
    // Each user registers from an address of his own.
    TRUST_PROXY: 'true',
  });
  try {
    const users = await withServer(directory, 'api', async (url) => {
      const made = await registerUsers(url);
      await fillTables(services.databaseUrl, made);
      const baseline = await startBaseline();
      try {
        await compareReads(url, baseline.url, made, services.databaseUrl);
      } finally {
        baseline.child.kill();
      }
      return made;
    });
    await withServer(directory, 'all', (url) => orderJobs(url, users, 'one process'));
    await withServer(directory, 'api', async (url) => {
      const worker = new DemoServer(0, join(directory, 'worker.log'), 'worker');
      await orderJobs(url, users, 'the worker in a process of its own').finally(() => worker.stop());
    });
  } finally {
    await services.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

async function withServer<T>(directory: string, role: 'api' | 'all', work: (url: string) => Promise<T>): Promise<T> {
  const server = new DemoServer(await choosePort(undefined), join(directory, `${role}.log`), role);
  try {
    await server.waitUntilReady();
    return await Promise.race([server.failure(), work(server.url.replace('localhost', '127.0.0.1'))]);
  } finally {
    await server.stop();
  }
}

async function startBaseline(): Promise<{ url: string; child: ChildProcess }> {
  const child = spawn(process.execPath, [...process.execArgv, join(import.meta.dirname, 'bench-baseline.js')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout })) {
    return { url: `http://127.0.0.1:${line}`, child };
  }
  throw new Error('The baseline did not start');
}

async function registerUsers(url: string): Promise<User[]> {
  const users: User[] = [];
  for (let index = 0; index < USERS; index++) {
    const name = `bench${index}`;
    const body = { username: name, email: `${name}@example.com`, password: 'correct horse battery' };
    const headers = { 'x-forwarded-for': `10.0.${index >> 8}.${index & 255}` };
    const { user_id, token } = await call<{ user_id: string; token: string }>(url, 'POST', '/auth/register', {
      body,
      headers,
    });
    users.push({ id: user_id, token });
  }
  return users;
}

/** Projects with scenes, shots, people and jobs, so that a list has something to count. */
async function fillTables(databaseUrl: string, users: User[]): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(
      `insert into projects (id, user_id, title, description, genre, aspect_ratio, target_episodes, target_duration_sec, created_at, updated_at)
       select gen_random_uuid(), u, 'Project ' || n, 'About the rain, and who waits in it', 'romance', '16:9', 1, 60,
         now() - n * interval '1 hour', now()
       from unnest($1::uuid[]) u, generate_series(1, $2::int) n`,
      [users.map(({ id }) => id), PROJECTS_PER_USER],
    );
    await client.query(
      `insert into characters (id, project_id, name, description, appearance, created_at, updated_at)
       select gen_random_uuid(), p.id, 'Person ' || n, 'Somebody', '{"sex":"female","age":"young","hair":null,"clothes":null,"glasses":null,"note":null}', now(), now()
       from projects p, generate_series(1, 3) n`,
    );
    await client.query(
      `insert into scenes (id, project_id, episode, order_index, title, location, time_of_day, weather, mood, description, script, characters, created_at, updated_at)
       select gen_random_uuid(), p.id, 1, n, 'Scene ' || n, 'A café', 'day', 'rain', 'calm', '', '', '[]', now(), now()
       from projects p, generate_series(0, 2) n`,
    );
    await client.query(
      `insert into shots (id, project_id, scene_id, order_index, description, lines, "cast", frames, transition, transition_frames, form_data, image, video, version, created_at, updated_at)
       select gen_random_uuid(), s.project_id, s.id, n, 'A shot', '[]', '[]', 100, 'cut', 0,
         '{"camera_movement":"static","shot_type":"medium","lighting":"","motion_prompt":"","checkboxes":{}}',
         '{"status":"pending","key":null,"upload_id":null,"provider":null}',
         '{"status":"pending","job_id":null,"key":null,"source_key":null,"upload_id":null,"provider":null,"error":null}',
         1, now(), now()
       from scenes s, generate_series(0, 3) n`,
    );
    await client.query(
      `insert into jobs (id, user_id, project_id, kind, state, stages, progress, priority, prompt, input, degraded, cost_usd, attempts, created_at, updated_at, completed_at)
       select gen_random_uuid(), p.user_id, p.id, 'video', 'completed', '{}', 100, 1, 'A prompt', '{}', '[]', 0, 1, now(), now(), now()
       from projects p, generate_series(1, 2)`,
    );
    await client.query('analyze');
  } finally {
    await client.end();
  }
}

async function compareReads(url: string, baselineUrl: string, users: User[], databaseUrl: string): Promise<void> {
  const api = `${url}/api/v1`;
  const [user] = users;
  const jobId = await oneJobOf(databaseUrl, user?.id ?? '');
  const headers = { authorization: `Bearer ${user?.token}` };
  const projects = await inTurns(
    { url: `${api}/projects?limit=20`, headers },
    { url: `${baselineUrl}/projects?limit=20`, headers },
  );
  const status = await inTurns(
    { url: `${api}/jobs/${jobId}/status`, headers },
    { url: `${baselineUrl}/jobs/${jobId}/status`, headers },
  );
  const health = await load({ url: `${api}/health`, connections: 1 });
  const list = await load({ url: `${api}/projects?limit=20`, headers, connections: 1 });
  printTable(`Reads, against bare Fastify and pg (${ROUNDS} rounds in turns, ${CONNECTIONS} connections)`, [
    ...projects.figures('GET /projects, 20 rows', 0.5),
    ...status.figures('GET /jobs/:id/status', 0.6),
    { what: 'GET /health, 1 connection, p99', measured: health.p99, unit: 'ms', goal: { most: 100 } },
    { what: 'GET /projects, 1 connection, p99', measured: list.p99, unit: 'ms', goal: { most: 200 } },
    { what: 'GET /projects, requests', measured: medianOf(projects.ours), unit: '/s', goal: { least: 100 } },
  ]);
}

async function oneJobOf(databaseUrl: string, userId: string): Promise<string> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client.query<{ id: string }>('select id from jobs where user_id = $1 limit 1', [userId]);
  await client.end();
  return rows[0]?.id ?? '';
}

class Turns {
  readonly ours: number[] = [];
  readonly theirs: number[] = [];
  readonly ourP99: number[] = [];
  readonly theirP99: number[] = [];

  figures(what: string, least: number): Figure[] {
    const ratios = this.ours.map((value, index) => value / (this.theirs[index] ?? NaN));
    return [
      { what: `${what}: ratio, median`, measured: medianOf(ratios), unit: '×', goal: { least } },
      { what: `${what}: ratio, worst round`, measured: Math.min(...ratios), unit: '×' },
      { what: `${what}: ours`, measured: medianOf(this.ours), unit: 'requests/s' },
      { what: `${what}: bare`, measured: medianOf(this.theirs), unit: 'requests/s' },
      { what: `${what}: p99 ours`, measured: medianOf(this.ourP99), unit: 'ms' },
      { what: `${what}: p99 bare`, measured: medianOf(this.theirP99), unit: 'ms' },
    ];
  }
}

type Target = { url: string; headers: Record<string, string> };

/** A short run of both first, so that neither is measured cold. */
async function inTurns(ours: Target, theirs: Target): Promise<Turns> {
  const turns = new Turns();
  await load({ ...ours, duration: 2 });
  await load({ ...theirs, duration: 2 });
  for (let round = 0; round < ROUNDS; round++) {
    const one = await load(ours);
    const other = await load(theirs);
    turns.ours.push(one.perSecond);
    turns.theirs.push(other.perSecond);
    turns.ourP99.push(one.p99);
    turns.theirP99.push(other.p99);
  }
  return turns;
}

async function load(
  options: Partial<autocannon.Options> & { url: string },
): Promise<{ perSecond: number; p99: number }> {
  const result = await autocannon({ connections: CONNECTIONS, duration: ROUND_SEC, ...options });
  if (result.non2xx > 0 || result.errors > 0) {
    throw new Error(`${options.url}: ${result.non2xx} refused, ${result.errors} errors`);
  }
  return { perSecond: result.requests.average, p99: result.latency.p99 };
}

/** Jobs are ordered while two films are at their clips; the first seconds, which warm the server up, do not count. */
async function orderJobs(url: string, users: User[], how: string): Promise<void> {
  await Promise.all(users.slice(0, 2).map(({ token }) => startFilm(url, token)));
  await postSteadily(url, users, WARM_UP_SEC);
  const times = await postSteadily(url, users, POST_SEC);
  printTable(
    `POST /jobs at ${POSTS_PER_SEC}/s for ${POST_SEC} s from ${users.length} users, two films rendering, ${how}`,
    [
      {
        what: 'POST /jobs p99, from when it was due',
        measured: quantileOf(times, 0.99),
        unit: 'ms',
        goal: { most: 100 },
      },
      { what: 'POST /jobs p50', measured: medianOf(times), unit: 'ms' },
      { what: 'POST /jobs slowest', measured: Math.max(...times), unit: 'ms' },
    ],
  );
}

/** Resolves when the film is being rendered. */
async function startFilm(url: string, token: string): Promise<void> {
  const prompt = '雨夜，一家快要打烊的面馆里来了一位陌生人';
  const body = { title: 'Bench', prompt, episodes: 1, scenes_per_episode: 5, duration_sec: 120 };
  const { job_id } = await call<{ job_id: string }>(url, 'POST', '/projects/generate-drama', { body, token });
  let stage = '';
  while (stage !== 'clips') {
    await delay(200);
    ({ stage } = await call<{ stage: string }>(url, 'GET', `/jobs/${job_id}/status`, { token }));
  }
}

/** An open loop: the next request leaves when it is due, whatever has become of the last. Milliseconds until each answer. */
async function postSteadily(url: string, users: User[], seconds: number): Promise<number[]> {
  const waits: Promise<number>[] = [];
  const began = performance.now();
  for (let index = 0; index < POSTS_PER_SEC * seconds; index++) {
    const due = began + (index * 1000) / POSTS_PER_SEC;
    await delay(Math.max(0, due - performance.now()));
    const { token } = users[index % users.length] ?? { token: '' };
    const body = { prompt: `Two old friends meet again in café ${index}`, duration_sec: 10, max_shots: 2 };
    waits.push(call(url, 'POST', '/jobs', { body, token }).then(() => performance.now() - due));
  }
  return Promise.all(waits);
}

async function call<T>(
  url: string,
  method: string,
  path: string,
  { body, token, headers = {} }: { body?: object; token?: string; headers?: Record<string, string> },
): Promise<T> {
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: {
      ...(body && { 'content-type': 'application/json' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
    body: body && JSON.stringify(body),
  });
  const answer = (await response.json()) as { data: T; message: string };
  if (!response.ok) {
    throw new Error(`${method} ${path}: ${response.status} ${answer.message}`);
  }
  return answer.data;
}

await benchApi();
process.exit(0);
