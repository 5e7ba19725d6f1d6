import { readIndex } from './mp4-atoms.js';

/** The tracks of an MP4 as its index has them: which of its bytes are which sample, and when that is shown. */

export interface Mp4Sample {
  offset: number;
  size: number;
  /** A picture that needs no other one. */
  isKey: boolean;
  /** As it is shown: what the track's edit list cuts off, or waits for, is reckoned in. */
  startSec: number;
  durationSec: number;
}

export interface Mp4Track {
  /** Four letters: `vide`, `soun`, `sbtl`. */
  kind: string;
  /** Three letters, `und` where nobody has told. */
  language: string;
  /** What a decoder of H.264 has to know before its first picture; empty for anything else. */
  decoder: Buffer;
  samples: Mp4Sample[];
  /** When it is shown, by its edit list. */
  startSec: number;
  endSec: number;
}

/** All tracks of a file that is not in fragments. A damaged index is a `RangeError`. */
export async function readTracks(path: string): Promise<Mp4Track[]> {
  const index = atomsIn(await readIndex(path)).find(({ name }) => name === 'moov')?.body ?? Buffer.alloc(0);
  const movieTicks = timescaleOf(need(index, 'mvhd'));
  return atomsIn(index)
    .filter(({ name }) => name === 'trak')
    .map(({ body }) => trackIn(body, movieTicks));
}

interface Atom {
  name: string;
  body: Buffer;
}

function* walk(bytes: Buffer): Generator<Atom> {
  for (let at = 0; at + 8 <= bytes.length;) {
    const size = Math.max(8, bytes.readUInt32BE(at));
    yield { name: bytes.toString('latin1', at + 4, at + 8), body: bytes.subarray(at + 8, at + size) };
    at += size;
  }
}

function atomsIn(bytes: Buffer): Atom[] {
  return [...walk(bytes)];
}

/** What is in the first atom of this name, in the first of the next name inside it, and so on. */
function find(bytes: Buffer, ...names: string[]): Buffer | null {
  let found: Buffer | null = bytes;
  for (const name of names) {
    found = found && (atomsIn(found).find((atom) => atom.name === name)?.body ?? null);
  }
  return found;
}

function need(bytes: Buffer, ...names: string[]): Buffer {
  const found = find(bytes, ...names);
  if (!found) {
    throw new RangeError(`There is no ${names.join('/')}`);
  }
  return found;
}

function timescaleOf(header: Buffer): number {
  return Math.max(1, header.readUInt32BE(header[0] === 1 ? 20 : 12));
}

function trackIn(track: Buffer, movieTicks: number): Mp4Track {
  const header = need(track, 'mdia', 'mdhd');
  const table = need(track, 'mdia', 'minf', 'stbl');
  const ticks = timescaleOf(header);
  const edit = editOf(find(track, 'edts', 'elst'), movieTicks);
  const samples = samplesIn(table).map(({ start, duration, ...sample }) => ({
    ...sample,
    startSec: (start - edit.mediaTime) / ticks + edit.delaySec,
    durationSec: duration / ticks,
  }));
  const lastEnd = samples.reduce((latest, { startSec, durationSec }) => Math.max(latest, startSec + durationSec), 0);
  return {
    kind: need(track, 'mdia', 'hdlr').toString('latin1', 8, 12),
    language: languageOf(header),
    decoder: decoderIn(need(table, 'stsd')),
    samples,
    startSec: samples.length === 0 ? 0 : Math.max(edit.delaySec, Math.min(...starts(samples))),
    endSec: Math.min(lastEnd, edit.endSec),
  };
}

/** The first shown is one of the first few: pictures are not stored in the order of their time. */
function starts(samples: Mp4Sample[]): number[] {
  return samples.slice(0, 32).map(({ startSec }) => startSec);
}

/** Three letters of five bits each. */
function languageOf(header: Buffer): string {
  const packed = header.readUInt16BE(header[0] === 1 ? 32 : 20);
  return String.fromCharCode(...[10, 5, 0].map((shift) => ((packed >> shift) & 31) + 0x60));
}

/** Of the first entry of an `stsd`; those of pictures have 78 bytes before the atoms inside them. */
function decoderIn(entries: Buffer): Buffer {
  const entry = atomsIn(entries.subarray(8))[0];
  return (entry?.name === 'avc1' && find(entry.body.subarray(78), 'avcC')) || Buffer.alloc(0);
}

interface Edit {
  /** Where in the track its showing begins, in its own ticks. */
  mediaTime: number;
  delaySec: number;
  endSec: number;
}

/** A wait, if any, and then one stretch of the track: what muxers write to cut off what an encoder has put in front. */
function editOf(list: Buffer | null, movieTicks: number): Edit {
  const edit = { mediaTime: 0, delaySec: 0, endSec: Infinity };
  const isLong = list?.[0] === 1;
  for (let entry = 0; list && entry < list.readUInt32BE(4); entry++) {
    const at = 8 + entry * (isLong ? 20 : 12);
    const length = (isLong ? Number(list.readBigUInt64BE(at)) : list.readUInt32BE(at)) / movieTicks;
    const from = isLong ? Number(list.readBigInt64BE(at + 8)) : list.readInt32BE(at + 4);
    if (from < 0) {
      edit.delaySec += length;
    } else {
      return { ...edit, mediaTime: from, endSec: length === 0 ? Infinity : edit.delaySec + length };
    }
  }
  return edit;
}

interface StoredSample extends Pick<Mp4Sample, 'offset' | 'size' | 'isKey'> {
  start: number;
  duration: number;
}

function samplesIn(table: Buffer): StoredSample[] {
  const sizes = sizesIn(need(table, 'stsz'));
  const offsets = offsetsIn(table, sizes);
  const durations = runsIn(need(table, 'stts'), sizes.length);
  const shifts = runsIn(find(table, 'ctts') ?? Buffer.alloc(8), sizes.length);
  const keys = keysIn(find(table, 'stss'));
  let decoded = 0;
  return sizes.map((size, index) => {
    const duration = durations[index] ?? 0;
    const start = decoded + (shifts[index] ?? 0);
    decoded += duration;
    return { offset: offsets[index] ?? 0, size, isKey: keys === null || keys.has(index + 1), start, duration };
  });
}

function sizesIn(stsz: Buffer): number[] {
  const [common, count] = [stsz.readUInt32BE(4), stsz.readUInt32BE(8)];
  return Array.from({ length: count }, (_, index) => (common > 0 ? common : stsz.readUInt32BE(12 + index * 4)));
}

/** A table of runs: so many samples in turn with the same value. */
function runsIn(runs: Buffer, most: number): number[] {
  const values: number[] = [];
  for (let run = 0; run < runs.readUInt32BE(4); run++) {
    const [count, value] = [runs.readUInt32BE(8 + run * 8), runs.readInt32BE(12 + run * 8)];
    for (let index = 0; index < count && values.length < most; index++) {
      values.push(value);
    }
  }
  return values;
}

/** Null: all of them. */
function keysIn(stss: Buffer | null): Set<number> | null {
  return stss && new Set(Array.from({ length: stss.readUInt32BE(4) }, (_, index) => stss.readUInt32BE(8 + index * 4)));
}

/** Samples lie in chunks one behind the other; a table tells from which chunk on there are so many in each. */
function offsetsIn(table: Buffer, sizes: number[]): number[] {
  const chunks = chunksIn(table);
  const perChunk = need(table, 'stsc');
  const runs = perChunk.readUInt32BE(4);
  const offsets: number[] = [];
  let run = 0;
  for (const [chunk, start] of chunks.entries()) {
    while (run + 1 < runs && perChunk.readUInt32BE(8 + (run + 1) * 12) <= chunk + 1) {
      run += 1;
    }
    let offset = start;
    for (let left = perChunk.readUInt32BE(12 + run * 12); left > 0 && offsets.length < sizes.length; left--) {
      offsets.push(offset);
      offset += sizes[offsets.length - 1] ?? 0;
    }
  }
  return offsets;
}

function chunksIn(table: Buffer): number[] {
  const short = find(table, 'stco');
  const long = short ? null : need(table, 'co64');
  const count = (short ?? long)?.readUInt32BE(4) ?? 0;
  return Array.from({ length: count }, (_, index) =>
    short ? short.readUInt32BE(8 + index * 4) : Number(long?.readBigUInt64BE(8 + index * 8) ?? 0),
  );
}
