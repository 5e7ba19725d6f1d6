import { type Boundary } from './cut-finder.js';
import { changedShare, distance, mixOf } from './frame-differences.js';
import { type FrameFeatures } from './frame-grid.js';
import { type FrameHistory } from './frame-history.js';

/**
 * Finds where one picture goes over into another little by little: dissolves, wipes and fades. Between two frames some way
 * apart all is a mix of both, and more of the later one with each frame, while before and after it little changes.
 */

const WINDOWS_SEC = [0.24, 0.4, 0.64, 0.96, 1.28, 1.6];
/** What is looked at before and after a window. */
const CALM_SEC = 0.32;
/** As for cuts. */
const LEAST_CHANGE = 4;
const LEAST_CHANGE_SHARE = 0.35;
const LEAST_CHANGED = 0.4;
const CHANGED_SHARE = 0.15;
const MOST_FOREIGN = 0.18;
/** By so much progress may go back: what is mixed moves. */
const BACKWARD = 0.06;
/** What the pictures' own movement would have made of it in the same time. */
const MOST_DRIFT = 0.5;
const LOOKS = 7;
/** Black, or another colour alone: in levels of contrast, and beside the pictures before or after. */
const SOLID_CONTRAST = 3;
const SOLID_SHARE = 0.25;
/** Shorter than this it belongs to the way from one shot to the next; longer, it is one itself. */
const SOLID_SEC = 1.5;
/** What is nearer than that to what was before the black is the same shot. */
const SAME_SHARE = 0.45;

/** Frames of one colour. */
interface SolidRun {
  start: number;
  /** There was a cut to it, or the film begins with it. */
  isEntered: boolean;
  before: FrameFeatures | null;
}

interface Candidate {
  start: number;
  end: number;
  score: number;
}

export class GradualFinder {
  private readonly history: FrameHistory;
  private readonly windows: number[];
  private readonly calm: number;
  private readonly reach: number;
  private readonly longestSolid: number;
  private best: Candidate | null = null;
  /** Cuts that are known, but not told yet: what is before them comes first. */
  private cuts: number[] = [];
  private told = 0;
  private lastCut = 0;
  private centre = 0;
  private solid: SolidRun | null = null;

  constructor(history: FrameHistory, fps: number) {
    this.history = history;
    this.windows = WINDOWS_SEC.map((seconds) => Math.max(4, Math.round(seconds * fps)));
    this.calm = Math.max(2, Math.round(CALM_SEC * fps));
    this.reach = GradualFinder.reach(fps);
    this.longestSolid = Math.round(SOLID_SEC * fps);
  }

  /** How many frames behind the last one that is judged, and before it, are needed. */
  static reach(fps: number): number {
    return Math.ceil((Math.max(...WINDOWS_SEC) * fps) / 2) + Math.max(2, Math.round(CALM_SEC * fps)) + 1;
  }

  /** How many frames after a boundary it may be told, counted from the frame that is judged. */
  static delay(fps: number): number {
    return Math.ceil(Math.max(...WINDOWS_SEC, SOLID_SEC) * fps) + GradualFinder.reach(fps) + 2;
  }

  /** There is no cut at this frame. */
  passed(frame: number): Boundary[] {
    return this.advance(frame - this.reach);
  }

  cutAt(frame: number): Boundary[] {
    this.cuts.push(frame);
    return this.passed(frame);
  }

  end(frames: number): Boundary[] {
    const told = this.advance(frames - 1);
    const settled = this.settle();
    return [...told, ...settled];
  }

  private advance(until: number): Boundary[] {
    const found: Boundary[] = [];
    for (; this.centre <= until; this.centre++) {
      if (this.cuts[0] === this.centre) {
        found.push(...this.settle(), { frame: this.centre, kind: 'cut' });
        this.cuts.shift();
        this.told = this.centre;
        this.lastCut = this.centre;
        this.solid = this.isSolid(this.centre) ? { start: this.centre, isEntered: true, before: null } : null;
        continue;
      }
      found.push(...this.solidAt(this.centre));
      const candidate = this.candidateAt(this.centre);
      if (candidate && (this.best === null || candidate.score > this.best.score)) {
        this.best = candidate;
      } else if (this.best && this.centre > this.best.end) {
        found.push(...this.settle());
      }
    }
    return found;
  }

  /** Nothing to be seen, or next to nothing beside what is seen a moment before and after. */
  private isSolid(frame: number): boolean {
    const { contrast } = this.history.at(frame);
    if (contrast <= SOLID_CONTRAST) {
      return true;
    }
    let [before, after] = [0, 0];
    for (let away = 1; away <= this.calm; away++) {
      before = Math.max(before, this.history.at(Math.max(this.lastCut, frame - away)).contrast);
      after = Math.max(after, this.history.at(frame + away).contrast);
    }
    return contrast <= SOLID_SHARE * Math.min(before, after);
  }

  /** Fades by way of black are told when the next shot appears; black that lasts is a shot itself. */
  private solidAt(frame: number): Boundary[] {
    const run = this.solid;
    if (this.isSolid(frame)) {
      const before = this.history.at(Math.max(this.lastCut, frame - this.calm * 2));
      this.solid ??= { start: frame, isEntered: frame === 0, before };
      const isShotNow = frame - this.solid.start === this.longestSolid && !this.solid.isEntered;
      return isShotNow ? [{ frame: this.solid.start, kind: 'gradual' }] : [];
    }
    this.solid = null;
    if (run === null || this.cuts.some((cut) => cut === frame)) {
      return [];
    }
    if (frame - run.start > this.longestSolid) {
      return [{ frame, kind: 'gradual' }];
    }
    return run.isEntered || this.isSameAfter(run, frame)
      ? []
      : [{ frame: Math.floor((run.start + frame) / 2), kind: 'gradual' }];
  }

  /** Whether the picture that was there before the black comes back. */
  private isSameAfter({ before }: SolidRun, frame: number): boolean {
    const after = this.history.at(frame + this.calm * 2);
    return before !== null && distance(before, after) < Math.max(before.contrast, after.contrast) * SAME_SHARE;
  }

  private settle(): Boundary[] {
    if (this.best === null) {
      return [];
    }
    const frame = this.middleOf(this.best);
    this.told = this.best.end;
    this.best = null;
    return [{ frame, kind: 'gradual' }];
  }

  /** Where it is half over. */
  private middleOf({ start, end }: Candidate): number {
    const { history } = this;
    const [first, last] = [history.at(start), history.at(end)];
    for (let frame = start + 1; frame < end; frame++) {
      if (mixOf(first, last, history.at(frame)).progress >= 0.5) {
        return frame;
      }
    }
    return Math.round((start + end) / 2);
  }

  private candidateAt(centre: number): Candidate | null {
    let best: Candidate | null = null;
    for (const length of this.windows) {
      const start = centre - Math.floor(length / 2);
      const end = start + length;
      if (start < this.told || end > this.history.last || this.cuts.some((cut) => cut > start && cut <= end)) {
        continue;
      }
      const score = this.scoreOf(start, end);
      if (score > (best?.score ?? 0)) {
        best = { start, end, score };
      }
    }
    return best;
  }

  private scoreOf(start: number, end: number): number {
    const { history } = this;
    const [first, last] = [history.at(start), history.at(end)];
    const change = distance(first, last);
    const contrast = Math.max(first.contrast, last.contrast);
    if (
      change < Math.max(LEAST_CHANGE, contrast * LEAST_CHANGE_SHARE) ||
      changedShare(first, last, Math.max(LEAST_CHANGE, contrast * CHANGED_SHARE)) < LEAST_CHANGED ||
      this.driftOf(start, end) > change * MOST_DRIFT ||
      this.hasSolid(Math.max(this.lastCut, start - this.calm), Math.min(this.history.last, end + this.calm))
    ) {
      return 0;
    }
    let [foreign, progress] = [0, 0];
    for (let look = 1; look <= LOOKS; look++) {
      const frame = start + Math.round((look * (end - start)) / (LOOKS + 1));
      const mix = mixOf(first, last, history.at(frame));
      if (mix.progress < progress - BACKWARD) {
        return 0;
      }
      progress = Math.max(progress, mix.progress);
      foreign += mix.foreign / LOOKS;
    }
    return foreign > MOST_FOREIGN ? 0 : change * (1 - foreign / MOST_FOREIGN);
  }

  private hasSolid(start: number, end: number): boolean {
    for (let frame = start; frame <= end; frame++) {
      if (this.isSolid(frame)) {
        return true;
      }
    }
    return false;
  }

  /** What would have changed in that time if it had gone on as it did before, or as it does after. */
  private driftOf(start: number, end: number): number {
    const { history, calm } = this;
    const first = Math.max(this.lastCut, start - calm);
    const last = Math.min(history.last, (this.cuts.find((cut) => cut > end) ?? Infinity) - 1, end + calm);
    const speed = (from: number, to: number): number =>
      to > from ? distance(history.at(from), history.at(to)) / (to - from) : 0;
    // What swings may be back where it was.
    const [before, after] = [Math.ceil((first + start) / 2), Math.floor((end + last) / 2)];
    const speeds = [speed(first, start), speed(before, start), speed(end, last), speed(end, after)];
    return Math.max(...speeds) * (end - start);
  }
}
