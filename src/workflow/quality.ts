import { JobError } from '../common/errors.js';
import { type Degradation } from '../jobs/job.entity.js';
import { type Media } from '../media/media.js';
import { type Check, type CheckedClip, type ClipExpectation } from '../media/timeline.js';

/** A file that did not pass: nothing is made of it, and its checks are told with its job. */
export class GateFailure extends JobError {
  readonly checks: Check[];
  /** Of which step's file it is told, where that is not the one that has failed. */
  readonly item: string | null;

  constructor(of: 'film' | 'clip', checks: Check[], item: string | null = null) {
    super(`QUALITY_CHECK_FAILED.${of}`, { args: { checks: failedChecks(checks) } });
    this.checks = checks;
    this.item = item;
  }
}

/** A clip that passed its checks; one that did not is a `GateFailure`. */
export async function passedClip(
  media: Media,
  path: string,
  expectation: ClipExpectation,
  { signal, item }: { signal: AbortSignal; item?: string },
): Promise<CheckedClip> {
  const checked = await media.checkClip(path, expectation, signal);
  requirePassed('clip', checked.checks, item);
  return checked;
}

export function requirePassed(of: 'film' | 'clip', checks: Check[], item?: string): void {
  if (checks.some(({ status }) => status === 'failed')) {
    throw new GateFailure(of, checks, item);
  }
}

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
