import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Redis, type RedisOptions } from 'ioredis';
import { CONFIG, type Config } from './config.js';

/** Before every name of ours; the braces keep the keys of a queue on one node of a cluster. */
export const REDIS_PREFIX = '{jumu}';

/** A Redis URL as options, for a library that makes its connections itself (and then closes them, too). */
export function redisAddress(url: string): RedisOptions {
  const { protocol, hostname, port, username, password, pathname } = new URL(url);
  return {
    host: hostname,
    port: Number(port || 6379),
    username: decodeURIComponent(username) || undefined,
    password: decodeURIComponent(password) || undefined,
    db: Number(pathname.slice(1) || 0),
    ...(protocol === 'rediss:' ? { tls: {} } : {}),
  };
}

/** Redis as this system uses it: a dispatcher that may be away. Commands fail at once instead of waiting for it. */
@Injectable()
export class RedisClients implements OnApplicationShutdown {
  readonly commands: Redis;
  /** How long those wait for an answer who can do without it, in ms. Tests of what Redis counts wait longer. */
  patienceMs = 100;
  private readonly logger = new Logger('Redis');
  private readonly clients: Redis[] = [];
  private complaining = false;

  constructor(@Inject(CONFIG) private readonly config: Config) {
    this.commands = this.connect({
      // The limits ask for every request: those of one turn go out in one write.
      enableAutoPipelining: true,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 1,
      commandTimeout: 2000,
    });
  }

  /** A connection that listens; it comes back by itself after Redis was away. */
  subscriber(): Redis {
    return this.connect({ maxRetriesPerRequest: null });
  }

  /** For a library that waits for no answer: what fails is lost, as if nobody had heard it, and ends no process. */
  unheeded(): { publisher: Redis; subscriber: Redis } {
    const publisher = this.connect({ enableOfflineQueue: false, maxRetriesPerRequest: 1, commandTimeout: 2000 });
    const subscriber = this.subscriber();
    for (const client of [publisher, subscriber]) {
      const send = client.sendCommand.bind(client);
      client.sendCommand = (command, stream) => {
        const answer = send(command, stream);
        (answer as Promise<unknown>).catch(() => undefined);
        return answer;
      };
    }
    return { publisher, subscriber };
  }

  async onApplicationShutdown(): Promise<void> {
    for (const client of this.clients) {
      client.disconnect();
    }
  }

  private connect(options: RedisOptions): Redis {
    const client = new Redis(this.config.redis.url ?? '', {
      connectTimeout: 2000,
      retryStrategy: (times) => Math.min(times * 100, 2000),
      ...options,
    });
    client.on('error', (error: Error) => this.complain(error));
    client.on('ready', () => (this.complaining = false));
    this.clients.push(client);
    return client;
  }

  /** Once per outage, not once per retry. */
  private complain(error: Error): void {
    if (!this.complaining) {
      this.complaining = true;
      this.logger.warn(`Redis is away: ${error.message || 'connection refused'}`);
    }
  }
}
