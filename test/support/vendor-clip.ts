import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface VendorClip {
  size?: string;
  rate?: number;
  seconds?: number;
  /** Pictures that move, or one colour with a square in the middle of it. */
  picture?: 'moving' | 'square';
  /** A tone of this frequency; 0 is silence; absent: the clip has no sound. */
  toneHz?: number;
}

/** Its index comes first, so that a part of it looks like the whole. */
const MP4 = ['-movflags', '+faststart'];

/** A clip as a vendor sends it: five seconds, 1280 × 720, without sound, unless it is said otherwise. */
export async function vendorClip(wanted: VendorClip = {}): Promise<Buffer> {
  const { size = '1280x720', rate = 24, seconds = 5, picture = 'moving', toneHz } = wanted;
  const directory = await mkdtemp(join(tmpdir(), 'jumu-vendor-'));
  const path = join(directory, 'clip.mp4');
  const common = `size=${size}:rate=${rate}:duration=${seconds}`;
  const square = `color=c=green:${common},drawbox=x=(iw-w)/2:y=(ih-h)/2:w=120:h=120:color=white:t=fill`;
  const tone = toneHz ? `sine=frequency=${toneHz}:sample_rate=44100:duration=${seconds}` : `anullsrc=d=${seconds}`;
  const inputs = [picture === 'moving' ? `testsrc2=${common}` : square, ...(toneHz === undefined ? [] : [tone])];
  const sources = inputs.flatMap((input) => ['-f', 'lavfi', '-i', input]);
  await promisify(execFile)('ffmpeg', ['-v', 'error', ...sources, '-pix_fmt', 'yuv420p', ...MP4, path]);
  const bytes = await readFile(path);
  await rm(directory, { recursive: true });
  return bytes;
}

/** How loud a file's sound is around a frequency, in dB; minus infinity where it has none. */
export async function toneIn(path: string, hertz: number): Promise<number> {
  const narrow = Array<string>(3).fill(`bandpass=f=${hertz}:width_type=h:w=20`).join();
  const args = ['-nostdin', '-i', path, '-map', '0:a:0', '-af', `${narrow},volumedetect`, '-f', 'null', '-'];
  const { stderr } = await promisify(execFile)('ffmpeg', args);
  return Number(/mean_volume: (-?[\d.]+) dB/.exec(stderr)?.[1] ?? -Infinity);
}
