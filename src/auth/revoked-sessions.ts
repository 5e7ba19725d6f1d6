import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { ACCESS_TOKEN_SEC, unauthenticated } from './access-tokens.js';

/** Often enough that, the statement's own time included, no process is more than a second behind. */
const EVERY_MS = 750;
/** No access token of a revoked session outlives this. */
const KEPT_SEC = ACCESS_TOKEN_SEC + 60;
/** A revocation may commit after one that began later was read: each reading looks back that much further. */
const OVERLAP_SEC = 30;

/**
 * The sessions whose access tokens are refused before they end. All that were revoked lately are held in memory and read
 * anew all the time, so that no request looks anything up. While the database is away, what is known still holds.
 */
@Injectable()
export class RevokedSessions implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger('RevokedSessions');
  /** By id, when it can be forgotten. */
  private readonly forgetAtMs = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;
  private reading: Promise<void> | null = null;
  private readAtMs = -Infinity;
  private isBlind = false;

  constructor(private readonly em: EntityManager) {}

  async onModuleInit(): Promise<void> {
    await this.read();
    this.timer = setInterval(() => void (this.reading ??= this.read()), EVERY_MS);
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.reading;
  }

  /** Refuses the tokens of a session; here at once, in the other processes with their next reading. */
  add(sessionIds: string[]): void {
    const forgetAtMs = performance.now() + KEPT_SEC * 1000;
    sessionIds.forEach((id) => this.forgetAtMs.set(id, forgetAtMs));
  }

  /** Throws UNAUTHENTICATED for a session that was revoked. */
  assertLive(sessionId: string): void {
    if (this.forgetAtMs.has(sessionId)) {
      throw unauthenticated();
    }
  }

  /** Learns what was revoked since the last reading. */
  async read(): Promise<void> {
    const nowMs = performance.now();
    const sinceSec = Math.min((nowMs - this.readAtMs) / 1000 + OVERLAP_SEC, KEPT_SEC);
    try {
      const rows = await this.em
        .fork()
        .execute<{ id: string }[]>('select id from sessions where revoked_at > now() - make_interval(secs => ?)', [
          sinceSec,
        ]);
      this.add(rows.map(({ id }) => id));
      this.readAtMs = nowMs;
      this.isBlind = false;
    } catch (error) {
      if (!this.isBlind) {
        this.logger.warn('What other processes revoke is not seen until the database is back', error);
      }
      this.isBlind = true;
    } finally {
      this.forget(nowMs);
      this.reading = null;
    }
  }

  private forget(nowMs: number): void {
    for (const [id, forgetAtMs] of this.forgetAtMs) {
      if (forgetAtMs < nowMs) {
        this.forgetAtMs.delete(id);
      }
    }
  }
}
