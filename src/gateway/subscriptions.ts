import { Injectable } from '@nestjs/common';
import { type Socket } from 'socket.io';
import { AppError } from '../common/errors.js';
import { idOf } from '../common/owned.js';
import { JobsService } from '../jobs/jobs.service.js';
import { ProjectsService } from '../projects/projects.service.js';
import { type SubscribeDto, type UnsubscribeDto } from './command.dto.js';
import { EventRelay, type Subscription } from './event-relay.js';
import { roomOf } from './stream-room.js';
import { streamIn } from './stream-room.js';

/** Of one socket. */
const MOST_SUBSCRIPTIONS = 500;

/** Lets a socket hear the streams that its user may read. */
@Injectable()
export class Subscriptions {
  constructor(
    private readonly jobs: JobsService,
    private readonly projects: ProjectsService,
    private readonly relay: EventRelay,
  ) {}

  /** All that is asked for, or nothing. */
  async subscribe(
    socket: Socket,
    userId: string,
    { projects = [], jobs = [] }: SubscribeDto,
  ): Promise<{ data: object }> {
    const wanted: Subscription[] = await Promise.all([
      ...projects.map(async ({ id: given, after_seq }) => {
        const id = idOf('PROJECT', given);
        await this.projects.assertReadable(userId, id);
        return { kind: 'project' as const, id, streamId: id, afterSeq: after_seq };
      }),
      ...jobs.map(async ({ id: given, after_seq }) => {
        const id = idOf('JOB', given);
        const { streamId } = await this.jobs.streamOf(userId, id);
        return { kind: 'job' as const, id, streamId, afterSeq: after_seq };
      }),
    ]);
    assertFew(socket, wanted);
    const subscribed: { id: string; seq: number }[] = [];
    for (const subscription of wanted) {
      subscribed.push({ id: subscription.id, seq: await this.relay.subscribe(socket, subscription) });
    }
    return { data: { subscribed } };
  }

  async unsubscribe(socket: Socket, { projects = [], jobs = [] }: UnsubscribeDto): Promise<object> {
    for (const room of [
      ...projects.map((id) => roomOf({ kind: 'project', id: id.toLowerCase() })),
      ...jobs.map((id) => roomOf({ kind: 'job', id: id.toLowerCase() })),
    ]) {
      await socket.leave(room);
    }
    return {};
  }
}

function assertFew(socket: Socket, wanted: Subscription[]): void {
  const held = [...socket.rooms].filter((room) => streamIn(room));
  if (new Set([...held, ...wanted.map(roomOf)]).size > MOST_SUBSCRIPTIONS) {
    throw new AppError('INVALID_PARAMS.subscriptions', { limit: MOST_SUBSCRIPTIONS });
  }
}
