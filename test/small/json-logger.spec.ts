import { jest } from '@jest/globals';
import { DriverException } from '@mikro-orm/core';
import { Logger } from '@nestjs/common';
import { JobError } from '../../src/common/errors.js';
import { flushLines } from '../../src/common/line-writer.js';
import { newLogger } from '../../src/common/json-logger.js';
import { keepingLines } from '../support/kept-lines.js';

const SECRET = 'hunter2';

/** The lines that `write` makes, parsed. */
function linesOf(level: string, write: () => void): any[] {
  const lines: string[] = [];
  const keep = keepingLines(lines);
  const spies = [process.stdout, process.stderr].map((stream) => jest.spyOn(stream, 'write').mockImplementation(keep));
  Logger.overrideLogger(newLogger(level));
  try {
    write();
    flushLines();
  } finally {
    Logger.overrideLogger(['error']);
    spies.forEach((spy) => spy.mockRestore());
  }
  return lines.map((line) => JSON.parse(line));
}

describe('the log', () => {
  const logger = new Logger('Toys');

  it('is one JSON object a line, whatever is in it', () => {
    const [line, ...more] = linesOf('info', () => logger.log('request', { status: 200, route: 'two\nlines' }));
    expect(more).toEqual([]);
    expect(line).toEqual({
      time: expect.stringMatching(/^\d{4}-.*Z$/),
      level: 'info',
      msg: 'request',
      context: 'Toys',
      status: 200,
      route: 'two\nlines',
    });
  });

  it('starts at its level, and tells how the framework starts to those who debug only', () => {
    const write = () => {
      logger.warn('one');
      logger.log('two');
      new Logger('RouterExplorer').log('Mapped {/toys, GET} route');
    };
    const told = (level: string) => linesOf(level, write).map(({ msg }) => msg);
    expect(told('silent')).toEqual([]);
    expect(told('warn')).toEqual(['one']);
    expect(told('info')).toEqual(['one', 'two']);
    expect(told('debug')).toEqual(['one', 'two', 'Mapped {/toys, GET} route']);
  });

  it.each([
    ['of the database', new DriverException(Object.assign(new Error(`values ('${SECRET}')`), { detail: SECRET }))],
    ['of a parser', new SyntaxError(`"${SECRET}" is not valid JSON`)],
    ['over many lines', new Error(`one\n    at ${SECRET}\nthree`)],
    ['with a cause', new JobError('INTERNAL_ERROR', { cause: new Error(SECRET) })],
  ])('shows where an error %s happened, and none of its foreign words', (_which, error) => {
    const lines = linesOf('debug', () => {
      logger.error('failed', error);
      logger.warn('failed', { id: 7 }, error);
      logger.error(error);
      logger.error('failed', error.stack);
    });
    expect(lines).toHaveLength(4);
    expect(JSON.stringify(lines)).not.toContain(SECRET);
    expect(lines.filter(({ level }) => level === 'warn')).toEqual([expect.objectContaining({ msg: 'failed', id: 7 })]);
    for (const { error: shown, stack } of lines) {
      expect(shown?.stack ?? stack).toMatch(/json-logger\.spec\.ts:\d+:\d+/);
    }
  });

  it('keeps the code, and the message where we or the system wrote it', () => {
    const full = Object.assign(new Error('ENOSPC: no space left on device, write'), {
      code: 'ENOSPC',
      syscall: 'write',
    });
    const [line] = linesOf('info', () => logger.error('failed', new JobError('NO_SPACE', { cause: full })));
    expect(line.error).toMatchObject({
      name: 'JobError',
      code: 'NO_SPACE',
      message: 'There is no space left for files',
      cause: { code: 'ENOSPC', message: full.message },
    });
  });
});
