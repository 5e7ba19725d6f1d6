import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { io } from 'socket.io-client';
import { endedHere, startedHere } from './left-running.js';
import { NODE_FLAGS } from './node-flags.js';
import { descendants } from './process-tree.js';
import { type TestServices } from './test-services.js';

/** A server as users run it: the build, in a process of its own. */
export class Server {
  /** Empty for a worker. */
  url = '';
  /** What it has written; with `isHushed` its errors too, which are shown otherwise. */
  output = '';

  private constructor(private readonly child: ChildProcess) {}

  static async start(
    services: TestServices,
    dataDir: string,
    environment: Record<string, string> = {},
    { isHushed = false } = {},
  ): Promise<Server> {
    const child = spawn(process.execPath, [...NODE_FLAGS, 'dist/src/main.js'], {
      env: {
        PATH: process.env.PATH,
        DATABASE_URL: services.databaseUrl,
        REDIS_URL: services.redisUrl,
        DATA_DIR: dataDir,
        PORT: '0',
        HOST: '127.0.0.1',
        LOG_LEVEL: 'error',
        DEEP_CHECKS: 'off',
        ...environment,
      },
      stdio: ['ignore', 'pipe', isHushed ? 'pipe' : 'inherit'],
    });
    const server = new Server(child);
    startedHere(server, () => server.end('SIGKILL'));
    child.once('exit', () => endedHere(server));
    const { promise: ready, resolve, reject } = Promise.withResolvers<void>();
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        server.output += text;
        if (/ is ready.*\n/.test(server.output)) {
          resolve();
        }
      });
    }
    child.once('exit', () => reject(new Error(`The server ended before it was ready\n${server.output}`)));
    await ready;
    const [, url = ''] = /ready: (http:\S+)\/docs/.exec(server.output) ?? [];
    server.url = url.replace('localhost', '127.0.0.1');
    return server;
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  async call(method: string, path: string, token = '', body?: unknown, headers = {}): Promise<any> {
    const response = await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    return ((await response.json()) as any).data;
  }

  /** Waits for a message of a job. */
  async heard(token: string, jobId: string, type: string, count = 1): Promise<void> {
    const socket = io(`${this.url}/ws`, { auth: { token, job_id: jobId, after_seq: 0 }, transports: ['websocket'] });
    await new Promise<void>((resolve) => {
      let left = count;
      socket.on(type, () => --left === 0 && resolve());
    });
    socket.disconnect();
  }

  /** Pids of all processes that this one has started, and they. */
  descendants(): Promise<number[]> {
    return descendants(this.child.pid ?? 0);
  }

  /** A new account and a film that it has ordered. */
  async startFilm(options: object = { preview: true }): Promise<{ token: string; jobId: string }> {
    const account = { username: 'owner', email: 'owner@example.com', password: 'correct horse battery' };
    const { token } = await this.call('POST', '/auth/register', '', account);
    const { job_id: jobId } = await this.call('POST', '/projects/generate-drama', token, {
      title: 'Crash',
      episodes: 1,
      scenes_per_episode: 2,
      duration_sec: 12,
      prompt: '两个老朋友在天台重逢',
      options,
    });
    return { token, jobId };
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Sends a signal and waits for the end; the exit status, null when the signal killed it. */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    const exited = once(this.child, 'exit');
    this.signal(signal);
    const [status] = (await exited) as [number | null];
    return status;
  }
}
