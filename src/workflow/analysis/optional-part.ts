import { ATTEMPTS_PER_PROVIDER } from '../../ai/provider-chain.js';
import { JobError } from '../../common/errors.js';
import { type JobErrorCode } from '../../common/job-error-catalogue.js';
import { type Work } from '../stage.js';
import { absentPart, type Part } from './analysis-outputs.js';

/** Failures of somebody whom the rest of the analysis does not need. */
const FOREIGN: readonly JobErrorCode[] = [
  'PROVIDER_UNAVAILABLE',
  'PROVIDER_REJECTED',
  'PROVIDER_AUTH',
  'PROVIDER_QUOTA',
  'INVALID_OUTPUT',
  'CONTENT_REJECTED',
  'DOWNLOAD_FAILED',
];

/**
 * For what an analysis can do without: somebody who fails for good, or again and again, is a reason why a part is missing,
 * and no reason to lose the others. What may heal is tried again, as always. `who` it was, where the failure does not say.
 */
export function orAbsent<Found>({ step }: Pick<Work, 'step'>, who: string): (error: unknown) => Part<Found> {
  return (error) => {
    const isForeign = error instanceof JobError && FOREIGN.includes(error.code);
    if (!isForeign || (error.retryable && step.attempt < ATTEMPTS_PER_PROVIDER)) {
      throw error;
    }
    return absentPart('failed', { provider: error.provider ?? who, code: error.code });
  };
}
