import { JumuError } from './jumu-error.js';
import { type LiveEvents } from './live-events.js';
import { type LiveMessage, type LiveName } from './live-messages.js';
import type { components } from './schema.js';
import { sleep } from './transport.js';

export type Job = components['schemas']['JobDto'];

/** How far a job is. */
export interface JobProgress {
  status: Job['status'];
  /** 0 to 100. */
  progress: number;
  stage: string | null;
  /** What is being done, where it was told live. */
  message: string | null;
}

export interface WaitOptions {
  onProgress?: (progress: JobProgress) => void;
  /** It waits for somebody: `job.waiting_for` says for what. Told once for each pause. */
  onPaused?: (job: Job) => void;
  signal?: AbortSignal;
  timeoutMs?: number;
}

/** A job that has failed; `code`, `retryable` and `advice` are those of its `error`. */
export class JobFailed extends Error {
  override readonly name: string = 'JobFailed';
  readonly code: string;
  readonly retryable: boolean;
  readonly advice: string;

  constructor(readonly job: Job) {
    super(job.error?.message ?? 'The job has failed');
    this.code = job.error?.code ?? 'INTERNAL_ERROR';
    this.retryable = job.error?.retryable ?? false;
    this.advice = job.error?.advice ?? '';
  }
}

/** Somebody has cancelled the job. */
export class JobCancelled extends Error {
  override readonly name = 'JobCancelled';

  constructor(readonly job: Job) {
    super('The job was cancelled');
  }
}

/** After these the job is another one. */
const TURNS: LiveName[] = ['job.status', 'job.completed', 'job.failed', 'job.cancelled', 'resync'];
const FIRST_POLL_MS = 1000;
const LONGEST_POLL_MS = 10_000;
/** While messages come in, asking is only the net under them. */
const LIVE_POLL_MS = 30_000;
const MOST_FAILURES = 10;

/** Waits until a job has ended: woken by its messages, and by the clock where none come. */
export async function waitForJob(
  read: (signal: AbortSignal) => Promise<Job>,
  live: LiveEvents,
  { onProgress, onPaused, signal: given, timeoutMs }: WaitOptions,
): Promise<Job> {
  const signals = [given, timeoutMs === undefined ? undefined : AbortSignal.timeout(timeoutMs)];
  const signal = AbortSignal.any(signals.filter((each) => each !== undefined));
  const bell = new Bell();
  const told = (message: LiveMessage) => {
    if (message.type === 'job.progress') {
      onProgress?.({ status: 'running', ...message.data });
    } else if (TURNS.includes(message.type)) {
      bell.ring();
    }
  };
  live.on('*', told);
  let isLive = false;
  live.on('state', (state) => {
    if (isLive !== (state === 'live')) {
      isLive = !isLive;
      bell.ring();
    }
  });

  let wasPaused = false;
  for (let polls = 0, failures = 0; ;) {
    bell.rest();
    const job = await read(signal).catch((error: unknown) => {
      failures += 1;
      return forgiven(error, failures, signal);
    });
    if (job) {
      failures = 0;
      onProgress?.({ status: job.status, progress: job.progress, stage: job.stage, message: null });
      if (job.status === 'paused' && !wasPaused) {
        onPaused?.(job);
      }
      wasPaused = job.status === 'paused';
      if (hasEnded(job)) {
        return job;
      }
    }
    polls = isLive ? 0 : polls + 1;
    const pollMs = polls === 0 ? LIVE_POLL_MS : Math.min(FIRST_POLL_MS * 2 ** (polls - 1), LONGEST_POLL_MS);
    await bell.wait(pollMs, signal);
  }
}

/** The ends that are none to be glad of are thrown. */
function hasEnded(job: Job): boolean {
  if (job.status === 'failed') {
    throw new JobFailed(job);
  }
  if (job.status === 'cancelled') {
    throw new JobCancelled(job);
  }
  return job.status === 'completed';
}

/** A server that is away for a while is waited for. */
function forgiven(error: unknown, failures: number, signal: AbortSignal): null {
  signal.throwIfAborted();
  if (failures === MOST_FAILURES || !(error instanceof JumuError) || (error.status !== 0 && error.status < 500)) {
    throw error;
  }
  return null;
}

/** Wakes whoever waits; one that rings before is not missed. */
class Bell {
  private hasRung = false;
  private wake: () => void = () => undefined;

  ring(): void {
    this.hasRung = true;
    this.wake();
  }

  rest(): void {
    this.hasRung = false;
  }

  async wait(milliseconds: number, signal: AbortSignal): Promise<void> {
    if (!this.hasRung) {
      const call = new AbortController();
      const rung = new Promise<void>((resolve) => (this.wake = resolve));
      await Promise.race([rung, sleep(milliseconds, AbortSignal.any([signal, call.signal]))]).finally(() =>
        call.abort(),
      );
    }
    signal.throwIfAborted();
  }
}
