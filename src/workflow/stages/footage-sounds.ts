import { join } from 'node:path';
import { type JobInput } from '../../jobs/job-input.js';
import { type Media } from '../../media/media.js';
import { FRAMES_PER_SECOND, type Stem } from '../../media/timeline.js';
import { type Storage } from '../../storage/storage.js';
import { type FootageOutput } from '../film-plan.js';

/** A clip whose own sound is kept, and where its shot is. */
export interface KeptSound {
  key: string;
  startFrame: number;
  frames: number;
}

/** The clips among these shots whose sound is to be heard: none, unless the job says so. */
export function keptSounds(
  { keepVendorAudio }: Pick<JobInput, 'keepVendorAudio'>,
  shots: { id: string; startFrame: number; frames: number }[],
  inputs: ReadonlyMap<string, unknown>,
): KeptSound[] {
  const heard = keepVendorAudio ? shots : [];
  return heard.flatMap(({ id, startFrame, frames }) => {
    const { source } = inputs.get(`footage:${id}`) as FootageOutput;
    return source.kind === 'clip' ? [{ key: source.key, startFrame, frames }] : [];
  });
}

/** Their sounds as they are mixed, written into `directory`; clips that have none are left out. */
export async function footageStems(
  media: Media,
  storage: Storage,
  kept: KeptSound[],
  directory: string,
  signal: AbortSignal,
): Promise<Stem[]> {
  const stems: Stem[] = [];
  for (const [index, { key, startFrame, frames }] of kept.entries()) {
    const path = join(directory, `footage-${index}.wav`);
    const clip = await storage.pathOf(key, signal);
    if (await media.clipSound(clip, frames / FRAMES_PER_SECOND, path, signal)) {
      stems.push({ role: 'footage', path, startSec: startFrame / FRAMES_PER_SECOND });
    }
  }
  return stems;
}
