import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { type Redis } from 'ioredis';
import { RedisClients } from '../common/redis.js';
import { inRounds } from '../common/rounds.js';
import { EVENT_PAGE, EventBus } from './event-bus.js';
import { type EventMessage } from './event-map.js';

/** How often streams are looked up: what a worker publishes while it, and not we, has lost Redis reaches nobody. */
const LOOK_UP_MS = 1000;

/** Is told every event of a stream, in order, once. */
export type Tap = (event: EventMessage) => void;

/** A stream that somebody in this process listens to. */
export class Feed {
  readonly taps = new Set<Tap>();
  /** The number of the last event that was told; negative: nothing is known of the stream yet. */
  last = -1;
  private queue: Promise<unknown> = Promise.resolve();

  constructor(readonly streamId: string) {}

  /** Everything about a stream happens one after the other: nothing is told of it while the work goes on. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.queue.then(work);
    this.queue = result.catch(() => undefined);
    return result;
  }

  tell(event: EventMessage): void {
    this.last = event.seq;
    this.taps.forEach((tap) => tap(event));
  }
}

/**
 * Brings events from the table and from Redis to those who listen in this process: in order, once, without gaps. A message
 * from Redis is only a hint; whatever it skips is read from the table.
 */
@Injectable()
export class EventFeeds implements OnModuleDestroy {
  private readonly logger = new Logger('EventFeeds');
  private readonly feeds = new Map<string, Feed>();
  private subscriber: Redis | null = null;
  private endRounds: (() => Promise<void>) | undefined;

  constructor(
    private readonly em: EntityManager,
    private readonly bus: EventBus,
    private readonly redis: RedisClients,
  ) {}

  /** Tells the tap what happens in a stream from now on, which is after the feed's `last`, until it is closed. */
  async open(streamId: string, tap: Tap): Promise<Feed> {
    this.listen();
    const feed = this.feeds.get(streamId) ?? new Feed(streamId);
    this.feeds.set(streamId, feed);
    feed.taps.add(tap);
    try {
      await feed.inTurn(async () => {
        feed.last = feed.last < 0 ? await this.bus.head(this.em.fork(), streamId) : feed.last;
      });
      return feed;
    } catch (error) {
      this.close(feed, tap);
      throw error;
    }
  }

  close(feed: Feed, tap: Tap): void {
    feed.taps.delete(tap);
    if (feed.taps.size === 0 && this.feeds.get(feed.streamId) === feed) {
      this.feeds.delete(feed.streamId);
    }
  }

  onModuleDestroy(): void {
    void this.endRounds?.();
    this.subscriber?.disconnect();
  }

  /** From the first listener on: a worker has none. */
  private listen(): void {
    if (this.subscriber) {
      return;
    }
    this.subscriber = this.redis.subscriber();
    this.subscriber.on('message', (_channel: string, text: string) => this.hear(text));
    this.subscriber.on('ready', () => this.catchUpAll());
    this.subscriber.subscribe(this.bus.channel).catch(() => undefined);
    this.endRounds = inRounds(
      LOOK_UP_MS,
      () => this.lookUp(),
      (error) => this.logger.debug('Missed messages could not be looked up', error),
    );
  }

  private hear(text: string): void {
    try {
      const message = JSON.parse(text) as EventMessage;
      const feed = this.feeds.get(message.project_id ?? message.job_id ?? '');
      feed
        ?.inTurn(() => this.deliver(feed, message))
        .catch((error: unknown) => this.logger.warn('A message could not be delivered', error));
    } catch (error) {
      // Anybody on this Redis can say anything; the table has what is true.
      this.logger.warn('A message was none of ours', error);
    }
  }

  private async deliver(feed: Feed, message: EventMessage): Promise<void> {
    if (feed.last < 0 || message.seq <= feed.last) {
      return;
    }
    if (message.seq > feed.last + 1) {
      await this.catchUp(feed);
    }
    // The table has nothing more of a project that was deleted; what is still heard of it is told as it is.
    if (message.seq > feed.last) {
      feed.tell(message);
    }
  }

  private async catchUp(feed: Feed): Promise<void> {
    for (;;) {
      const page = await this.bus.read(this.em.fork(), feed.streamId, feed.last, EVENT_PAGE);
      page.forEach((message) => feed.tell(message));
      if (page.length < EVENT_PAGE) {
        return;
      }
    }
  }

  /** One question for all streams; those that have more are read. */
  private async lookUp(): Promise<void> {
    const heads = await this.bus.heads(this.em.fork(), [...this.feeds.keys()]);
    for (const [streamId, head] of heads) {
      const feed = this.feeds.get(streamId);
      if (feed && head > feed.last) {
        this.catchUpInTurn(feed);
      }
    }
  }

  private catchUpAll(): void {
    this.feeds.forEach((feed) => this.catchUpInTurn(feed));
  }

  private catchUpInTurn(feed: Feed): void {
    feed.inTurn(async () => (feed.last < 0 ? undefined : this.catchUp(feed))).catch(() => undefined);
  }
}
