import { createCanvas, loadImage } from '@napi-rs/canvas';
import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type Readable } from 'node:stream';
import { collect } from './collect.js';
import { type FilmScan, MOST_ON_SHEET, type ScannedShot, type ScannedSound, type ScanTask } from './film-scan.js';
import { evenlyChosen } from './evenly-chosen.js';
import { type MediaTools, ToolProcess } from './ffmpeg.js';
import { confinedTools } from './foreign-file.js';
import { MediaFailure, asUnreadable } from './media-failure.js';
import { type MediaStream, pictureStream } from './probe.js';
import { scanArguments, type ScanPictures, scanPictures } from './scan-arguments.js';
import { type SeenShot, ShotTracker } from './shot-tracker.js';
import { canvasOf, dominantColours, pixelsOf } from './small-picture.js';
import { SoundScan } from './sound-scan.js';

/** Looks through a stranger's film and listens to it, decoding it once. Runs in a render process. */

const THUMBNAIL_QUALITY = 82;
/** In frames: with their pipe, some 20 MB. */
const COLLECT_EVERY = 200;
const TIMEOUT_MS = 60 * 60_000;

export async function scanFilm(
  task: ScanTask,
  tools: MediaTools,
  signal: AbortSignal,
  onProgress: (fraction: number) => void,
): Promise<FilmScan> {
  const video = pictureStream(task.probe);
  if (!video) {
    throw new MediaFailure('INVALID_OUTPUT', 'The film has no pictures');
  }
  const pictures = scanPictures(video, task.longestSec);
  const args = scanArguments(task, pictures, { toneMaps: tools.toneMaps, threads: threadsFor(video) });
  try {
    const tool = new ToolProcess(confinedTools(tools, cpuSeconds(task, video)), 'ffmpeg', args, {
      signal,
      timeoutMs: TIMEOUT_MS,
      hasSecondOutput: true,
    });
    tool.stdin.end();
    return await new FilmScanner(task, pictures, onProgress).scan(tool);
  } catch (error) {
    signal.throwIfAborted();
    throw asUnreadable(error);
  }
}

/** Of one decoder in 2 GB: it holds some 20 pictures, and as many more for each thread. */
const MOST_THREADS = 4;
const LARGE_PIXELS = 1920 * 1088;
const HUGE_PIXELS = 3840 * 2176;

function threadsFor({ width = 0, height = 0 }: MediaStream): number {
  const pixels = width * height;
  const most = pixels > HUGE_PIXELS ? 1 : pixels > LARGE_PIXELS ? 2 : MOST_THREADS;
  return Math.min(most, availableParallelism() + 1);
}

/** What cannot be decoded in that is no film: of one core, half a second for each second, four of the largest ones. */
const LEAST_CPU_SEC = 30;
const PIXELS_PER_CPU_SEC = 150_000_000;
const [LEAST_LOAD, MOST_LOAD] = [0.5, 4];

function cpuSeconds({ probe, longestSec }: ScanTask, { width = 0, height = 0, fps = 30 }: MediaStream): number {
  const seconds = Math.min(longestSec, probe.durationSec ?? longestSec);
  const load = Math.min(MOST_LOAD, Math.max(LEAST_LOAD, (width * height * fps) / PIXELS_PER_CPU_SEC));
  return Math.ceil(LEAST_CPU_SEC + seconds * load);
}

/** One film while it is looked through. */
class FilmScanner {
  private readonly task: ScanTask;
  private readonly pictures: ScanPictures;
  private readonly onProgress: (fraction: number) => void;
  private readonly tracker: ShotTracker;
  private readonly sound = new SoundScan();
  private readonly shots: ScannedShot[] = [];
  private readonly expected: number;
  private percent = 0;

  constructor(task: ScanTask, pictures: ScanPictures, onProgress: (fraction: number) => void) {
    this.task = task;
    this.pictures = pictures;
    this.onProgress = onProgress;
    this.tracker = new ShotTracker(pictures);
    this.expected = Math.min(pictures.most, Math.ceil((task.probe.durationSec ?? task.longestSec) * pictures.fps));
  }

  async scan(tool: ToolProcess): Promise<FilmScan> {
    try {
      await Promise.all([this.look(tool.stdout), tool.secondOutput && this.listen(tool.secondOutput)]);
    } catch (error) {
      tool.stop(error);
      // A pipe that is closed on us does not know why.
      await tool.finished;
      throw error;
    }
    await tool.finished;
    await this.keep(this.tracker.end());
    const { frames, hasMoreShots } = this.tracker;
    if (frames === 0) {
      throw new MediaFailure('INVALID_OUTPUT', 'The film has no pictures');
    }
    const durationSec = frames / this.pictures.fps;
    return {
      durationSec,
      fps: this.pictures.fps,
      shots: this.shots,
      hasMoreShots,
      sheet: await this.writeSheet(),
      sound: this.soundOf(tool.stderr, durationSec),
    };
  }

  private async look(stdout: Readable): Promise<void> {
    let [planes, filled] = [this.tracker.nextPlanes, 0];
    for await (const chunk of stdout as AsyncIterable<Buffer>) {
      for (let start = 0; start < chunk.length;) {
        const end = Math.min(chunk.length, start + planes.length - filled);
        planes.set(chunk.subarray(start, end), filled);
        filled += end - start;
        start = end;
        if (filled === planes.length) {
          await this.keep(this.tracker.seen());
          [planes, filled] = [this.tracker.nextPlanes, 0];
          this.tellProgress();
          if (this.tracker.frames % COLLECT_EVERY === 0) {
            collect();
          }
        }
      }
    }
  }

  private async listen(samples: Readable): Promise<void> {
    for await (const chunk of samples as AsyncIterable<Buffer>) {
      this.sound.add(chunk);
    }
  }

  private async keep(shots: SeenShot[]): Promise<void> {
    const { width, height } = this.pictures;
    for (const { planes, ...shot } of shots) {
      const pixels = pixelsOf(planes, width, height);
      const name = `shot-${String(this.shots.length + 1).padStart(4, '0')}.jpg`;
      const thumbnail = join(this.task.directory, name);
      await writeFile(thumbnail, await canvasOf(pixels, width, height).encode('jpeg', THUMBNAIL_QUALITY));
      this.shots.push({ ...shot, thumbnail, colours: dominantColours(pixels) });
    }
  }

  private tellProgress(): void {
    const percent = Math.min(99, Math.floor((100 * this.tracker.frames) / this.expected));
    if (percent > this.percent) {
      this.percent = percent;
      this.onProgress(percent / 100);
    }
  }

  private soundOf(stderr: string, durationSec: number): ScannedSound | null {
    const hasSound = this.task.probe.streams.some(({ type }) => type === 'audio');
    return hasSound ? this.sound.measured(stderr, durationSec) : null;
  }

  private async writeSheet(): Promise<string> {
    const path = join(this.task.directory, 'sheet.jpg');
    await writeFile(path, await sheetOf(evenlyChosen(this.shots, MOST_ON_SHEET), this.pictures));
    return path;
  }
}

const SHEET_SIDE = 240;
const SHEET_GAP = 6;
/** Width to height, as near as whole rows allow. */
const SHEET_SHAPE = 1.4;
const PAPER = '#15151c';

async function sheetOf(shots: ScannedShot[], { width, height }: ScanPictures): Promise<Buffer> {
  const scale = SHEET_SIDE / Math.max(width, height);
  const [across, down] = [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
  const [cellWidth, cellHeight] = [across + SHEET_GAP, down + SHEET_GAP];
  const wanted = Math.round(Math.sqrt((shots.length * cellHeight * SHEET_SHAPE) / cellWidth));
  const columns = Math.min(Math.max(1, wanted), shots.length);
  const rows = Math.ceil(shots.length / columns);
  const canvas = createCanvas(columns * cellWidth + SHEET_GAP, rows * cellHeight + SHEET_GAP);
  const context = canvas.getContext('2d');
  context.fillStyle = PAPER;
  context.fillRect(0, 0, canvas.width, canvas.height);
  for (const [index, { thumbnail }] of shots.entries()) {
    const [x, y] = [(index % columns) * cellWidth + SHEET_GAP, Math.floor(index / columns) * cellHeight + SHEET_GAP];
    context.drawImage(await loadImage(thumbnail), x, y, across, down);
  }
  return canvas.encode('jpeg', THUMBNAIL_QUALITY);
}
