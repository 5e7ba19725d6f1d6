import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { giveWay } from '../common/give-way.js';
import { framesOf } from '../common/stack-frames.js';
import { toolEnvironment } from '../common/tool-environment.js';
import { type MediaTools } from './ffmpeg.js';
import { MediaFailure, isCrash } from './media-failure.js';
import { type PoolMessage, type RenderTask, type WorkerMessage } from './render-protocol.js';

/** One render process as its parent sees it. It does one task at a time. */

interface Running {
  id: number;
  resolve: (result: unknown) => void;
  reject: (error: unknown) => void;
  onProgress: ((fraction: number) => void) | undefined;
}

const CANCEL_GRACE_MS = 1000;
const STDERR_LIMIT = 4096;
/** What is large lies outside V8's heap, and is freed by hand; of the heap 12 MB live. */
const MEMORY_FLAGS = ['--expose-gc', '--max-semi-space-size=4'];

export class RenderChild {
  affinity: string | null = null;
  isBusy = false;
  isAlive = true;
  readonly exited: Promise<void>;
  private readonly child: ChildProcess;
  private running: Running | null = null;
  private lastId = 0;
  private lastWords = '';
  private idleTimer: NodeJS.Timeout | undefined;

  constructor() {
    const { path, execArgv } = workerEntry();
    this.child = fork(path, [], {
      execArgv,
      // The renderer meets foreign pictures: it is not told any secret.
      env: toolEnvironment(),
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      detached: true,
    });
    giveWay(this.child.pid);
    this.child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      this.lastWords = (this.lastWords + chunk).slice(-STDERR_LIMIT);
    });
    this.child.on('message', (message) => this.hear(message as WorkerMessage));
    this.exited = new Promise((resolve) => {
      const end = (reason: string): void => {
        this.isAlive = false;
        clearTimeout(this.idleTimer);
        this.running?.reject(
          new MediaFailure('STEP_CRASHED', `A render process ended with ${reason}`, {
            toolWords: framesOf(this.lastWords),
            blamesFile: isCrash(reason),
          }),
        );
        resolve();
      };
      this.child.once('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.name));
      this.child.once('exit', (code, signal) => end(signal ?? `code ${code}`));
    });
  }

  /** Claims the child before its task is sent, so that nobody else gets it. */
  take(affinity: string | null): void {
    clearTimeout(this.idleTimer);
    this.isBusy = true;
    this.affinity = affinity ?? this.affinity;
    this.child.ref();
    this.child.channel?.ref();
  }

  /** Free for the next task; ends by itself when none comes, and never keeps its parent alive. */
  rest(idleLimitMs: number): void {
    this.isBusy = false;
    this.child.unref();
    this.child.channel?.unref();
    this.idleTimer = setTimeout(() => {
      this.isAlive = false;
      this.child.disconnect();
    }, idleLimitMs).unref();
  }

  async run(
    task: RenderTask,
    tools: MediaTools,
    signal: AbortSignal,
    onProgress?: (fraction: number) => void,
  ): Promise<unknown> {
    signal.throwIfAborted();
    const id = ++this.lastId;
    const result = new Promise((resolve, reject) => {
      this.running = { id, resolve, reject, onProgress };
    });
    let killTimer: NodeJS.Timeout | undefined;
    const onAbort = (): void => {
      this.send({ type: 'cancel', id });
      killTimer = setTimeout(() => void this.kill(), CANCEL_GRACE_MS);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    this.send({ type: 'run', id, task, tools });
    try {
      return await result;
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    } finally {
      clearTimeout(killTimer);
      signal.removeEventListener('abort', onAbort);
      this.running = null;
    }
  }

  async kill(): Promise<void> {
    // Idle children are unreferenced: their end is waited for nevertheless.
    this.child.ref();
    this.child.kill('SIGKILL');
    await this.exited;
  }

  private send(message: PoolMessage): void {
    if (this.child.connected) {
      // A message that is lost because the process ends is told by its exit.
      this.child.send(message, () => undefined);
    }
  }

  private hear(message: WorkerMessage): void {
    if (!this.running || message.id !== this.running.id) {
      return;
    }
    if (message.type !== 'progress' && message.isLast) {
      this.isAlive = false;
    }
    switch (message.type) {
      case 'progress':
        this.running.onProgress?.(message.fraction);
        break;
      case 'done':
        this.running.resolve(message.result);
        break;
      case 'failed':
        this.running.reject(new MediaFailure(message.code, message.message, message));
        break;
    }
  }
}

/** The worker beside this file: built JavaScript, or TypeScript (in tests) that Node strips of its types. */
function workerEntry(): { path: string; execArgv: string[] } {
  const built = fileURLToPath(new URL('./render-worker.js', import.meta.url));
  if (existsSync(built)) {
    return { path: built, execArgv: MEMORY_FLAGS };
  }
  const hooks = new URL('../../scripts/ts-hooks.mjs', import.meta.url).href;
  return {
    path: fileURLToPath(new URL('./render-worker.ts', import.meta.url)),
    execArgv: [...MEMORY_FLAGS, '--import', hooks],
  };
}
