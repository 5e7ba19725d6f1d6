import { types } from 'node:util';
import { DriverException } from '@mikro-orm/core';
import { AppError, JobError } from './errors.js';
import { framesOf } from './stack-frames.js';

/** An error as the log shows it. */
export interface LoggedError {
  name: string;
  code?: string;
  /** The constraint of the database that refused. */
  constraint?: string;
  message?: string;
  /** What a tool such as ffmpeg has said: it knows files of ours, and no text of anybody. */
  words?: string;
  stack?: string;
  cause?: LoggedError;
}

const WORD = /^[\w.-]{1,63}$/;
const MAX_CAUSES = 5;

/**
 * What the log may know of an error: its name, its code and where it happened. Its message only where we wrote it, or
 * the operating system: any other may quote what failed, such as SQL with its parameters, a prompt or a key.
 */
export function loggedError(error: Error, depth = 0): LoggedError {
  const { cause } = error;
  return {
    name: error.name,
    code: wordOf(error, 'code'),
    constraint: wordOf(error, 'constraint'),
    message: isSafe(error) ? error.message : undefined,
    words: toolWordsOf(error),
    stack: framesOf(error.stack),
    cause: types.isNativeError(cause) && depth < MAX_CAUSES ? loggedError(cause, depth + 1) : undefined,
  };
}

function isSafe(error: Error): boolean {
  return (
    error instanceof AppError ||
    error instanceof JobError ||
    (wordOf(error, 'syscall') !== undefined && !(error instanceof DriverException))
  );
}

function toolWordsOf(error: Error): string | undefined {
  const { toolWords } = error as Error & { toolWords?: unknown };
  return typeof toolWords === 'string' ? toolWords : undefined;
}

function wordOf(error: Error, key: string): string | undefined {
  const value = (error as unknown as Record<string, unknown>)[key];
  return typeof value === 'string' && WORD.test(value) ? value : undefined;
}
