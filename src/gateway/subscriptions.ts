import { Injectable } from '@nestjs/common';
import { type Socket } from 'socket.io';
import { AppError } from '../common/errors.js';
import { found, idOf } from '../common/owned.js';
import { JobsService } from '../jobs/jobs.service.js';
import { ProjectsService } from '../projects/projects.service.js';
import { type SubscribeDto, type UnsubscribeDto } from './command.dto.js';
import { EventRelay, type Subscription } from './event-relay.js';
import { readerIn, sessionOf } from './socket-session.js';
import { roomOf, streamIn } from './stream-room.js';

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
  async subscribe(socket: Socket, asked: SubscribeDto): Promise<{ data: object }> {
    const wanted = await this.readable(socket, asked);
    assertFew(socket, wanted);
    const held = new Set(socket.rooms);
    const subscribed: { id: string; seq: number }[] = [];
    try {
      for (const subscription of wanted) {
        subscribed.push({ id: subscription.id, seq: await this.relay.subscribe(socket, subscription) });
      }
    } catch (error) {
      for (const room of wanted.map(roomOf).filter((each) => !held.has(each))) {
        await socket.leave(room);
      }
      throw error;
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

  /** What is asked for, if the socket's user may read all of it. */
  private async readable(socket: Socket, { projects = [], jobs = [] }: SubscribeDto): Promise<Subscription[]> {
    const session = sessionOf(socket);
    const ofProjects = projects.map(({ id: given, after_seq: afterSeq }) => {
      const id = idOf('PROJECT', given);
      const assertReadable = () => this.projects.assertReadable(session.userId, [id]);
      return { kind: 'project' as const, id, streamId: id, afterSeq, assertReadable };
    });
    const ofJobs = jobs.map(({ id: given, after_seq: afterSeq }) => {
      const id = idOf('JOB', given);
      return { id, afterSeq, assertReadable: () => this.jobs.streamOf(readerIn('job', session), id) };
    });
    const idsOf = (list: { id: string }[]) => list.map(({ id }) => id);
    await this.projects.assertReadable(session.userId, idsOf(ofProjects));
    const streams = await this.jobs.streamsOf(readerIn('job', session), idsOf(ofJobs));
    return [
      ...ofProjects,
      ...ofJobs.map((job) => ({ ...job, kind: 'job' as const, streamId: found('JOB', streams.get(job.id)) })),
    ];
  }
}

function assertFew(socket: Socket, wanted: Subscription[]): void {
  const held = [...socket.rooms].filter((room) => streamIn(room));
  if (new Set([...held, ...wanted.map(roomOf)]).size > MOST_SUBSCRIPTIONS) {
    throw new AppError('INVALID_PARAMS.subscriptions', { limit: MOST_SUBSCRIPTIONS });
  }
}
