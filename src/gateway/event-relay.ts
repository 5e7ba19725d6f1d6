import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { type Redis } from 'ioredis';
import { type Namespace, type Socket } from 'socket.io';
import { Metrics } from '../common/metrics.js';
import { RedisClients } from '../common/redis.js';
import { EventBus } from '../events/event-bus.js';
import { type EventMessage } from '../events/event-map.js';
import { withLinks } from '../storage/media-links.js';
import { Storage } from '../storage/storage.js';
import { message } from './socket-message.js';

const PAGE = 500;
/** How often streams are looked up: what a worker publishes while it, and not we, has lost Redis reaches nobody. */
const LOOK_UP_MS = 1000;

/** A stream that somebody here listens to. Everything about it happens one after the other. */
interface Feed {
  streamId: string;
  /** The last number that was emitted here. */
  last: number;
  rooms: Set<string>;
  /** Subscriptions on their way: the feed stays though its last room may empty meanwhile (a page that is reloaded). */
  joining: number;
  queue: Promise<unknown>;
}

export interface Subscription {
  kind: 'project' | 'job';
  id: string;
  streamId: string;
  /** The last number the client has; undefined: from now on. */
  afterSeq: number | undefined;
}

export const roomOf = ({ kind, id }: Pick<Subscription, 'kind' | 'id'>) => `${kind}:${id}`;

/**
 * Brings events from the table and from Redis to this process's sockets: in order, once, without gaps. A message from
 * Redis is only a hint; whatever it skips is read from the table.
 */
@Injectable()
export class EventRelay implements OnModuleDestroy {
  private readonly logger = new Logger('EventRelay');
  private readonly feeds = new Map<string, Feed>();
  private namespace: Namespace | null = null;
  private subscriber: Redis | null = null;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly em: EntityManager,
    private readonly bus: EventBus,
    private readonly redis: RedisClients,
    private readonly storage: Storage,
    private readonly metrics: Metrics,
  ) {}

  attach(namespace: Namespace): void {
    this.namespace = namespace;
    namespace.adapter.on('delete-room', (room: string) => this.forget(room));
    const subscriber = this.redis.subscriber();
    this.subscriber = subscriber;
    subscriber.on('message', (_channel: string, text: string) => this.hear(JSON.parse(text) as EventMessage));
    subscriber.on('ready', () => this.catchUpAll());
    subscriber.subscribe(this.bus.channel).catch(() => undefined);
    this.timer = setInterval(() => {
      this.lookUp().catch((error: unknown) => this.logger.debug('Missed messages could not be looked up', error));
    }, LOOK_UP_MS);
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
    this.subscriber?.disconnect();
  }

  /** Joins a socket to a stream after giving it what it missed; returns the number it is now at. */
  async subscribe(socket: Socket, subscription: Subscription): Promise<number> {
    const feed = this.feedOf(subscription.streamId);
    feed.joining += 1;
    try {
      return await this.inTurn(feed, async () => {
        if (feed.last < 0) {
          feed.last = await this.bus.head(this.em.fork(), feed.streamId);
        }
        const seq = await this.replay(socket, subscription, feed.last);
        // A socket that left during the replay would never leave the room.
        if (socket.connected) {
          await socket.join(roomOf(subscription));
          feed.rooms.add(roomOf(subscription));
        }
        return seq;
      });
    } finally {
      feed.joining -= 1;
      this.dropUnused(feed);
    }
  }

  private async replay(socket: Socket, subscription: Subscription, head: number): Promise<number> {
    const { kind, id, streamId, afterSeq } = subscription;
    const em = this.em.fork();
    // Before the events are read: what it counts is there by then, unless it is not kept any more.
    const last = kind === 'project' || streamId === id ? head : await this.bus.head(em, id);
    if (afterSeq === undefined) {
      return last;
    }
    let at = afterSeq;
    for (;;) {
      const page =
        kind === 'project' ? await this.bus.read(em, streamId, at, PAGE) : await this.bus.readJob(em, id, at, PAGE);
      if (page.length === 0 && at < last) {
        return this.resync(socket, subscription, last);
      }
      const due = page.filter((event) => event.seq <= head);
      for (const event of due) {
        const number = kind === 'project' ? event.seq : event.job_seq;
        if (number !== at + 1) {
          return this.resync(socket, subscription, last);
        }
        socket.emit(event.type, withLinks(event, this.storage));
        at = number;
      }
      if (due.length < PAGE) {
        return at;
      }
    }
  }

  /** Some of what the client missed is not kept any more: it has to read everything anew, and goes on from here. */
  private resync(socket: Socket, { kind, id }: Subscription, last: number): number {
    const place = kind === 'project' ? { project_id: id, seq: last } : { job_id: id, job_seq: last };
    socket.emit('resync', { ...message('resync', {}), ...place });
    return last;
  }

  private hear(message: EventMessage): void {
    const feed = this.feeds.get(message.project_id ?? message.job_id ?? '');
    if (feed) {
      this.inTurn(feed, () => this.deliver(feed, message)).catch((error: unknown) =>
        this.logger.warn('A message could not be delivered', error),
      );
    }
  }

  private async deliver(feed: Feed, message: EventMessage): Promise<void> {
    if (feed.last >= 0 && message.seq === feed.last + 1) {
      this.emit(feed, message);
    } else if (feed.last >= 0 && message.seq > feed.last) {
      await this.catchUp(feed);
      // The table has nothing more of a project that was deleted; what is still heard of it is told as it is.
      if (feed.last < message.seq) {
        this.emit(feed, message);
      }
    }
  }

  private async catchUp(feed: Feed): Promise<void> {
    for (;;) {
      const page = await this.bus.read(this.em.fork(), feed.streamId, feed.last, PAGE);
      page.forEach((message) => this.emit(feed, message));
      if (page.length < PAGE) {
        return;
      }
    }
  }

  /** One question for all streams; those that have more are read. */
  private async lookUp(): Promise<void> {
    const behind = await this.bus.heads(this.em.fork(), [...this.feeds.keys()]);
    for (const [streamId, head] of behind) {
      const feed = this.feeds.get(streamId);
      if (feed && feed.last >= 0 && head > feed.last) {
        this.inTurn(feed, () => this.catchUp(feed)).catch(() => undefined);
      }
    }
  }

  private catchUpAll(): void {
    for (const feed of this.feeds.values()) {
      if (feed.last >= 0) {
        this.inTurn(feed, () => this.catchUp(feed)).catch(() => undefined);
      }
    }
  }

  /** One emit to both rooms: a socket in both gets it once. */
  private emit(feed: Feed, message: EventMessage): void {
    feed.last = message.seq;
    // The two clocks may be apart.
    this.metrics.wsLag.observe(Math.max(Date.now() - message.timestamp, 0) / 1000);
    const rooms = [
      ...(message.project_id ? [`project:${message.project_id}`] : []),
      ...(message.job_id ? [`job:${message.job_id}`] : []),
    ];
    this.namespace?.local.to(rooms).emit(message.type, withLinks(message, this.storage));
  }

  private feedOf(streamId: string): Feed {
    const fresh = { streamId, last: -1, rooms: new Set<string>(), joining: 0, queue: Promise.resolve() };
    const feed = this.feeds.get(streamId) ?? fresh;
    this.feeds.set(streamId, feed);
    return feed;
  }

  private inTurn<T>(feed: Feed, work: () => Promise<T>): Promise<T> {
    const result = feed.queue.then(work);
    feed.queue = result.catch(() => undefined);
    return result;
  }

  private forget(room: string): void {
    for (const feed of this.feeds.values()) {
      if (feed.rooms.delete(room)) {
        this.dropUnused(feed);
      }
    }
  }

  private dropUnused(feed: Feed): void {
    if (feed.rooms.size === 0 && feed.joining === 0) {
      this.feeds.delete(feed.streamId);
    }
  }
}
