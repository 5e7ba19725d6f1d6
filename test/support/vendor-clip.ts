import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A clip as a vendor sends it: five seconds, 1280 × 720. */
export async function vendorClip(): Promise<Buffer> {
  const directory = await mkdtemp(join(tmpdir(), 'jumu-vendor-'));
  const path = join(directory, 'clip.mp4');
  const picture = 'testsrc2=size=1280x720:rate=24:duration=5';
  await promisify(execFile)('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', picture, '-pix_fmt', 'yuv420p', path]);
  const bytes = await readFile(path);
  await rm(directory, { recursive: true });
  return bytes;
}
