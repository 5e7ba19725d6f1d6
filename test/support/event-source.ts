import { once } from 'node:events';
import { MikroORM } from '@mikro-orm/postgresql';
import { type Config } from '../../src/common/config.js';
import { RedisClients } from '../../src/common/redis.js';
import { newId } from '../../src/common/uuid.js';
import { EventBus } from '../../src/events/event-bus.js';
import { eventOf } from '../../src/events/project-events.js';
import { ormOptions } from '../../src/orm.config.js';
import { type FleetServers } from './fleet-servers.js';

/** Writes and tells events as a fleet's processes do, without the work that they tell of: many in a short time. */
export class EventSource {
  private readonly bus: EventBus;
  private version = 0;

  private constructor(
    private readonly orm: MikroORM,
    private readonly redis: RedisClients,
  ) {
    this.bus = new EventBus(redis);
  }

  static async open({ databaseUrl, redisUrl }: FleetServers): Promise<EventSource> {
    const redis = new RedisClients({ redis: { url: redisUrl } } as Config);
    await once(redis.commands, 'ready');
    return new EventSource(await MikroORM.init(ormOptions(databaseUrl, 2)), redis);
  }

  /** A transaction with some changes of a shot in it. */
  async tell(projectId: string, count: number): Promise<void> {
    const events = Array.from({ length: count }, () => {
      const updates = { description: '雨夜的天台' };
      return eventOf('shot.updated', { shot_id: newId(), updates, version: ++this.version, by: null });
    });
    const messages = await this.orm.em
      .fork()
      .transactional((em) => this.bus.append(em, { projectId, jobId: null }, events));
    await this.bus.publish(messages);
  }

  async close(): Promise<void> {
    await this.redis.onApplicationShutdown();
    await this.orm.close(true);
  }
}
