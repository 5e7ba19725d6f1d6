import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { type Requester } from '../common/api.decorators.js';
import { findOwned } from '../common/owned.js';
import { type JobDto } from '../jobs/job.dto.js';
import { Job } from '../jobs/job.entity.js';
import { JobControl } from '../jobs/job-control.js';
import { type Judgement } from '../jobs/moderation-gate.js';
import { BoardReader } from './board-reader.js';
import { FilmChanges } from './film-changes.js';
import { FilmOrders } from './film-orders.js';

/** Stages of finished jobs, run once more. */
@Injectable()
export class StageRunsService {
  constructor(
    private readonly em: EntityManager,
    private readonly control: JobControl,
    private readonly changes: FilmChanges,
    private readonly boards: BoardReader,
    private readonly orders: FilmOrders,
  ) {}

  async run(user: Requester, jobId: string, stage: string, cascade: boolean): Promise<JobDto> {
    if (stage !== 'assembly') {
      return this.control.runStage(user, jobId, stage, cascade);
    }
    const job = await findOwned(this.em, Job, 'JOB', { id: jobId, userId: user.id });
    const judgement = await this.judge(job);
    return this.control.assemble(user, jobId, {
      changed: async ({ em }) => (await this.changes.of(jobId, em)).map(({ id }) => id),
      judgement,
    });
  }

  /** The film has not been read as its shots are now. Null: nothing of it has changed. */
  private async judge({ id, state, input }: Job): Promise<Judgement | null> {
    const changed = state === 'completed' ? await this.changes.of(id) : [];
    if (changed.length === 0) {
      return null;
    }
    const texts = await this.boards.texts('id', [...new Set(changed.map(({ shot_id }) => shot_id))]);
    return this.orders.moderate(texts, input.language);
  }
}
