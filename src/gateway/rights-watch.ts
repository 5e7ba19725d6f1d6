import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { type Namespace, type Socket } from 'socket.io';
import { AppError } from '../common/errors.js';
import { type Claim, falseClaims } from '../common/owned.js';
import { inRounds } from '../common/rounds.js';
import { notify, readerIn, sessionOf } from './socket-session.js';
import { roomOf, streamIn } from './stream-room.js';

/** Often enough that, the question's own time included, nobody hears for five seconds what is not theirs any more. */
const EVERY_MS = 3000;

const KINDS = {
  project: { table: 'projects', refusal: (id: string) => new AppError('PROJECT_NOT_FOUND', { project_id: id }) },
  job: { table: 'jobs', refusal: (id: string) => new AppError('JOB_NOT_FOUND', { job_id: id }) },
} as const;

/**
 * Ends subscriptions with the right to read: asks again for all of them, two questions a round, whatever their number.
 * It also finds who lost the right between the check of a subscription and its beginning.
 */
@Injectable()
export class RightsWatch implements OnModuleDestroy {
  private readonly logger = new Logger('RightsWatch');
  private namespace: Namespace | null = null;
  private endRounds: (() => Promise<void>) | undefined;

  constructor(private readonly em: EntityManager) {}

  attach(namespace: Namespace): void {
    this.namespace = namespace;
    this.endRounds = inRounds(
      EVERY_MS,
      () => this.look(),
      (error) => this.logger.debug('Rights could not be looked up', error),
    );
  }

  onModuleDestroy(): void {
    void this.endRounds?.();
  }

  private async look(): Promise<void> {
    for (const kind of ['project', 'job'] as const) {
      for (const { readerId, id } of await falseClaims(this.em.fork(), KINDS[kind].table, this.claimsOf(kind))) {
        const room = roomOf({ kind, id });
        for (const socket of this.socketsIn(room)) {
          if (readerIn(kind, sessionOf(socket)) === readerId) {
            void socket.leave(room);
            notify(socket, KINDS[kind].refusal(id));
          }
        }
      }
    }
  }

  /** Each reader's once, whatever the number of sockets. */
  private claimsOf(kind: 'project' | 'job'): Claim[] {
    const claims = new Map<string, Claim>();
    for (const room of this.namespace?.adapter.rooms.keys() ?? []) {
      const stream = streamIn(room);
      if (stream?.kind === kind) {
        for (const socket of this.socketsIn(room)) {
          const claim = { readerId: readerIn(kind, sessionOf(socket)), id: stream.id };
          claims.set(`${claim.readerId} ${claim.id}`, claim);
        }
      }
    }
    return [...claims.values()];
  }

  private socketsIn(room: string): Socket[] {
    const ids = [...(this.namespace?.adapter.rooms.get(room) ?? [])];
    return ids.flatMap((id) => this.namespace?.sockets.get(id) ?? []);
  }
}
