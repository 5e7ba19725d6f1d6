import { Injectable } from '@nestjs/common';
import { type JobTransaction } from '../../jobs/ledger.js';
import { type ShotImage, type ShotVideo } from '../../scenes/shot.entity.js';
import { AssetsService } from '../../storage/assets.service.js';

/** What a shot shows, and its hold on just those files. */
@Injectable()
export class ShotMedia {
  constructor(private readonly assets: AssetsService) {}

  setImage(transaction: JobTransaction, shotId: string, fields: Partial<ShotImage>): Promise<void> {
    return this.set(transaction, shotId, 'image', fields);
  }

  setVideo(transaction: JobTransaction, shotId: string, fields: Partial<ShotVideo>): Promise<void> {
    return this.set(transaction, shotId, 'video', fields);
  }

  /** Only the given fields change: the rest may have been changed by its user meanwhile. */
  private async set(
    { em, job }: JobTransaction,
    shotId: string,
    column: 'image' | 'video',
    fields: object,
  ): Promise<void> {
    const [shot] = await em.execute<{ image: ShotImage; video: ShotVideo }[]>(
      `update shots set ${column} = ${column} || ?::jsonb, updated_at = now() where id = ? returning image, video`,
      [JSON.stringify(fields), shotId],
    );
    if (shot) {
      const keys = [shot.image.key, shot.video.key, shot.video.source_key].filter((key) => key !== null);
      await this.assets.setUses(job.user_id, keys, { kind: 'shot', subjectId: shotId }, em);
    }
  }
}
