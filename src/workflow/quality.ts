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
