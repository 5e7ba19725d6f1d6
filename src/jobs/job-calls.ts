import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { countOf, type Page, pageOf } from '../common/pagination.js';
import { CallDto, type CallQuery, type CallRow } from './job-call.dto.js';
import { JobsService } from './jobs.service.js';

/** What vendors were asked for a job. */
@Injectable()
export class JobCalls {
  constructor(
    private readonly em: EntityManager,
    private readonly jobs: JobsService,
  ) {}

  async list(readerId: string | null, jobId: string, query: CallQuery): Promise<Page<CallDto>> {
    await this.jobs.status(readerId, jobId);
    const [counted] = await this.em.execute<{ count: number }[]>(countOf('provider_calls where job_id = ?'), [jobId]);
    const rows = await this.em.execute<CallRow[]>(
      `select c.id, c.step_id, s.stage, s.item, c.capability, c.provider, c.model, c.state as status, c.attempt,
         round(extract(epoch from c.settled_at - c.created_at) * 1000)::int as latency_ms,
         c.usage, c.cost_usd, c.estimate_usd, c.error_code, c.created_at, c.settled_at as completed_at
       from provider_calls c left join job_steps s on s.id = c.step_id where c.job_id = ?
       order by c.created_at ${query.sort_order}, c.id ${query.sort_order} limit ? offset ?`,
      [jobId, query.limit, query.offset],
    );
    return pageOf(
      rows.map((row) => CallDto.from(row)),
      counted?.count ?? 0,
      query,
    );
  }
}
