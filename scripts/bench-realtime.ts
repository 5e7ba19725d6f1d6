import { type ChildProcess, fork, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hrtime } from 'node:process';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { MikroORM } from '@mikro-orm/postgresql';
import { parseConfig } from '../src/common/config.js';
import { RedisClients } from '../src/common/redis.js';
import { newId } from '../src/common/uuid.js';
import { startEmbedded } from '../src/embedded/embedded-services.js';
import { choosePort } from '../src/embedded/free-port.js';
import { EventBus, type NewEvent } from '../src/events/event-bus.js';
import { ormOptions } from '../src/orm.config.js';
import { type Heard, type Order } from './bench-listeners.js';
import { type Figure, printTable, quantileOf } from './bench-table.js';
import { DemoServer } from './demo-server.js';

const SOCKETS = 1000;
const ROOMS = 100;
const EVENTS_PER_SEC = 200;
const SECONDS = 60;
const WARM_UP_SEC = 5;

const IDLE_SOCKETS = 4000;

const STORM_EVENTS = 100_000;
const STORM_BATCH = 5;
const STORM_PER_SEC = 500;
const CUT_PART = 0.1;
const CUT_EVERY_MS: [number, number] = [2000, 5000];
const CATCH_UP_MS = 60_000;

const PASSWORD = 'correct horse battery';
const KIB = 1024;

/**
 * `npm run bench:realtime`: from the commit of an event to the client that hears it; what an idle socket costs, beside
 * bare Socket.IO in the same run; and what is lost or doubled while a tenth of the clients come and go. The API is a
 * process of its own, so are the clients; events are written here, as a worker writes them.
 */
async function benchRealtime(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'jumu-bench-realtime-'));
  const services = await startEmbedded(parseConfig({ DATA_DIR: join(directory, 'data') }));
  Object.assign(process.env, {
    DATA_DIR: join(directory, 'data'),
    DATABASE_URL: services.databaseUrl,
    REDIS_URL: services.redisUrl,
    JWT_SECRET: randomBytes(48).toString('base64'),
    RATE_LIMIT_PER_MIN: '0',
    LOG_LEVEL: 'warn',
  });
  const server = new DemoServer(await choosePort(undefined), join(directory, 'api.log'), 'api');
  const stage = await Stage.open(services.databaseUrl, services.redisUrl);
  try {
    await server.waitUntilReady();
    await Promise.race([server.failure(), measure(server, stage)]);
  } finally {
    await stage.close();
    await server.stop();
    await services.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

async function measure(server: DemoServer, stage: Stage): Promise<void> {
  const url = server.url.replace('localhost', '127.0.0.1');
  const token = await register(url);
  const rooms = await stage.newProjects(ROOMS);
  const audience = { url, tokens: [token], rooms };
  printTable(
    `Memory of ${IDLE_SOCKETS} idle sockets, each in one of ${ROOMS} rooms`,
    await memory(server.pid, audience),
  );
  printTable(
    `${SOCKETS} sockets in ${ROOMS} rooms, ${EVENTS_PER_SEC} events/s for ${SECONDS} s, from commit to client`,
    await latency(stage, audience),
  );
  printTable(
    `${STORM_EVENTS} events to ${SOCKETS} sockets, of which ${CUT_PART * 100} % come and go`,
    await storm(stage, audience),
  );
}

interface Place {
  url: string;
  tokens: string[];
  rooms: string[];
}

async function memory(pid: number, place: Place): Promise<Figure[]> {
  const jumu = await bytesPerSocket(pid, place);
  const bare = spawn(process.execPath, [...process.execArgv, join(import.meta.dirname, 'bench-socket-baseline.js')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [port] = (await once(createInterface({ input: bare.stdout }), 'line')) as [string];
    const baseline = await bytesPerSocket(bare.pid ?? 0, { ...place, url: `http://127.0.0.1:${port}` });
    return [
      { what: 'RSS per socket', measured: jumu / KIB, unit: 'KiB', goal: { most: 38 } },
      { what: 'RSS per socket, bare Socket.IO', measured: baseline / KIB, unit: 'KiB' },
    ];
  } finally {
    bare.kill();
  }
}

/** What a process has grown by. A first crowd that has gone leaves it as large as it gets for other reasons. */
async function bytesPerSocket(pid: number, place: Place): Promise<number> {
  const clients = new Clients();
  try {
    await clients.order({ do: 'connect', ...place, count: IDLE_SOCKETS / 10 });
    await clients.order({ do: 'leave' });
    await delay(3000);
    const before = await residentBytes(pid);
    await clients.order({ do: 'connect', ...place, count: IDLE_SOCKETS });
    await delay(10_000);
    return ((await residentBytes(pid)) - before) / IDLE_SOCKETS;
  } finally {
    clients.end();
    await delay(2000);
  }
}

async function latency(stage: Stage, place: Place): Promise<Figure[]> {
  const clients = new Clients();
  try {
    await clients.order({ do: 'connect', ...place, count: SOCKETS });
    await stage.tell(place.rooms, { count: EVENTS_PER_SEC * WARM_UP_SEC, perSec: EVENTS_PER_SEC, batch: 1 });
    await delay(1000);
    await clients.order({ do: 'time' });
    const committed = await stage.tell(place.rooms, {
      ...{ count: EVENTS_PER_SEC * SECONDS, perSec: EVENTS_PER_SEC, batch: 1 },
    });
    const heard = await clients.finish(stage.heads);
    const times = heard.times.map(([event, at]) => Number(BigInt(at) - (committed.get(event) ?? 0n)) / 1e6);
    const expected = committed.size * (SOCKETS / ROOMS);
    return [
      { what: 'p50', measured: quantileOf(times, 0.5), unit: 'ms', goal: { most: 10 } },
      { what: 'p99', measured: quantileOf(times, 0.99), unit: 'ms', goal: { most: 50 } },
      { what: 'slowest', measured: times.reduce((one, other) => Math.max(one, other), 0), unit: 'ms' },
      { what: 'not heard', measured: expected - times.length, unit: '', goal: { most: 0 } },
    ];
  } finally {
    clients.end();
  }
}

async function storm(stage: Stage, place: Place): Promise<Figure[]> {
  const clients = new Clients();
  try {
    await clients.order({ do: 'connect', ...place, rooms: await stage.newProjects(ROOMS), count: SOCKETS });
    await clients.order({ do: 'cut', part: CUT_PART, everyMs: CUT_EVERY_MS });
    const began = performance.now();
    await stage.tell(stage.newest, { count: STORM_EVENTS, perSec: STORM_PER_SEC, batch: STORM_BATCH });
    const seconds = (performance.now() - began) / 1000;
    const heard = await clients.finish(stage.heads);
    const expected = STORM_EVENTS * (SOCKETS / ROOMS);
    return [
      { what: 'lost', measured: heard.lost, unit: '', goal: { most: 0 } },
      { what: 'doubled', measured: heard.doubled, unit: '', goal: { most: 0 } },
      { what: 'heard, of those that were to be', measured: heard.events / expected, unit: '×', goal: { least: 1 } },
      { what: 'reconnects', measured: heard.reconnects, unit: '' },
      { what: 'told to read everything anew', measured: heard.resyncs, unit: '', goal: { most: 0 } },
      { what: 'events a second', measured: STORM_EVENTS / seconds, unit: '' },
    ];
  } finally {
    clients.end();
  }
}

/** Writes events as a worker does: a row in a transaction, and after its commit a message by Redis. */
class Stage {
  /** The last number of each project. */
  readonly heads: Record<string, number> = {};
  newest: string[] = [];

  private constructor(
    private readonly orm: MikroORM,
    private readonly redis: RedisClients,
    private readonly bus: EventBus,
  ) {}

  static async open(databaseUrl: string, redisUrl: string): Promise<Stage> {
    const config = parseConfig({ DATABASE_URL: databaseUrl, REDIS_URL: redisUrl });
    const redis = new RedisClients(config);
    const orm = await MikroORM.init({ ...ormOptions(databaseUrl, 8), colors: false });
    return new Stage(orm, redis, new EventBus(redis));
  }

  async close(): Promise<void> {
    await this.redis.onApplicationShutdown();
    await this.orm.close(true);
  }

  /** Projects of the only user. */
  async newProjects(count: number): Promise<string[]> {
    const rows = await this.orm.em.fork().execute<{ id: string }[]>(
      `insert into projects (id, user_id, title, description, aspect_ratio, target_episodes, target_duration_sec, created_at, updated_at)
       select gen_random_uuid(), u.id, 'Project ' || n, '', '16:9', 1, 60, now(), now()
       from users u, generate_series(1, ?::int) n returning id`,
      [count],
    );
    return (this.newest = rows.map(({ id }) => id));
  }

  /** An open loop: each transaction is begun when it is due. Gives when each event was committed. */
  async tell(
    rooms: string[],
    { count, perSec, batch }: { count: number; perSec: number; batch: number },
  ): Promise<Map<string, bigint>> {
    const committed = new Map<string, bigint>();
    const began = performance.now();
    const under: Promise<void>[] = [];
    for (let index = 0; index < count; index += batch) {
      const early = began + (index * 1000) / perSec - performance.now();
      await (early > 1 ? delay(early) : Promise.resolve());
      under.push(this.commit(rooms[(index / batch) % rooms.length] ?? '', batch, committed));
      if (under.length > 50) {
        await under.shift();
      }
    }
    await Promise.all(under);
    return committed;
  }

  private async commit(projectId: string, batch: number, committed: Map<string, bigint>): Promise<void> {
    const events: NewEvent[] = Array.from({ length: batch }, () => ({
      type: 'shot.updated',
      data: { shot_id: newId(), updates: { 'form_data.lighting': '夜景' }, version: 2, by: null },
    }));
    const messages = await this.orm.em
      .fork()
      .transactional((em) => this.bus.append(em, { projectId, jobId: null }, events));
    const now = hrtime.bigint();
    for (const { seq } of messages) {
      committed.set(`${projectId} ${seq}`, now);
      this.heads[projectId] = Math.max(this.heads[projectId] ?? 0, seq);
    }
    await this.bus.publish(messages);
  }
}

/** The process of the listeners. */
class Clients {
  private readonly child: ChildProcess = fork(join(import.meta.dirname, 'bench-listeners.js'), {
    serialization: 'advanced',
  });

  async order(order: Order): Promise<unknown> {
    this.child.send(order);
    const [answer] = (await once(this.child, 'message')) as [unknown];
    return answer;
  }

  async finish(heads: Record<string, number>): Promise<Heard> {
    return (await this.order({ do: 'finish', heads, withinMs: CATCH_UP_MS })) as Heard;
  }

  end(): void {
    this.child.disconnect();
  }
}

async function residentBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * KIB;
}

async function register(url: string): Promise<string> {
  const response = await fetch(`${url}/api/v1/auth/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'bench', email: 'bench@example.com', password: PASSWORD }),
  });
  const { data } = (await response.json()) as { data: { token: string } };
  return data.token;
}

await benchRealtime();
process.exit();
