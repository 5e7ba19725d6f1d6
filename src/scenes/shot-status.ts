import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type JobTransaction, Ledger } from '../jobs/ledger.js';
import { mediaLink } from '../storage/media-links.js';

/** How far a shot's picture or clip is, as its job tells it. */
interface Told {
  shotId: string;
  status: string;
  key: string | null;
  error: string | null;
}

export function tellStatus(
  transaction: JobTransaction,
  column: 'image' | 'video',
  { shotId: shot_id, status, key, error }: Told,
): void {
  const url = key === null ? null : mediaLink(key);
  if (column === 'image') {
    transaction.emit('image.status_update', { shot_id, status, image_url: url, error });
  } else {
    transaction.emit('video.status_update', { shot_id, status, video_url: url, error });
  }
}

/** A job that ends before its shots are made leaves none of them in the making. */
@Injectable()
export class UnfinishedShots implements OnModuleInit {
  constructor(private readonly ledger: Ledger) {}

  onModuleInit(): void {
    this.ledger.whenEnded(settleShots);
  }
}

/** What there was before is there still; where there was nothing, it has failed with its job, or is not begun. */
export async function settleShots(transaction: JobTransaction): Promise<void> {
  await settle(transaction, 'image');
  await settle(transaction, 'video');
}

async function settle(transaction: JobTransaction, column: 'image' | 'video'): Promise<void> {
  const { em, job } = transaction;
  const error = job.state === 'failed' ? (job.error?.message ?? null) : null;
  const rows = await em.execute<{ shot_id: string; status: string; key: string | null }[]>(
    `update shots set updated_at = now(), ${column} = ${column} || jsonb_build_object('status',
       case when ${column}->>'key' is not null then 'completed' when ? then 'failed' else 'pending' end,
       'error', ?::text)
     where project_id = ? and ${column}->>'status' = 'generating' and ${column}->>'job_id' = ?
     returning id as shot_id, ${column}->>'status' as status, ${column}->>'key' as key`,
    [job.state === 'failed', error, job.project_id, job.id],
  );
  for (const { shot_id: shotId, status, key } of rows) {
    tellStatus(transaction, column, { shotId, status, key, error });
  }
}
