import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { ChildTool } from '../common/child-tool.js';
import type { AnalysisSettings } from '../common/config.js';
import { JobError } from '../common/errors.js';
import { unlessAborted } from '../common/patience.js';
import { toolEnvironment } from '../common/tool-environment.js';
import { findGuard, isExecutable, onPath } from '../common/tool-search.js';
import { atBench, type Bench, type FetchedVideo, Scales, takeFiles } from './fetched-files.js';
import type { VideoDescription } from './video-description.js';
import { chosenCaptions, descriptionIn } from './yt-dlp-answer.js';
import { describeArguments, downloadArguments, type FetchLimits, type YtDlpPrograms } from './yt-dlp-arguments.js';
import { checkFetchable, nothingFetched, PROVIDER, YT_DLP_FAILURES } from './yt-dlp-failures.js';

/**
 * The first release that lets a JavaScript runtime solve what YouTube asks; those before it get fewer and fewer formats
 * (its changelog, and https://github.com/yt-dlp/yt-dlp/issues/15012).
 */
export const OLDEST_YT_DLP = '2025.11.12';

export type YtDlpAvailability =
  | { ok: true; path: string; version: string }
  | { ok: false; problem: 'missing' | 'too_old' | 'unusable'; path: string | null; version: string | null };

export interface DownloadOptions extends FetchLimits {
  /** An existing one, where the files are put: `media.mp4`, `captions.<language>.vtt`. */
  directory: string;
  /** Of captions, e.g. `zh`; where none of them is there, the video's own. */
  languages: readonly string[];
  /** From `describe`, if somebody has asked already. */
  description?: VideoDescription;
  signal: AbortSignal;
  onProgress?: (progress: { bytes: number; ofBytes: number | null }) => void;
}

export const YT_DLP_LIMITS = {
  /** Whoever installs it meanwhile is heard so soon. */
  checkEveryMs: 30_000,
  checkMs: 60_000,
  describeMs: 120_000,
  downloadMs: 1_800_000,
  /** A description of a video in many languages has a few megabytes. */
  answerBytes: 32 * 1024 ** 2,
};

interface Run {
  bench: Bench;
  signal: AbortSignal;
  timeoutMs: number;
}

/** yt-dlp, where there is one: a program of somebody else that is run for each question, and trusted with nothing. */
export class YtDlp {
  private checked: { at: number; result: Promise<YtDlpAvailability> } | null = null;
  private guard: Promise<string[]> | null = null;
  private readonly programs: YtDlpPrograms;

  constructor(
    private readonly settings: Pick<AnalysisSettings, 'ytDlpPath' | 'maxBytes'>,
    ffmpegPath: string | null,
    private readonly limits = YT_DLP_LIMITS,
  ) {
    this.programs = { ffmpeg: ffmpegPath === null ? null : resolve(ffmpegPath), node: process.execPath };
  }

  /** Whether it is there, runs, and is new enough for YouTube of today. */
  async availability(signal: AbortSignal): Promise<YtDlpAvailability> {
    const now = performance.now();
    if (this.checked === null || now - this.checked.at > this.limits.checkEveryMs) {
      this.checked = { at: now, result: this.examine() };
    }
    return unlessAborted(this.checked.result, signal);
  }

  /** What YouTube says of a video; nothing is fetched. Throws where nobody may see it. */
  async describe(id: string, signal: AbortSignal): Promise<VideoDescription> {
    const program = await this.program(signal);
    const args = describeArguments(id, this.settings.maxBytes, this.programs);
    return atBench(tmpdir(), async (bench) => {
      const tool = await this.start([program, ...args], { bench, signal, timeoutMs: this.limits.describeMs });
      return descriptionIn(await this.answerOf(tool), id);
    });
  }

  /** The video as a file of at most 720p, with captions where there are some. After a failure nothing is left. */
  async download(id: string, options: DownloadOptions): Promise<FetchedVideo> {
    const { directory, languages, maxBytes, signal } = options;
    const program = await this.program(signal);
    const description = options.description ?? (await this.describe(id, signal));
    checkFetchable(description, options);
    const captions = chosenCaptions(description, languages);
    const args = downloadArguments(id, captions, options, this.programs);
    return atBench(directory, async (bench) => {
      const tool = await this.start([program, ...args], { bench, signal, timeoutMs: this.limits.downloadMs });
      const stdout = await this.weighed(tool, bench, description.approxBytes, options);
      const fetched = await takeFiles(bench.work, directory, { captions, maxBytes });
      if (fetched === null) {
        throw nothingFetched(stdout, options);
      }
      return fetched;
    });
  }

  private async program(signal: AbortSignal): Promise<string> {
    const found = await this.availability(signal);
    if (found.ok) {
      return found.path;
    }
    switch (found.problem) {
      case 'missing':
        throw new JobError('PROVIDER_UNAVAILABLE.yt_dlp_missing', { retryable: false });
      case 'too_old': {
        const args = { version: found.version ?? '', wanted: OLDEST_YT_DLP };
        throw new JobError('PROVIDER_UNAVAILABLE.yt_dlp_old', { args, retryable: false });
      }
      case 'unusable':
        throw new JobError('PROVIDER_UNAVAILABLE.yt_dlp_unusable', { retryable: false });
    }
  }

  private async examine(): Promise<YtDlpAvailability> {
    const found = this.settings.ytDlpPath ?? (await onPath('yt-dlp'));
    const path = found === null ? null : resolve(found);
    if (path === null || !(await isExecutable(path))) {
      return { ok: false, problem: 'missing', path, version: null };
    }
    const version = await this.versionOf(path).catch(() => null);
    if (version === null) {
      return { ok: false, problem: 'unusable', path, version };
    }
    return isOlder(version, OLDEST_YT_DLP)
      ? { ok: false, problem: 'too_old', path, version }
      : { ok: true, path, version };
  }

  private versionOf(path: string): Promise<string | null> {
    const timeoutMs = this.limits.checkMs;
    return atBench(tmpdir(), async (bench) => {
      const run = { bench, signal: new AbortController().signal, timeoutMs };
      const tool = await this.start([path, '--ignore-config', '--version'], run);
      return VERSION.exec(await this.answerOf(tool))?.[0] ?? null;
    });
  }

  private async start(command: string[], { bench, signal, timeoutMs }: Run): Promise<ChildTool> {
    const guard = await (this.guard ??= findGuard());
    const options = { signal, timeoutMs, cwd: bench.work };
    const environment = { ...toolEnvironment(), TMPDIR: bench.temporary };
    const tool = new ChildTool([...guard, ...command], options, YT_DLP_FAILURES, environment);
    tool.stdin.end();
    return tool;
  }

  /** All that it says; more than anybody wants ends it. */
  private async answerOf(tool: ChildTool): Promise<string> {
    const most = this.limits.answerBytes;
    const chunks: Buffer[] = [];
    let bytes = 0;
    tool.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      chunks.push(chunk);
      if (bytes > most) {
        chunks.length = 0;
        tool.stop(new JobError('INVALID_OUTPUT.too_large', { provider: PROVIDER, args: { most } }));
      }
    });
    await tool.finished;
    return Buffer.concat(chunks).toString('utf8');
  }

  /** Lets it fetch, as long as that is not too much: its own limit does not hold for what comes in fragments. */
  private async weighed(
    tool: ChildTool,
    { work }: Bench,
    ofBytes: number | null,
    { maxBytes, onProgress }: DownloadOptions,
  ): Promise<string> {
    let tail = '';
    tool.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      tail = (tail + chunk).slice(-TAIL_CHARACTERS);
    });
    const onBytes = (bytes: number) => onProgress?.({ bytes, ofBytes });
    const scales = new Scales(work, maxBytes, onBytes, (failure) => tool.stop(failure));
    try {
      await tool.finished;
    } finally {
      await scales.stop();
    }
    return tail;
  }
}

const TAIL_CHARACTERS = 16 * 1024;
const VERSION = /^\d{4}\.\d{2}\.\d{2}(?:\.\d{1,6})?/;

/** Their releases are called after days, so that letters tell. */
function isOlder(version: string, wanted: string): boolean {
  return version.slice(0, wanted.length) < wanted;
}
