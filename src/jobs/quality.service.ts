import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { AppError } from '../common/errors.js';
import { found } from '../common/owned.js';
import { type JobState } from './job.machine.js';
import { QualityDto } from './quality.dto.js';
import { type ReportedCheck } from './quality.entity.js';

/** What was found out about a job's files. It is kept as long as the job, also when what its steps left has gone. */
@Injectable()
export class QualityService {
  constructor(private readonly em: EntityManager) {}

  async get(readerId: string | null, jobId: string): Promise<QualityDto> {
    const [job] = await this.em.execute<{ state: JobState; checks: ReportedCheck[] | null }[]>(
      `select j.state, q.checks from jobs j left join job_qualities q on q.job_id = j.id
       where j.id = ? and j.user_id = coalesce(?::uuid, j.user_id)`,
      [jobId, readerId],
    );
    const { state, checks } = found('JOB', job);
    if (!checks) {
      throw new AppError('RESULT_NOT_READY.quality', { status: state });
    }
    return QualityDto.from(checks);
  }
}
