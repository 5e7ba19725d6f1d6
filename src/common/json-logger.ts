import { ConsoleLogger, type LogLevel } from '@nestjs/common';
import { writeLine } from './line-writer.js';
import { loggedError } from './logged-error.js';
import { framesOf } from './stack-frames.js';
import { currentTraceId } from './tracing.js';

const LEVELS = ['fatal', 'error', 'warn', 'log', 'debug'] as const satisfies LogLevel[];

/** The framework telling how it starts: a hundred lines that nobody reads on a good day. */
const START_CONTEXTS = [
  'InstanceLoader',
  'NestApplication',
  'NestFactory',
  'RouterExplorer',
  'RoutesResolver',
  'WebSocketsController',
];

/** The log: one JSON object a line, `{time, level, msg, context, …}`, with the trace it belongs to. Errors are shown as `loggedError` has them. */
export class JsonLogger extends ConsoleLogger {
  constructor(levels: LogLevel[]) {
    super({ json: true, logLevels: levels });
  }

  override log(message: unknown, ...rest: unknown[]): void {
    if (START_CONTEXTS.includes(String(rest.at(-1)))) {
      this.debug(message, ...rest);
    } else {
      super.log(message, ...rest);
    }
  }

  protected override printAsJson(message: unknown, options: Parameters<ConsoleLogger['printAsJson']>[1]): void {
    const { context, logLevel, writeStreamType = 'stdout', params, error, errorStack } = options;
    const line = {
      time: new Date().toISOString(),
      level: logLevel === 'log' ? 'info' : logLevel,
      // What is logged is the error alone: Nest makes its message the line's.
      msg: error !== undefined && message === error.message ? error.name : message,
      context: context || undefined,
      trace_id: currentTraceId(),
      ...params,
      error: error && loggedError(error),
      stack: framesOf(errorStack),
    };
    writeLine(writeStreamType, this.stringifyJsonLogObject(line));
  }
}

/** The log from a level of `LOG_LEVEL` upwards; false: none at all. */
export function newLogger(level: string): JsonLogger | false {
  const index = LEVELS.findIndex((each) => each === (level === 'info' ? 'log' : level));
  return index < 0 ? false : new JsonLogger(LEVELS.slice(0, index + 1));
}
