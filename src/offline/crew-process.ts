import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { JobError } from '../common/errors.js';
import { giveWay } from '../common/give-way.js';
import { toolEnvironment } from '../common/tool-environment.js';
import { type CrewAnswer, type CrewOrder, type CrewResults, type CrewTask } from './crew-tasks.js';

export const OFFLINE_OPTIONS = Symbol('OFFLINE_OPTIONS');

export interface OfflineOptions {
  /** Where the decoded syllables of the Mandarin voices are kept. */
  cacheDir: string;
}

const IDLE_MS = 60_000;

interface Pending {
  resolve: (result: CrewResults[CrewTask['kind']]) => void;
  reject: (error: Error) => void;
}

/**
 * The process in which lines are spoken and music is written, so that the server's event loop stays free. It starts
 * with the first task and ends after a minute without one; a crash fails its tasks, and the next task starts another.
 */
@Injectable()
export class CrewProcess implements OnApplicationShutdown {
  private child: ChildProcess | null = null;
  private readonly pending = new Map<number, Pending>();
  private idleTimer: NodeJS.Timeout | null = null;
  private lastId = 0;

  constructor(@Inject(OFFLINE_OPTIONS) private readonly options: OfflineOptions) {}

  async run<Task extends CrewTask>(task: Task, signal: AbortSignal): Promise<CrewResults[Task['kind']]> {
    signal.throwIfAborted();
    const id = ++this.lastId;
    const child = this.started();
    const onAbort = () => {
      this.send(child, { id, abort: true });
      this.pending.get(id)?.reject(signal.reason as Error);
    };
    try {
      return await new Promise<CrewResults[Task['kind']]>((resolve, reject) => {
        this.pending.set(id, { resolve: (result) => resolve(result as CrewResults[Task['kind']]), reject });
        signal.addEventListener('abort', onAbort, { once: true });
        this.send(child, { id, task });
      });
    } finally {
      signal.removeEventListener('abort', onAbort);
      this.pending.delete(id);
      this.restWhenIdle();
    }
  }

  /** The id of the running process; null when there is none. */
  get pid(): number | null {
    return this.child?.pid ?? null;
  }

  /** Last: before it, the orchestrator hands back the steps that are at work here. */
  async onApplicationShutdown(): Promise<void> {
    const { child } = this;
    if (child) {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      this.dismiss(child, 'stopped');
      await ended;
    }
  }

  private started(): ChildProcess {
    clearTimeout(this.idleTimer ?? undefined);
    if (this.child) {
      this.child.ref();
      this.child.channel?.ref();
      return this.child;
    }
    const { path, execArgv } = workerProgram();
    const options = { execArgv, env: toolEnvironment(), serialization: 'advanced', detached: true } as const;
    const child = fork(path, [this.options.cacheDir], options);
    giveWay(child.pid);
    child.on('message', (answer) => this.settle(answer as CrewAnswer));
    child.on('error', (error) => this.lose(child, error.message));
    child.on('exit', (code, killedBy) => this.lose(child, String(killedBy ?? code)));
    this.child = child;
    return child;
  }

  private send(child: ChildProcess, order: CrewOrder): void {
    if (child.connected) {
      child.send(order, () => undefined);
    }
  }

  private settle(answer: CrewAnswer): void {
    const waiting = this.pending.get(answer.id);
    if ('error' in answer) {
      const failure = answer.isDiskFull
        ? new JobError('NO_SPACE', { provider: 'local' })
        : new JobError('INTERNAL_ERROR.crew', { provider: 'local', args: { words: answer.error } });
      waiting?.reject(failure);
    } else {
      waiting?.resolve(answer.result);
    }
  }

  /** A process is gone: its tasks fail, and the next task starts a new one. */
  private lose(child: ChildProcess, words: string): void {
    if (this.child !== child) {
      return;
    }
    this.child = null;
    clearTimeout(this.idleTimer ?? undefined);
    for (const { reject } of this.pending.values()) {
      reject(new JobError('STEP_CRASHED.crew', { provider: 'local', args: { words } }));
    }
  }

  private restWhenIdle(): void {
    const { child } = this;
    if (!child || this.pending.size > 0) {
      return;
    }
    child.unref();
    child.channel?.unref();
    clearTimeout(this.idleTimer ?? undefined);
    this.idleTimer = setTimeout(() => this.dismiss(child, 'idle'), IDLE_MS);
    this.idleTimer.unref();
  }

  private dismiss(child: ChildProcess, words: string): void {
    this.lose(child, words);
    child.kill('SIGKILL');
  }
}

/** The compiled worker, or, in tests, its TypeScript source with Node's type stripping. */
function workerProgram(): { path: string; execArgv: string[] } {
  const isSource = import.meta.url.endsWith('.ts');
  const hooks = new URL('../../scripts/ts-hooks.mjs', import.meta.url).href;
  return {
    path: fileURLToPath(new URL(isSource ? './offline-worker.ts' : './offline-worker.js', import.meta.url)),
    execArgv: isSource ? ['--no-warnings', '--import', hooks] : [],
  };
}
