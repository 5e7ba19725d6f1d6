import { EntityManager } from '@mikro-orm/postgresql';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../common/config.js';
import { emForReads } from '../common/transaction.js';
import { type QueueName } from '../jobs/plan.js';
import { type ForeseenStep } from './dry-run.js';
import { slotsOf } from './slots.js';

/** So many of the newest steps of a project tell how long its next ones take. */
const MOST_MEASURED = 2000;

/** How long work takes, by how long its like has taken. */
@Injectable()
export class StepTimes {
  constructor(
    private readonly em: EntityManager,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  get renderingSlots(): number {
    return slotsOf('media', this.config);
  }

  /** Until all steps are done, in seconds; null where something like one of them was never done in the project. */
  async secondsFor(steps: ForeseenStep[], projectId: string, isPreview: boolean): Promise<number | null> {
    const times = await this.measured(projectId, isPreview);
    const known = steps.flatMap(({ plan, why, item, dependsOn }) => {
      const seconds = times.get(nameOf(plan.part, why === null));
      return seconds === undefined ? [] : [{ item, dependsOn, queue: plan.queue, seconds }];
    });
    return known.length < steps.length ? null : lengthOf(known, (queue) => slotsOf(queue, this.config));
  }

  /** Mean seconds by kind of step, those whose result was there apart. */
  private async measured(projectId: string, isPreview: boolean): Promise<Map<string, number>> {
    const rows = await emForReads(this.em).execute<{ part: string; cached: boolean; seconds: number }[]>(
      `select case when item like 'export:%' then item else split_part(item, ':', 1) end as part, cached, avg(seconds)::float8 as seconds from (
         select s.item, s.cached, extract(epoch from s.completed_at - s.started_at) as seconds
         from job_steps s join jobs j on j.id = s.job_id
         where j.project_id = ? and (j.input->>'preview')::boolean = ? and s.state = 'done' and s.started_at is not null
           and s.attempt > 0
         order by s.completed_at desc limit ${MOST_MEASURED}) done
       group by 1, 2`,
      [projectId, isPreview],
    );
    const times = new Map(rows.map(({ part, cached, seconds }) => [nameOf(part, cached), seconds]));
    const found = rows.filter(({ cached }) => cached).map(({ seconds }) => seconds);
    // To find a result takes about as long whatever it is; in a project's second film nothing was found before.
    const usual = found.length === 0 ? USUAL_FIND_SEC : found.reduce((sum, each) => sum + each, 0) / found.length;
    for (const { part } of rows) {
      times.set(nameOf(part, true), times.get(nameOf(part, true)) ?? usual);
    }
    return times;
  }
}

const USUAL_FIND_SEC = 0.03;

const nameOf = (part: string, isThere: boolean) => (isThere ? `${part} found` : part);

interface TimedStep {
  item: string;
  dependsOn: string[];
  queue: QueueName;
  seconds: number;
}

/** When the last step ends, if each begins as soon as its needs are there and its queue has a slot. */
export function lengthOf(steps: TimedStep[], slots: (queue: QueueName) => number): number {
  const ends = new Map<string, number>();
  const free = new Map<QueueName, number[]>();
  for (const { item, dependsOn, queue, seconds } of steps) {
    const places = free.get(queue) ?? Array<number>(slots(queue)).fill(0);
    const place = places.indexOf(Math.min(...places));
    const start = Math.max(places[place] ?? 0, ...dependsOn.map((each) => ends.get(each) ?? 0));
    places[place] = start + seconds;
    free.set(queue, places);
    ends.set(item, start + seconds);
  }
  return Math.max(0, ...ends.values());
}
