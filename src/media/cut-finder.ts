import { changedShare, distance, likeness } from './frame-differences.js';
import { type FrameFeatures } from './frame-grid.js';
import { FrameHistory } from './frame-history.js';
import { GradualFinder } from './gradual-finder.js';

/** Finds where a film is cut, while its frames pass by. */

export interface Boundary {
  /** The first frame of what follows; of what goes over little by little, the middle one. */
  frame: number;
  kind: 'cut' | 'gradual';
  /** Until when all is of what was before. */
  start: number;
}

/** What a cut changes at least, in levels: of a picture that is nearly of one grey, and in parts of its contrast. */
const LEAST_STEP = 5;
const LEAST_CHANGE = 3;
const LEAST_STEP_SHARE = 0.3;
/** Of the picture: words and people that come and go take less. */
const LEAST_CHANGED = 0.3;
const CHANGED_SHARE = 0.15;
/** How much more a cut changes than its neighbours do: a quick pan or a shaken camera changes much in each frame. */
const ABOVE_NEIGHBOURS = 2.2;
/** The same where the camera is shaken, and the picture is quite another one all the same. */
const ABOVE_SHAKING = 1.4;
const [UNLIKE, LIKE] = [0.35, 0.7];
const NEIGHBOURS = 6;
/** A flash is over so soon, and the picture is as before. */
const FLASH_SEC = 0.17;
const RETURNED_SHARE = 0.5;
const SHORTEST_SEC = 0.15;
/** So long it may take after a cut until it is known that something goes over from there. */
const HOLD_SEC = 0.9;
const JUMP_FRAMES = 4;

export class CutFinder {
  /** A boundary is told no more than so many frames after it. */
  readonly delay: number;
  private readonly history: FrameHistory;
  private readonly gradual: GradualFinder;
  private readonly flash: number;
  private readonly shortest: number;
  private readonly lookAhead: number;
  private readonly held: Boundary[] = [];
  private readonly hold: number;
  private lastCut = 0;

  constructor(fps: number) {
    this.flash = Math.max(2, Math.round(FLASH_SEC * fps));
    this.shortest = Math.max(2, Math.round(SHORTEST_SEC * fps));
    this.lookAhead = Math.max(this.flash, NEIGHBOURS);

    this.hold = Math.round(HOLD_SEC * fps);
    this.delay = GradualFinder.delay(fps) + this.lookAhead + this.hold;
    this.history = new FrameHistory(this.delay * 2);
    this.gradual = new GradualFinder(this.history, fps);
  }

  /** What has become certain by a frame more. */
  add(features: FrameFeatures): Boundary[] {
    this.history.add(features);
    this.held.push(...this.judge(this.history.last - this.lookAhead, false));
    return this.released(this.history.last - this.delay);
  }

  end(): Boundary[] {
    const { last } = this.history;
    const rest = Array.from({ length: this.lookAhead }, (_, index) => last - this.lookAhead + 1 + index);
    this.held.push(...rest.flatMap((frame) => this.judge(frame, false)), ...this.judge(last + 1, true));
    return this.released(last);
  }

  /** Where something jumps just before it goes over into something else, there is one boundary, not two. */
  private released(until: number): Boundary[] {
    const told: Boundary[] = [];
    for (let [next] = this.held; next && next.frame <= until; [next] = this.held) {
      this.held.shift();
      const [after] = this.held;
      if (next.kind !== 'cut' || after?.kind !== 'gradual' || after.start - next.frame > JUMP_FRAMES) {
        told.push(next);
      }
    }
    return told;
  }

  private judge(frame: number, isEnd: boolean): Boundary[] {
    if (frame < 1 && !isEnd) {
      return [];
    }
    if (!isEnd && this.isCut(frame)) {
      this.lastCut = frame;
      return this.gradual.cutAt(frame);
    }
    return isEnd ? this.gradual.end(frame) : this.gradual.passed(frame);
  }

  private isCut(frame: number): boolean {
    const { history } = this;
    const step = history.stepTo(frame);
    if (step < LEAST_STEP || frame - this.lastCut < this.shortest) {
      return false;
    }
    const [before, after] = [history.at(frame - 1), history.at(frame)];
    const contrast = (before.contrast + after.contrast) / 2;
    return (
      step >= contrast * LEAST_STEP_SHARE &&
      this.standsOut(frame, step) &&
      changedShare(before, after, Math.max(LEAST_CHANGE, contrast * CHANGED_SHARE)) >= LEAST_CHANGED &&
      !this.isFlash(frame, step)
    );
  }

  private standsOut(frame: number, step: number): boolean {
    const { history } = this;
    const around = this.neighbouring(frame);
    const likenessTo = (other: number): number => likeness(history.at(other - 1), history.at(other));
    return (
      step >= around * ABOVE_NEIGHBOURS ||
      (step >= around * ABOVE_SHAKING &&
        likenessTo(frame) < UNLIKE &&
        Math.min(likenessTo(frame - 1), likenessTo(frame + 1)) > LIKE)
    );
  }

  /** The second largest step near by: another cut may be there, too. */
  private neighbouring(frame: number): number {
    let [largest, second] = [0, 0];
    for (let near = frame - NEIGHBOURS; near <= frame + NEIGHBOURS; near++) {
      const step = near === frame ? 0 : this.history.stepTo(near);
      second = Math.max(second, Math.min(largest, step));
      largest = Math.max(largest, step);
    }
    return second;
  }

  /** Whether what was before is there again soon after, or what is now was there shortly before. */
  private isFlash(frame: number, step: number): boolean {
    const { history } = this;
    const [before, now] = [history.at(frame - 1), history.at(frame)];
    for (let away = 1; away <= this.flash; away++) {
      const comesBack =
        frame + away <= history.last && distance(before, history.at(frame + away)) < step * RETURNED_SHARE;
      const wasThere =
        frame - 1 - away >= this.lastCut && distance(history.at(frame - 1 - away), now) < step * RETURNED_SHARE;
      if (comesBack || wasThere) {
        return true;
      }
    }
    return false;
  }
}
