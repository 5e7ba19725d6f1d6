import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { toolEnvironment } from '../common/tool-environment.js';
import { findGuard, isExecutable, onPath, usablePrefix } from '../common/tool-search.js';
import { type MediaTools, runTool } from './ffmpeg.js';
import { MediaFailure, asMediaFailure } from './media-failure.js';

/** Finds ffmpeg and proves that it can do what we need. */

export interface MediaCapabilities {
  ok: boolean;
  path: string | null;
  version: string | null;
  /** Why it cannot be used; null when it can. */
  problem: string | null;
}

const PROBE_TIMEOUT_MS = 20_000;
const FOREIGN_MEMORY_BYTES = 2 * 1024 ** 3;
/** Their own time, not the clock's: so a busy machine is not taken for a hostile file. */
const FOREIGN_CPU_SEC = 30;
/** Two seconds to end by itself. */
const FOREIGN_CPU = `${FOREIGN_CPU_SEC}:${FOREIGN_CPU_SEC + 2}`;
const execute = promisify(execFile);

/** FFMPEG_PATH when it is set, else `ffmpeg` on the PATH; `ffprobe` beside it or on the PATH. */
export async function findTools(ffmpegPath: string | null): Promise<MediaTools> {
  const ffmpeg = ffmpegPath ?? (await onPath('ffmpeg'));
  if (!ffmpeg) {
    throw new MediaFailure('RENDER_FAILED', 'ffmpeg was not found: install it or set FFMPEG_PATH');
  }
  const beside = join(dirname(ffmpeg), 'ffprobe');
  const ffprobe = (await isExecutable(beside)) ? beside : await onPath('ffprobe');
  if (!ffprobe) {
    throw new MediaFailure('RENDER_FAILED', `ffprobe was not found beside ${ffmpeg} or on the PATH`);
  }
  const [guard, limits, toneMaps] = await Promise.all([findGuard(), findLimits(), canToneMap(ffmpeg)]);
  return { ffmpeg, ffprobe, guard, limits, toneMaps };
}

/** Encodes and probes a tenth of a second: a version number proves nothing. */
export async function tryTools(tools: MediaTools): Promise<MediaCapabilities> {
  const directory = await mkdtemp(join(tmpdir(), 'jumu-probe-'));
  const options = { signal: AbortSignal.timeout(PROBE_TIMEOUT_MS), timeoutMs: PROBE_TIMEOUT_MS, cwd: directory };
  let version: string | null = null;
  try {
    const said = await runTool(tools, 'ffmpeg', ['-hide_banner', '-version'], options);
    version = /^ffmpeg version (\S+)/.exec(said.stdout)?.[1] ?? null;
    await runTool(tools, 'ffmpeg', TRIAL, options);
    const probed = await runTool(
      tools,
      'ffprobe',
      ['-v', 'error', '-show_entries', 'stream=codec_name', 'trial.mp4'],
      options,
    );
    const isUsable = /h264/.test(probed.stdout) && /aac/.test(probed.stdout);
    const problem = isUsable ? null : 'ffmpeg does not encode H.264 and AAC';
    return { ok: isUsable, path: tools.ffmpeg, version, problem };
  } catch (error) {
    return { ok: false, path: tools.ffmpeg, version, problem: asMediaFailure(error).message };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

// prettier-ignore
const TRIAL = [
  '-v', 'error', '-nostdin', '-y',
  '-f', 'lavfi', '-i', 'color=s=64x64:d=0.1', '-f', 'lavfi', '-i', 'anullsrc', '-t', '0.1',
  '-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-c:a', 'aac', '-f', 'mp4', 'trial.mp4',
];

/** What a hostile file can make a decoder take: a few pictures of the largest size, and so many seconds of one core. */
async function findLimits(): Promise<string[]> {
  const prlimit = await onPath('prlimit');
  return prlimit ? usablePrefix([prlimit, `--as=${FOREIGN_MEMORY_BYTES}`, `--cpu=${FOREIGN_CPU}`]) : [];
}

/** Not every ffmpeg is built with zimg. */
async function canToneMap(ffmpeg: string): Promise<boolean> {
  const filters = 'format=gbrpf32le,zscale=tin=smpte2084:pin=bt2020:min=gbr:t=linear:p=bt709,tonemap=mobius';
  const args = ['-v', 'error', '-nostdin', '-f', 'lavfi', '-i', 'color=s=16x16', '-vf', filters];
  return execute(ffmpeg, [...args, '-frames:v', '1', '-f', 'null', '-'], {
    env: toolEnvironment(),
    timeout: PROBE_TIMEOUT_MS,
  }).then(
    () => true,
    () => false,
  );
}
