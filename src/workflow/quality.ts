import { type Degradation } from '../jobs/job.entity.js';
import { type Check } from '../media/timeline.js';

/** The checks that a file failed, in words; empty when it passed. */
export function failedChecks(checks: Check[]): string {
  return checks
    .filter((check) => check.status === 'failed')
    .map(
      (check) => `${check.name} is ${check.value ?? 'missing'}${check.limit === null ? '' : ` (limit ${check.limit})`}`,
    )
    .join(', ');
}

/** A film that could not be made as loud as films are. */
export function loudnessFault(checks: Check[]): Omit<Degradation, 'stage'> | null {
  const check = checks.find(
    ({ name, status, value }) => name === 'loudness_lufs' && status === 'skipped' && value !== null,
  );
  return check
    ? { wanted: `${check.limit} LUFS`, used: `${check.value} LUFS`, why: check.reason ?? 'it could not be louder' }
    : null;
}
