import { mkdtemp, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { type PictureFacts } from './clean-picture.js';
import { writeClipSound } from './clip-sound.js';
import { linkClips, subtitlesOf } from './cut-files.js';
import { ClipWatch, type DeepExpectation, type DeepFindings } from './clip-watch.js';
import { requireSpace, secondsOf } from './disk-space.js';
import { cutArguments, posterArguments } from './ffmpeg-commands.js';
import { type MediaCapabilities, findTools, tryTools } from './ffmpeg-tools.js';
import { failureOf } from './failed-job.js';
import { type MediaTools, runTool, writeWhole } from './ffmpeg.js';
import { type Loudness, encodeFilmSound } from './film-sound.js';
import { writeClipPicture } from './foreign-clip.js';
import { ForeignFilms } from './foreign-films.js';
import { type ClipFrame, framesOf } from './frames.js';
import { type HlsFiles, type HlsPlan, type RungsTask } from './hls-plan.js';
import { writeHls } from './hls.js';
import { MediaFailure, asMediaFailure, asUnreadable } from './media-failure.js';
import { readTrackSeconds } from './mp4-atoms.js';
import { type MediaProbe, probeFile } from './probe.js';
import { RenderPool } from './render-pool.js';
import { type RenderTask } from './render-protocol.js';
import { type StemFile } from './stem-files.js';
import {
  type Check,
  type CheckedClip,
  type ClipExpectation,
  type ClipPaths,
  type ClipPlan,
  type CutPlan,
  type FilmExpectation,
  type GifPlan,
  type RenderProfile,
  type SheetPlan,
  type ShotPicture,
  type SoundPlan,
} from './timeline.js';

export { type PictureFacts } from './clean-picture.js';
export { type DeepExpectation, type DeepFindings, type FilmTexts } from './clip-watch.js';
export { type CleanFormat, type ForeignFormat } from './ffmpeg-commands.js';
export { type MediaCapabilities } from './ffmpeg-tools.js';
export * from './film-scan.js';
export { type Loudness } from './film-sound.js';
export { type FramePace } from './frame-pace.js';
export { evenlyChosen } from './evenly-chosen.js';
export { momentsOf } from './frames.js';
export { type HlsFiles, type HlsPlan, type HlsTrack, type Rung, RUNG_ENCODING, rungsOf } from './hls-plan.js';
export * from './hls-playlists.js';
export { isTooLarge } from './picture-limits.js';
export { isHdr, type MediaProbe, type MediaStream, pictureStream, type Rotation } from './probe.js';
export { MOST_PICTURES } from './sheet-layout.js';
export { type SoftSubtitles } from './soft-subtitles.js';
export { piecesOf } from './speech-pieces.js';
export { type StemFile, type StemRole } from './stem-files.js';
export {
  isShownLine,
  SUBTITLE_FORMATS,
  type SubtitleFormat,
  type SubtitleLine,
  subtitleFile,
} from './subtitle-files.js';
export { excused, passed, skipped } from './check-results.js';
export { columnsIn, partsOf } from './cue-text.js';
export { hasSpaceFor } from './disk-space.js';
export { missingFrom } from './fonts.js';
export { type MomentTexts, type SeenRow, type TextPlace, type TextSpan, textsOf } from './text-spans.js';
export { cuesOfVtt, type SpokenCue } from './vtt-cues.js';

/** Injection token of `MediaOptions`. */
export const MEDIA_OPTIONS = Symbol('MEDIA_OPTIONS');

export interface MediaOptions {
  /** Render processes at work at the same time. */
  concurrency: number;
  /** From FFMPEG_PATH; null looks on the PATH. */
  ffmpegPath: string | null;
  /** Clips are watched where what does it is installed; absent: they are not. */
  deepChecks?: boolean;
}

/** Pictures of strangers have processes of their own: nobody waits behind a film's clips for an answer. */
const PICTURE_PROCESSES = 2;
/** With the wait for one of them. */
const PICTURE_TIMEOUT_MS = 120_000;
const CUT_TIMEOUT_MS = 10 * 60_000;
const POSTER_TIMEOUT_MS = 60_000;

/** Draws, encodes, cuts, probes and checks. Everything it starts ends with it; failures are `JobError`s. */
@Injectable()
export class Media implements OnApplicationShutdown {
  readonly foreign: ForeignFilms;
  private readonly pool: RenderPool;
  private readonly pictures = new RenderPool(PICTURE_PROCESSES);
  private readonly watch: ClipWatch;
  private readonly closing = new AbortController();
  private found: Promise<MediaTools> | undefined;
  private tried: Promise<MediaCapabilities> | undefined;

  constructor(@Inject(MEDIA_OPTIONS) private readonly options: MediaOptions) {
    this.pool = new RenderPool(options.concurrency);
    this.watch = new ClipWatch(options.deepChecks ?? false);
    this.foreign = new ForeignFilms((signal, work) => this.perform(signal, work), this.pool, this.watch);
  }

  /** Last: before it, the orchestrator hands back the steps that are at work here. */
  async onApplicationShutdown(): Promise<void> {
    this.closing.abort(new MediaFailure('STEP_CRASHED', 'The renderer is shutting down'));
    await Promise.all([this.pool.close(), this.pictures.close(), this.watch.close()]);
  }

  /** The middle frame of a shot as PNG, without subtitles: its storyboard picture. */
  still(profile: RenderProfile, shot: ShotPicture, signal: AbortSignal): Promise<Buffer> {
    return this.perform(signal, async (tools, stop) => {
      const png = await this.pool.run({ kind: 'still', profile, shot }, tools, stop);
      return Buffer.from(png as Uint8Array);
    });
  }

  /** A clip of exactly `plan.shot.frames` frames. */
  clip(plan: ClipPlan, out: ClipPaths, signal: AbortSignal, onProgress?: (fraction: number) => void): Promise<void> {
    return this.perform(signal, async (tools, stop) => {
      const { frames } = plan.shot;
      const { fps } = plan.profile;
      await requireSpace(out.silent, frames / fps);
      const render = async (parts: ClipPaths): Promise<void> => {
        await this.pool.run({ kind: 'clip', plan, out: parts }, tools, stop, onProgress);
        for (const path of [parts.silent, ...(parts.spoken ? [parts.spoken.path] : [])]) {
          const made = Math.round((await secondsOf(path, frames / fps)) * fps);
          if (made !== frames) {
            throw new MediaFailure('RENDER_FAILED', `The clip has ${made} frames instead of ${frames}`);
          }
        }
      };
      const { spoken } = out;
      await writeWhole(resolve(out.silent), 'mp4', (silent) =>
        spoken
          ? writeWhole(resolve(spoken.path), 'mp4', (path) =>
              render({ silent, spoken: { sound: resolve(spoken.sound), path } }),
            )
          : render({ silent }),
      );
    });
  }

  /** The sound of a film or shot as a 48 kHz stereo 16-bit WAV at −16 LUFS. */
  mix(plan: SoundPlan, out: string, signal: AbortSignal): Promise<Loudness> {
    return this.perform(signal, async (tools, stop) => {
      await requireSpace(out, plan.seconds);
      try {
        return (await this.pool.run({ kind: 'mix', plan, out }, tools, stop)) as Loudness;
      } catch (error) {
        // The mixer cleans up after itself unless its process was killed.
        await rm(`${out}.part`, { force: true });
        throw error;
      }
    });
  }

  /** A film's sound before its mastering, in parts: a file for each kind of it, in `directory`. */
  stems(plan: SoundPlan, directory: string, signal: AbortSignal): Promise<StemFile[]> {
    return this.perform(signal, async (tools, stop) => {
      await requireSpace(join(directory, 'stems'), plan.seconds);
      return (await this.pool.run({ kind: 'stems', plan, directory: resolve(directory) }, tools, stop)) as StemFile[];
    });
  }

  /** A mix as AAC in MP4, as long as its film: encoded until it is as loud as films are. */
  encodeSound(mixed: { path: string; seconds: number }, out: string, signal: AbortSignal): Promise<void> {
    return this.perform(signal, async (tools, stop) => {
      await requireSpace(out, mixed.seconds);
      const mix = (plan: SoundPlan, path: string): Promise<unknown> =>
        this.pool.run({ kind: 'mix', plan, out: path }, tools, stop);
      const sound = { ...mixed, path: resolve(mixed.path) };
      await encodeFilmSound({ tools, signal: stop, mix }, sound, resolve(out));
    });
  }

  /** Joins clips and their encoded sound into a film; both are copied. */
  cut(plan: CutPlan, out: string, signal: AbortSignal): Promise<void> {
    return this.perform(signal, async (tools, stop) => {
      const lengths = await Promise.all(plan.clips.map((clip) => readTrackSeconds(clip)));
      const seconds = lengths.reduce((sum, length) => sum + length, 0);
      await requireSpace(out, seconds);
      const directory = await mkdtemp(join(dirname(resolve(out)), 'cut-'));
      try {
        const list = await linkClips(plan.clips, directory);
        const subtitles = await subtitlesOf(plan);
        const input = { list, sound: resolve(plan.sound), subtitles, metadata: plan.metadata };
        await writeWhole(out, 'mp4', (part) =>
          runTool(tools, 'ffmpeg', cutArguments(input, resolve(part)), {
            signal: stop,
            timeoutMs: CUT_TIMEOUT_MS,
            cwd: directory,
          }),
        );
      } finally {
        await rm(directory, { recursive: true, force: true });
      }
    });
  }

  /** A clip of ours in smaller sizes, all of them in one go. */
  rungs(task: RungsTask, signal: AbortSignal): Promise<void> {
    return this.perform(signal, async (tools, stop) => {
      await requireSpace(task.outs[0]?.path ?? task.clip, task.frames / task.profile.fps);
      await this.pool.run({ kind: 'rungs', ...task }, tools, stop);
    });
  }

  /** A finished film as files to be streamed, in `directory`: copied, not encoded. */
  hls(plan: HlsPlan, directory: string, signal: AbortSignal): Promise<HlsFiles> {
    return this.perform(signal, (tools, stop) => writeHls({ tools, signal: stop }, plan, directory));
  }

  /** A clip's own sound, for a shot of this length; false where there is none. */
  clipSound(clip: string, seconds: number, out: string, signal: AbortSignal): Promise<boolean> {
    return this.perform(signal, (tools, stop) => writeClipSound(tools, resolve(clip), seconds, resolve(out), stop));
  }

  /** A picture out of a foreign clip, as JPEG of the profile's size. */
  clipPicture(profile: RenderProfile, clip: string, out: string, signal: AbortSignal): Promise<void> {
    return this.perform(signal, (tools, stop) => writeClipPicture(tools, resolve(clip), profile, resolve(out), stop));
  }

  /** One frame of a film or clip of ours as JPEG. */
  poster(clip: string, atSec: number, out: string, signal: AbortSignal): Promise<void> {
    return this.perform(signal, async (tools, stop) => {
      await writeWhole(out, 'jpg', async (part) => {
        const args = posterArguments(resolve(clip), atSec, resolve(part));
        await runTool(tools, 'ffmpeg', args, { signal: stop, timeoutMs: POSTER_TIMEOUT_MS });
        // ffmpeg succeeds without a frame when the moment is after the end.
        if ((await stat(part)).size === 0) {
          throw new MediaFailure('RENDER_FAILED', `There is no picture at ${atSec} s`);
        }
      });
    });
  }

  /** Some moments of a film of ours as a GIF of 5 MB at the most. */
  gif(plan: GifPlan, out: string, signal: AbortSignal): Promise<void> {
    return this.draw({ kind: 'gif', plan: { ...plan, film: resolve(plan.film) }, out: resolve(out) }, signal);
  }

  /** Pictures of a film of ours on one sheet, as JPEG. */
  contactSheet(plan: SheetPlan, out: string, signal: AbortSignal): Promise<void> {
    return this.draw({ kind: 'sheet', plan: { ...plan, film: resolve(plan.film) }, out: resolve(out) }, signal);
  }

  private draw(task: RenderTask & { out: string }, signal: AbortSignal): Promise<void> {
    return this.perform(signal, async (tools, stop) => {
      await requireSpace(task.out, 0);
      await this.pool.run(task, tools, stop);
    });
  }

  /** 3 to 5 frames of one of our clips, evenly spread, as small JPEGs. */
  frames(clip: string, frames: number, signal: AbortSignal): Promise<ClipFrame[]> {
    return this.perform(signal, (tools, stop) => framesOf(tools, resolve(clip), frames, stop));
  }

  probe(path: string, signal: AbortSignal): Promise<MediaProbe> {
    return this.perform(signal, (tools, stop) => probeFile(tools, resolve(path), stop));
  }

  /** A stranger's picture anew: upright, sRGB, its first page, without metadata. INVALID_OUTPUT if it can't be decoded. */
  cleanPicture(path: string, out: string, signal: AbortSignal): Promise<PictureFacts> {
    return this.perform(signal, async (tools, stop) => {
      const task = { kind: 'picture', path: resolve(path), out: resolve(out) } as const;
      const limit = new AbortController();
      const late = new MediaFailure('STEP_TIMED_OUT', 'A picture was not made in time');
      const timer = setTimeout(() => limit.abort(late), PICTURE_TIMEOUT_MS);
      try {
        return (await this.pictures.run(task, tools, AbortSignal.any([stop, limit.signal]))) as PictureFacts;
      } catch (error) {
        stop.throwIfAborted();
        throw asUnreadable(error);
      } finally {
        clearTimeout(timer);
      }
    });
  }

  /** How far the greys of a picture of ours are from one another, 0 (one colour) to 127. */
  contrast(path: string, signal: AbortSignal): Promise<number> {
    return this.perform(signal, async (tools, stop) => {
      return (await this.pictures.run({ kind: 'contrast', path: resolve(path) }, tools, stop)) as number;
    });
  }

  /** A picture of ours as a small JPEG, for those who look at what it shows. */
  glance(path: string, signal: AbortSignal): Promise<Buffer> {
    return this.perform(signal, async (tools, stop) => {
      const jpeg = await this.pictures.run({ kind: 'glance', path: resolve(path) }, tools, stop);
      return Buffer.from(jpeg as Uint8Array);
    });
  }

  /** Decodes a clip once, completely: frames, size, format, black and frozen stretches; and what it is known by again. */
  checkClip(path: string, expectation: ClipExpectation, signal: AbortSignal): Promise<CheckedClip> {
    return this.check<CheckedClip>({ kind: 'check', path: resolve(path), expectation }, signal);
  }

  /** Checks a finished film; its pictures were decoded and judged clip by clip, and are proved to be those. */
  checkFilm(path: string, expectation: FilmExpectation, signal: AbortSignal): Promise<Check[]> {
    return this.check<Check[]>({ kind: 'check-film', path: resolve(path), expectation }, signal);
  }

  /** Reads a clip's subtitles, looks for faces and for nakedness; all `skipped`, with the reason, where that can't be done. */
  watchClip(path: string, expectation: DeepExpectation, signal: AbortSignal): Promise<DeepFindings> {
    return this.perform(signal, (tools, stop) => this.watch.clip(resolve(path), expectation, tools, stop));
  }

  /** Which version of `watchClip` there is; null: everything is skipped. It may be installed while we run. */
  deepChecksVersion(): number | null {
    return this.watch.version();
  }

  /** In a render process: to start a tool takes a server of hundreds of megabytes 5 to 15 ms, in which it answers nobody. */
  private check<Found>(task: RenderTask, signal: AbortSignal): Promise<Found> {
    return this.perform(signal, async (tools, stop) => (await this.pool.run(task, tools, stop)) as Found);
  }

  /** What the ffmpeg in use can do; tried once. */
  capabilities(): Promise<MediaCapabilities> {
    this.tried ??= this.tools().then(tryTools, (error: unknown) => ({
      ok: false,
      path: null,
      version: null,
      problem: asMediaFailure(error).message,
    }));
    return this.tried;
  }

  private tools(): Promise<MediaTools> {
    this.found ??= findTools(this.options.ffmpegPath);
    this.found.catch(() => (this.found = undefined));
    return this.found;
  }

  private async perform<T>(
    signal: AbortSignal,
    work: (tools: MediaTools, stop: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const stop = AbortSignal.any([signal, this.closing.signal]);
    try {
      stop.throwIfAborted();
      return await work(await this.tools(), stop);
    } catch (error) {
      signal.throwIfAborted();
      throw failureOf(asMediaFailure(error), error);
    }
  }
}
