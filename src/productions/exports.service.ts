import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { type Requester } from '../common/api.decorators.js';
import { AppError } from '../common/errors.js';
import { found } from '../common/owned.js';
import { inTransaction } from '../common/transaction.js';
import { PRIORITIES } from '../common/vocabulary.js';
import { type JobDto } from '../jobs/job.dto.js';
import { type JobInput } from '../jobs/job-input.js';
import { JobsService } from '../jobs/jobs.service.js';
import { type JobRow } from '../jobs/ledger.js';
import { filmPlan } from '../jobs/plan.js';
import { addedDependencies, initialSteps, type PlannedStep, shotSteps } from '../jobs/planned-steps.js';
import { type DoneStep, doneSteps } from '../jobs/taken-steps.js';
import { FilmOrders, webhookOf } from './film-orders.js';
import { type ExportDto } from './production.dto.js';

/** An episode's shots, of what its storyboard has planned. */
interface EpisodeShots {
  episode: number;
  shots: { id: string; transitionFrames: number }[];
}

/** Kinds of jobs that have made a film. */
const FILMED: readonly string[] = ['drama', 'video', 'export'];

/** Films in other formats, of what is there. */
@Injectable()
export class ExportsService {
  constructor(
    private readonly em: EntityManager,
    private readonly jobs: JobsService,
    private readonly orders: FilmOrders,
  ) {}

  /** A job that takes over whatever a finished film's job has done, and makes what is missing of the wanted formats. */
  async export(user: Requester, jobId: string, body: ExportDto): Promise<JobDto> {
    this.orders.checkPriority(user, body.priority);
    const { id } = await inTransaction(this.em, async (em) => {
      const source = await this.filmOf(em, user, jobId);
      const input: JobInput = { ...source.input, formats: body.formats, webhook: webhookOf(body) };
      const boards = await shotsOf(em, jobId);
      const planned = plannedSteps(input, boards);
      const taken = takenOf(await doneSteps(em, jobId), planned);
      requireWhole(planned, taken, source.state);
      return this.jobs.create(em, {
        user_id: user.id,
        project_id: source.project_id,
        kind: 'export',
        priority: PRIORITIES.indexOf(body.priority ?? 'normal'),
        prompt: source.prompt,
        max_cost_usd: null,
        input,
        degraded: source.degraded,
        steps: { taken, left: planned },
      });
    });
    return this.jobs.get(user.id, id);
  }

  /** Locked until the commit: it neither goes on nor goes away meanwhile. */
  private async filmOf(em: EntityManager, user: Requester, jobId: string): Promise<JobRow> {
    const [row] = await em.execute<JobRow[]>('select * from jobs where id = ? and user_id = ? for update', [
      jobId,
      user.id,
    ]);
    const source = found('JOB', row);
    if (!FILMED.includes(source.kind)) {
      throw new AppError('INVALID_STATE.no_film', { kind: source.kind });
    }
    if (source.state !== 'completed') {
      throw new AppError('INVALID_STATE.job', { status: source.state, allowed: ['completed'] });
    }
    if (source.purged_at !== null) {
      throw new AppError('INVALID_STATE.purged', { status: source.state });
    }
    return source;
  }
}

function shotsOf(em: EntityManager, jobId: string): Promise<EpisodeShots[]> {
  return em.execute<EpisodeShots[]>(
    `select split_part(item, ':', 2)::int as episode, (
       select jsonb_agg(jsonb_build_object('id', s.shot->>'id', 'transitionFrames', s.shot->'transitionFrames')
         order by c.place, s.place)
       from jsonb_array_elements(output->'scenes') with ordinality as c(scene, place),
         jsonb_array_elements(c.scene->'shots') with ordinality as s(shot, place)) as shots
     from job_steps where job_id = ? and item like 'board:%' order by episode`,
    [jobId],
  );
}

/** All steps of the film and of its formats, as they are planned when its storyboards are there. */
function plannedSteps(input: JobInput, boards: EpisodeShots[]): PlannedStep[] {
  const plans = filmPlan(input);
  const steps = initialSteps(plans, { episodes: boards.map(({ episode }) => episode) });
  for (const { episode, shots } of boards) {
    const added = shotSteps(
      plans,
      episode,
      shots.map(({ id, transitionFrames }, index) => ({
        id,
        shows: transitionFrames > 0 ? (shots[index - 1]?.id ?? null) : null,
      })),
    );
    for (const [item, needs] of addedDependencies(plans, episode, added)) {
      steps.find((step) => step.item === item)?.dependsOn.push(...needs);
    }
    steps.push(...added);
  }
  return steps;
}

/** An export buys nothing: a film of which something was made anew since it was cut has to be cut again first. */
function requireWhole(planned: PlannedStep[], taken: DoneStep[], status: JobRow['state']): void {
  const items = new Set(taken.map(({ item }) => item));
  if (planned.some(({ plan, item }) => plan.stage !== 'assembly' && !items.has(item))) {
    throw new AppError('INVALID_STATE.outdated', { status });
  }
}

function takenOf(done: DoneStep[], planned: PlannedStep[]): DoneStep[] {
  const wanted = new Set(planned.map(({ item }) => item));
  return done.filter(({ item }) => wanted.has(item));
}
