import { JobError } from '../common/errors.js';
import { isFinal } from '../jobs/job.machine.js';
import { refreshProgress } from '../jobs/job-progress.js';
import { type JobTransaction, type StepRow } from '../jobs/ledger.js';
import { isUndecided } from '../jobs/moderation-gate.js';
import { itemOf, PICTURE_CHECK } from '../jobs/plan.js';
import { resetSteps, withDependents } from '../jobs/step-reset.js';

/** Parts of a shot's steps that vendors make of words. */
export const MADE_BY_VENDORS: readonly string[] = ['picture', 'footage'];

/** Parts of a shot's steps that look at what vendors have made of it. */
const LOOKS: readonly string[] = [PICTURE_CHECK, 'clip-check'];

/** So often a refused shot is asked for more gently before somebody has to look, or it fails. */
export const MAX_SOFTENED = 2;

/**
 * Has a shot whose picture or clip was refused made once more, from its picture on, in gentler words: all that shows it waits for it.
 * It happens in the transaction that settles `check`, the step that has looked at it.
 */
export async function redoShot(transaction: JobTransaction, check: StepRow, shotId: string): Promise<void> {
  const { em, job } = transaction;
  const itemsOf = (parts: readonly string[]): string => `{${parts.map((part) => itemOf(part, shotId)).join(',')}}`;
  const made = itemsOf(MADE_BY_VENDORS);
  const shown = withDependents(job.id, 'item = any(?::text[])', [made]);
  const isHeld = job.state === 'paused' && (await isUndecided(transaction));
  await resetSteps(transaction, { ...shown, isFresh: true });
  await em.execute('update job_steps set softened = softened + 1 where job_id = ? and item = any(?::text[])', [
    job.id,
    itemsOf([...MADE_BY_VENDORS, ...LOOKS]),
  ]);
  // It was looked at while its job ended: a retry makes it again.
  if (isFinal(job.state)) {
    return;
  }
  // It stood still for another clip alone that shows this shot, too, and is made once more with it.
  if (isHeld && job.error === null && !(await isUndecided(transaction))) {
    await transaction.moveJob('running');
    await transaction.wakeQueued();
  }
  await transaction.queueReady(null);
  await refreshProgress(transaction, check);
  const { code, message } = new JobError(
    check.item.startsWith(PICTURE_CHECK) ? 'CONTENT_REJECTED.picture' : 'CONTENT_REJECTED.clip',
  );
  transaction.emit('step.retrying', {
    stage: check.stage,
    item: check.item,
    attempt: check.softened + 1,
    error: { code, message },
  });
}
