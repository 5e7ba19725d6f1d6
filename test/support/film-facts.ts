import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Jumu } from '@jumu/sdk';

const run = promisify(execFile);

export interface FilmFacts {
  video: { codec: string; width: number; height: number; pixelFormat: string; colorSpace: string; frames: number };
  audio: { codec: string; sampleRate: number; channels: number };
  seconds: number;
  videoSeconds: number;
  audioSeconds: number;
  tags: Record<string, string>;
  lufs: number;
  truePeakDb: number;
  /** Whether the index comes before the pictures, so that a browser can start at once. */
  isFastStart: boolean;
}

/** What ffprobe and ffmpeg, not we, say about a film. */
export async function factsOf(film: Buffer): Promise<FilmFacts> {
  const directory = await mkdtemp(join(tmpdir(), 'jumu-facts-'));
  const path = join(directory, 'film.mp4');
  try {
    await writeFile(path, film);
    const probe = await run('ffprobe', [
      '-v',
      'error',
      '-of',
      'json',
      '-show_format',
      '-show_streams',
      '-count_frames',
      path,
    ]);
    const { streams, format } = JSON.parse(probe.stdout) as { streams: any[]; format: any };
    const [video, audio] = ['video', 'audio'].map((type) => streams.find((stream) => stream.codec_type === type));
    const measured = await run('ffmpeg', [
      '-nostdin',
      '-i',
      path,
      '-map',
      '0:a',
      '-af',
      'ebur128=peak=true',
      '-f',
      'null',
      '-',
    ]);
    return {
      video: {
        codec: video.codec_name,
        width: video.width,
        height: video.height,
        pixelFormat: video.pix_fmt,
        colorSpace: video.color_space,
        frames: Number(video.nb_read_frames),
      },
      audio: { codec: audio.codec_name, sampleRate: Number(audio.sample_rate), channels: audio.channels },
      seconds: Number(format.duration),
      videoSeconds: Number(video.duration),
      audioSeconds: Number(audio.duration),
      tags: format.tags,
      lufs: Number(/I:\s+(-?[\d.]+) LUFS/.exec(measured.stderr.slice(measured.stderr.lastIndexOf('Summary')))?.[1]),
      truePeakDb: Number(
        /Peak:\s+(-?[\d.]+) dBFS/.exec(measured.stderr.slice(measured.stderr.lastIndexOf('Summary')))?.[1],
      ),
      isFastStart: film.indexOf('moov') < film.indexOf('mdat'),
    };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** A hash of every picture of a film, in order, as ffmpeg decodes them. */
export function framesIn(film: Buffer): Promise<string[]> {
  return sumsIn(film, ['-map', '0:v']);
}

/** A hash of every packet of its sound, in order, as they are encoded. */
export function soundIn(film: Buffer): Promise<string[]> {
  return sumsIn(film, ['-map', '0:a', '-c', 'copy']);
}

async function sumsIn(film: Buffer, streams: string[]): Promise<string[]> {
  const directory = await mkdtemp(join(tmpdir(), 'jumu-frames-'));
  try {
    const path = join(directory, 'film.mp4');
    await writeFile(path, film);
    const { stdout } = await run('ffmpeg', ['-v', 'error', '-i', path, ...streams, '-f', 'framemd5', '-']);
    return stdout
      .split('\n')
      .filter((row) => row !== '' && !row.startsWith('#'))
      .map((row) => row.slice(row.lastIndexOf(',') + 1).trim());
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** The finished film of a job, as its user gets it. */
export async function filmOf(jumu: Jumu, id: string) {
  const video = await jumu.GET('/api/v1/jobs/{id}/video', { params: { path: { id } } });
  const file = Buffer.from(await (await jumu.download(video.url)).arrayBuffer());
  return { video, facts: await factsOf(file) };
}

/** What ffmpeg says of a sound: its length, its loudness, and the mean level of its first and its last 10 ms in dB. */
export async function factsOfSound(path: string): Promise<{ seconds: number; lufs: number; edges: number[] }> {
  const probe = await run('ffprobe', ['-v', 'error', '-of', 'json', '-show_format', path]);
  const seconds = Number((JSON.parse(probe.stdout) as { format: { duration: string } }).format.duration);
  const measured = async (filter: string) =>
    (await run('ffmpeg', ['-nostdin', '-i', path, '-map', '0:a', '-af', filter, '-f', 'null', '-'])).stderr;
  const summary = await measured('ebur128');
  const lufs = Number(/I:\s+(-?[\d.]+) LUFS/.exec(summary.slice(summary.lastIndexOf('Summary')))?.[1]);
  const edges = [0, seconds - 0.01].map(async (start) => {
    const words = await measured(`atrim=start=${start}:duration=0.01,volumedetect`);
    return Number(/mean_volume: (-?[\d.]+) dB/.exec(words)?.[1] ?? -Infinity);
  });
  return { seconds, lufs, edges: await Promise.all(edges) };
}
