import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { Media } from '../../media/media.js';
import { type AssetFile, AssetsService } from '../../storage/assets.service.js';
import { Storage } from '../../storage/storage.js';
import { type DownloadOutput, type PictureOutput, profileOf } from '../film-plan.js';
import { type FilmShot } from '../film-reader.js';
import { Scratch } from '../scratch.js';
import { type Task, unknownKey, type Work } from '../stage.js';
import { DownloadStep } from './download-step.js';
import { ShotMedia } from './shot-media.js';

/** Pictures that nobody generates: the user's, and those out of the user's clips. */
@Injectable()
export class OwnPictures {
  constructor(
    private readonly assets: AssetsService,
    private readonly storage: Storage,
    private readonly media: Media,
    private readonly scratch: Scratch,
    private readonly shots: ShotMedia,
    private readonly downloads: DownloadStep,
  ) {}

  download(work: Work): Task<DownloadOutput> {
    return this.downloads.task(work);
  }

  /** The picture that was fetched becomes the shot's own, as if its user had chosen it by hand when the job was ordered. */
  given({ job, step }: Work, shot: FilmShot, { key, upload_id }: DownloadOutput): Task<PictureOutput> {
    return {
      make: () => Promise.resolve({ output: { key, source: { kind: 'still', key }, isOwn: true } }),
      apply: async (transaction) => {
        await this.shots.hold(transaction, step, key);
        const before = job.input.replaces?.[shot.id] ?? null;
        await this.shots.choosePicture(transaction, shot.id, before, { key, upload_id });
      },
    };
  }

  /** The picture that a shot's user has chosen, or one out of the clip; null where there is neither. */
  chosen(work: Work, shot: FilmShot): Task<PictureOutput> | null {
    const { image, video } = shot;
    const { key } = image;
    if (image.upload_id !== null && key !== null) {
      const output: PictureOutput = { key, source: { kind: 'still', key }, isOwn: true };
      return {
        make: () => Promise.resolve({ output }),
        foresee: () => output,
        apply: (transaction) => this.shots.hold(transaction, work.step, key),
      };
    }
    return video.upload_id !== null && video.source_key !== null ? this.outOf(work, shot, video.source_key) : null;
  }

  private outOf({ job, step, signal }: Work, shot: FilmShot, clip: string): Task<PictureOutput> {
    const profile = profileOf(job.input);
    return {
      facts: () => ({ clip, profile }),
      foresee: () => {
        const key = unknownKey();
        return { key, source: { kind: 'still', key }, isOwn: true };
      },
      make: () =>
        this.scratch.within(step, async (directory) => {
          const path = await this.storage.pathOf(clip, signal);
          const out = join(directory, 'frame.jpg');
          await this.media.clipPicture(profile, path, out, signal);
          const file: AssetFile = { path: out, mime: 'image/jpeg', ext: 'jpg' };
          const { key } = await this.assets.save(step.user_id, file, { kind: 'step', subjectId: step.id }, signal);
          return { output: { key, source: { kind: 'still', key }, isOwn: true } };
        }),
      apply: (transaction, { output: { key } }) =>
        this.shots.setImage(transaction, shot.id, { status: 'completed', key, provider: null, error: null }),
    };
  }
}
