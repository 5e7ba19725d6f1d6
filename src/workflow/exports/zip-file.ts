import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { type PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { JobError } from '../../common/errors.js';
import { hasSpaceFor } from '../../media/media.js';

export interface ZipEntry {
  /** Inside the archive, with forward slashes. */
  path: string;
  source: { text: string } | { path: string };
}

/**
 * Nothing is packed tighter, for film is already and sound is edited soon; and all is from the first moment that a ZIP
 * knows, by whatever clock: the same entries are the same bytes.
 */
const AS_IT_IS = { compress: false, mtime: new Date(1980, 0, 1), forceDosTimestamp: true, mode: 0o100644 };

export async function writeZip(entries: ZipEntry[], path: string, signal: AbortSignal): Promise<void> {
  const sizes = await Promise.all(entries.map(sizeOf));
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  if (!(await hasSpaceFor(path, bytes))) {
    throw new JobError('NO_SPACE');
  }
  const over = new AbortController();
  const zip = new ZipFile();
  const output = zip.outputStream as PassThrough;
  zip.on('error', (error: Error) => output.destroy(error));
  for (const [index, { path: name, source }] of entries.entries()) {
    if ('text' in source) {
      zip.addBuffer(Buffer.from(source.text), name, AS_IT_IS);
      continue;
    }
    // Opened when its turn comes: one file is open at a time, and some blocks of it are in memory.
    zip.addReadStreamLazy(name, { ...AS_IT_IS, size: sizes[index] }, (give) => {
      const file = createReadStream(source.path, { signal: AbortSignal.any([signal, over.signal]) });
      file.on('error', (error) => zip.emit('error', error));
      give(null, file);
    });
  }
  zip.end();
  try {
    await pipeline(output, createWriteStream(path), { signal });
  } finally {
    over.abort();
  }
}

async function sizeOf({ source }: ZipEntry): Promise<number> {
  return 'path' in source ? (await stat(source.path)).size : Buffer.byteLength(source.text);
}
