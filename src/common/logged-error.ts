import { types } from 'node:util';
import { DriverException } from '@mikro-orm/core';
import { AppError, JobError } from './errors.js';

/** An error as the log shows it. */
export interface LoggedError {
  name: string;
  code?: string;
  /** The constraint of the database that refused. */
  constraint?: string;
  message?: string;
  stack?: string;
  cause?: LoggedError;
}

const WORD = /^[\w.-]{1,63}$/;
const FRAME = /^\s+at \S.*:\d+:\d+\)?$/;
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
    stack: framesOf(error.stack),
    cause: types.isNativeError(cause) && depth < MAX_CAUSES ? loggedError(cause, depth + 1) : undefined,
  };
}

/** The lines of a stack that name places in the code; the message before them is left out. */
export function framesOf(stack: unknown): string | undefined {
  if (typeof stack !== 'string') {
    return undefined;
  }
  const frames = stack.split('\n').filter((line) => FRAME.test(line));
  return frames.length > 0 ? frames.map((line) => line.trim()).join('\n') : undefined;
}

function isSafe(error: Error): boolean {
  return (
    error instanceof AppError ||
    error instanceof JobError ||
    (wordOf(error, 'syscall') !== undefined && !(error instanceof DriverException))
  );
}

function wordOf(error: Error, key: string): string | undefined {
  const value = (error as unknown as Record<string, unknown>)[key];
  return typeof value === 'string' && WORD.test(value) ? value : undefined;
}
