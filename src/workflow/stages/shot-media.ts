import { Injectable } from '@nestjs/common';
import { JobError } from '../../common/errors.js';
import { type JobTransaction, type StepRow } from '../../jobs/ledger.js';
import { keysOfShot, type ShotImage, type ShotVideo } from '../../scenes/shot.entity.js';
import { tellStatus } from '../../scenes/shot-status.js';
import { AssetsService } from '../../storage/assets.service.js';

/** What a shot shows, and its hold on just those files. What its user has chosen since is left alone. */
@Injectable()
export class ShotMedia {
  constructor(private readonly assets: AssetsService) {}

  /** The work on a picture or a clip begins. */
  async begin(transaction: JobTransaction, shotId: string, column: 'image' | 'video'): Promise<void> {
    const { em, job } = transaction;
    const fields = { status: 'generating', job_id: job.id, ...(column === 'video' && { error: null }) };
    const rows = await em.execute<object[]>(
      `update shots set ${column} = ${column} || ?::jsonb, updated_at = now()
       where id = ? and (${column}->>'status' <> 'generating' or ${column}->>'job_id' is distinct from ?) returning 1`,
      [JSON.stringify(fields), shotId, job.id],
    );
    if (rows.length > 0) {
      tellStatus(transaction, column, { shotId, status: 'generating', key: null, error: null });
    }
  }

  async setImage(transaction: JobTransaction, shotId: string, fields: Partial<ShotImage>): Promise<void> {
    await this.set(transaction, { shotId, column: 'image', chosen: null }, fields);
  }

  /** `chosen`: the upload that it was made from. */
  async setVideo(
    transaction: JobTransaction,
    shotId: string,
    fields: Partial<ShotVideo>,
    chosen: string | null = null,
  ): Promise<void> {
    await this.set(transaction, { shotId, column: 'video', chosen }, fields);
  }

  /** A step's own hold on an upload, which its user may delete while the film is being made. */
  async hold({ em }: JobTransaction, step: StepRow, key: string): Promise<void> {
    if (!(await this.assets.addUses(step.user_id, [key], { kind: 'step', subjectId: step.id }, em))) {
      throw new JobError('STORAGE_FAILED.upload');
    }
  }

  /** A picture of the user's becomes the shot's, unless the user has chosen another one since. */
  async choosePicture(
    transaction: JobTransaction,
    shotId: string,
    before: string | null,
    { key, upload_id }: { key: string; upload_id: string },
  ): Promise<void> {
    const fields = { status: 'completed', key, upload_id, provider: null, error: null } as const;
    if (await this.set(transaction, { shotId, column: 'image', chosen: before }, fields)) {
      const [row] = await transaction.em.execute<{ version: number }[]>(
        'update shots set version = version + 1 where id = ? returning version',
        [shotId],
      );
      const updates = { 'image.upload_id': upload_id };
      transaction.emit('shot.updated', { shot_id: shotId, updates, version: row?.version ?? 1, by: null });
    }
  }

  /** Only the given fields change, and of these not the ones that come with a file of the user's. */
  private async set(
    transaction: JobTransaction,
    { shotId, column, chosen }: { shotId: string; column: 'image' | 'video'; chosen: string | null },
    fields: Partial<ShotImage> | Partial<ShotVideo>,
  ): Promise<boolean> {
    const { em, job } = transaction;
    const [shot] = await em.execute<{ image: ShotImage; video: ShotVideo }[]>(
      `update shots set ${column} = ${column} || ?::jsonb, updated_at = now()
       where id = ? and ${column}->>'upload_id' is not distinct from ? returning image, video`,
      [JSON.stringify(fields), shotId, chosen],
    );
    if (!shot) {
      return false;
    }
    await this.assets.setUses(job.user_id, keysOfShot(shot), { kind: 'shot', subjectId: shotId }, em);
    if (fields.status !== undefined) {
      tellStatus(transaction, column, { shotId, status: fields.status, key: shot[column].key, error: null });
    }
    return true;
  }
}
