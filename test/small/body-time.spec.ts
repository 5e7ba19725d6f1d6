import { EventEmitter } from 'node:events';
import { jest } from '@jest/globals';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { limitBodyTime } from '../../src/common/body-time.js';

/** A request whose body does not come, as the hook sees it. */
function newRequest({
  takesFiles = false,
  headers = { 'content-length': '10' },
}: { takesFiles?: boolean; headers?: Record<string, string> } = {}) {
  const told: string[] = [];
  const raw = Object.assign(new EventEmitter(), {
    complete: false,
    destroy: () => told.push('destroyed'),
    unpipe: () => told.push('unpiped'),
    resume: () => told.push('resumed'),
  });
  const answer = Object.assign(new EventEmitter(), {
    headersSent: false,
    /** Of a socket on which nothing moves. */
    setTimeout: (milliseconds: number, act: () => void) => setTimeout(act, milliseconds),
  });
  const server = { server: { emit: (event: string, error: { code: string }) => told.push(`${event} ${error.code}`) } };
  const request = { raw, headers, server, routeOptions: { config: { takesFiles } } } as unknown as FastifyRequest;
  limitBodyTime(30_000)(request, { raw: answer } as unknown as FastifyReply, () => told.push('passed'));
  return { raw, answer, told };
}

describe('a body that does not come', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it.each([false, true])('is answered after 30 seconds (a file: %s)', (takesFiles) => {
    const { told } = newRequest({ takesFiles });
    jest.advanceTimersByTime(29_000);
    expect(told).toEqual(['passed']);
    jest.advanceTimersByTime(1000);
    expect(told).toEqual(['passed', 'clientError ERR_HTTP_REQUEST_TIMEOUT']);
  });

  it('is not waited for when it has come', () => {
    const { raw, told } = newRequest({ takesFiles: true });
    raw.complete = true;
    jest.advanceTimersByTime(60_000);
    expect(told).toEqual(['passed']);
  });

  it('is not expected where none is announced', () => {
    const { told } = newRequest({ headers: {} });
    jest.advanceTimersByTime(60_000);
    expect(told).toEqual(['passed']);
  });

  it('is let in for 10 seconds after an answer that did not wait for it', () => {
    const { answer, told } = newRequest();
    answer.headersSent = true;
    answer.emit('finish');
    expect(told).toEqual(['passed', 'unpiped', 'resumed']);
    jest.advanceTimersByTime(10_000);
    expect(told.slice(3)).toEqual(['destroyed']);
  });

  it('may still end in this time', () => {
    const { raw, answer, told } = newRequest();
    answer.emit('finish');
    raw.emit('close');
    jest.advanceTimersByTime(60_000);
    expect(told).not.toContain('destroyed');
  });
});
