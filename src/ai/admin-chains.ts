import { EntityManager } from '@mikro-orm/postgresql';
import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnModuleInit,
} from '@nestjs/common';
import { inRounds } from '../common/rounds.js';
import { inTransaction } from '../common/transaction.js';
import { type Capability } from './ports.js';

/** How soon the other processes know of a new chain. */
const REREAD_MS = 1000;

export type Chains = Partial<Record<Capability, string[]>>;

/** The chains that an administrator has chosen. Every process rereads them, and without a database keeps the last known. */
@Injectable()
export class AdminChains implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('AdminChains');
  private chains: Chains = {};
  private reads = 0;
  private newest = 0;
  private isAway = false;
  private endRounds: (() => Promise<void>) | undefined;

  constructor(private readonly em: EntityManager) {}

  /** Before any work begins. */
  async onModuleInit(): Promise<void> {
    await this.reread();
  }

  onApplicationBootstrap(): void {
    this.endRounds = inRounds(
      REREAD_MS,
      () => this.reread(),
      (error) => this.complain(error),
    );
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.endRounds?.();
  }

  /** Null: nobody has chosen any. */
  of(capability: Capability): string[] | null {
    return this.chains[capability] ?? null;
  }

  /** Null takes a chain back. This process knows of it at once. */
  async change(changes: Partial<Record<Capability, string[] | null>>, adminId: string): Promise<void> {
    const all = Object.entries(changes).filter(([, providers]) => providers !== undefined);
    await inTransaction(this.em, async (em) => {
      // In one order, so that two administrators do not wait for each other.
      for (const [capability, providers] of all.sort(([one], [other]) => (one < other ? -1 : 1))) {
        await (providers === null
          ? em.execute('delete from provider_chains where capability = ?', [capability])
          : em.execute(
              `insert into provider_chains (capability, providers, updated_by, updated_at)
               values (?, ?::jsonb, ?, now())
               on conflict (capability) do update set providers = excluded.providers,
                 updated_by = excluded.updated_by, updated_at = excluded.updated_at`,
              [capability, JSON.stringify(providers), adminId],
            ));
      }
    });
    await this.reread();
  }

  /** An answer that was overtaken by a newer one says nothing. */
  private async reread(): Promise<void> {
    const read = ++this.reads;
    const rows = await this.em
      .fork()
      .execute<{ capability: Capability; providers: string[] }[]>('select capability, providers from provider_chains');
    if (read > this.newest) {
      this.newest = read;
      this.chains = Object.fromEntries(rows.map(({ capability, providers }) => [capability, providers]));
    }
    this.isAway = false;
  }

  /** Once per outage, not once per round. */
  private complain(error: unknown): void {
    if (!this.isAway) {
      this.isAway = true;
      this.logger.warn('The chains of providers could not be read; the last known ones hold', error);
    }
  }
}
