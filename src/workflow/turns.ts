import { AsyncResource } from 'node:async_hooks';
import { Injectable } from '@nestjs/common';
import { bulkhead } from 'cockatiel';
import { withinPatience } from '../common/patience.js';

/** More of them are not quicker: one core is busy with this process, another with PostgreSQL. */
const AT_A_TIME = 2;

/**
 * Keeps what steps write from crowding out a process's requests: dozens of steps may end at the same moment, and whoever
 * comes next would find the event loop and every connection taken. A write that takes long, because another process has
 * locked its job or Redis hangs, lets others begin.
 */
@Injectable()
export class Turns {
  private readonly bulkhead = bulkhead(AT_A_TIME, Infinity);

  take<T>(write: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      // Begun in its own trace, not in that of the write which made room for it.
      const begin = AsyncResource.bind(() => write().then(resolve, reject));
      void this.bulkhead.execute(() => withinPatience(begin()));
    });
  }
}
