import { Injectable } from '@nestjs/common';
import { type JobTransaction } from '../../jobs/ledger.js';
import { type ShotImage, type ShotVideo } from '../../scenes/shot.entity.js';
import { AssetsService } from '../../storage/assets.service.js';

/** What a shot shows, and its hold on just those files. What its user chose meanwhile stays. */
@Injectable()
export class ShotMedia {
  constructor(private readonly assets: AssetsService) {}

  setImage(transaction: JobTransaction, shotId: string, fields: Partial<ShotImage>): Promise<void> {
    return this.set(transaction, shotId, 'image', fields, Object.keys(fields));
  }

  setVideo(transaction: JobTransaction, shotId: string, fields: Partial<ShotVideo>): Promise<void> {
    return this.set(transaction, shotId, 'video', fields, ['source_key', 'provider']);
  }

  /** Only the given fields change, and of these not the ones that come with a file of the user's. */
  private async set(
    { em, job }: JobTransaction,
    shotId: string,
    column: 'image' | 'video',
    fields: object,
    chosen: string[],
  ): Promise<void> {
    const [shot] = await em.execute<{ image: ShotImage; video: ShotVideo }[]>(
      `update shots set updated_at = now(), ${column} = ${column} ||
         case when ${column}->>'upload_id' is null then ?::jsonb else ?::jsonb - ?::text[] end
       where id = ? returning image, video`,
      [JSON.stringify(fields), JSON.stringify(fields), `{${chosen.join(',')}}`, shotId],
    );
    if (shot) {
      const keys = [shot.image.key, shot.video.key, shot.video.source_key].filter((key) => key !== null);
      await this.assets.setUses(job.user_id, keys, { kind: 'shot', subjectId: shotId }, em);
    }
  }
}
