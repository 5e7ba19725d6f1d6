import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { monoOf } from '../common/wav.js';

/** Programs that speak: flite for English, espeak-ng for both languages when there is nothing better. */

export interface EngineVoice {
  /** Voice of flite; null when flite cannot speak this language. */
  flite: string | null;
  /** Voice of espeak-ng ("en-us+m3", "cmn+f2"). */
  espeak: string;
}

export interface EngineSound {
  samples: Float32Array;
  sampleRate: number;
  program: 'flite' | 'espeak-ng';
}

const TIMEOUT_MS = 30_000;

/** Speaks with the first program that is installed and works; null when there is none. */
export async function speakWithEngine(
  text: string,
  voice: EngineVoice,
  signal: AbortSignal,
): Promise<EngineSound | null> {
  const directory = await mkdtemp(join(tmpdir(), 'jumu-speech-'));
  const textPath = join(directory, 'line.txt');
  const wavPath = join(directory, 'line.wav');
  const commands: [EngineSound['program'], string[]][] = [
    ['espeak-ng', ['-v', voice.espeak, '-s', '165', '-b', '1', '-f', textPath, '-w', wavPath]],
  ];
  if (voice.flite) {
    commands.unshift(['flite', ['-voice', voice.flite, '-f', textPath, '-o', wavPath]]);
  }
  try {
    await writeFile(textPath, `${text}\n`);
    for (const [program, args] of commands) {
      if (await succeeds(program, args, signal)) {
        return { ...monoOf(await readFile(wavPath)), program };
      }
    }
    return null;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** False when the program is missing or fails; an abort is thrown. */
async function succeeds(program: string, args: string[], signal: AbortSignal): Promise<boolean> {
  const child = spawn(program, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    killSignal: 'SIGKILL',
  });
  try {
    const [, [code]] = await Promise.all([buffer(child.stderr), once(child, 'close') as Promise<[number | null]>]);
    return code === 0;
  } catch {
    signal.throwIfAborted();
    return false;
  }
}

/** English as flite and espeak-ng read it: plain ASCII without markup. */
export function asPlainEnglish(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[‘’]/g, "'")
    .replace(/[“”]/g, '"')
    .replace(/[—–]/g, ', ')
    .replace(/[，、]/g, ', ')
    .replace(/。/g, '. ')
    .replace(/…/g, '... ')
    .replace(/[[\]<>{}|\\^`]/g, ' ')
    .replace(/[^\x20-\x7e]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
