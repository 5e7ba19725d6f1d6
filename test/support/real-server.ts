import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { io } from 'socket.io-client';
import { descendants } from './process-tree.js';
import { type TestServices } from './test-services.js';

/** A server as users run it: the build, in a process of its own. */
export class Server {
  private constructor(
    /** Empty for a worker. */
    readonly url: string,
    private readonly child: ChildProcess,
  ) {}

  static async start(
    services: TestServices,
    dataDir: string,
    environment: Record<string, string> = {},
  ): Promise<Server> {
    const child = spawn(process.execPath, ['dist/src/main.js'], {
      env: {
        PATH: process.env.PATH,
        DATABASE_URL: services.databaseUrl,
        REDIS_URL: services.redisUrl,
        DATA_DIR: dataDir,
        PORT: '0',
        HOST: '127.0.0.1',
        LOG_LEVEL: 'error',
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    for await (const line of createInterface({ input: child.stdout })) {
      if (/ is ready/.test(line)) {
        const url = /ready: (http:\S+)\/docs/.exec(line)?.[1] ?? '';
        return new Server(url.replace('localhost', '127.0.0.1'), child);
      }
    }
    throw new Error('The server ended before it was ready');
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
