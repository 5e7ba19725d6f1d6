import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { type Namespace, type Socket } from 'socket.io';
import { Metrics } from '../common/metrics.js';
import { EVENT_PAGE, EventBus } from '../events/event-bus.js';
import { EventFeeds, type Feed, type Tap } from '../events/event-feeds.js';
import { type EventMessage } from '../events/event-map.js';
import { message } from '../events/notice.js';
import { withLinks } from '../storage/media-links.js';
import { Storage } from '../storage/storage.js';
import { Backlog } from './backlog.js';
import { roomOf, streamIn, type StreamPlace } from './stream-room.js';

export interface Subscription extends StreamPlace {
  streamId: string;
  /** The last number the client has; undefined: from now on. */
  afterSeq: number | undefined;
  /** Throws where it may not be read any more: a long replay takes its time. */
  assertReadable: () => Promise<unknown>;
}

/** A stream that sockets here listen to. */
interface Stream {
  id: string;
  feed: Promise<Feed>;
  tap: Tap;
  /** Its rooms, and the subscriptions on their way: a page that is reloaded leaves a room and comes back at once. */
  holders: number;
}

/** A room with somebody in it, and the number of the last event that it was told: of the project, or of the job. */
interface Room {
  stream: Stream;
  at: number;
}

/** How far a socket has come with what it missed. */
interface Replay {
  /** The rooms that it is to be in when it has caught up, the one it asks for first, and the last number it has of each. */
  rooms: Map<string, number>;
  /** Up to here in the stream it has been told all that is for these rooms, once the first has its history. */
  place: number;
}

/** Brings the events of streams to this process's sockets. A client that cannot follow loses its connection, not events. */
@Injectable()
export class EventRelay {
  private readonly streams = new Map<string, Stream>();
  private readonly rooms = new Map<string, Room>();
  private namespace: Namespace | null = null;

  constructor(
    private readonly em: EntityManager,
    private readonly bus: EventBus,
    private readonly feeds: EventFeeds,
    private readonly storage: Storage,
    private readonly metrics: Metrics,
    private readonly backlog: Backlog,
  ) {}

  attach(namespace: Namespace): void {
    this.namespace = namespace;
    namespace.adapter.on('delete-room', (room: string) => this.forget(room));
  }

  /** A socket that does not take what it is sent is not waited for. */
  watch(socket: Socket): void {
    this.backlog.watch(socket, () => this.cut(socket));
  }

  /** Joins a socket to a stream after giving it what it missed; returns the number it is now at. */
  async subscribe(socket: Socket, subscription: Subscription): Promise<number> {
    await this.backlog.drained(socket);
    const stream = this.streamOf(subscription.streamId);
    stream.holders += 1;
    try {
      const feed = await stream.feed;
      const replay = await feed.inTurn(() => this.joinIfNear(socket, subscription, { stream, place: feed.last }));
      return await (typeof replay === 'number' ? replay : this.joinFromAfar(socket, subscription, { stream, replay }));
    } finally {
      this.release(stream);
    }
  }

  /** Who missed little, as nearly all have, is told it while everybody else of the stream waits. */
  private async joinIfNear(
    socket: Socket,
    subscription: Subscription,
    { stream, place }: { stream: Stream; place: number },
  ): Promise<number | Replay> {
    const head = await this.headOf(subscription, place);
    const { afterSeq = head } = subscription;
    const own = roomOf(subscription);
    const replay = { rooms: new Map([[own, Math.min(afterSeq, head)]]), place };
    if (afterSeq > head) {
      // A number of another stream, or of a database that was put back: whatever the client has is not of here.
      resync(socket, own, head);
    }
    if (subscription.afterSeq === undefined || (await this.tellPage(socket, subscription, replay, head))) {
      return this.join(socket, stream, replay);
    }
    // It is told nothing newer of the stream before what it has missed, in whichever room.
    for (const [room, { stream: other, at }] of this.rooms) {
      if (other === stream && socket.rooms.has(room)) {
        replay.rooms.set(room, replay.rooms.get(room) ?? at);
        await socket.leave(room);
      }
    }
    return replay;
  }

  /** Who missed much is told it at its own pace, and then what has come meanwhile to all its rooms of the stream. */
  private async joinFromAfar(
    socket: Socket,
    subscription: Subscription,
    { stream, replay }: { stream: Stream; replay: Replay },
  ): Promise<number> {
    const feed = await stream.feed;
    try {
      const head = await this.headOf(subscription, replay.place);
      do {
        await this.backlog.drained(socket);
        await subscription.assertReadable();
      } while (!(await this.tellPage(socket, subscription, replay, head)));
      while (feed.last - replay.place > EVENT_PAGE) {
        await this.backlog.drained(socket);
        await subscription.assertReadable();
        await this.tellSince(socket, subscription, replay, feed.last);
      }
      await this.backlog.drained(socket);
      return await feed.inTurn(async () => {
        while (replay.place < feed.last) {
          await this.tellSince(socket, subscription, replay, feed.last);
        }
        return this.join(socket, stream, replay);
      });
    } catch (error) {
      this.cut(socket, replay.rooms);
      throw error;
    }
  }

  /** Tells a page of what was missed. True: that was all up to the place in the stream. */
  private async tellPage(
    socket: Socket,
    subscription: Subscription,
    { rooms, place }: Replay,
    head: number,
  ): Promise<boolean> {
    const { kind, id, streamId } = subscription;
    const room = roomOf(subscription);
    const at = rooms.get(room) ?? 0;
    const em = this.em.fork();
    const page =
      kind === 'project'
        ? await this.bus.read(em, streamId, at, EVENT_PAGE)
        : await this.bus.readJob(em, id, at, EVENT_PAGE);
    const due = page.filter((event) => event.seq <= place);
    const gap = due.findIndex((event, index) => numberIn(room, event) !== at + index + 1);
    const told = gap < 0 ? due : due.slice(0, gap);
    told.forEach((event) => this.tell(socket, event));
    rooms.set(room, at + told.length);
    if (gap < 0 && (page.length > 0 || at >= head)) {
      return due.length < EVENT_PAGE;
    }
    // Some of it is not kept any more.
    rooms.set(room, head);
    resync(socket, room, head);
    return true;
  }

  /** Tells a page of what has come meanwhile to the rooms that the socket is to be in, up to `last`. */
  private async tellSince(socket: Socket, { streamId }: Subscription, replay: Replay, last: number): Promise<void> {
    const page = await this.bus.read(this.em.fork(), streamId, replay.place, EVENT_PAGE);
    for (const event of page.filter(({ seq }) => seq <= last)) {
      const rooms = roomsOf(event).filter((room) => replay.rooms.has(room));
      rooms.forEach((room) => replay.rooms.set(room, numberIn(room, event)));
      if (rooms.length > 0) {
        this.tell(socket, event);
      }
    }
    // The page may go beyond: the feed has not told that yet.
    replay.place = page.length < EVENT_PAGE ? last : Math.min(page.at(-1)?.seq ?? last, last);
  }

  /** The last number of what is subscribed to, when the stream is at `place`. */
  private async headOf({ kind, id, streamId }: Subscription, place: number): Promise<number> {
    return kind === 'project' || streamId === id ? place : this.bus.jobHead(this.em.fork(), id, { streamId, place });
  }

  private async join(socket: Socket, stream: Stream, { rooms }: Replay): Promise<number> {
    for (const [room, at] of socket.conn.readyState === 'open' ? rooms : []) {
      await socket.join(room);
      // One that has left during the replay is in no room any more, and would never leave it.
      if (socket.rooms.has(room) && !this.rooms.has(room)) {
        this.rooms.set(room, { stream, at });
        stream.holders += 1;
      }
    }
    const [own = 0] = rooms.values();
    return own;
  }

  /** Tells a socket that it has to read everything anew, with the numbers that it has been told, and closes it. */
  private cut(socket: Socket, waiting: ReadonlyMap<string, number> = new Map()): void {
    const rooms = new Map(waiting);
    for (const room of socket.rooms) {
      const at = this.rooms.get(room)?.at;
      if (at !== undefined) {
        rooms.set(room, at);
        void socket.leave(room);
      }
    }
    rooms.forEach((at, room) => resync(socket, room, at));
    this.backlog.close(socket);
  }

  private tell(socket: Socket, event: EventMessage): void {
    socket.emit(event.type, withLinks(event, this.storage));
  }

  /** One emit to both rooms: a socket in both gets it once. */
  private tellRooms(event: EventMessage): void {
    const heard = roomsOf(event).filter((room) => this.rooms.has(room));
    if (heard.length === 0) {
      return;
    }
    // The two clocks may be apart.
    this.metrics.wsLag.observe(Math.max(Date.now() - event.timestamp, 0) / 1000);
    heard.forEach((name) => Object.assign(this.rooms.get(name) ?? {}, { at: numberIn(name, event) }));
    this.namespace?.local.to(heard).emit(event.type, withLinks(event, this.storage));
  }

  private streamOf(id: string): Stream {
    const known = this.streams.get(id);
    if (known) {
      return known;
    }
    const tap = (event: EventMessage) => this.tellRooms(event);
    const stream = { id, tap, feed: this.feeds.open(id, tap), holders: 0 };
    this.streams.set(id, stream);
    return stream;
  }

  private forget(name: string): void {
    const room = this.rooms.get(name);
    if (room) {
      this.rooms.delete(name);
      this.release(room.stream);
    }
  }

  private release(stream: Stream): void {
    stream.holders -= 1;
    if (stream.holders === 0) {
      this.streams.delete(stream.id);
      stream.feed.then(
        (feed) => this.feeds.close(feed, stream.tap),
        () => undefined,
      );
    }
  }
}

/** The rooms that an event is for. */
function roomsOf({ project_id, job_id }: EventMessage): string[] {
  return [...(project_id ? [`project:${project_id}`] : []), ...(job_id ? [`job:${job_id}`] : [])];
}

/** The number of an event as the room counts. */
function numberIn(room: string, { seq, job_seq }: EventMessage): number {
  return room.startsWith('project:') ? seq : (job_seq ?? 0);
}

/** The client has to read everything anew, and goes on from `at`. */
function resync(socket: Socket, room: string, at: number): void {
  const { kind, id } = streamIn(room) ?? {};
  const place = kind === 'project' ? { project_id: id, seq: at } : { job_id: id, job_seq: at };
  socket.emit('resync', { ...message('resync', {}), ...place });
}
