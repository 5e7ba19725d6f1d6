import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { type StepRow } from '../../jobs/ledger.js';
import { Media } from '../../media/media.js';
import { FRAMES_PER_SECOND } from '../../media/timeline.js';
import { type Asset } from '../../storage/asset.entity.js';
import { AssetsService } from '../../storage/assets.service.js';
import { Storage } from '../../storage/storage.js';
import { type ClipOutput } from '../film-plan.js';
import { footageStems, type KeptSound } from './footage-sounds.js';
import { Scratch } from '../scratch.js';
import { voiceStems } from './voice-stems.js';

/** Where clips lie while they are made, and how they get into the storage. */
@Injectable()
export class ClipFiles {
  constructor(
    private readonly scratch: Scratch,
    private readonly media: Media,
    private readonly assets: AssetsService,
    private readonly storage: Storage,
  ) {}

  within<T>(step: StepRow, work: (directory: string) => Promise<T>): Promise<T> {
    return this.scratch.within(step, work);
  }

  /** What is heard in a shot that is watched by itself; the film's sound is mixed for the whole film. */
  async sound(
    directory: string,
    frames: number,
    { lines, kept }: { lines: ClipOutput['lines']; kept: KeptSound[] },
    signal: AbortSignal,
  ): Promise<string> {
    const seconds = frames / FRAMES_PER_SECOND;
    const sound = join(directory, 'voices.wav');
    const voices = lines.map(({ key, startFrame }) => ({ key, startSec: startFrame / FRAMES_PER_SECOND }));
    const stems = [
      ...(await voiceStems(this.storage, voices, signal)),
      ...(await footageStems(this.media, this.storage, kept, directory, signal)),
    ];
    await this.media.mix({ seconds, stems }, sound, signal);
    return sound;
  }

  save(ownerId: string, step: StepRow, path: string, signal: AbortSignal): Promise<Asset> {
    const use = { kind: 'step' as const, subjectId: step.id };
    return this.assets.save(ownerId, { path, mime: 'video/mp4', ext: 'mp4' }, use, signal);
  }
}
