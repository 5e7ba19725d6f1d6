import { type JobErrorCode } from '../common/errors.js';

/** What a person can do about a failed job. */
const ADVICE: Record<JobErrorCode, string> = {
  PROVIDER_UNAVAILABLE: 'The provider is down or busy. Try again later, or choose another provider.',
  PROVIDER_REJECTED: 'The provider refused the request. Change the prompt or the options, or choose another provider.',
  PROVIDER_AUTH: 'The provider refused the key. Check it in the environment of the server.',
  PROVIDER_QUOTA: 'The account at the provider has no credit left. Top it up, then retry the job.',
  START_UNCONFIRMED: 'It is not known whether the provider started the work. Look into its dashboard before you retry.',
  INVALID_OUTPUT: 'The model answered with something that is not a script. Retry, or choose another model.',
  CONTENT_REJECTED: 'The content was refused by moderation. Change the prompt.',
  BUDGET_EXCEEDED: 'The next step would cost more than the limit. Resume the job with a higher one.',
  STEP_TIMED_OUT: 'The step took too long. Retry the job.',
  STEP_CRASHED: 'The worker crashed repeatedly on this step. Check its memory and log, then retry.',
  RENDER_FAILED: 'Rendering failed. Retry; if it fails again, check the log and the installation of ffmpeg.',
  QUALITY_CHECK_FAILED: 'The finished file did not pass its checks. Retry the job.',
  STORAGE_FAILED: 'A file could not be stored or read. Check the storage, then retry.',
  NO_SPACE: 'The disk is full. Free some space, then retry.',
  DOWNLOAD_FAILED: 'A file could not be fetched from the provider. Retry the job.',
  UNSAFE_URL: 'The address is not allowed. Use a public https address.',
  INTERNAL_ERROR: 'Something unexpected happened. Retry; if it fails again, report it with the id of the job.',
};

export function adviceFor(code: JobErrorCode): string {
  return ADVICE[code];
}
