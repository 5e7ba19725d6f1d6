import { type FileHandle, open } from 'node:fs/promises';
import { MediaFailure } from './media-failure.js';

/** The outer structure of an MP4 file, read without a decoder. */

export interface Mp4Atom {
  name: string;
  offset: number;
  size: number;
}

const HEADER_BYTES = 16;

export async function readAtoms(path: string): Promise<Mp4Atom[]> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    return await atomsOf(file, size);
  } finally {
    await file.close();
  }
}

/** Length of the first track, exactly; for clips that we made ourselves. */
export async function readTrackSeconds(path: string): Promise<number> {
  return trackSecondsOf(await readIndex(path));
}

/** The atom `moov`, which tells what is where; empty where there is none, or its end is missing. */
export async function readIndex(path: string): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const moov = (await atomsOf(file, size)).find((atom) => atom.name === 'moov');
    const isWhole = moov !== undefined && moov.offset + moov.size <= size;
    return isWhole ? await read(file, moov.offset, moov.size) : Buffer.alloc(0);
  } finally {
    await file.close();
  }
}

/** Whether the index comes before the pictures, so that a player can start while it loads. */
export function isFastStart(atoms: Mp4Atom[]): boolean {
  const names = atoms.map((atom) => atom.name);
  return names.includes('moov') && names.indexOf('moov') < names.indexOf('mdat');
}

/** Whether the file is as long as its atoms say. */
export function isComplete(atoms: Mp4Atom[], fileBytes: number): boolean {
  const last = atoms.at(-1);
  return last !== undefined && last.offset + last.size === fileBytes;
}

function trackSecondsOf(moov: Buffer): number {
  const start = moov.indexOf('mdhd') + 4;
  if (start < 4) {
    throw new MediaFailure('RENDER_FAILED', 'A clip has no track');
  }
  const isLong = moov.readUInt8(start) === 1;
  const timescale = moov.readUInt32BE(start + (isLong ? 20 : 12));
  const duration = isLong ? Number(moov.readBigUInt64BE(start + 24)) : moov.readUInt32BE(start + 16);
  return duration / timescale;
}

async function atomsOf(file: FileHandle, fileSize: number): Promise<Mp4Atom[]> {
  const atoms: Mp4Atom[] = [];
  let offset = 0;
  while (offset + 8 <= fileSize) {
    const header = await read(file, offset, HEADER_BYTES);
    const short = header.readUInt32BE(0);
    const size = short === 1 ? Number(header.readBigUInt64BE(8)) : short === 0 ? fileSize - offset : short;
    atoms.push({ name: header.toString('latin1', 4, 8), offset, size });
    if (size < 8) {
      break;
    }
    offset += size;
  }
  return atoms;
}

async function read(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  await file.read(buffer, 0, length, position);
  return buffer;
}
