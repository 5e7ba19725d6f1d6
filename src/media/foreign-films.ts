import { mkdtemp, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { bulkhead } from 'cockatiel';
import { type CleanCopy, cleanRecording } from './clean-recording.js';
import { type ClipWatch, type FilmTexts } from './clip-watch.js';
import { requireSpace } from './disk-space.js';
import { type ForeignFormat } from './ffmpeg-commands.js';
import { type MediaTools } from './ffmpeg.js';
import { type FilmScan, type ScanTask, type Stretch } from './film-scan.js';
import { examineFile } from './foreign-file.js';
import { type FramePace, paceOfFrames } from './frame-pace.js';
import { type MediaProbe } from './probe.js';
import { type RenderPool } from './render-pool.js';
import { type RenderTask } from './render-protocol.js';
import { type SoftSubtitles, softSubtitles } from './soft-subtitles.js';
import { writeSpeechPiece } from './speech-pieces.js';
import { textTask } from './text-task.js';

/** Does work with the tools there are, until it is aborted or the server stops; its failures are `JobError`s. */
export type Perform = <T>(
  signal: AbortSignal,
  work: (tools: MediaTools, stop: AbortSignal) => Promise<T>,
) => Promise<T>;

/**
 * What is told of strangers' films and sounds, and made of them. Whatever such a file says of itself, it is read by the
 * demuxer of its kind alone, which opens nothing else. INVALID_OUTPUT where it can't be read.
 */
export class ForeignFilms {
  /** Strangers' files are decoded two at a time, whoever waits. */
  private readonly examinations = bulkhead(2, Infinity);

  constructor(
    private readonly perform: Perform,
    private readonly pool: RenderPool,
    private readonly watch: ClipWatch,
  ) {}

  /** What a film or sound is, read to its end. */
  examine(path: string, format: ForeignFormat, signal: AbortSignal): Promise<MediaProbe> {
    return this.perform(signal, (tools, stop) =>
      this.examinations.execute(() => examineFile(tools, resolve(path), format, stop)),
    );
  }

  /** An examined film or sound without what else its file tells, at `out`; its length where the container tells it. */
  cleanRecording(path: string, format: ForeignFormat, out: CleanCopy, signal: AbortSignal): Promise<number | null> {
    const target = { ...out, path: resolve(out.path) };
    return this.perform(signal, (tools, stop) =>
      this.examinations.execute(() => cleanRecording(tools, resolve(path), format, target, stop)),
    );
  }

  /**
   * Looks through an examined film and listens to it, in one go: its shots with a picture of each, its sound.
   * INVALID_OUTPUT where it shows nothing. The pictures are in a new folder in `task.directory`, which is gone when it
   * fails or is aborted.
   */
  scan(task: ScanTask, signal: AbortSignal, onProgress?: (fraction: number) => void): Promise<FilmScan> {
    return this.perform(signal, async (tools, stop) => {
      await requireSpace(join(task.directory, 'scan'), 0);
      const directory = await mkdtemp(join(resolve(task.directory), 'scan-'));
      try {
        const work: RenderTask = { kind: 'scan', ...task, path: resolve(task.path), directory };
        return (await this.pool.run(work, tools, stop, onProgress)) as FilmScan;
      } catch (error) {
        await rm(directory, { recursive: true, force: true });
        throw error;
      }
    });
  }

  /** How evenly the pictures of a film follow, measured; null where there are too few. */
  paceOfFrames(path: string, format: ForeignFormat, probe: MediaProbe, signal: AbortSignal): Promise<FramePace | null> {
    return this.perform(signal, (tools, stop) => paceOfFrames(tools, resolve(path), { format, probe }, stop));
  }

  /** The words of a film in the first of these languages that it has, else in its first; null: it has none. */
  softSubtitles(
    path: string,
    format: ForeignFormat,
    probe: MediaProbe,
    { languages }: { languages: readonly string[] },
    signal: AbortSignal,
  ): Promise<SoftSubtitles | null> {
    const wanted = { format, probe, languages };
    return this.perform(signal, (tools, stop) => softSubtitles(tools, resolve(path), wanted, stop));
  }

  /** A part of a film as a transcriber wants it: FLAC, mono, 16 kHz; seconds are counted from the film's start. */
  speechPiece(path: string, format: ForeignFormat, part: Stretch, out: string, signal: AbortSignal): Promise<void> {
    return this.perform(signal, async (tools, stop) => {
      await requireSpace(out, part.endSec - part.startSec);
      await this.examinations.execute(() =>
        writeSpeechPiece(tools, resolve(path), { format, part }, resolve(out), stop),
      );
    });
  }

  /** What is written in a film at so many moments, 120 at most; or why nobody has read it. */
  readTexts(
    path: string,
    format: ForeignFormat,
    probe: MediaProbe,
    moments: readonly number[],
    signal: AbortSignal,
    onProgress?: (fraction: number) => void,
  ): Promise<FilmTexts> {
    const task = textTask(resolve(path), format, probe, moments);
    return this.perform(signal, (tools, stop) => this.watch.texts(task, tools, stop, onProgress));
  }
}
