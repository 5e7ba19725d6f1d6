import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beepsIn } from './foreign-clips.js';

const run = promisify(execFile);

/** A grey clip that turns white for a moment at each whole second after its start, and beeps while it does. */
export interface SyncClip {
  size: string;
  rate: number;
  seconds: number;
  /** What is heard in it; absent: it has no sound. */
  sound?: { channels: 1 | 2; sampleRate: number };
}

const FLASH_SECONDS = 0.08;

export async function syncClip({ size, rate, seconds, sound }: SyncClip): Promise<Buffer> {
  const directory = await mkdtemp(join(tmpdir(), 'jumu-sync-'));
  const path = join(directory, 'clip.mp4');
  const isNow = `gte(t,0.5)*lt(mod(t+0.001,1),${FLASH_SECONDS})`;
  const pictures = `color=c=0x505050:s=${size}:r=${rate}:d=${seconds},drawbox=color=white:t=fill:enable='${isNow}'`;
  const beep = `aevalsrc='0.5*sin(2*PI*1000*t)*${isNow}':s=${sound?.sampleRate}:d=${seconds}`;
  const heard = sound ? ['-f', 'lavfi', '-i', beep, '-c:a', 'aac', '-ac', `${sound.channels}`] : [];
  await run('ffmpeg', [
    ...['-v', 'error', '-f', 'lavfi', '-i', pictures, ...heard],
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-movflags', '+faststart', path],
  ]);
  const bytes = await readFile(path);
  await rm(directory, { recursive: true });
  return bytes;
}

/** When a film begins to be white and when it begins to beep, each in seconds from its start. */
export async function syncOf(path: string, fps: number): Promise<{ flashes: number[]; beeps: number[] }> {
  // The middle alone: around a clip of another shape there may be something else.
  const middle = 'crop=iw/8:ih/8,scale=1:1:flags=area,format=gray';
  const { stdout } = await run(
    'ffmpeg',
    ['-v', 'error', '-i', path, '-map', '0:v', '-vf', middle, '-f', 'rawvideo', '-'],
    { encoding: 'buffer', maxBuffer: 2 ** 24 },
  );
  const isWhite = Array.from(stdout, (grey) => grey > 160);
  const flashes = isWhite.flatMap((white, frame) => (white && !isWhite[frame - 1] ? [frame / fps] : []));
  return { flashes, beeps: await beepsIn(path) };
}

/** When the pictures and the sound of a file begin and how long they are, as ffprobe says. */
export async function clocksOf(path: string): Promise<Record<'video' | 'audio', { start: number; seconds: number }>> {
  const args = ['-v', 'error', '-of', 'json', '-show_entries', 'stream=codec_type,start_time,duration', path];
  const { streams } = JSON.parse((await run('ffprobe', args)).stdout) as { streams: any[] };
  const clock = (type: string) => {
    const { start_time, duration } = streams.find(({ codec_type }) => codec_type === type);
    return { start: Number(start_time), seconds: Number(duration) };
  };
  return { video: clock('video'), audio: clock('audio') };
}
