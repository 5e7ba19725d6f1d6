import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { clipArguments, filmSoundArguments } from '../../src/media/ffmpeg-commands.js';
import { type HlsPlan, type Media, rungsOf } from '../../src/media/media.js';
import { FRAMES_PER_SECOND as FPS } from '../../src/media/timeline.js';

const run = promisify(execFile);
const never = new AbortController().signal;

export const STREAMED = { width: 320, height: 180, fps: FPS };
/** Lengths of which no two are cut at the same places. */
export const LENGTHS = [65, 131, 78];

/** A film as our renderer encodes one, of moving test pictures and a tone, with its clips. */
export async function newFilm(media: Media, directory: string): Promise<{ film: string; clips: string[] }> {
  const clips = LENGTHS.map((_, index) => join(directory, `clip${index}.mp4`));
  for (const [index, silent] of clips.entries()) {
    const frames = LENGTHS[index] ?? 0;
    const args = clipArguments(STREAMED, frames, { silent });
    const picture = `testsrc2=s=320x180:r=${FPS},hue=h=${index * 90},format=yuv420p`;
    const source = ['-v', 'error', '-y', '-f', 'lavfi', '-i', picture, '-frames:v', `${frames}`];
    await run('ffmpeg', [...source, ...args.slice(args.indexOf('pipe:0') + 1)]);
  }
  const seconds = LENGTHS.reduce((sum, frames) => sum + frames, 0) / FPS;
  const [tone, sound, film] = ['tone.wav', 'sound.m4a', 'film.mp4'].map((name) => join(directory, name)) as [
    string,
    string,
    string,
  ];
  await run('ffmpeg', ['-v', 'error', '-y', '-f', 'lavfi', '-i', 'sine=r=48000', '-t', `${seconds}`, '-ac', '2', tone]);
  await run('ffmpeg', filmSoundArguments(tone, seconds, sound));
  await media.cut({ clips, sound, subtitles: [], metadata: {} }, film, never);
  return { film, clips };
}

/** The same to be streamed, with its smaller sizes made. */
export async function newPlan(media: Media, directory: string): Promise<HlsPlan> {
  const { film, clips } = await newFilm(media, directory);
  const { own, lower } = rungsOf(STREAMED);
  const at = (index: number, height: number) => join(directory, `clip${index}-${height}.mp4`);
  for (const [index, clip] of clips.entries()) {
    const outs = lower.map((rung) => ({ ...rung, path: at(index, rung.height) }));
    await media.rungs({ clip, profile: STREAMED, frames: LENGTHS[index] ?? 0, outs }, never);
  }
  const frames = LENGTHS.reduce((sum, length) => sum + length, 0);
  const ladder = lower.map((rung) => ({ ...rung, clips: clips.map((_, index) => at(index, rung.height)) }));
  return { film, fps: FPS, frames, own, lower: ladder };
}
