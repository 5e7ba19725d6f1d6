import { type Stretch } from './film-scan.js';
import { StretchFinder } from './stretches.js';

/** Tells where somebody speaks. */
export class SpeechFinder {
  private readonly blockSec: number;
  private readonly stretches = new StretchFinder({ leastSec: 0.2, gapSec: 0.4 });
  private blocks = 0;

  constructor(blockSec: number) {
    this.blockSec = blockSec;
  }

  add(_block: Float32Array, level: number): void {
    this.stretches.add(this.blocks * this.blockSec, level > -30);
    this.blocks += 1;
  }

  end(durationSec: number): Stretch[] {
    return this.stretches.end(this.blocks * this.blockSec, durationSec, false);
  }
}
