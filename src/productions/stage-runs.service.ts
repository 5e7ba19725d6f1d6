import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { type Requester } from '../common/api.decorators.js';
import { AppError } from '../common/errors.js';
import { findOwned } from '../common/owned.js';
import { type JobDto } from '../jobs/job.dto.js';
import { Job } from '../jobs/job.entity.js';
import { JobControl } from '../jobs/job-control.js';
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
    // Who may not have the film cut again hears that from the control.
    const { texts } = job.state === 'completed' ? await this.changed(jobId) : { texts: [] };
    const judgement = texts.length > 0 ? await this.orders.moderate(user, texts, job.input.language) : null;
    const read = new Set(texts);
    return this.control.assemble(user, jobId, {
      changed: async ({ em }) => {
        const now = await this.changed(jobId, em);
        if (now.texts.some((text) => !read.has(text))) {
          throw new AppError('CONFLICT');
        }
        return now.steps;
      },
      judgement,
    });
  }

  /** Steps of a film that are not what its shots show by now, and all that these shots say. */
  private async changed(jobId: string, em = this.em): Promise<{ steps: string[]; texts: string[] }> {
    const changed = await this.changes.of(jobId, em);
    const shots = new Set(changed.map(({ shot_id }) => shot_id));
    return { steps: changed.map(({ id }) => id), texts: await this.boards.texts('id', [...shots], em) };
  }
}
