import { isDiskFull } from '../common/disk-full.js';
import { framesOf } from '../common/stack-frames.js';

/**
 * Why media work failed. Plain data: it crosses process borders, and `media.ts` makes a JobError of it, whose message the
 * user reads: so it is ours to the last word.
 */
export type MediaFailureCode = 'RENDER_FAILED' | 'NO_SPACE' | 'STEP_TIMED_OUT' | 'STEP_CRASHED' | 'INVALID_OUTPUT';

export class MediaFailure extends Error {
  readonly code: MediaFailureCode;
  /** What a tool has said, or where foreign code has failed: for the log alone, for it names our files. */
  readonly toolWords: string | undefined;

  constructor(code: MediaFailureCode, message: string, options: ErrorOptions & { toolWords?: string } = {}) {
    super(message, options);
    this.name = 'MediaFailure';
    this.code = code;
    this.toolWords = options.toolWords;
  }
}

/** What the last words of a tool that ended badly mean. */
export function failureOfTool(program: string, ending: string, stderr: string): MediaFailure {
  // What is indented is a file's metadata, such as a title that somebody has given it.
  const lines = stderr.split('\n').filter((line) => /^\S/.test(line));
  const lastWords = lines.slice(-3).join(' | ').slice(-400);
  const code = /No space left on device|Disk quota exceeded/i.test(stderr) ? 'NO_SPACE' : 'RENDER_FAILED';
  return new MediaFailure(code, `${program} ended with ${ending}`, { toolWords: lastWords || undefined });
}

/** Any error as a failure; one of the file system keeps its meaning. */
export function asMediaFailure(error: unknown): MediaFailure {
  if (error instanceof MediaFailure) {
    return error;
  }
  const options = { cause: error, toolWords: framesOf(error instanceof Error ? error.stack : undefined) };
  return isDiskFull(error)
    ? new MediaFailure('NO_SPACE', 'The disk is full', options)
    : new MediaFailure('RENDER_FAILED', 'Rendering failed unexpectedly', options);
}

/** A stranger's file that a tool fails at, dies of or gets lost in is not what it says; a full disk is not its fault. */
export function asUnreadable(error: unknown): MediaFailure {
  const failure = asMediaFailure(error);
  const { code, message, toolWords } = failure;
  return code === 'NO_SPACE' ? failure : new MediaFailure('INVALID_OUTPUT', message, { cause: error, toolWords });
}
