import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { commandLine, signal } from '../../src/embedded/process-identity.js';
import { endedHere, startedHere } from './left-running.js';
import { NODE_FLAGS } from './node-flags.js';
import { allGone, descendants } from './process-tree.js';
import { until } from './until.js';

const READY_MS = 90_000;
const STOP_MS = 25_000;

export interface ProcessOptions {
  name: string;
  environment: Record<string, string>;
  logFile: string;
  /** Is called when a signal has killed it. */
  onLost?: () => void;
  /** A program that the process runs under, with its arguments. */
  under?: string[];
}

/** One process of the build, as users run it. */
export class FleetProcess {
  readonly name: string;
  private readonly child: ChildProcess;

  private constructor(private readonly options: ProcessOptions) {
    this.name = options.name;
    const log = openSync(options.logFile, 'a');
    const program = [process.execPath, ...NODE_FLAGS, 'dist/src/main.js'];
    const [command = '', ...rest] = [...(options.under ?? []), ...program];
    this.child = spawn(command, rest, {
      env: { PATH: process.env.PATH, HOME: process.env.HOME, ...options.environment },
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    startedHere(this, () => this.kill());
    this.child.once('exit', (_code, killedBy) => {
      endedHere(this);
      if (killedBy) {
        options.onLost?.();
      }
    });
  }

  static async start(options: ProcessOptions): Promise<FleetProcess> {
    const started = new FleetProcess(options);
    const before = occurrences(await started.log());
    const isReady = async () => started.hasEnded || occurrences(await started.log()) > before;
    await until(`${options.name} is ready`, isReady, { timeoutMs: READY_MS }).catch((error: unknown) => {
      started.child.kill('SIGKILL');
      throw error;
    });
    if (started.hasEnded) {
      throw new Error(`${options.name} ended before it was ready:\n${await started.log()}`);
    }
    return started;
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  log(): Promise<string> {
    return readFile(this.options.logFile, 'utf8').catch(() => '');
  }

  async ended(): Promise<void> {
    if (!this.hasEnded) {
      await once(this.child, 'exit');
    }
  }

  /** kill -9 of the process alone. What it had started has to notice by itself, and has a few seconds for it. */
  async kill(): Promise<void> {
    const children = await descendants(this.pid);
    this.child.kill('SIGKILL');
    await this.ended();
    await allGone(children);
  }

  /** Stops the clock of the process and all that it has started, as when a machine is suspended. */
  async freeze(): Promise<void> {
    this.child.kill('SIGSTOP');
    for (const pid of await descendants(this.pid)) {
      signal(pid, 'SIGSTOP');
    }
  }

  async thaw(): Promise<void> {
    if (this.hasEnded) {
      return;
    }
    for (const pid of await descendants(this.pid)) {
      signal(pid, 'SIGCONT');
    }
    this.child.kill('SIGCONT');
  }

  /** Asks it to end, which it does in time; nothing that it has started may outlive it. */
  async stop(): Promise<void> {
    if (this.hasEnded) {
      return;
    }
    const children = await descendants(this.pid);
    this.child.kill('SIGTERM');
    try {
      await until(`${this.name} ends after SIGTERM`, () => this.hasEnded, { timeoutMs: STOP_MS });
    } catch (error) {
      const left = (await descendants(this.pid)).map((pid) => commandLine(pid));
      const said = (await this.log()).split('\n').slice(-10);
      throw new Error([`It still has`, ...left, 'and said', ...said].join('\n'), { cause: error });
    } finally {
      this.child.kill('SIGKILL');
    }
    await allGone(children, 5000);
  }
}

function occurrences(log: string): number {
  return log.match(/Jumu (is|worker is) ready/g)?.length ?? 0;
}
