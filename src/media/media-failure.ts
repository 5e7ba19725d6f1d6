/** Why media work failed. Plain data: it crosses process borders, and `media.ts` makes a JobError of it. */
export type MediaFailureCode = 'RENDER_FAILED' | 'NO_SPACE' | 'STEP_TIMED_OUT' | 'STEP_CRASHED' | 'INVALID_OUTPUT';

export class MediaFailure extends Error {
  readonly code: MediaFailureCode;

  constructor(code: MediaFailureCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'MediaFailure';
    this.code = code;
  }
}

/** What the last words of a tool that ended badly mean. */
export function failureOfTool(program: string, ending: string, stderr: string): MediaFailure {
  const lastWords = stderr.trim().split('\n').slice(-3).join(' | ').slice(-400);
  const code = /No space left on device|Disk quota exceeded/i.test(stderr) ? 'NO_SPACE' : 'RENDER_FAILED';
  return new MediaFailure(code, `${program} ended with ${ending}${lastWords ? `: ${lastWords}` : ''}`);
}

/** Any error as a failure; one of the file system keeps its meaning. */
export function asMediaFailure(error: unknown): MediaFailure {
  if (error instanceof MediaFailure) {
    return error;
  }
  const message = error instanceof Error ? error.message : String(error);
  const isFull = error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
  return new MediaFailure(isFull ? 'NO_SPACE' : 'RENDER_FAILED', message, { cause: error });
}
