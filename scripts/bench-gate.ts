import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Config } from '../src/common/config.js';
import { Media } from '../src/media/media.js';
import { type ClipFacts } from '../src/media/timeline.js';
import { AI_LABEL } from '../src/workflow/film-plan.js';
import { type Figure } from './bench-table.js';
import { treeUse } from './process-tree.js';

const PIECE_SEC = 4;
const PROFILE = { width: 1280, height: 720, fps: 25 };
const never = new AbortController().signal;

/** What the gate takes for one second of film. */
export interface GateCost {
  clipsSec: number;
  filmSec: number;
  cpuSec: number;
  failed: string[];
}

/**
 * A finished film goes through its gate once more, on one core: each of its pieces is decoded and judged, one after the
 * other, then the film is proved to be made of them. Its pieces are as long as shots are, or shorter.
 */
export async function gateCost(film: string, { ffmpegPath }: Config, within: string): Promise<GateCost> {
  const directory = await mkdtemp(join(within, 'gate-'));
  const media = new Media({ concurrency: 1, ffmpegPath });
  try {
    const pieces = await piecesOf(film, ffmpegPath ?? 'ffmpeg', directory);
    const lengths = await Promise.all(
      pieces.map(async (path) => (await media.probe(path, never)).streams[0]?.frames ?? 0),
    );
    const frames = lengths.reduce((sum, length) => sum + length, 0);
    const expectation = { profile: PROFILE, frames, label: { text: AI_LABEL.zh, metadata: '' } };
    const began = performance.now();
    const before = await treeUse(process.pid);
    const clips: ClipFacts[] = [];
    const failed: string[] = [];
    for (const [index, path] of pieces.entries()) {
      const { checks, ...facts } = await media.checkClip(
        path,
        { profile: PROFILE, frames: lengths[index] ?? 0 },
        never,
      );
      clips.push(facts);
      failed.push(...checks.flatMap(({ name, status }) => (status === 'failed' ? name : [])));
    }
    const between = performance.now();
    const checks = await media.checkFilm(film, { ...expectation, clips }, never);
    const seconds = frames / PROFILE.fps;
    const after = await treeUse(process.pid);
    return {
      clipsSec: (between - began) / 1000 / seconds,
      filmSec: (performance.now() - between) / 1000 / seconds,
      cpuSec: (after.cpuSec - before.cpuSec) / seconds,
      // The metadata name a job that is not known here.
      failed: [...failed, ...checks.flatMap(({ name, status }) => (status === 'failed' ? name : []))].filter(
        (name) => name !== 'metadata_label',
      ),
    };
  } finally {
    await media.onApplicationShutdown();
    await rm(directory, { recursive: true, force: true });
  }
}

export function gateFigures({ clipsSec, filmSec, cpuSec }: GateCost): Figure[] {
  return [
    { what: 'gate: the clips of a second of film, decoded and judged', measured: clipsSec, unit: 's' },
    { what: 'gate: a second of the film, proved and heard', measured: filmSec, unit: 's' },
    {
      what: 'gate, all of it, a second of film on one core',
      measured: clipsSec + filmSec,
      unit: 's',
      goal: { most: 0.06 },
    },
    { what: 'its processors', measured: cpuSec, unit: 'CPU-s' },
  ];
}

/** The film in pieces that begin with a key picture, copied. */
async function piecesOf(film: string, ffmpeg: string, directory: string): Promise<string[]> {
  await promisify(execFile)(ffmpeg, [
    ...['-nostdin', '-v', 'error', '-i', film, '-map', '0:v:0', '-c', 'copy', '-f', 'segment'],
    ...['-segment_time', `${PIECE_SEC}`, '-reset_timestamps', '1', '-segment_format_options', 'movflags=+faststart'],
    join(directory, 'piece%04d.mp4'),
  ]);
  return (await readdir(directory)).sort().map((name) => join(directory, name));
}
