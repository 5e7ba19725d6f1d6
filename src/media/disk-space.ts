import { statfs } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { MediaFailure } from './media-failure.js';
import { readTrackSeconds } from './mp4-atoms.js';

/** Whether there is room for what is made. */

const SPACE_RESERVE_BYTES = 64 * 1024 * 1024;
/** Twice what a busy second of film needs. */
const BYTES_PER_SECOND = 1024 * 1024;

/** Better to fail before the work than with a full disk. */
export async function requireSpace(out: string, seconds: number): Promise<void> {
  if (!(await hasSpaceFor(out, seconds * BYTES_PER_SECOND))) {
    throw new MediaFailure('NO_SPACE', 'The disk is nearly full');
  }
}

/** Whether a file of so many bytes may be written, and something is left for others. */
export async function hasSpaceFor(out: string, bytes: number): Promise<boolean> {
  const { bavail, bsize } = await statfs(dirname(resolve(out)));
  return bavail * bsize >= SPACE_RESERVE_BYTES + bytes;
}

/** The length of a new clip. On a full disk ffmpeg may leave half a file and say that all went well. */
export async function secondsOf(clip: string, wanted: number): Promise<number> {
  try {
    return await readTrackSeconds(clip);
  } catch (error) {
    await requireSpace(clip, wanted);
    throw error;
  }
}
