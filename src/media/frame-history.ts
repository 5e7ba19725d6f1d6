import { distance } from './frame-differences.js';
import { type FrameFeatures } from './frame-grid.js';

/** The last frames of a film, and how much each differs from the one before it. */
export class FrameHistory {
  /** Of the frame that was added last; -1: none was. */
  last = -1;
  private readonly frames: FrameFeatures[] = [];
  private readonly steps: Float64Array;
  private readonly size: number;

  constructor(size: number) {
    this.size = size;
    this.steps = new Float64Array(size);
  }

  add(features: FrameFeatures): void {
    const before = this.last < 0 ? features : this.at(this.last);
    this.last += 1;
    this.frames[this.last % this.size] = features;
    this.steps[this.last % this.size] = distance(before, features);
  }

  /** One of those that are still there, or the nearest of them. */
  at(frame: number): FrameFeatures {
    const first = Math.max(0, this.last - this.size + 1);
    return this.frames[Math.min(this.last, Math.max(first, frame)) % this.size] as FrameFeatures;
  }

  /** From the frame before; 0 where there is none. */
  stepTo(frame: number): number {
    return frame < 1 || frame > this.last || frame <= this.last - this.size
      ? 0
      : (this.steps[frame % this.size] as number);
  }
}
