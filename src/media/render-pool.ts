import { type MediaTools } from './ffmpeg.js';
import { MediaFailure } from './media-failure.js';
import { RenderChild } from './render-child.js';
import { type RenderTask, affinityOf } from './render-protocol.js';

/** Hands render tasks to child processes: as many as `size`, started when needed, ended when idle. */

interface WaitingTask {
  affinity: string | null;
  begin: (child: RenderChild) => void;
  fail: (error: unknown) => void;
}

const IDLE_LIMIT_MS = 60_000;

export class RenderPool {
  private readonly children = new Set<RenderChild>();
  private readonly waiting: WaitingTask[] = [];
  private readonly size: number;
  private isClosed = false;

  constructor(size: number) {
    this.size = Math.max(1, size);
  }

  /**
   * Resolves with the task's result. After an abort it rejects when nothing of the task is running any more, but for a tool
   * whose render process had to be killed: that one ends a moment later.
   */
  async run(
    task: RenderTask,
    tools: MediaTools,
    signal: AbortSignal,
    onProgress?: (fraction: number) => void,
  ): Promise<unknown> {
    signal.throwIfAborted();
    const child = await this.acquire(task, signal);
    try {
      return await child.run(task, tools, signal, onProgress);
    } finally {
      this.release(child);
    }
  }

  async close(): Promise<void> {
    this.isClosed = true;
    for (const { fail } of this.waiting.splice(0)) {
      fail(new MediaFailure('STEP_CRASHED', 'The renderer is shutting down'));
    }
    await Promise.all([...this.children].map((child) => child.kill()));
  }

  private acquire(task: RenderTask, signal: AbortSignal): Promise<RenderChild> {
    if (this.isClosed) {
      throw new MediaFailure('STEP_CRASHED', 'The renderer is shut down');
    }
    const child = this.freeChild(affinityOf(task));
    if (child) {
      child.take(affinityOf(task));
      return Promise.resolve(child);
    }
    return this.wait(affinityOf(task), signal);
  }

  private wait(affinity: string | null, signal: AbortSignal): Promise<RenderChild> {
    const { promise, resolve, reject } = Promise.withResolvers<RenderChild>();
    const entry: WaitingTask = { affinity, begin: resolve, fail: reject };
    const onAbort = (): void => {
      const place = this.waiting.indexOf(entry);
      if (place >= 0) {
        this.waiting.splice(place, 1);
        reject(signal.reason as Error);
      }
    };
    signal.addEventListener('abort', onAbort, { once: true });
    this.waiting.push(entry);
    return promise.finally(() => signal.removeEventListener('abort', onAbort));
  }

  /** A child that knows the scene, a fresh one, or any: in this order rasters are drawn least often. */
  private freeChild(affinity: string | null): RenderChild | undefined {
    const alive = [...this.children].filter((child) => child.isAlive);
    const idle = alive.filter((child) => !child.isBusy);
    const known = idle.find((child) => child.affinity === affinity || child.affinity === null);
    if (known) {
      return known;
    }
    return alive.length < this.size ? this.start() : idle[0];
  }

  private release(child: RenderChild): void {
    if (child.isAlive) {
      child.rest(IDLE_LIMIT_MS);
    }
    const next = this.waiting.findIndex((entry) => entry.affinity === child.affinity);
    const [entry] = this.waiting.splice(Math.max(0, next), 1);
    if (entry) {
      const free = child.isAlive ? child : this.start();
      free.take(entry.affinity);
      entry.begin(free);
    }
  }

  private start(): RenderChild {
    const child = new RenderChild();
    this.children.add(child);
    void child.exited.then(() => this.children.delete(child));
    return child;
  }
}
