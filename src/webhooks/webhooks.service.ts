import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { found } from '../common/owned.js';
import { countOf, type Page, type PageFields, pageOf } from '../common/pagination.js';
import { afterCommit, inTransaction } from '../common/transaction.js';
import { type EventMessage } from '../events/event-map.js';
import { withLinks } from '../storage/media-links.js';
import { Storage } from '../storage/storage.js';
import { DeliveryLedger } from './delivery-ledger.js';
import { type WebhookTarget } from './webhook-events.js';
import { WebhookDeliveryDto, type WebhookDeliveryRow } from './webhook.dto.js';
import { WebhookSender } from './webhook-sender.js';

const COLUMNS = 'id, job_id, type, url, state, body, tries, log, next_at, created_at, delivered_at';

/** Events of jobs for the servers of their users. */
@Injectable()
export class WebhooksService {
  constructor(
    private readonly em: EntityManager,
    private readonly deliveries: DeliveryLedger,
    private readonly sender: WebhookSender,
    private readonly storage: Storage,
  ) {}

  /**
   * Writes what a job's receiver is to hear of these events, inside the `inTransaction` that wrote them. Its commit sends
   * them; if that fails, the sweeper finds them.
   */
  async record(
    em: EntityManager,
    job: { user_id: string; input: { webhook?: WebhookTarget } },
    messages: EventMessage[],
  ): Promise<void> {
    const { webhook } = job.input;
    if (webhook && (await this.deliveries.write(em, job.user_id, webhook, messages)) > 0) {
      afterCommit(async () => this.sender.wake());
    }
  }

  async list(userId: string, jobId: string, query: PageFields): Promise<Page<WebhookDeliveryDto>> {
    const owned = await this.em.execute<object[]>('select 1 from jobs where id = ? and user_id = ?', [jobId, userId]);
    found('JOB', owned[0]);
    const [counted] = await this.em.execute<{ count: number }[]>(countOf('webhook_deliveries where job_id = ?'), [
      jobId,
    ]);
    const rows = await this.em.execute<WebhookDeliveryRow[]>(
      `select ${COLUMNS} from webhook_deliveries where job_id = ?
       order by created_at ${query.sort_order}, id ${query.sort_order} limit ? offset ?`,
      [jobId, query.limit, query.offset],
    );
    return pageOf(
      rows.map((row) => this.read(row)),
      counted?.count ?? 0,
      query,
    );
  }

  /** Sends an event again, in whatever state it is, with all its retries. One that is on its way is not sent twice. */
  async redeliver(userId: string, id: string): Promise<WebhookDeliveryDto> {
    return inTransaction(this.em, async (em) => {
      const [row] = await em.execute<WebhookDeliveryRow[]>(
        `update webhook_deliveries set state = 'pending', tries = 0, next_at = now()
         where id = ? and user_id = ? returning ${COLUMNS}`,
        [id, userId],
      );
      afterCommit(async () => this.sender.wake());
      return this.read(found('WEBHOOK_DELIVERY', row));
    });
  }

  /** Forgets what was settled and is older than so many days; returns how much that was. */
  async deleteOld(days: number): Promise<number> {
    const { affectedRows } = await this.em
      .fork()
      .execute<{ affectedRows: number }>(
        `delete from webhook_deliveries where state <> 'pending' and created_at < now() - make_interval(days => ?)`,
        [days],
        'run',
      );
    return affectedRows;
  }

  private read(row: WebhookDeliveryRow): WebhookDeliveryDto {
    return WebhookDeliveryDto.from(withLinks(row, this.storage));
  }
}
