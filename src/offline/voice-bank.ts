import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { joinVorbis } from './ogg-vorbis.js';
import { ffmpegProgram } from '../common/tool-environment.js';

/** The recorded syllables of Debian's `gcin-voice`, decoded once and kept as PCM. */

export const BANK_RATE = 24_000;

export type BankName = 'male' | 'female';

const RECORDINGS = '/usr/share/gcin-voice/ogg';
const RECORDED_AS: Record<BankName, string> = { male: '3.ogg', female: '5.ogg' };
const LAYOUT = 'v1';
const WINDOW = BANK_RATE / 200;
/** Windows of 5 ms below -42 dBFS at the ends of a syllable are silence. */
const SILENT_RMS = 250;
/** A few recordings are cut off; they are worse than none. */
const SHORTEST_SYLLABLE = 0.06 * BANK_RATE;

/** Offset and length of each syllable, in samples. */
type BankIndex = Record<string, [number, number]>;

/** All syllables of one speaker, by zhuyin and tone ("ㄋㄧ3"; the first tone has no number, the neutral one is 1). */
export class SyllableBank {
  private readonly index: BankIndex;
  private readonly pcm: Int16Array;

  constructor(index: BankIndex, pcm: Int16Array) {
    this.index = index;
    this.pcm = pcm;
  }

  static async load(cacheDir: string, name: BankName): Promise<SyllableBank> {
    const directory = join(cacheDir, LAYOUT);
    const index = JSON.parse(await readFile(join(directory, `${name}.json`), 'utf8')) as BankIndex;
    return new SyllableBank(index, int16(await readFile(join(directory, `${name}.pcm`))));
  }

  find(key: string): Float32Array | null {
    const place = this.index[key];
    // By `map`: `from` would ask an iterator for each sample.
    return place
      ? new Float32Array(this.pcm.subarray(place[0], place[0] + place[1])).map((value) => value / 32_768)
      : null;
  }
}

export function hasVoiceRecordings(): boolean {
  return existsSync(RECORDINGS);
}

/** Decodes both speakers into `cacheDir`, unless that has been done before. Half-done work is never seen. */
export async function buildVoiceBank(cacheDir: string): Promise<void> {
  const target = join(cacheDir, LAYOUT);
  if (existsSync(target)) {
    return;
  }
  await mkdir(cacheDir, { recursive: true });
  const draft = await mkdtemp(join(cacheDir, 'building-'));
  try {
    await Promise.all([decodeSpeaker('male', draft), decodeSpeaker('female', draft)]);
    await chmod(draft, 0o755);
    await rename(draft, target);
  } catch (error) {
    // Another process may have been faster; its work is as good.
    if (!existsSync(target)) {
      throw error;
    }
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function decodeSpeaker(name: BankName, directory: string): Promise<void> {
  const entries = (await readdir(RECORDINGS)).sort();
  const paths = entries.map((key) => ({ key, path: join(RECORDINGS, key, RECORDED_AS[name]) }));
  const recorded = paths.filter(({ path }) => existsSync(path));
  const files: Buffer[] = [];
  // One after the other: all at once are more open files than many systems let a process have.
  for (const { path } of recorded) {
    files.push(await readFile(path));
  }
  const { stream, sampleRate, spans } = joinVorbis(files);
  const sound = await decode(stream);
  const scale = BANK_RATE / sampleRate;
  const last = spans.at(-1);
  if (!last || Math.abs((last.start + last.length) * scale - sound.length) > BANK_RATE / 10) {
    throw new Error(`ffmpeg decoded ${sound.length} samples of the ${name} voice, which is not what its files hold`);
  }
  const index: BankIndex = {};
  const parts: Int16Array[] = [];
  let offset = 0;
  recorded.forEach(({ key }, at) => {
    const { start, length } = spans[at] as { start: number; length: number };
    const syllable = trimmed(sound.subarray(Math.round(start * scale), Math.round((start + length) * scale)));
    if (syllable.length >= SHORTEST_SYLLABLE) {
      index[key] = [offset, syllable.length];
      offset += syllable.length;
      parts.push(syllable);
    }
  });
  const bytes = parts.map((part) => Buffer.from(part.buffer, part.byteOffset, part.byteLength));
  await writeFile(join(directory, `${name}.pcm`), Buffer.concat(bytes));
  await writeFile(join(directory, `${name}.json`), JSON.stringify(index));
}

async function decode(stream: Buffer): Promise<Int16Array> {
  const output = ['-ac', '1', '-ar', String(BANK_RATE), '-f', 's16le', 'pipe:1'];
  const child = spawn(ffmpegProgram(), ['-v', 'error', '-f', 'ogg', '-i', 'pipe:0', ...output], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const closed = once(child, 'close') as Promise<[number | null]>;
  // A decoder that ends early breaks the pipe; its exit code tells the story.
  child.stdin.on('error', () => undefined);
  child.stdin.end(stream);
  const [sound, messages, [code]] = await Promise.all([buffer(child.stdout), buffer(child.stderr), closed]);
  if (code !== 0) {
    throw new Error(`ffmpeg could not decode the voice recordings: ${messages.toString('utf8').slice(0, 300)}`);
  }
  return int16(sound);
}

function trimmed(sound: Int16Array): Int16Array {
  let start = 0;
  let end = sound.length;
  while (start + WINDOW < end && rms(sound, start) < SILENT_RMS) {
    start += WINDOW;
  }
  while (end - WINDOW > start && rms(sound, end - WINDOW) < SILENT_RMS) {
    end -= WINDOW;
  }
  return sound.subarray(start, end);
}

function rms(sound: Int16Array, start: number): number {
  let power = 0;
  for (let index = start; index < start + WINDOW; index++) {
    power += (sound[index] as number) ** 2;
  }
  return Math.sqrt(power / WINDOW);
}

function int16(bytes: Buffer): Int16Array {
  const copy = new Uint8Array(bytes.length & ~1);
  copy.set(bytes.subarray(0, copy.length));
  return new Int16Array(copy.buffer);
}
