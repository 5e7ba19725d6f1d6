import { mkdtemp, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { linkClips } from './cut-files.js';
import { requireSpace } from './disk-space.js';
import { type MediaTools, runTool, writeWhole } from './ffmpeg.js';
import { type Fragment, type FragmentedMp4, readFragmented } from './fragmented-mp4.js';
import { fragmentPicturesArguments, fragmentSoundArguments, packetHashArguments } from './hls-commands.js';
import { type HlsFiles, type HlsPlan, type HlsSegment, type HlsTrack, type Rung } from './hls-plan.js';
import { MediaFailure } from './media-failure.js';
import { readDecoderSetup } from './mp4-video.js';

/** A film's files as they are streamed. Nothing is encoded here, and nothing leaves that is not the film. */

const TIMEOUT_MS = 10 * 60_000;
/** A group of pictures of ours is at most half as long. */
const SEGMENT_SECONDS = 4;
/** Packets of sound are no whole number of milliseconds. */
const TOLERANCE_SECONDS = 0.05;

/** Tools and what ends them. */
interface Runner {
  tools: MediaTools;
  signal: AbortSignal;
}

export async function writeHls(runner: Runner, plan: HlsPlan, directory: string): Promise<HlsFiles> {
  await requireSpace(join(directory, 'film'), (plan.frames / plan.fps) * 2);
  const pictures = [await writePictures(runner, plan, plan.own, { path: resolve(plan.film) }, directory)];
  for (const { clips, ...rung } of plan.lower) {
    pictures.push(await writeLower(runner, plan, { clips, rung }, directory));
  }
  const [first, ...others] = pictures;
  if (!first || others.some(({ segments }) => !areAlike(segments, first.segments))) {
    throw new MediaFailure('RENDER_FAILED', 'The sizes of a film to be streamed are not cut at the same frames');
  }
  return { pictures, sound: await writeSound(runner, plan, directory) };
}

async function writeLower(
  runner: Runner,
  plan: HlsPlan,
  { clips, rung }: { clips: string[]; rung: Rung },
  directory: string,
): Promise<HlsTrack & Rung> {
  const setups = await Promise.all(clips.map(readDecoderSetup));
  if (new Set(setups).size !== 1) {
    throw new MediaFailure('RENDER_FAILED', 'The clips of a film to be streamed are not encoded alike');
  }
  const cwd = await mkdtemp(join(directory, 'list-'));
  try {
    return await writePictures(runner, plan, rung, { list: await linkClips(clips, cwd), cwd }, directory);
  } finally {
    await rm(cwd, { recursive: true, force: true });
  }
}

/** A list of clips is in a directory of its own. */
type Pictures = { list: string; cwd: string } | { path: string };

async function writePictures(
  runner: Runner,
  { fps, frames }: HlsPlan,
  rung: Rung,
  input: Pictures,
  directory: string,
): Promise<HlsTrack & Rung> {
  const { width, height } = rung;
  const path = join(resolve(directory), `pictures-${width}x${height}.mp4`);
  await writeWhole(path, 'mp4', (part) => run(runner, fragmentPicturesArguments(input, fps, part), cwdOf(input)));
  const file = await readFragmented(path);
  const found = file.fragments.reduce((sum, { samples }) => sum + samples, 0);
  if (found !== frames || file.width !== width || file.height !== height) {
    const what = `${found} frames of ${file.width}x${file.height} instead of ${frames} of ${width}x${height}`;
    throw new MediaFailure('RENDER_FAILED', `A file to be streamed has ${what}`);
  }
  const [wanted, made] = [await hashOf(runner, input), await hashOf(runner, { path })];
  if (wanted !== made) {
    throw new MediaFailure('RENDER_FAILED', 'A file to be streamed has other pictures than the film');
  }
  return { ...trackOf(path, file), width, height };
}

async function writeSound(runner: Runner, plan: HlsPlan, directory: string): Promise<HlsTrack> {
  const path = join(resolve(directory), 'sound.mp4');
  const args = (part: string) => fragmentSoundArguments(resolve(plan.film), SEGMENT_SECONDS / 2, part);
  await writeWhole(path, 'mp4', (part) => run(runner, args(part)));
  const track = trackOf(path, await readFragmented(path));
  const seconds = track.segments.reduce((sum, segment) => sum + segment.seconds, 0);
  const wanted = plan.frames / plan.fps;
  if (Math.abs(seconds - wanted) > TOLERANCE_SECONDS) {
    throw new MediaFailure('RENDER_FAILED', `The sound to be streamed lasts ${seconds} s instead of ${wanted} s`);
  }
  return track;
}

function trackOf(path: string, { codec, initBytes, fragments }: FragmentedMp4): HlsTrack {
  let end = 0;
  for (const { startSec, seconds } of fragments) {
    if (Math.abs(startSec - end) > 1e-6) {
      throw new MediaFailure('RENDER_FAILED', `A file to be streamed goes on at ${startSec} s after ${end} s`);
    }
    end = startSec + seconds;
  }
  return { path, codec, initBytes, segments: segmentsOf(fragments) };
}

/** Pieces that lie one behind the other, as few as make segments of about four seconds. */
export function segmentsOf(fragments: Pick<Fragment, 'offset' | 'bytes' | 'seconds'>[]): HlsSegment[] {
  const segments: HlsSegment[] = [];
  for (const { offset, bytes, seconds } of fragments) {
    const last = segments.at(-1);
    if (last && last.seconds + seconds <= SEGMENT_SECONDS + TOLERANCE_SECONDS) {
      last.bytes += bytes;
      last.seconds += seconds;
    } else {
      segments.push({ offset, bytes, seconds });
    }
  }
  return segments;
}

function areAlike(one: HlsSegment[], other: HlsSegment[]): boolean {
  return one.length === other.length && one.every(({ seconds }, index) => seconds === other[index]?.seconds);
}

async function hashOf(runner: Runner, input: Pictures): Promise<string> {
  return (await run(runner, packetHashArguments(input), cwdOf(input))).stdout.trim();
}

const cwdOf = (input: Pictures) => ('cwd' in input ? input.cwd : undefined);

function run({ tools, signal }: Runner, args: string[], cwd?: string): Promise<{ stdout: string; stderr: string }> {
  return runTool(tools, 'ffmpeg', args, { signal, timeoutMs: TIMEOUT_MS, ...(cwd !== undefined && { cwd }) });
}
