import { Injectable } from '@nestjs/common';
import { newId } from '../common/uuid.js';
import { firstStepsOf } from '../jobs/jobs.service.js';
import { type JobRow, type StepRow } from '../jobs/ledger.js';
import { type PlannedStep } from '../jobs/planned-steps.js';
import { CachedStages, type Foreseen } from './cached-stages.js';
import { type Work } from './stage.js';

/** A step that a job would have, and what would come of it. */
export interface ForeseenStep extends PlannedStep, Foreseen {}

/**
 * A job that is not done, step by step as it would be: by the same plan, the same stages and the same cache. Only what makes
 * something is left out; what it would have made is unknown to the steps after it.
 */
@Injectable()
export class DryRun {
  constructor(private readonly stages: CachedStages) {}

  /** All steps, each after those that it waits for. Reads in the caller's transaction, where there is one. */
  async of(job: JobRow): Promise<ForeseenStep[]> {
    const planned = new Map(firstStepsOf(job).map((step) => [step.item, step]));
    const done = new Map<string, ForeseenStep>();
    while (done.size < planned.size) {
      const ready = [...planned.values()].filter(
        ({ item, dependsOn }) => !done.has(item) && dependsOn.every((each) => done.has(each)),
      );
      if (ready.length === 0) {
        throw new Error(`Steps of a ${job.kind} wait for each other`);
      }
      const places = new Map([...planned.keys()].map((item, index) => [item, index]));
      for (const step of ready) {
        const foreseen = { ...step, ...(await this.foresee(job, step, places, done)) };
        done.set(step.item, foreseen);
        bring(planned, foreseen);
      }
    }
    return [...done.values()];
  }

  private async foresee(
    job: JobRow,
    step: PlannedStep,
    places: ReadonlyMap<string, number>,
    done: ReadonlyMap<string, ForeseenStep>,
  ): Promise<Foreseen> {
    // In the order of the plan, as a step gets them that is run.
    const needs = [...new Set(step.dependsOn)].sort((one, other) => (places.get(one) ?? 0) - (places.get(other) ?? 0));
    const inputs = new Map(needs.map((item) => [item, done.get(item)?.output]));
    if ([...inputs.values()].includes(undefined)) {
      return { output: undefined, why: 'follows', quote: null };
    }
    return this.stages.foresee(workOf(job, step, inputs));
  }
}

/** Steps that are there now, and who has to wait for them. */
function bring(planned: Map<string, PlannedStep>, { brings }: Foreseen): void {
  for (const step of brings?.steps ?? []) {
    // Somebody who is seen in two episodes has one portrait.
    if (!planned.has(step.item)) {
      planned.set(step.item, step);
    }
  }
  for (const [item, needs] of brings?.added ?? []) {
    const step = planned.get(item);
    if (step) {
      planned.set(item, { ...step, dependsOn: [...step.dependsOn, ...needs] });
    }
  }
}

function workOf(job: JobRow, planned: PlannedStep, inputs: ReadonlyMap<string, unknown>): Work {
  const [part = '', subject = ''] = planned.item.split(':');
  const never = (): never => {
    throw new Error('a dry run makes nothing');
  };
  return {
    ...{ job, step: stepOf(job, planned), part, subject, inputs },
    signal: new AbortController().signal,
    ...{ spend: never, started: never, notStarted: never, finished: never, keep: never, tell: never },
    ...{ leaveSlot: never, report: never },
  };
}

/** As it is when it is run for the first time. */
function stepOf(job: JobRow, { plan, item }: PlannedStep): StepRow {
  return {
    ...{ id: newId(), job_id: job.id, user_id: job.user_id, stage: plan.stage, item, queue: plan.queue },
    ...{ state: 'running', fence: 1, attempt: 1, crashes: 0, depends_on: [], operation: null, error: null },
    ...{ output: null, kept: null, input_hash: null, output_hash: null, provider: null, model: null },
    ...{ fresh: job.input.fresh?.includes(plan.part) ?? false, softened: 0, time_limit_sec: plan.timeLimitSec },
  };
}
