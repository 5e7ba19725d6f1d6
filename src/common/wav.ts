/** The WAV files that Jumu reads and writes: 16-bit PCM and 32-bit float, one or two channels. */

export const SAMPLE_RATE = 48_000;
export const WAV_HEADER_BYTES = 44;

export interface WavFormat {
  encoding: 'int16' | 'float32';
  channels: 1 | 2;
  sampleRate: number;
  dataOffset: number;
  frames: number;
}

const PCM = 1;
const FLOAT = 3;
const EXTENSIBLE = 0xfffe;

/**
 * Reads the header of a WAV file from its first bytes. Programs that write to a pipe leave wrong lengths behind, so the
 * file's own length has the last word.
 */
export function parseWav(head: Buffer, fileBytes: number): WavFormat {
  if (head.length < 12 || head.toString('latin1', 0, 4) !== 'RIFF' || head.toString('latin1', 8, 12) !== 'WAVE') {
    throw new Error('Not a WAV file');
  }
  let format: Pick<WavFormat, 'encoding' | 'channels' | 'sampleRate'> | null = null;
  for (let offset = 12; offset + 8 <= head.length;) {
    const name = head.toString('latin1', offset, offset + 4);
    const bytes = head.readUInt32LE(offset + 4);
    const content = offset + 8;
    if (name === 'fmt ' && content + 16 <= head.length) {
      format = parseFormat(head.subarray(content));
    }
    if (name === 'data' && format) {
      const frameBytes = format.channels * (format.encoding === 'int16' ? 2 : 4);
      const dataBytes = Math.max(0, Math.min(bytes, fileBytes - content));
      return { ...format, dataOffset: content, frames: Math.floor(dataBytes / frameBytes) };
    }
    offset = content + bytes + (bytes & 1);
  }
  throw new Error('The WAV file has no sound data');
}

function parseFormat(chunk: Buffer): Pick<WavFormat, 'encoding' | 'channels' | 'sampleRate'> {
  const tag = chunk.readUInt16LE(0);
  const coding = tag === EXTENSIBLE && chunk.length >= 26 ? chunk.readUInt16LE(24) : tag;
  const channels = chunk.readUInt16LE(2);
  const sampleRate = chunk.readUInt32LE(4);
  const bits = chunk.readUInt16LE(14);
  const encoding = coding === PCM && bits === 16 ? 'int16' : coding === FLOAT && bits === 32 ? 'float32' : null;
  if (!encoding || (channels !== 1 && channels !== 2) || sampleRate < 1000) {
    throw new Error(`Unsupported WAV format (coding ${coding}, ${bits} bit, ${channels} channels, ${sampleRate} Hz)`);
  }
  return { encoding, channels, sampleRate };
}

/** The header of a 16-bit WAV file. */
export function wavHeader(frames: number, channels: 1 | 2, sampleRate = SAMPLE_RATE): Buffer {
  const header = Buffer.alloc(WAV_HEADER_BYTES);
  const dataBytes = frames * channels * 2;
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(36 + dataBytes, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(PCM, 20);
  header.writeUInt16LE(channels, 22);
  header.writeUInt32LE(sampleRate, 24);
  header.writeUInt32LE(sampleRate * channels * 2, 28);
  header.writeUInt16LE(channels * 2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(dataBytes, 40);
  return header;
}

/** Samples (-1 to 1) of one channel, or of two of the same length, as interleaved 16-bit PCM. */
export function toPcm16(left: Float32Array, right?: Float32Array): Buffer {
  const channels = right ? 2 : 1;
  const pcm = new Int16Array(left.length * channels);
  for (let index = 0; index < left.length; index++) {
    pcm[index * channels] = int16Of(left[index] as number);
    if (right) {
      pcm[index * 2 + 1] = int16Of(right[index] as number);
    }
  }
  return Buffer.from(pcm.buffer);
}

function int16Of(sample: number): number {
  return Math.floor(Math.max(-1, Math.min(1, sample)) * 32_767 + 0.5);
}

/** The samples of a whole WAV file, its channels averaged to one. */
export function monoOf(file: Buffer): { samples: Float32Array; sampleRate: number } {
  const { encoding, channels, sampleRate, dataOffset, frames } = parseWav(file, file.length);
  const samples = new Float32Array(frames);
  const sampleBytes = encoding === 'int16' ? 2 : 4;
  for (let index = 0; index < frames; index++) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) {
      const at = dataOffset + (index * channels + channel) * sampleBytes;
      sum += encoding === 'int16' ? file.readInt16LE(at) / 32_768 : file.readFloatLE(at);
    }
    samples[index] = sum / channels;
  }
  return { samples, sampleRate };
}
