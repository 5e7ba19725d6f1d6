import { Logger } from '@nestjs/common';
import { type CheckReason } from '../common/check-catalogue.js';
import { skipped } from './check-results.js';
import { type DeepFindings } from './deep-checks.js';
import { type DeepExpectation } from './deep-samples.js';
import { type MediaTools } from './ffmpeg.js';
import { MediaFailure, asMediaFailure } from './media-failure.js';
import { DEEP_CHECKS_VERSION, hasQcPackages } from './qc-packages.js';
import { RenderPool } from './render-pool.js';
import { type RenderTask } from './render-protocol.js';
import { type MomentTexts } from './text-spans.js';
import { type TextTask } from './text-task.js';

export { type DeepFindings } from './deep-checks.js';
export { type DeepExpectation } from './deep-samples.js';

/** What was read in a film, or why nothing could be read. */
export type FilmTexts =
  { moments: MomentTexts[] } | { skipped: Extract<CheckReason, 'not_installed' | 'switched_off' | 'not_watched'> };

/** From when it is its turn, the loading of the networks included: it takes a second for each five of a clip. */
const TIMEOUT_MS = 180_000;
/** Of a process that has ended, nobody knows whether the clip is to blame: a second one tells. */
const TRIES = 2;
/** Networks and their pictures take half of it; whoever has more is followed by a fresh process. */
const MOST_BYTES = 1536 * 1024 * 1024;
/** A few seconds' worth. */
const MOMENTS_AT_ONCE = 6;
const NAMES = ['subtitle_text', 'face_visible', 'nsfw_score'];

/**
 * Has clips watched in one process of its own, which keeps its networks while there are clips, and is gone a minute later.
 * What could not be looked at is never called good, and holds nobody up: it is skipped, and says why.
 */
export class ClipWatch {
  private readonly logger = new Logger('ClipWatch');
  private readonly pool = new RenderPool(1);
  private readonly isOn: boolean;
  private readonly isInstalled: () => boolean;

  constructor(isOn: boolean, isInstalled = hasQcPackages) {
    this.isOn = isOn;
    this.isInstalled = isInstalled;
  }

  version(): number | null {
    return this.isOn && this.isInstalled() ? DEEP_CHECKS_VERSION : null;
  }

  async clip(
    path: string,
    expectation: DeepExpectation,
    tools: MediaTools,
    signal: AbortSignal,
  ): Promise<DeepFindings> {
    if (this.version() === null) {
      return skippedFor(this.isOn ? 'not_installed' : 'switched_off');
    }
    try {
      const task = { kind: 'watch', path, expectation, mostBytes: MOST_BYTES } as const;
      return (await this.tried(task, tools, signal)) as DeepFindings;
    } catch (error) {
      return skippedFor('not_watched', this.reasonOf(error, signal));
    }
  }

  /** What is written in a film at some moments; a few at a time, so that clips of films that are being made come between. */
  async texts(
    { moments, ...film }: TextTask,
    tools: MediaTools,
    signal: AbortSignal,
    onProgress?: (fraction: number) => void,
  ): Promise<FilmTexts> {
    if (this.version() === null) {
      return { skipped: this.isOn ? 'not_installed' : 'switched_off' };
    }
    const seen: MomentTexts[] = [];
    try {
      for (let start = 0; start < moments.length; start += MOMENTS_AT_ONCE) {
        const part = moments.slice(start, start + MOMENTS_AT_ONCE);
        const task = { kind: 'texts', ...film, moments: part, mostBytes: MOST_BYTES } as const;
        seen.push(...((await this.tried(task, tools, signal)) as MomentTexts[]));
        onProgress?.((start + part.length) / moments.length);
      }
    } catch (error) {
      this.reasonOf(error, signal);
      return { skipped: 'not_watched' };
    }
    return seen.length === 0 && moments.length > 0 ? { skipped: 'not_watched' } : { moments: seen };
  }

  close(): Promise<void> {
    return this.pool.close();
  }

  private async tried(task: RenderTask, tools: MediaTools, signal: AbortSignal): Promise<unknown> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.watch(task, tools, signal);
      } catch (error) {
        signal.throwIfAborted();
        if (asMediaFailure(error).code !== 'STEP_CRASHED' || tries === TRIES) {
          throw error;
        }
      }
    }
  }

  private reasonOf(error: unknown, signal: AbortSignal): string {
    signal.throwIfAborted();
    const { message } = asMediaFailure(error);
    this.logger.warn(`A clip could not be watched: ${message}`);
    return message;
  }

  /** How long others are looked at does not count. */
  private async watch(task: RenderTask, tools: MediaTools, signal: AbortSignal): Promise<unknown> {
    const limit = new AbortController();
    const late = new MediaFailure('STEP_TIMED_OUT', 'it took too long');
    let timer: NodeJS.Timeout | undefined;
    const begin = (): void => {
      timer = setTimeout(() => limit.abort(late), TIMEOUT_MS);
    };
    try {
      return await this.pool.run(task, tools, AbortSignal.any([signal, limit.signal]), begin);
    } finally {
      clearTimeout(timer);
    }
  }
}

function skippedFor(key: CheckReason, words?: string): DeepFindings {
  return { checks: NAMES.map((name) => skipped(name, key, words === undefined ? {} : { words })), nudeAtSec: null };
}
