import { type Moderation } from '../ai/ports.js';
import { type JobTransaction } from '../jobs/ledger.js';
import { holdStep, isUndecided, recordJudgement } from '../jobs/moderation-gate.js';
import { shotStartSec } from './film-clock.js';
import { MAX_SOFTENED, redoShot } from './shot-redo.js';
import { type Credit, type Work } from './stage.js';

/** What was said of a shot's picture or clip. */
export interface ShotJudgement {
  judgement: Moderation;
  credit: Credit | undefined;
  /** It shows what its user has given: that is not made otherwise. */
  isOwn: boolean;
}

/**
 * A refused shot is made again, more gently; what can't be made otherwise, or stays refused, a person has to look at. It
 * happens in the transaction that settles the step that has looked.
 */
export async function judgeShot(
  transaction: JobTransaction,
  { step, subject }: Pick<Work, 'step' | 'subject'>,
  { judgement, credit, isOwn }: ShotJudgement,
): Promise<void> {
  const isRefused = judgement.verdict === 'reject';
  const isRedone = isRefused && !isOwn && step.softened < MAX_SOFTENED;
  const findings = await placed(transaction, subject, judgement.findings);
  const verdict = isRefused && !isRedone ? 'review' : judgement.verdict;
  if (isRedone) {
    await redoShot(transaction, step, subject);
  }
  // What is made once more is forgotten with all that was said of it: this is the reason why.
  const provider = credit?.provider ?? null;
  await recordJudgement(transaction, step.item, { ...judgement, findings, verdict, provider });
  if (await isUndecided(transaction, step.item)) {
    await holdStep(transaction, step);
  }
}

/** With the moment of the film; where shots are made by themselves, that of the clip. */
async function placed(
  transaction: JobTransaction,
  shotId: string,
  findings: Moderation['findings'],
): Promise<(Moderation['findings'][number] & { shot_id: string })[]> {
  if (findings.length === 0) {
    return [];
  }
  const start = (await shotStartSec(transaction, shotId)) ?? 0;
  return findings.map((finding) => ({
    ...finding,
    shot_id: shotId,
    start_sec: Math.round((start + (finding.start_sec ?? 0)) * 100) / 100,
  }));
}
