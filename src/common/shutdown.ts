import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from './config.js';

/** The end of this process: whether it has begun, and until when work in hand may go on. */
@Injectable()
export class Shutdown {
  private readonly timeUp = new AbortController();
  private isUnderWay = false;

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  get hasBegun(): boolean {
    return this.isUnderWay;
  }

  /** Begins the end, once. The signal is aborted when the grace is over, or with `hurry` if that is sooner. */
  begin(hurry?: AbortSignal): AbortSignal {
    if (!this.isUnderWay) {
      this.isUnderWay = true;
      const abort = () => this.timeUp.abort();
      setTimeout(abort, hurry?.aborted ? 0 : this.config.shutdownGraceSec * 1000).unref();
      hurry?.addEventListener('abort', abort, { once: true });
    }
    return this.timeUp.signal;
  }
}
