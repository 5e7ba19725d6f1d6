import { type JobInput } from './job-input.js';
import { type QueueName, type StepPlan } from './plan.js';
import { type AnalysisStage } from './stages.js';

/** What an analysis consists of: one step for each stage, called like it, and the one that puts the result together. */

/** The step whose output is that of an analysis. */
export const RESULT = 'result';

const MINUTES = 60;

/** All that is found in the file, and what everything that follows from it waits for. */
const MEASURED = ['ingest', 'probe', 'shots'];

export const ANALYSIS_PLAN: StepPlan[] = [
  step('ingest', [], 'video', 25 * MINUTES),
  step('probe', ['ingest'], 'media', 10 * MINUTES),
  // One decode finds the cuts, takes the thumbnails and measures the sound.
  step('shots', ['ingest', 'probe'], 'media', 25 * MINUTES),
  step('audio', ['shots'], 'script', 5 * MINUTES),
  step('ocr', MEASURED, 'media', 25 * MINUTES),
  step('transcript', MEASURED, 'speech', 25 * MINUTES),
  step('comments', ['ingest'], 'script', 10 * MINUTES),
  step('insights', [...MEASURED, 'audio', 'ocr', 'transcript', 'comments'], 'script', 10 * MINUTES),
  {
    ...step('insights', [...MEASURED, 'audio', 'ocr', 'transcript', 'comments', 'insights'], 'script', 5 * MINUTES),
    part: RESULT,
  },
];

function step(stage: AnalysisStage, after: string[], queue: QueueName, timeLimitSec: number): StepPlan {
  return { stage, part: stage, per: 'job', after, afterPrevious: [], queue, timeLimitSec };
}

/** Without what its user does not want, and what the source can't have. */
export function analysisPlan({ analysis }: Pick<JobInput, 'analysis'>): StepPlan[] {
  const needless = [
    ...(analysis?.transcript === false ? ['transcript'] : []),
    ...(analysis?.comments === false || analysis?.source.kind !== 'youtube' ? ['comments'] : []),
  ];
  return ANALYSIS_PLAN.filter(({ part }) => !needless.includes(part)).map((plan) => ({
    ...plan,
    after: plan.after.filter((part) => !needless.includes(part)),
  }));
}
