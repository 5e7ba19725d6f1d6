import { createHash } from 'node:crypto';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { configure } from 'safe-stable-stringify';
import { AppError } from './errors.js';
import { inContendedTransaction } from './transaction.js';

/** A request that carries an Idempotency-Key, or a command with a `command_id`. */
export interface KeyedRequest {
  userId: string;
  /** Method and path, or `socket`. */
  route: string;
  key: string;
  /** As parsed, before any check. Of a file its sha256 stands here, not its bytes. */
  body: unknown;
}

/** What was sent: the JSON to the letter and the `Location` header. Its status is the route's. */
export interface Answer {
  json: string;
  location: string | null;
}

interface KeptRow {
  body_sha256: string;
  location: string | null;
  answer: string;
}

const MOST_LETTERS = 255;
const LETTER = '[!-~]';

/** What a key may look like, for the document. */
export const IDEMPOTENCY_KEY_SCHEMA = {
  ...{ type: 'string' as const, minLength: 1, maxLength: MOST_LETTERS, pattern: `^${LETTER}+$` },
  examples: ['7c9e6679-7425-40de-944b-e07fc1f90ae7'],
};
/** The same in one. */
export const IDEMPOTENCY_KEY_FORM = new RegExp(`^${LETTER}{1,${MOST_LETTERS}}$`);

const DAY = `interval '24 hours'`;

/** Nothing as deep is accepted, so what lies deeper need not differ. */
const canonicalJson = configure({ maximumDepth: 40 });

/** Makes a request that is sent again one request: effect, key and answer are one transaction. */
@Injectable()
export class IdempotencyKeys {
  constructor(private readonly em: EntityManager) {}

  /**
   * The answer to the same request of the last 24 hours, as it was then (signed URLs in it may have expired), or that of
   * `work`, which is done again after a deadlock. If it throws, or the process dies before the commit, nothing is kept and
   * the request can be sent again. Throws IDEMPOTENCY_IN_PROGRESS while the first one runs and IDEMPOTENCY_KEY_REUSED for
   * another body.
   */
  answerOnce(request: KeyedRequest, work: () => Promise<Answer>): Promise<Answer & { isReplayed: boolean }> {
    const { userId, route, key } = request;
    const bodySha256 = sha256(request.body);
    return inContendedTransaction(this.em, async (em) => {
      const isFirst = await tryLock(em, request);
      const kept = await find(em, request);
      if (kept && kept.body_sha256 !== bodySha256) {
        throw new AppError('IDEMPOTENCY_KEY_REUSED');
      }
      if (kept) {
        return { json: kept.answer, location: kept.location, isReplayed: true };
      }
      if (!isFirst) {
        throw new AppError('IDEMPOTENCY_IN_PROGRESS');
      }
      const answer = await work();
      await em.execute(
        `insert into idempotency_keys (user_id, route, key, body_sha256, location, answer) values (?, ?, ?, ?, ?, ?)
         on conflict (user_id, route, key) do update set body_sha256 = excluded.body_sha256,
           location = excluded.location, answer = excluded.answer, created_at = excluded.created_at`,
        [userId, route, key, bodySha256, answer.location, answer.json],
      );
      return { ...answer, isReplayed: false };
    });
  }

  /** Deletes keys that are older than a day; a thousand at a time, in any number of processes at once. */
  async deleteExpired(): Promise<void> {
    await this.em.fork().execute(
      `delete from idempotency_keys where (user_id, route, key) in (
         select user_id, route, key from idempotency_keys
         where created_at < now() - ${DAY} limit 1000 for update skip locked)`,
    );
  }
}

/** The lock ends with the transaction, also when that ends by a crash. Who does not get it is not alone. */
async function tryLock(em: EntityManager, { userId, route, key }: KeyedRequest): Promise<boolean> {
  const [row] = await em.execute<{ locked: boolean }[]>(
    'select pg_try_advisory_xact_lock(hashtextextended(?, 0)) as locked',
    [`${userId} ${route} ${key}`],
  );
  return row?.locked === true;
}

async function find(em: EntityManager, { userId, route, key }: KeyedRequest): Promise<KeptRow | undefined> {
  const [row] = await em.execute<KeptRow[]>(
    `select body_sha256, location, answer from idempotency_keys
     where user_id = ? and route = ? and key = ? and created_at > now() - ${DAY}`,
    [userId, route, key],
  );
  return row;
}

/** The order of fields and white space do not count; no body is an empty one. */
function sha256(body: unknown = {}): string {
  return createHash('sha256')
    .update(canonicalJson(body) ?? '')
    .digest('hex');
}
