import 'reflect-metadata';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Job, JobCancelled, JobFailed, Jumu } from '@jumu/sdk';
import { io, type Socket } from 'socket.io-client';
import { type Config, parseConfig } from '../../src/common/config.js';
import { withPostgres } from '../../src/embedded/postgres-client.js';
import { type EventMessage } from '../../src/events/event-map.js';
import { migrate, type RunningServer, serve } from '../../src/server.js';
import { contractWatch } from './contract-watch.js';
import { endedHere, startedHere } from './left-running.js';
import { newTestServices, type TestServices } from './test-services.js';
import { PATIENCE_MS } from './until.js';

/** A reply of the API, whole. */
export interface Reply<T = any> {
  status: number;
  headers: Headers;
  body: { code: number; message: string; data: T; error?: { code: string; details: any; request_id: string } };
}

/** Somebody who sends all requests through the SDK: typed ones by `jumu`, the others by these methods. */
export interface TestUser {
  id: string;
  token: string;
  jumu: Jumu;
  get<T = any>(path: string): Promise<Reply<T>>;
  post<T = any>(path: string, body: unknown, headers?: Record<string, string>): Promise<Reply<T>>;
  put<T = any>(path: string, body: unknown): Promise<Reply<T>>;
  patch<T = any>(path: string, body: unknown): Promise<Reply<T>>;
  delete<T = any>(path: string): Promise<Reply<T>>;
}

/** The whole system in this process, on a database and a Redis database of its own, at a port of its own. */
export class TestApp {
  private users = 0;
  private readonly sockets: Socket[] = [];

  private constructor(
    readonly config: Config,
    readonly services: TestServices,
    private readonly directory: string,
    private server: RunningServer,
  ) {}

  static async start(environment: Record<string, string> = {}): Promise<TestApp> {
    const services = await newTestServices(migrate);
    const directory = await mkdtemp(join(tmpdir(), 'jumu-test-'));
    const config = testConfig(services, directory, environment);
    const app = new TestApp(config, services, directory, await serve(config));
    startedHere(app, () => app.stop());
    return app;
  }

  get url(): string {
    return this.server.url?.replace('localhost', '127.0.0.1') ?? '';
  }

  /** Ends the server alone: its sockets find out by themselves. */
  async close(): Promise<void> {
    await this.server.close();
  }

  async stop(): Promise<void> {
    this.sockets.forEach((socket) => socket.disconnect());
    await this.close();
    endedHere(this);
    await this.services.dispose();
    await rm(this.directory, { recursive: true, force: true });
  }

  async request<T = any>(
    method: string,
    path: string,
    body?: unknown,
    token?: string,
    headers: Record<string, string> = {},
  ): Promise<Reply<T>> {
    const init = initOf(method, body, { ...(token !== undefined && { authorization: `Bearer ${token}` }), ...headers });
    return replyOf(await fetch(`${this.url}/api/v1${path}`, init));
  }

  async newUser(): Promise<TestUser> {
    const name = `user${++this.users}`;
    // Without repeats, which would hide a fault of ours.
    const jumu = watched(new Jumu({ baseUrl: this.url, maxRepeats: 0 }));
    const { user_id: id, token } = await jumu.register({
      username: name,
      email: `${name}@example.com`,
      password: 'correct horse battery',
    });
    const send = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
      replyOf(await jumu.fetch(`/api/v1${path}`, initOf(method, body, headers)));
    return {
      ...{ id, token, jumu },
      get: (path) => send('GET', path),
      post: (path, data, headers) => send('POST', path, data, headers),
      put: (path, data) => send('PUT', path, data),
      patch: (path, data) => send('PATCH', path, data),
      delete: (path) => send('DELETE', path),
    };
  }

  /** Rows of the database, for what no reply shows. */
  query<T extends object = any>(sql: string, values: unknown[] = []): Promise<T[]> {
    return withPostgres(this.services.databaseUrl, async (client) => (await client.query(sql, values)).rows as T[]);
  }

  /** A file of the API by its signed URL. */
  download(url: string): Promise<Response> {
    return fetch(url.startsWith('http') ? url : `${this.url}${url}`);
  }

  /** A client of the realtime API that remembers all it hears; `url` is that of another process. */
  listen(token: string, handshake: object = {}, url = this.url): Listener {
    const socket = io(`${url}/ws`, { auth: { token, ...handshake }, transports: ['websocket'], forceNew: true });
    this.sockets.push(socket);
    return new Listener(socket);
  }

  /** Waits until a job has ended, however. */
  async finished(user: TestUser, jobId: string, timeoutMs = PATIENCE_MS): Promise<Job> {
    return user.jumu.waitForJob(jobId, { timeoutMs }).catch((error: unknown) => {
      if (error instanceof JobFailed || error instanceof JobCancelled) {
        return error.job;
      }
      throw error;
    });
  }
}

export class Listener {
  readonly heard: EventMessage[] = [];
  private readonly waiting = new Set<() => void>();

  constructor(readonly socket: Socket) {
    socket.onAny((_name: string, message: EventMessage) => {
      contractWatch.hearMessage(message);
      this.heard.push(message);
      this.waiting.forEach((check) => check());
    });
  }

  /** The first message that `is` what one waits for, heard before or after. */
  async until(is: (message: EventMessage) => boolean, timeoutMs = PATIENCE_MS): Promise<EventMessage> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.waiting.delete(check);
        reject(new Error(`Not heard in ${timeoutMs} ms; heard ${this.heard.map(({ type }) => type).join(' ')}`));
      }, timeoutMs);
      const check = () => {
        const found = this.heard.find(is);
        if (found) {
          clearTimeout(timer);
          this.waiting.delete(check);
          resolve(found);
        }
      };
      this.waiting.add(check);
      check();
    });
  }

  /** Sends a command and gives its acknowledgement. */
  async command(name: string, payload: unknown): Promise<any> {
    const answer = await this.socket.timeout(PATIENCE_MS).emitWithAck(name, payload);
    contractWatch.hearAnswer(name, answer);
    return answer;
  }
}

/** The same, and whatever its listeners hear is held against the document. */
function watched(jumu: Jumu): Jumu {
  const events = jumu.events.bind(jumu);
  jumu.events = (streams) => {
    const live = events(streams);
    live.on('*', (message) => contractWatch.hearMessage(message));
    return live;
  };
  return jumu;
}

function initOf(method: string, body: unknown, headers: Record<string, string>): RequestInit {
  const type = body === undefined ? {} : { 'content-type': 'application/json' };
  return {
    method,
    redirect: 'manual',
    headers: { ...type, ...headers },
    body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
  };
}

async function replyOf(response: Response): Promise<Reply> {
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) };
}

export function testConfig(
  services: TestServices,
  directory: string,
  environment: Record<string, string> = {},
): Config {
  const config = parseConfig({
    HOST: '127.0.0.1',
    PORT: '0',
    DATA_DIR: join(directory, 'data'),
    DATABASE_URL: services.databaseUrl,
    REDIS_URL: services.redisUrl,
    LOG_LEVEL: 'error',
    LEASE_SEC: '3',
    SWEEP_SEC: '0.5',
    RATE_LIMIT_PER_MIN: '0',
    DB_POOL_MAX: '10',
    SHUTDOWN_GRACE_SEC: '0',
    DEEP_CHECKS: 'off',
    ...environment,
  });
  return config;
}
