import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';

/** SQL: 32 random bytes. PostgreSQL makes them, so that the secret is part of no statement that a log could show. */
const FRESH = `'whsec_' || encode(sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())), 'base64')`;

/** The secrets that webhooks are signed with: one per user, made when it is needed first. */
@Injectable()
export class WebhookSecrets {
  constructor(private readonly em: EntityManager) {}

  async current(userId: string): Promise<string> {
    return (await this.valid(userId))[0];
  }

  /** All that sign now, the newest first. */
  async valid(userId: string): Promise<[string, ...string[]]> {
    const [row] = await this.em.fork().execute<{ secret: string; previous: string | null }[]>(
      `select secret, case when previous_until > now() then previous end as previous
       from webhook_secrets where user_id = ?`,
      [userId],
    );
    if (!row) {
      return [await this.write(this.em.fork(), userId, 'user_id = excluded.user_id')];
    }
    return row.previous === null ? [row.secret] : [row.secret, row.previous];
  }

  /** A new one. Until the rotation is over, webhooks carry the signatures of both; one that is older signs no more. */
  async rotate(userId: string): Promise<string> {
    // Not in a fork: a request with an Idempotency-Key has a connection already, and many that wait for a second one
    // would wait for each other for ever.
    return this.write(
      this.em,
      userId,
      `secret = excluded.secret, previous = s.secret, previous_until = now() + interval '24 hours'`,
    );
  }

  /** Makes the first secret of a user, or changes the row that is there. */
  private async write(em: EntityManager, userId: string, change: string): Promise<string> {
    const [row] = await em.execute<[{ secret: string }]>(
      `insert into webhook_secrets as s (user_id, secret) values (?, ${FRESH})
       on conflict (user_id) do update set ${change} returning secret`,
      [userId],
    );
    return row.secret;
  }
}
