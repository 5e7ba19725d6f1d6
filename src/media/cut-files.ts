import { stat, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type CutPlan } from './timeline.js';

/** What ffmpeg is given to cut a film. */

/** The concat list may only name files that we named: links beside it stand for the clips. */
export async function linkClips(clips: string[], directory: string): Promise<string> {
  const names = clips.map((_, index) => `clip${index}.mp4`);
  await Promise.all(clips.map((clip, index) => symlink(resolve(clip), join(directory, `clip${index}.mp4`))));
  await writeFile(join(directory, 'list.txt'), names.map((name) => `file '${name}'\n`).join(''));
  return 'list.txt';
}

/** Those with words in them: an empty SRT file is no subtitle track to ffmpeg but an error. */
export async function subtitlesOf({ subtitles }: CutPlan): Promise<CutPlan['subtitles']> {
  const sizes = await Promise.all(subtitles.map(async ({ path }) => (await stat(path)).size));
  return subtitles
    .filter((_, index) => sizes[index] !== 0)
    .map(({ path, language }) => ({ path: resolve(path), language }));
}
