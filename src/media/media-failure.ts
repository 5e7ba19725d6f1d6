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
  /** Whether it may be what was read that is to blame: the tool gave up on it, or died of it. */
  readonly blamesFile: boolean;

  constructor(
    code: MediaFailureCode,
    message: string,
    options: ErrorOptions & { toolWords?: string; blamesFile?: boolean } = {},
  ) {
    super(message, options);
    this.name = 'MediaFailure';
    this.code = code;
    this.toolWords = options.toolWords;
    this.blamesFile = options.blamesFile ?? false;
  }
}

/** What a process does to itself. Whoever is killed, by the kernel or an operator, was killed for something else. */
const CRASH = /^SIG(?:ABRT|BUS|FPE|ILL|SEGV|SYS|TRAP|XCPU)$/;
/** A wrapper such as `prlimit` that could not start the tool. */
const NOT_STARTED = /^code 12[67]$/;

/** Whether a process that ended so died of what it was doing. */
export function isCrash(ending: string): boolean {
  return CRASH.test(ending);
}

/** Whether a program has passed on what the operating system says of a full disk. */
export function saysDiskFull(words: string): boolean {
  return /No space left on device|Disk quota exceeded/i.test(words);
}

/** What a tool says itself. What is indented is a file's metadata, such as a title that somebody has given it. */
function ownLines(stderr: string): string[] {
  return stderr.split('\n').filter((line) => /^\S/.test(line));
}

/** ffmpeg ends well where the disk was full for no more than the last bytes of a file, or for all of a small one. */
export function hadNoSpace(stderr: string): boolean {
  return ownLines(stderr).some(saysDiskFull);
}

/** What the last words of a tool that ended badly mean. */
export function failureOfTool(program: string, ending: string, stderr: string): MediaFailure {
  const lastWords = ownLines(stderr).slice(-3).join(' | ').slice(-400);
  const code = hadNoSpace(stderr) ? 'NO_SPACE' : 'RENDER_FAILED';
  const blamesFile = isCrash(ending) || (ending.startsWith('code ') && !NOT_STARTED.test(ending));
  return new MediaFailure(code, `${program} ended with ${ending}`, { toolWords: lastWords || undefined, blamesFile });
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

/**
 * A stranger's file that a tool gives up on or dies of is not what it says. Whatever else goes wrong is not its fault: a
 * full disk, a tool that was killed or can't be started, a machine too busy to be done in time.
 */
export function asUnreadable(error: unknown): MediaFailure {
  const failure = asMediaFailure(error);
  const { code, message, toolWords, blamesFile } = failure;
  return code !== 'NO_SPACE' && blamesFile
    ? new MediaFailure('INVALID_OUTPUT', message, { cause: error, toolWords })
    : failure;
}
