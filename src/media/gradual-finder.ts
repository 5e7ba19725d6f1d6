import { type Boundary } from './cut-finder.js';
import { changedShare, distance, likeness, mixOf } from './frame-differences.js';
import { type FrameHistory } from './frame-history.js';

/**
 * Finds where one picture goes over into another little by little: dissolves, wipes and fades. Between two frames some way
 * apart all is a mix of both, and more of the later one with each frame, while before and after it little changes.
 */

const WINDOWS_SEC = [0.24, 0.4, 0.64, 0.96, 1.28, 1.6];
/** What is looked at before and after a window. */
const CALM_SEC = 0.32;
/** As for cuts. */
const LEAST_CHANGE = 6;
const LEAST_CHANGE_SHARE = 0.42;
const LEAST_CHANGED = 0.4;
const CHANGED_SHARE = 0.15;
/** Of what moves only, or becomes lighter, first and last are more alike. */
const MOST_LIKE = 0.72;
const MOST_FOREIGN = 0.2;
/** In a pan all goes on changing as much before it and after it; here on one side at least it is calmer. */
const MOST_DRIFT = 0.5;
/** By so much progress may go back: what is mixed moves. */
const BACKWARD = 0.06;
/** Before and after it, all is of one of them anyway. */
const EDGE = 0.08;
const MOST_LOOKS = 20;
/** The least that is a transition; and from when on it is none by accident. */
const LEAST_FRAMES = 3;
const SURE_FRAMES = 7;
const SHORT_WEIGHT = 1.6;
/** Black, or another colour alone: in levels of contrast, and beside the pictures before or after. */
const SOLID_CONTRAST = 3;
const SOLID_SHARE = 0.25;
const DIP = 2;
/** Shorter than this it belongs to the way from one shot to the next; longer, it is one itself. */
const SOLID_SEC = 1.5;

/** Frames of one colour. */
interface SolidRun {
  start: number;
  /** There was a cut to it, or the film begins with it. */
  isEntered: boolean;
  /** The least contrast in it. */
  least: number;
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
        found.push(...this.settle(), { frame: this.centre, kind: 'cut', start: this.centre });
        this.cuts.shift();
        this.told = this.centre;
        this.lastCut = this.centre;
        this.solid = this.isSolid(this.centre)
          ? { start: this.centre, isEntered: true, least: this.history.at(this.centre).contrast }
          : null;
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
      const { contrast } = this.history.at(frame);
      this.solid ??= { start: frame, isEntered: frame === 0, least: contrast };
      this.solid.least = Math.min(this.solid.least, contrast);
      const isShotNow = frame - this.solid.start === this.longestSolid && !this.solid.isEntered;
      return isShotNow ? [{ frame: this.solid.start, kind: 'gradual', start: this.solid.start }] : [];
    }
    this.solid = null;
    if (run === null || this.cuts.some((cut) => cut === frame)) {
      return [];
    }
    const isShot = frame - run.start > this.longestSolid;
    if (!this.isDip(run, frame, isShot)) {
      return [];
    }
    if (isShot) {
      return [{ frame, kind: 'gradual', start: frame }];
    }
    return run.isEntered || this.isSameAround(run.start, frame)
      ? []
      : [{ frame: Math.floor((run.start + frame) / 2), kind: 'gradual', start: run.start }];
  }

  /** A picture without much contrast is no black. */
  private isDip({ start, least }: SolidRun, end: number, isShot: boolean): boolean {
    let [before, after] = [isShot ? Infinity : 0, 0];
    for (let away = 0; away <= this.calm * 2; away++) {
      before = Math.max(before, this.history.at(Math.max(this.lastCut, start - 1 - away)).contrast);
      after = Math.max(after, this.history.at(end + away).contrast);
    }
    return Math.min(before, after) > least * DIP + SOLID_CONTRAST;
  }

  /** Whether the picture that was there before the black comes back, however dark it is next to it. */
  private isSameAround(start: number, end: number): boolean {
    return likeness(this.history.at(Math.max(this.lastCut, start - 1)), this.history.at(end)) > MOST_LIKE;
  }

  private settle(): Boundary[] {
    if (this.best === null) {
      return [];
    }
    const { start, end } = this.best;
    const reaches = (progress: number): number => this.whenIn(start, end, progress);
    this.told = end;
    this.best = null;
    return [{ frame: reaches(0.5), kind: 'gradual', start: reaches(EDGE) - 1 }];
  }

  /** The first frame that is so far on the way from one to the other. */
  private whenIn(start: number, end: number, progress: number): number {
    const { history } = this;
    const [first, last] = [history.at(start), history.at(end)];
    for (let frame = start + 1; frame < end; frame++) {
      if (mixOf(first, last, history.at(frame)).progress >= progress) {
        return frame;
      }
    }
    return end;
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
      likeness(first, last) > MOST_LIKE ||
      this.driftAround(start, end) > change * MOST_DRIFT ||
      this.hasSolid(Math.max(this.lastCut, start - this.calm), Math.min(history.last, end + this.calm))
    ) {
      return 0;
    }
    const foreign = this.foreignIn(start, end);
    return foreign >= MOST_FOREIGN ? 0 : change * (1 - foreign / MOST_FOREIGN);
  }

  /** How much of the pictures on the way is of neither end; infinite where there is no way from one end to the other. */
  private foreignIn(start: number, end: number): number {
    const { history } = this;
    const [first, last] = [history.at(start), history.at(end)];
    const every = Math.ceil((end - start) / MOST_LOOKS);
    let [looks, progress, dissolve, wipe] = [0, 0, 0, 0];
    for (let frame = start + 1; frame < end; frame += every) {
      const mix = mixOf(first, last, history.at(frame));
      if (mix.progress < progress - BACKWARD) {
        return Infinity;
      }
      progress = Math.max(progress, mix.progress);
      if (mix.progress > EDGE && mix.progress < 1 - EDGE) {
        looks += 1;
        dissolve += mix.beyondDissolve;
        wipe += mix.beyondWipe;
      }
    }
    const isLong = looks * every >= SURE_FRAMES;
    return looks * every < LEAST_FRAMES ? Infinity : (Math.min(dissolve, wipe) / looks) * (isLong ? 1 : SHORT_WEIGHT);
  }

  private hasSolid(start: number, end: number): boolean {
    for (let frame = start; frame <= end; frame++) {
      if (this.isSolid(frame)) {
        return true;
      }
    }
    return false;
  }

  /** What would have changed in that time by what the pictures do on the calmer side of it; infinite if neither is there. */
  private driftAround(start: number, end: number): number {
    const { history, calm } = this;
    const first = Math.max(this.lastCut, start - calm);
    const last = Math.min(history.last, (this.cuts.find((cut) => cut > end) ?? Infinity) - 1, end + calm);
    const sides = [[first, start] as const, [end, last] as const].filter(([from, to]) => to - from >= calm / 2);
    const speeds = sides.map(([from, to]) => distance(history.at(from), history.at(to)) / (to - from));
    return Math.min(...speeds) * (end - start);
  }
}
