import { readIndex } from './mp4-atoms.js';
import { type MediaStream } from './probe.js';

/** What the index of a clip of ours says of its pictures: a program that finds it out takes a hundred times as long. */

/** Of an entry for H.264, before the atoms inside it. */
const ENTRY_BYTES = 86;
/** Names of ITU-T H.264 for what all our clips are. */
const HIGH_PROFILE = 100;
const PLAIN_PROFILES = [66, 77, 88];
const CHROMA_420 = 1;
const BT709 = 1;

/** Null where the index does not tell all of it: H.264 of 4:2:0 with 8 bits, BT.709, frames of equal length. */
export async function readVideoStream(path: string): Promise<MediaStream | null> {
  const index = await readIndex(path);
  try {
    return streamIn(index);
  } catch (error) {
    // An atom ends before what it has to tell.
    if (error instanceof RangeError) {
      return null;
    }
    throw error;
  }
}

/** How the pictures of a clip are to be decoded: clips that are joined as they are must agree on it. */
export async function readDecoderSetup(path: string): Promise<string | null> {
  const entry = inside(await readIndex(path), ['moov', 'trak', 'mdia', 'minf', 'stbl', 'stsd'])?.subarray(8);
  return (entry && inside(entry.subarray(ENTRY_BYTES), ['avcC'])?.toString('hex')) ?? null;
}

/** The numbers of a clip's key frames, from 0 on. */
export async function readKeyFrames(path: string): Promise<number[]> {
  const table = inside(await readIndex(path), ['moov', 'trak', 'mdia', 'minf', 'stbl', 'stss']);
  return Array.from(
    { length: table?.readUInt32BE(4) ?? 0 },
    (_, entry) => (table?.readUInt32BE(8 + entry * 4) ?? 1) - 1,
  );
}

function streamIn(index: Buffer): MediaStream | null {
  const media = inside(index, ['moov', 'trak', 'mdia']);
  const header = media && inside(media, ['mdhd']);
  const table = media && inside(media, ['minf', 'stbl']);
  const entry = table && inside(table, ['stsd'])?.subarray(8);
  const times = table && inside(table, ['stts']);
  if (!header || !entry || !times || !isOurs(entry)) {
    return null;
  }
  const timescale = header.readUInt32BE(header[0] === 1 ? 20 : 12);
  const [runs, frames, ticks] = [times.readUInt32BE(4), times.readUInt32BE(8), times.readUInt32BE(12)];
  return runs !== 1 || ticks === 0
    ? null
    : {
        ...{ type: 'video', codec: 'h264', pixelFormat: 'yuv420p', colorSpace: 'bt709' },
        ...{ width: entry.readUInt16BE(32), height: entry.readUInt16BE(34), frames, fps: timescale / ticks },
        durationSec: (frames * ticks) / timescale,
      };
}

function isOurs(entry: Buffer): boolean {
  const parts = entry.toString('latin1', 4, 8) === 'avc1' ? entry.subarray(ENTRY_BYTES) : null;
  const decoder = parts && inside(parts, ['avcC']);
  const colours = parts && inside(parts, ['colr']);
  return !!decoder && !!colours && isPlain(decoder) && colours.readUInt16BE(8) === BT709;
}

/** 4:2:0 of 8 bits: simple profiles know nothing else, the high one says so in its last bytes. */
function isPlain(decoder: Buffer): boolean {
  const [chroma = 0, luma = 0, colour = 0] = decoder.subarray(-4).map((byte) => byte & 0b111);
  const isHigh = decoder[1] === HIGH_PROFILE && (chroma & 0b11) === CHROMA_420 && luma === 0 && colour === 0;
  return isHigh || PLAIN_PROFILES.includes(decoder[1] ?? 0);
}

/** What is in the first atom of this name, in the first one of that name inside it, and so on. */
export function inside(bytes: Buffer, names: string[]): Buffer | null {
  const [name, ...deeper] = names;
  if (name === undefined) {
    return bytes;
  }
  for (let at = 0; at + 8 <= bytes.length;) {
    const size = bytes.readUInt32BE(at);
    if (bytes.toString('latin1', at + 4, at + 8) === name) {
      return inside(bytes.subarray(at + 8, at + size), deeper);
    }
    at += Math.max(8, size);
  }
  return null;
}
