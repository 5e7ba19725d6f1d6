import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { AppError } from '../common/errors.js';
import { found } from '../common/owned.js';
import { isFinal, type JobState } from './job.machine.js';
import { ModerationDto, type ModerationRow } from './moderation.dto.js';
import { IS_UNDECIDED, PROMPT_ITEM } from './moderation-gate.js';
import { PLANS, type JobKind, stagesOf } from './plan.js';

interface ModeratedJob {
  state: JobState;
  kind: JobKind;
  rows: (ModerationRow & { is_undecided: boolean })[];
}

/** What moderation said of a job's content. It is kept as long as the job, also when what it was made from has gone. */
@Injectable()
export class ModerationService {
  constructor(private readonly em: EntityManager) {}

  async get(readerId: string | null, jobId: string): Promise<ModerationDto> {
    const [job] = await this.em.execute<ModeratedJob[]>(
      `select j.state, j.kind, coalesce((
         select jsonb_agg(to_jsonb(m) || jsonb_build_object('is_undecided', ${IS_UNDECIDED}) order by m.created_at, m.id)
         from job_moderations m where m.job_id = j.id), '[]') as rows
       from jobs j where j.id = ? and j.user_id = coalesce(?::uuid, j.user_id)`,
      [jobId, readerId],
    );
    const moderated = found('JOB', job);
    const { state, rows } = moderated;
    if (!hasBeenModerated(moderated)) {
      throw new AppError('RESULT_NOT_READY.moderation', { status: state });
    }
    return ModerationDto.from(rows, state === 'paused' && rows.some((row) => row.is_undecided));
  }
}

/** That its prompt was let pass says nothing of a job that is going to be read itself. */
function hasBeenModerated({ state, kind, rows }: ModeratedJob): boolean {
  const isPromptAlone = rows.every(({ item, verdict }) => item === PROMPT_ITEM && verdict === 'pass');
  return rows.length > 0 && !(isPromptAlone && !isFinal(state) && stagesOf(PLANS[kind]).includes('moderation'));
}
