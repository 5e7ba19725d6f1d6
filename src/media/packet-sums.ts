import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { type Mp4Sample, type Mp4Track } from './mp4-tracks.js';

/**
 * What tells that packets are the same ones: a sum over their bytes, in their order, with when each is shown and what the
 * decoder is told. Equal sums decode to equal pictures, so nobody has to decode them again.
 */

const READ_BYTES = 1024 * 1024;

/** One stretch of a track. */
export interface Stretch {
  samples: number;
  /** When it begins. */
  startSec: number;
}

/** One sum for each stretch of a track; times are counted in frames from where the stretch begins. */
export async function packetSums(path: string, track: Mp4Track, fps: number, stretches: Stretch[]): Promise<string[]> {
  const file = await open(path, 'r');
  try {
    const reader = new SampleReader(file);
    const sums: string[] = [];
    let first = 0;
    for (const { samples, startSec } of stretches) {
      const hash = createHash('sha256').update(track.decoder);
      for (const sample of track.samples.slice(first, first + samples)) {
        const packet = withoutRepeats(await reader.read(sample), track.decoder);
        hash.update(lineOf(sample, packet.length, { startSec, fps })).update(packet);
      }
      sums.push(hash.digest('hex'));
      first += samples;
    }
    return sums;
  } finally {
    await file.close();
  }
}

/** Of all of it. */
export async function packetSum(path: string, track: Mp4Track, fps: number): Promise<string> {
  const [sum = ''] = await packetSums(path, track, fps, [{ samples: track.samples.length, startSec: track.startSec }]);
  return sum;
}

/** Its bytes, in their order, whatever they are. */
export async function* sampleBytes(
  path: string,
  track: Mp4Track,
): AsyncGenerator<{ sample: Mp4Sample; bytes: Buffer }> {
  const file = await open(path, 'r');
  try {
    const reader = new SampleReader(file);
    for (const sample of track.samples) {
      yield { sample, bytes: await reader.read(sample) };
    }
  } finally {
    await file.close();
  }
}

/** A thousandth of a frame is nearer than any two pictures are, and further than a sum of seconds errs. */
function lineOf(sample: Mp4Sample, bytes: number, from: { startSec: number; fps: number }): string {
  const frames = (seconds: number) => Math.round(seconds * from.fps * 1000);
  const { isKey, startSec, durationSec } = sample;
  return `\n${bytes} ${isKey ? 'key' : ''} ${frames(startSec - from.startSec)} ${frames(durationSec)}\n`;
}

const PARAMETER_SETS = [7, 8];

/**
 * ffmpeg's concat says to the decoder before each key picture once more what it was told at the start
 * (https://ffmpeg.org/ffmpeg-bitstream-filters.html#h264_005fmp4toannexb). Only what is new is part of the packet.
 */
function withoutRepeats(packet: Buffer, decoder: Buffer): Buffer {
  if (decoder.length === 0) {
    return packet;
  }
  const lengthBytes = ((decoder[4] ?? 3) & 3) + 1;
  const units: Buffer[] = [];
  let at = 0;
  while (at + lengthBytes < packet.length) {
    const end = at + lengthBytes + packet.readUIntBE(at, lengthBytes);
    const unit = packet.subarray(at + lengthBytes, end);
    const isRepeat = PARAMETER_SETS.includes((unit[0] ?? 0) & 31) && decoder.includes(unit);
    if (!isRepeat) {
      units.push(packet.subarray(at, end));
    }
    at = end;
  }
  return Buffer.concat([...units, packet.subarray(at)]);
}

/** Samples lie near each other: many are read at once. */
class SampleReader {
  private readonly file: FileHandle;
  private window: Buffer = Buffer.alloc(0);
  private start = 0;

  constructor(file: FileHandle) {
    this.file = file;
  }

  /** Shorter than it should be where the file ends before it does. */
  async read({ offset, size }: Mp4Sample): Promise<Buffer> {
    if (offset < this.start || offset + size > this.start + this.window.length) {
      const buffer = Buffer.allocUnsafe(Math.max(READ_BYTES, size));
      const { bytesRead } = await this.file.read(buffer, 0, buffer.length, offset);
      this.window = buffer.subarray(0, bytesRead);
      this.start = offset;
    }
    return this.window.subarray(offset - this.start, offset - this.start + size);
  }
}
