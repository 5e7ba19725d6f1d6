import { open, type FileHandle } from 'node:fs/promises';
import { resampleInto } from '../common/resample.js';
import { parseWav, SAMPLE_RATE, type WavFormat } from '../common/wav.js';
import { type Stem } from './timeline.js';

/** Two channels of equal length, -1 to 1. */
export interface Stereo {
  left: Float32Array;
  right: Float32Array;
}

export function stereo(frames: number): Stereo {
  return { left: new Float32Array(frames), right: new Float32Array(frames) };
}

const HEAD_BYTES = 65_536;

/** All stems of one role, read from their files block by block; only files that sound in a block are open. */
export class StemTrack {
  private readonly waiting: Stem[];
  private playing: StemFile[] = [];

  constructor(stems: Stem[]) {
    this.waiting = [...stems].sort((one, other) => one.startSec - other.startSec);
  }

  /** The sum of the stems from `firstFrame` on. Blocks are asked for in order. */
  async read(firstFrame: number, frames: number): Promise<Stereo> {
    const block = stereo(frames);
    const end = firstFrame + frames;
    while (this.waiting[0] && Math.round(this.waiting[0].startSec * SAMPLE_RATE) < end) {
      this.playing.push(await StemFile.open(this.waiting.shift() as Stem));
    }
    for (const file of this.playing) {
      await file.addTo(block, firstFrame);
    }
    const ended = this.playing.filter((file) => file.endFrame <= end);
    this.playing = this.playing.filter((file) => file.endFrame > end);
    await Promise.all(ended.map((file) => file.close()));
    return block;
  }

  async close(): Promise<void> {
    await Promise.all(this.playing.splice(0).map((file) => file.close()));
  }
}

/** One WAV file placed in the film, heard at 48 kHz. */
class StemFile {
  readonly endFrame: number;
  private readonly handle: FileHandle;
  private readonly format: WavFormat;
  private readonly startFrame: number;
  /** Samples of the file for each sample of the film. */
  private readonly step: number;

  private constructor(handle: FileHandle, format: WavFormat, startSec: number) {
    this.handle = handle;
    this.format = format;
    this.startFrame = Math.round(startSec * SAMPLE_RATE);
    this.step = format.sampleRate / SAMPLE_RATE;
    this.endFrame = this.startFrame + Math.ceil(format.frames / this.step);
  }

  static async open(stem: Stem): Promise<StemFile> {
    const handle = await open(stem.path, 'r');
    try {
      const { size } = await handle.stat();
      const head = Buffer.alloc(Math.min(size, HEAD_BYTES));
      await handle.read(head, 0, head.length, 0);
      return new StemFile(handle, parseWav(head, size), stem.startSec);
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  async addTo(block: Stereo, firstFrame: number): Promise<void> {
    const from = Math.max(firstFrame, this.startFrame);
    const to = Math.min(firstFrame + block.left.length, this.endFrame);
    if (to <= from) {
      return;
    }
    const position = (from - this.startFrame) * this.step;
    const first = Math.max(0, Math.floor(position) - 1);
    const source = await this.samples(first, Math.ceil((to - from) * this.step) + 4);
    const piece = new Float32Array(to - from);
    const [left, right] = source;
    resampleInto(piece, left, position - first, this.step);
    addAt(block.left, piece, from - firstFrame);
    if (right) {
      resampleInto(piece, right, position - first, this.step);
    }
    addAt(block.right, piece, from - firstFrame);
  }

  async close(): Promise<void> {
    await this.handle.close();
  }

  /** Samples of the file, one array a channel. What is not a number is silence. */
  private async samples(first: number, wanted: number): Promise<[Float32Array] | [Float32Array, Float32Array]> {
    const { encoding, channels, dataOffset } = this.format;
    const frames = Math.max(0, Math.min(wanted, this.format.frames - first));
    const frameBytes = channels * (encoding === 'int16' ? 2 : 4);
    const bytes = Buffer.from(new ArrayBuffer(frames * frameBytes));
    await this.handle.read(bytes, 0, bytes.length, dataOffset + first * frameBytes);
    const values = encoding === 'int16' ? int16Values(bytes) : float32Values(bytes);
    return channels === 1 ? [values] : [everySecond(values, 0), everySecond(values, 1)];
  }
}

function addAt(target: Float32Array, piece: Float32Array, offset: number): void {
  for (let index = 0; index < piece.length; index++) {
    target[offset + index] = (target[offset + index] as number) + (piece[index] as number);
  }
}

function everySecond(values: Float32Array, first: number): Float32Array {
  const chosen = new Float32Array(values.length >> 1);
  for (let index = 0; index < chosen.length; index++) {
    chosen[index] = values[index * 2 + first] as number;
  }
  return chosen;
}

function int16Values(bytes: Buffer): Float32Array {
  const values = new Float32Array(new Int16Array(bytes.buffer));
  for (let index = 0; index < values.length; index++) {
    values[index] = (values[index] as number) / 32_768;
  }
  return values;
}

function float32Values(bytes: Buffer): Float32Array {
  const values = new Float32Array(bytes.buffer);
  for (let index = 0; index < values.length; index++) {
    const value = values[index] as number;
    values[index] = Number.isFinite(value) ? value : 0;
  }
  return values;
}
