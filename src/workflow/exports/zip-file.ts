import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { type ReadStreamOptions, ZipFile } from 'yazl';

export interface ZipEntry {
  /** Inside the archive, with forward slashes. */
  path: string;
  source: { text: string } | { path: string };
}

/** The first moment that a ZIP knows, by whatever clock: the same entries are the same bytes. */
const NO_TIME = { mtime: new Date(1980, 0, 1), forceDosTimestamp: true, mode: 0o100644 };

/** Writes an archive whose files are stored as they are, for film and sound are compressed already or soon to be edited. */
export async function writeZip(entries: ZipEntry[], path: string, signal: AbortSignal): Promise<void> {
  const zip = new ZipFile();
  const failed = new Promise<never>((_, reject) => zip.once('error', reject));
  for (const entry of entries) {
    if ('text' in entry.source) {
      zip.addBuffer(Buffer.from(entry.source.text), entry.path, { ...NO_TIME, compress: false });
    } else {
      await addFile(zip, entry.path, entry.source.path, signal);
    }
  }
  zip.end();
  await Promise.race([failed, pipeline(zip.outputStream, createWriteStream(path), { signal })]);
}

/** Opened when its turn comes, so that one file at a time is open and a few blocks of it are in memory. */
async function addFile(zip: ZipFile, name: string, path: string, signal: AbortSignal): Promise<void> {
  const { size } = await stat(path);
  const options: Partial<ReadStreamOptions> = { ...NO_TIME, compress: false, size };
  zip.addReadStreamLazy(name, options, (give) => {
    const file = createReadStream(path, { signal });
    file.once('error', (error) => zip.emit('error', error));
    give(null, file);
  });
}
