import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { type Requester } from '../common/api.decorators.js';
import { AppError, JobError } from '../common/errors.js';
import { findOwned } from '../common/owned.js';
import { inUndoneTransaction } from '../common/transaction.js';
import { newId } from '../common/uuid.js';
import { Job } from '../jobs/job.entity.js';
import { type JobInput } from '../jobs/job-input.js';
import { type JobRow } from '../jobs/ledger.js';
import { type StepPlan } from '../jobs/plan.js';
import { FILM_STAGES } from '../jobs/stages.js';
import { FRAMES_PER_SECOND } from '../media/timeline.js';
import { type StageEstimateDto } from '../productions/estimate.dto.js';
import { RENDERER, rounded, said } from '../productions/estimate-terms.js';
import { RendersService } from '../productions/renders.service.js';
import { ProjectsService } from '../projects/projects.service.js';
import { ShotsService } from '../scenes/shots.service.js';
import { DryRun, type ForeseenStep } from './dry-run.js';
import { type EpisodePlan } from './film-plan.js';
import { soundtrackOf } from './film-timing.js';
import { type PlanJobDto, type RebuildPlanDto } from './rebuild-plan.dto.js';
import { StepTimes } from './step-times.js';

const OF_ONE_SHOT: StepPlan['per'][] = ['shot', 'seen shot', 'first shot', 'last shot'];

/**
 * What a render would make if some shots were changed: they are, in a transaction that is undone, and in it the render's job
 * is gone through without being run.
 */
@Injectable()
export class RebuildPlansService {
  constructor(
    private readonly em: EntityManager,
    private readonly projects: ProjectsService,
    private readonly shots: ShotsService,
    private readonly renders: RendersService,
    private readonly dryRun: DryRun,
    private readonly times: StepTimes,
  ) {}

  async plan(user: Requester, jobId: string, { changes }: PlanJobDto): Promise<RebuildPlanDto> {
    const { kind, input, projectId } = await findOwned(this.em, Job, 'JOB', { id: jobId, userId: user.id });
    if (kind !== 'drama' && kind !== 'video') {
      throw new AppError('INVALID_STATE.no_film', { kind });
    }
    const project = await this.projects.find(user.id, projectId ?? '');
    const steps = await inUndoneTransaction(this.em, async (em) => {
      await this.shots.tryOut(em, user.id, project.id, changes);
      const episodes = await filmedEpisodes(em, project.id, input);
      const { image, video } = input.wanted;
      const order = { ...optionsOf(input), episodes, image, video };
      const film = await this.renders.filmOf(em, project, order);
      return this.dryRun.of(newJob({ ...film, user_id: user.id, project_id: project.id }));
    }).catch(asAnswer);
    return this.told(steps, await this.times.secondsFor(steps, project.id, input.preview));
  }

  private told(steps: ForeseenStep[], seconds: number | null): RebuildPlanDto {
    const made = steps.filter(isMade);
    const by_stage = stagesOf(made);
    const cost_usd = rounded(by_stage.reduce((sum, stage) => sum + stage.cost_usd, 0));
    const paid = by_stage.filter((stage) => stage.cost_usd > 0);
    return {
      cost_usd,
      duration_sec: Math.round(framesOf(steps) / FRAMES_PER_SECOND),
      estimated_sec: seconds === null ? null : Math.round(seconds * 10) / 10,
      cached: steps.length - made.length,
      steps: made.map(({ plan, item, why, quote }) => ({
        ...{ stage: plan.stage, item, why, cost_usd: quote?.costUsd ?? 0 },
        shot_id: OF_ONE_SHOT.includes(plan.per) ? (item.split(':')[1] ?? null) : null,
      })),
      by_stage,
      assumptions: [
        said('render', { made: made.length, steps: steps.length }),
        ...(made.some(({ plan }) => plan.part === 'lines') ? [said('speech')] : []),
        ...paid.map(({ stage, steps: count, provider, model, cost_usd: usd }) =>
          said('stage', { stage, usd: usd.toFixed(2), count, model: `${provider}:${model}` }),
        ),
        ...(paid.length > 0 ? [said('prices'), said('likely')] : [said('free')]),
        ...(seconds === null ? [] : [said('time', { slots: this.times.renderingSlots })]),
        said('first_try'),
      ],
    };
  }
}

type MadeStep = ForeseenStep & { why: NonNullable<ForeseenStep['why']> };

function isMade(step: ForeseenStep): step is MadeStep {
  return step.why !== null;
}

/** Those of the job that have shots. */
async function filmedEpisodes(em: EntityManager, projectId: string, input: JobInput): Promise<number[]> {
  const { board, firstEpisode, episodes } = input;
  const rows = await em.execute<{ episode: number }[]>(
    'select distinct c.episode from scenes c join shots s on s.scene_id = c.id where c.project_id = ? order by 1',
    [projectId],
  );
  const isOfJob = (each: number) => board?.includes(each) ?? (each >= firstEpisode && each < firstEpisode + episodes);
  const there = rows.map(({ episode }) => episode).filter(isOfJob);
  if (there.length === 0) {
    throw new AppError('INVALID_STATE.no_shots');
  }
  return there;
}

/** What a job was told that a render can be told, too. */
function optionsOf(input: JobInput) {
  const { allowFallback, subtitles, subtitleLanguages, formats, preview, music, keepVendorAudio, webhook } = input;
  return { allowFallback, subtitles, subtitleLanguages, formats, preview, music, keepVendorAudio, webhook };
}

/** As it is when it has just been ordered. */
function newJob(order: Pick<JobRow, 'user_id' | 'project_id' | 'prompt' | 'input'>): JobRow {
  return {
    ...{ id: newId(), kind: 'drama', state: 'running', stage: null, stages: {}, progress: 0, priority: 0 },
    ...{ degraded: [], error: null, cost_usd: 0, max_cost_usd: null, output: null, purged_at: null },
    ...order,
  };
}

/** Of those that have something to make: how many steps, and who asks most for them. */
function stagesOf(made: MadeStep[]): StageEstimateDto[] {
  return FILM_STAGES.flatMap((stage) => {
    const own = made.filter(({ plan }) => plan.stage === stage);
    const quotes = own.flatMap(({ quote }) => quote ?? []);
    const { provider, model } = quotes.toSorted((one, other) => other.costUsd - one.costUsd)[0] ?? RENDERER;
    const cost_usd = rounded(quotes.reduce((sum, { costUsd }) => sum + costUsd, 0));
    return own.length === 0 ? [] : [{ stage, steps: own.length, provider, model, cost_usd }];
  });
}

/** How long the film is, its episodes one after the other. */
function framesOf(steps: ForeseenStep[]): number {
  const outputs = new Map(steps.map(({ item, output }) => [item, output]));
  const boards = steps.filter(({ plan }) => plan.part === 'board').map(({ output }) => output as EpisodePlan);
  return boards.reduce((sum, board) => sum + soundtrackOf(board, outputs).frames, 0);
}

/** Who was wanted may have gone since. */
function asAnswer(error: unknown): never {
  if (error instanceof JobError && error.key === 'PROVIDER_UNAVAILABLE.not_configured') {
    throw new AppError('SERVICE_UNAVAILABLE.not_configured', { wanted: error.args.wanted ?? '' });
  }
  throw error;
}
