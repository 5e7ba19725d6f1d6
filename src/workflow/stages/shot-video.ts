import { type JobTransaction } from '../../jobs/ledger.js';

/** Writes what became of a shot's clip; `video` is the whole of `Shot.video`. */
export async function saveVideo(transaction: JobTransaction, shotId: string, video: object): Promise<void> {
  await transaction.em.execute('update shots set video = ?::jsonb, updated_at = now() where id = ?', [
    JSON.stringify(video),
    shotId,
  ]);
}
