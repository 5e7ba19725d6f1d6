import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { newId } from '../common/uuid.js';
import { type EventMessage } from '../events/event-map.js';
import { decide } from './retry-policy.js';
import { type DeliveryTry, LOG_LENGTH } from './webhook-delivery.entity.js';
import { isWanted, type WebhookBody, type WebhookTarget } from './webhook-events.js';

/** A delivery in a sender's hand. */
export interface ClaimedDelivery {
  id: string;
  user_id: string;
  url: string;
  body: WebhookBody;
  tries: number;
  fence: number;
  log: DeliveryTry[];
  /** Where its job stands in its trace. */
  trace_parent: string | null;
}

/** Longer than a try can take, or two senders would have the same delivery. */
const LEASE_SEC = 20;
/** So many deliveries of one user at a time, however many there are: a slow receiver keeps nobody else waiting. */
const USER_LIMIT = 4;
/** Later events of a job wait for an earlier one until it was tried so often (half a minute), then they pass it. */
const TRIES_IN_ORDER = 3;

/** SQL: a sender has it in hand. */
const inHand = (delivery: string) => `(${delivery}.lease_until is not null and ${delivery}.lease_until > now())`;

/** What is to be sent stands in `webhook_deliveries`: written with its event, claimed by one sender at a time, settled. */
@Injectable()
export class DeliveryLedger {
  constructor(private readonly em: EntityManager) {}

  /** Writes what the target wants of a job's events, in the transaction that wrote them; returns how much that was. */
  async write(em: EntityManager, userId: string, target: WebhookTarget, messages: EventMessage[]): Promise<number> {
    const rows = messages.flatMap(({ type, timestamp, job_id, project_id, job_seq, data }) =>
      job_id !== null && isWanted(type, target)
        ? [
            {
              id: newId(),
              type,
              timestamp: new Date(timestamp).toISOString(),
              data: { job_id, project_id, job_seq, ...data },
            },
          ]
        : [],
    );
    if (rows.length > 0) {
      const deliveries = rows.map(({ id, ...body }) => ({ id, type: body.type, body, ...body.data }));
      await em.execute(
        `insert into webhook_deliveries (id, user_id, job_id, job_seq, type, url, body, state, tries, log, fence)
         select d.id, ?, d.job_id, d.job_seq, d.type, ?, d.body, 'pending', 0, '[]', 0
         from jsonb_to_recordset(?::jsonb) as d(id uuid, job_id uuid, job_seq bigint, type text, body jsonb)`,
        [userId, target.url, JSON.stringify(deliveries)],
      );
    }
    return rows.length;
  }

  /** Takes what has been due longest. A sender that dies is no longer its holder when the lease ends. */
  async claim(): Promise<ClaimedDelivery | null> {
    const [row] = await this.em.fork().execute<ClaimedDelivery[]>(
      `update webhook_deliveries d set tries = d.tries + 1, fence = d.fence + 1,
         lease_until = now() + make_interval(secs => ?)
       from (
         select q.id from webhook_deliveries q
         where q.state = 'pending' and q.next_at <= now() and not ${inHand('q')}
           and q.user_id not in (
             select b.user_id from webhook_deliveries b where ${inHand('b')} group by b.user_id having count(*) >= ?)
           and not exists (
             select 1 from webhook_deliveries e where e.job_id = q.job_id and e.job_seq < q.job_seq
               and e.state = 'pending' and (e.tries < ? or ${inHand('e')}))
         order by q.next_at, q.id limit 1 for update of q skip locked
       ) due where d.id = due.id
       returning d.id, d.user_id, d.url, d.body, d.tries, d.fence, d.log,
         (select j.trace_parent from jobs j where j.id = d.job_id) as trace_parent`,
      [LEASE_SEC, USER_LIMIT, TRIES_IN_ORDER],
    );
    return row ?? null;
  }

  /** Writes what a try came to; returns in how many milliseconds the next one is due, null when there is none. */
  async settle(delivery: ClaimedDelivery, outcome: DeliveryTry): Promise<number | null> {
    const { state, retryAfterSec } = decide(outcome.status, delivery.tries);
    await this.em.fork().execute(
      `update webhook_deliveries set state = ?, lease_until = null, log = ?::jsonb,
         next_at = now() + make_interval(secs => ?),
         delivered_at = case when ? then now() else delivered_at end
       where id = ? and fence = ?`,
      [
        state,
        JSON.stringify([...delivery.log, outcome].slice(-LOG_LENGTH)),
        retryAfterSec,
        state === 'delivered',
        delivery.id,
        delivery.fence,
      ],
    );
    return state === 'pending' ? retryAfterSec * 1000 : null;
  }

  /** Gives back what was not sent to its end; it was no try. */
  async release({ id, fence }: ClaimedDelivery): Promise<void> {
    await this.em
      .fork()
      .execute(
        `update webhook_deliveries set lease_until = null, tries = greatest(tries - 1, 0) where id = ? and fence = ?`,
        [id, fence],
      );
  }
}
