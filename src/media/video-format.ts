import { open } from 'node:fs/promises';
import { MediaFailure } from './media-failure.js';

/** What kind of video file this is, by its first bytes: names and declared types prove nothing. */
export async function videoFormatOf(path: string): Promise<'mov' | 'matroska'> {
  const file = await open(path, 'r');
  try {
    const head = Buffer.alloc(12);
    await file.read(head, 0, head.length, 0);
    if (head.toString('latin1', 4, 8) === 'ftyp') {
      return 'mov';
    }
    if (head.readUInt32BE(0) === 0x1a45dfa3) {
      return 'matroska';
    }
  } finally {
    await file.close();
  }
  throw new MediaFailure('INVALID_OUTPUT', 'A clip is neither MP4 nor WebM');
}
