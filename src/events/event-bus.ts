import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { REDIS_PREFIX, RedisClients } from '../common/redis.js';
import { type EventMap, type EventMessage, type EventName } from './event-map.js';

/** Where an event belongs: its project's stream (or its job's, where there is no project). */
export interface EventScope {
  projectId: string | null;
  jobId: string | null;
}

export interface NewEvent<Name extends EventName = EventName> {
  type: Name;
  data: EventMap[Name];
}

interface EventRecord {
  type: EventName;
  seq: string;
  job_seq: string | null;
  project_id: string | null;
  job_id: string | null;
  data: never;
  created_at: string | Date;
}

/** So many events are read at a time by those who read on until there are no more. */
export const EVENT_PAGE = 500;

const COLUMNS = 'type, seq, job_seq, project_id, job_id, data, created_at';

/** Events are rows first, in the transaction of what they tell, and messages after its commit. */
@Injectable()
export class EventBus {
  /** The Redis channel on which API processes hear of new events. Channels, unlike keys, know no databases. */
  readonly channel: string;

  constructor(private readonly redis: RedisClients) {
    this.channel = `${REDIS_PREFIX}:events:${redis.commands.options.db ?? 0}`;
  }

  /**
   * Writes events into their stream. Call it last in a transaction: the stream's row stays locked until the commit, and
   * everybody who writes to the project waits for it.
   */
  async append(em: EntityManager, scope: EventScope, events: NewEvent[]): Promise<EventMessage[]> {
    const streamId = scope.projectId ?? scope.jobId;
    if (events.length === 0 || streamId === null) {
      return [];
    }
    const rows = events.map((event, index) => ({ place: index + 1 - events.length, ...event }));
    const inserted = await em.execute<EventRecord[]>(
      // The project's stream always before the job's: who locks two rows in one order never waits in a circle.
      `with streams as (
         insert into event_streams (id, seq) select id, ? from unnest(?::uuid[]) with ordinality as s(id, n) order by n
         on conflict (id) do update set seq = event_streams.seq + excluded.seq returning id, seq)
       insert into events (stream_id, seq, project_id, job_id, job_seq, type, data)
       select s.id, s.seq + place, ?, ?, j.seq + place, type, data
       from jsonb_to_recordset(?::jsonb) as e(place int, type text, data jsonb)
         join streams s on s.id = ? left join streams j on j.id = ?
       order by place returning ${COLUMNS}`,
      [
        events.length,
        `{${[...new Set([streamId, scope.jobId ?? streamId])].join(',')}}`,
        scope.projectId,
        scope.jobId,
        JSON.stringify(rows),
        streamId,
        scope.jobId,
      ],
    );
    return inserted.map(toMessage).sort((one, other) => one.seq - other.seq);
  }

  /** Tells all API processes. Redis may be away: clients then catch up from the table. */
  async publish(messages: EventMessage[]): Promise<void> {
    if (messages.length === 0 || this.redis.commands.status !== 'ready') {
      return;
    }
    const pipeline = this.redis.commands.pipeline();
    for (const message of messages) {
      pipeline.publish(this.channel, JSON.stringify(message));
    }
    await pipeline.exec().catch(() => undefined);
  }

  /** Events of a stream after `seq`, oldest first. */
  async read(em: EntityManager, streamId: string, afterSeq: number, limit: number): Promise<EventMessage[]> {
    const rows = await em.execute<EventRecord[]>(
      `select ${COLUMNS} from events where stream_id = ? and seq > ? order by seq limit ?`,
      [streamId, afterSeq, limit],
    );
    return rows.map(toMessage);
  }

  /** Events of a job after `job_seq`, oldest first. */
  async readJob(
    em: EntityManager,
    jobId: string,
    afterJobSeq: number,
    limit: number,
    offset = 0,
  ): Promise<EventMessage[]> {
    const rows = await em.execute<EventRecord[]>(
      `select ${COLUMNS} from events where job_id = ? and job_seq > ? order by job_seq limit ? offset ?`,
      [jobId, afterJobSeq, limit, offset],
    );
    return rows.map(toMessage);
  }

  /** The last number given in a stream. */
  async head(em: EntityManager, streamId: string): Promise<number> {
    const [row] = await em.execute<{ seq: string }[]>('select seq from event_streams where id = ?', [streamId]);
    return Number(row?.seq ?? 0);
  }

  /** The last number of a job, when the project's stream, where its events are, is at `place`. */
  async jobHead(
    em: EntityManager,
    jobId: string,
    { streamId, place }: { streamId: string; place: number },
  ): Promise<number> {
    const [row] = await em.execute<{ seq: string }[]>(
      `select s.seq - (select count(*) from events e where e.stream_id = ? and e.seq > ? and e.job_id = s.id) as seq
       from event_streams s where s.id = ?`,
      [streamId, place, jobId],
    );
    return Number(row?.seq ?? 0);
  }

  /** The last numbers given in some streams. */
  async heads(em: EntityManager, streamIds: string[]): Promise<Map<string, number>> {
    if (streamIds.length === 0) {
      return new Map();
    }
    const rows = await em.execute<{ id: string; seq: string }[]>(
      'select id, seq from event_streams where id = any(?::uuid[])',
      [`{${streamIds.join(',')}}`],
    );
    return new Map(rows.map(({ id, seq }) => [id, Number(seq)]));
  }
}

function toMessage(row: EventRecord): EventMessage {
  return {
    type: row.type,
    seq: Number(row.seq),
    job_seq: row.job_seq === null ? null : Number(row.job_seq),
    project_id: row.project_id,
    job_id: row.job_id,
    data: row.data,
    timestamp: new Date(row.created_at).getTime(),
  };
}
