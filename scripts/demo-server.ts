import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { get } from 'node:http';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const READY_LIMIT_MS = 120_000;

/** The real server as a child process, its output in a file. */
export class DemoServer {
  readonly url: string;
  private readonly child: ChildProcess;
  private readonly ended: Promise<string>;
  private isStopping = false;

  constructor(
    port: number,
    private readonly logFile: string,
    role = 'all',
  ) {
    this.url = `http://localhost:${port}`;
    const log = openSync(logFile, 'w');
    // With Node's options as `npm start` has them.
    this.child = spawn(process.execPath, [...process.execArgv, join(import.meta.dirname, '../src/main.js')], {
      stdio: ['ignore', log, log],
      env: { ...process.env, PORT: String(port), ROLE: role },
    });
    closeSync(log);
    this.ended = new Promise((resolve) => {
      this.child.once('exit', (code, signal) => resolve(signal ?? `exit status ${code}`));
      this.child.once('error', (error) => resolve(error.message));
    });
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** Rejects when the server ends; for a race with what it is needed for. */
  async failure(): Promise<never> {
    const how = await this.ended;
    const log = await readFile(this.logFile, 'utf8');
    throw new Error(`The server has ended (${how}):\n${log.trim().split('\n').slice(-8).join('\n')}\n${this.logFile}`);
  }

  async waitUntilReady(): Promise<void> {
    const deadline = performance.now() + READY_LIMIT_MS;
    while (!(await this.isReady())) {
      if (this.isStopping) {
        throw new Error('The server was stopped before it was ready');
      }
      if (performance.now() > deadline) {
        throw new Error(`The server is not ready after ${READY_LIMIT_MS / 1000} s: see ${this.logFile}`);
      }
      await delay(200);
    }
  }

  /** In order, however long its work in hand is granted; resolves when it and what it started are gone. */
  async stop(): Promise<void> {
    this.isStopping = true;
    this.child.kill('SIGTERM');
    await this.ended;
  }

  /** On a connection of its own each time: one that is kept open would hold up the server's stop. */
  private isReady(): Promise<boolean> {
    return new Promise((resolve) => {
      const request = get(`${this.url}/health/ready`, { agent: false }, (response) => {
        response.resume();
        resolve(response.statusCode === 200);
      });
      request.once('error', () => resolve(false));
    });
  }
}
