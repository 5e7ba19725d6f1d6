import { Injectable } from '@nestjs/common';
import { type Moderation } from '../../ai/ports.js';
import { itemOf } from '../../jobs/plan.js';
import { Media } from '../../media/media.js';
import { Storage } from '../../storage/storage.js';
import { type PictureOutput } from '../film-plan.js';
import { judgeShot } from '../shot-verdict.js';
import { type Task, type Work } from '../stage.js';
import { FrameLook } from './frame-look.js';

/** What somebody said of a picture who has looked at it; null: nobody had to. */
interface SeenPicture {
  judgement: Moderation | null;
}

/** Has a picture that was bought or given looked at before footage is bought of it. */
@Injectable()
export class PictureLook {
  constructor(
    private readonly looks: FrameLook,
    private readonly media: Media,
    private readonly storage: Storage,
  ) {}

  task(work: Work): Task<SeenPicture> {
    const { job, subject, inputs, signal } = work;
    const { key, source, isOwn = false } = inputs.get(itemOf('picture', subject)) as PictureOutput;
    // Our own artist had to stand in, or whoever sees has gone.
    const by = source.kind === 'drawn' ? null : this.looks.watcher(job);
    return {
      facts: () => ({ key, by }),
      foresee: () => ({ judgement: null }),
      quote: by ? () => this.looks.quote(job, 'image', 1) : undefined,
      make: async () => {
        if (by === null) {
          return { output: { judgement: null } };
        }
        const bytes = await this.media.glance(await this.storage.pathOf(key, signal), signal);
        const frame = { where: 'image' as const, bytes, mime: 'image/jpeg', startSec: null };
        const { judgement, credit } = await this.looks.at([frame], work);
        return { output: { judgement }, credit };
      },
      apply: async (transaction, { output: { judgement }, credit }) => {
        if (judgement) {
          await judgeShot(transaction, work, { judgement, credit, isOwn });
        }
      },
    };
  }
}
