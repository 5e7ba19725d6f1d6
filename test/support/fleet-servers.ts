import { chmod, mkdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { EmbeddedState, type ServerName } from '../../src/embedded/embedded-state.js';
import { type Services, startEmbedded } from '../../src/embedded/embedded-services.js';
import { isAlive, type ProcessIdentity, pidOf, signal } from '../../src/embedded/process-identity.js';
import { until } from './until.js';

/** PostgreSQL and Redis of one fleet: they may be killed, frozen and started again, nobody else uses them. */
export class FleetServers {
  private readonly used: Services[] = [];

  private constructor(
    private readonly directory: string,
    private readonly state: EmbeddedState,
  ) {}

  static async start(directory: string): Promise<FleetServers> {
    await mkdir(directory, { recursive: true });
    // PostgreSQL may run as a user of its own.
    await chmod(directory, 0o755);
    const state = new EmbeddedState(join(await realpath(directory), 'embedded'));
    const servers = new FleetServers(directory, state);
    await servers.up();
    return servers;
  }

  get databaseUrl(): string {
    return this.used[0]?.databaseUrl ?? '';
  }

  get redisUrl(): string {
    return this.used[0]?.redisUrl ?? '';
  }

  /** Starts what is down, at its old address. */
  async up(): Promise<void> {
    const services = await startEmbedded({
      dataDir: this.directory,
      database: { url: null, poolMax: 2 },
      redis: { url: null },
    });
    const [first] = this.used;
    this.used.push(services);
    if (first && (first.databaseUrl !== services.databaseUrl || first.redisUrl !== services.redisUrl)) {
      throw new Error('A server came back at another address: its port was taken meanwhile');
    }
  }

  /** Ends a server; for PostgreSQL, SIGQUIT is a crash and SIGINT cuts all sessions off in order. */
  async end(name: ServerName, how: NodeJS.Signals): Promise<void> {
    const identity = this.identityOf(name);
    signal(pidOf(identity), how);
    await until(`${name} is down`, () => !isAlive(identity), { timeoutMs: 30_000 });
  }

  /** A server that neither answers nor closes its connections, until it is thawed. */
  freezeRedis(): void {
    signal(pidOf(this.identityOf('redis')), 'SIGSTOP');
  }

  /** Whatever is frozen goes on. */
  thaw(): void {
    for (const [, identity] of this.state.processes()) {
      signal(pidOf(identity), 'SIGCONT');
    }
  }

  /** Everything that Redis knows is gone. */
  async flushRedis(): Promise<void> {
    const redis = new Redis(this.redisUrl, { maxRetriesPerRequest: 1, commandTimeout: 3000 });
    redis.on('error', () => undefined);
    try {
      await redis.flushall();
    } finally {
      redis.disconnect();
    }
  }

  async stop(): Promise<void> {
    this.thaw();
    for (const services of this.used) {
      await services.stop();
    }
  }

  private identityOf(name: ServerName): ProcessIdentity {
    const found = this.state.processes().find(([each]) => each === name);
    if (!found) {
      throw new Error(`${name} does not run`);
    }
    return found[1];
  }
}
