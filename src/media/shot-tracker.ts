import { type Boundary, CutFinder } from './cut-finder.js';
import { MOST_SHOTS, type ScannedShot } from './film-scan.js';
import { type FrameFeatures, FrameGrid } from './frame-grid.js';
import { distance } from './frame-differences.js';
import { type ScanPictures } from './scan-arguments.js';
import { ShotPictures } from './shot-pictures.js';

/** Makes shots of the frames of a film while they pass by. What it holds does not grow with the film's length. */

/** A shot without its picture, and the planes of the frame that shows it. */
export type SeenShot = Omit<ScannedShot, 'thumbnail' | 'colours'> & { planes: Uint8Array };

interface KeptFrame {
  planes: Uint8Array;
  features: FrameFeatures;
}

export class ShotTracker {
  /** Of those that were seen. */
  frames = 0;
  hasMoreShots = false;
  private readonly fps: number;
  private readonly grid: FrameGrid;
  private readonly finder: CutFinder;
  /** The last frames, until it is certain which shot they belong to. */
  private readonly kept: KeptFrame[];
  private readonly boundaries: Boundary[] = [];
  private readonly pictures = new ShotPictures();
  private transition: ScannedShot['transition'] = 'start';
  private start = 0;
  private told = 0;
  private settled = 0;
  private before: FrameFeatures | null = null;
  private brightness = 0;
  private motion = 0;

  constructor({ width, height, fps }: ScanPictures) {
    this.fps = fps;
    this.grid = new FrameGrid(width, height);
    this.finder = new CutFinder(fps);
    const nothing = this.grid.featuresOf(new Uint8Array((width * height * 3) / 2));
    this.kept = Array.from({ length: this.finder.delay + 1 }, () => ({
      planes: new Uint8Array((width * height * 3) / 2),
      features: nothing,
    }));
  }

  /** Where the next frame is to be put before it is `seen`. */
  get nextPlanes(): Uint8Array {
    return this.keptOf(this.frames).planes;
  }

  /** The shots that are over by now, as far as is known. */
  seen(): SeenShot[] {
    const kept = this.keptOf(this.frames);
    kept.features = this.grid.featuresOf(kept.planes);
    this.frames += 1;
    this.boundaries.push(...this.finder.add(kept.features));
    return this.settle(this.frames - this.finder.delay);
  }

  end(): SeenShot[] {
    this.boundaries.push(...this.finder.end());
    const shots = this.settle(this.frames);
    return this.frames === 0 ? [] : [...shots, this.close(this.frames)];
  }

  private keptOf(frame: number): KeptFrame {
    return this.kept[frame % this.kept.length] as KeptFrame;
  }

  private settle(until: number): SeenShot[] {
    const shots: SeenShot[] = [];
    for (; this.settled < until; this.settled++) {
      const [next] = this.boundaries;
      if (next && next.frame <= this.settled) {
        this.boundaries.shift();
        shots.push(...this.begin(next));
      }
      this.take(this.settled);
    }
    return shots;
  }

  private begin({ kind }: Boundary): SeenShot[] {
    if (this.settled === this.start) {
      return [];
    }
    // One is told at the end.
    if (this.told === MOST_SHOTS - 1) {
      this.hasMoreShots = true;
      return [];
    }
    const shot = this.close(this.settled);
    this.start = this.settled;
    this.transition = kind;
    this.before = null;
    [this.brightness, this.motion] = [0, 0];
    return [shot];
  }

  private take(frame: number): void {
    const { planes, features } = this.keptOf(frame);
    this.pictures.add(frame, this.start, planes, features);
    this.brightness += features.brightness;
    this.motion += this.before ? distance(this.before, features) : 0;
    this.before = features;
  }

  private close(end: number): SeenShot {
    const { start, fps, transition } = this;
    const frames = end - start;
    const picture = this.pictures.take(start, end);
    this.told += 1;
    return {
      startSec: start / fps,
      endSec: end / fps,
      transition,
      brightness: this.brightness / frames,
      motion: Math.min(1, ((this.motion / Math.max(1, frames - 1)) * fps) / 255),
      planes: picture?.planes ?? this.keptOf(start).planes,
    };
  }
}
