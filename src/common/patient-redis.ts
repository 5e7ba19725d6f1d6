import { Logger } from '@nestjs/common';
import { type RedisClients } from './redis.js';

/** How long a Redis that did not answer is left alone. */
const REST_MS = 5000;

/** Asks Redis, and waits for its answer for a moment only: while it is away, or silent, what holds without it is taken. */
export class PatientRedis {
  private readonly logger: Logger;
  private restUntil = 0;

  /** `whose` and `without` are for the log: who asks, and what is done meanwhile. */
  constructor(
    private readonly redis: RedisClients,
    whose: string,
    private readonly without: string,
  ) {
    this.logger = new Logger(whose);
  }

  async ask<T>(question: () => Promise<T>, otherwise: () => T | Promise<T>): Promise<T> {
    const now = performance.now();
    if (this.redis.commands.status !== 'ready' || now < this.restUntil) {
      return otherwise();
    }
    if (this.restUntil > 0) {
      // One asks whether it is back; nobody waits for the answer with it.
      this.restUntil = now + REST_MS;
    }
    try {
      const answer = await inTime(question(), this.redis.patienceMs);
      this.restUntil = 0;
      return answer;
    } catch (error) {
      if (this.restUntil === 0) {
        this.logger.warn(`Redis does not answer: ${this.without}`, error);
      }
      this.restUntil = performance.now() + REST_MS;
      return otherwise();
    }
  }
}

function inTime<T>(work: Promise<T>, patienceMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      // Where this process was busy itself, the answer may be there already: it is read before an immediate runs.
      setImmediate(() => reject(new Error(`no answer in ${patienceMs} ms`)));
    }, patienceMs);
    void work.finally(() => clearTimeout(timer)).then(resolve, reject);
  });
}
