import { open, stat } from 'node:fs/promises';
import { MediaFailure } from './media-failure.js';
import { isComplete, readAtoms, readIndex } from './mp4-atoms.js';
import { inside } from './mp4-video.js';

/** What is where in a fragmented MP4 of one track, read without a decoder. */

/** A piece of the file that has its own index. */
export interface Fragment {
  offset: number;
  bytes: number;
  samples: number;
  seconds: number;
  /** Where its pictures begin on the track. */
  startSec: number;
}

export interface FragmentedMp4 {
  codec: string;
  width: number;
  height: number;
  initBytes: number;
  fragments: Fragment[];
}

/** The file, whole to its last byte; on a full disk ffmpeg may leave less and say that all went well. */
export async function readFragmented(path: string): Promise<FragmentedMp4> {
  const [atoms, { size }] = await Promise.all([readAtoms(path), stat(path)]);
  const pieces = atoms.filter(({ name }) => name === 'moof');
  if (pieces.length === 0 || !isComplete(atoms, size)) {
    throw broken('its end is missing');
  }
  const index = await readIndex(path);
  const media = inside(index, ['moov', 'trak', 'mdia']);
  const header = media && inside(media, ['mdhd']);
  const entry = media && inside(media, ['minf', 'stbl', 'stsd'])?.subarray(8);
  if (!header || !entry) {
    throw broken('it does not say what it is');
  }
  const timescale = header.readUInt32BE(header[0] === 1 ? 20 : 12);
  const file = await open(path);
  try {
    const fragments: Fragment[] = [];
    for (const [number, { offset, size: bytes }] of pieces.entries()) {
      const moof = Buffer.alloc(bytes);
      await file.read(moof, 0, bytes, offset);
      const { samples, ticks, start } = runOf(moof);
      const end = pieces[number + 1]?.offset ?? size;
      const times = { seconds: ticks / timescale, startSec: start / timescale };
      fragments.push({ offset, bytes: end - offset, samples, ...times });
    }
    return { ...kindOf(entry), initBytes: pieces[0]?.offset ?? 0, fragments };
  } finally {
    await file.close();
  }
}

function broken(why: string): MediaFailure {
  return new MediaFailure('RENDER_FAILED', `A file to be streamed is broken: ${why}`);
}

/** Of a sample entry, before the atoms inside it. */
const VISUAL_BYTES = 86;

function kindOf(entry: Buffer): { codec: string; width: number; height: number } {
  if (entry.toString('latin1', 4, 8) === 'mp4a') {
    // Low complexity is all that our encoder writes.
    return { codec: 'mp4a.40.2', width: 0, height: 0 };
  }
  const decoder = inside(entry.subarray(VISUAL_BYTES), ['avcC']);
  if (!decoder) {
    throw broken('its pictures are no H.264');
  }
  const codec = `avc1.${decoder.toString('hex', 1, 4)}`;
  return { codec, width: entry.readUInt16BE(32), height: entry.readUInt16BE(34) };
}

/** Flags of ISO/IEC 14496-12 §8.8.7 and §8.8.8: which fields are there. */
const HEADER_FIELDS = { baseOffset: 0x1, description: 0x2, duration: 0x8 };
const RUN_FIELDS = { dataOffset: 0x1, firstFlags: 0x4, duration: 0x100, size: 0x200, flags: 0x400, shift: 0x800 };

/** The one run of samples that each of our fragments has. */
function runOf(moof: Buffer): { samples: number; ticks: number; start: number } {
  const [header, time, run] = ['tfhd', 'tfdt', 'trun'].map((name) => inside(moof, ['moof', 'traf', name]));
  if (!header || !time || !run) {
    throw broken('a piece has no index');
  }
  const samples = run.readUInt32BE(4);
  const start = time[0] === 1 ? Number(time.readBigUInt64BE(4)) : time.readUInt32BE(4);
  const flags = run.readUInt32BE(0);
  const has = (field: keyof typeof RUN_FIELDS) => ((flags & RUN_FIELDS[field]) === 0 ? 0 : 4);
  if (has('duration') === 0) {
    return { samples, start, ticks: samples * usualTicks(header) };
  }
  const sampleBytes = has('duration') + has('size') + has('flags') + has('shift');
  const first = 8 + has('dataOffset') + has('firstFlags');
  let ticks = 0;
  for (let sample = 0; sample < samples; sample++) {
    ticks += run.readUInt32BE(first + sample * sampleBytes);
  }
  return { samples, start, ticks };
}

/** How long each sample of a run is that does not say so itself. */
function usualTicks(header: Buffer): number {
  const flags = header.readUInt32BE(0);
  const before =
    ((flags & HEADER_FIELDS.baseOffset) === 0 ? 0 : 8) + ((flags & HEADER_FIELDS.description) === 0 ? 0 : 4);
  if ((flags & HEADER_FIELDS.duration) === 0) {
    throw broken('a piece does not say how long it is');
  }
  return header.readUInt32BE(8 + before);
}
