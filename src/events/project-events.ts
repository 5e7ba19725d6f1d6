import { type EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { withinPatience } from '../common/patience.js';
import { afterCommit } from '../common/transaction.js';
import { EventBus, type NewEvent } from './event-bus.js';

/** Tells what users change by hand. */
@Injectable()
export class ProjectEvents {
  constructor(private readonly bus: EventBus) {}

  /** Writes events in the caller's `inTransaction`, as the last thing there; they are sent after its commit. */
  async tell(em: EntityManager, projectId: string, events: NewEvent[]): Promise<void> {
    const messages = await this.bus.append(em, { projectId, jobId: null }, events);
    afterCommit(() => withinPatience(this.bus.publish(messages)));
  }
}

/** An event whose data fit its name. */
export function eventOf<Name extends NewEvent['type']>(type: Name, data: NewEvent<Name>['data']): NewEvent<Name> {
  return { type, data };
}
