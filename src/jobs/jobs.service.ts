import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { type Requester } from '../common/api.decorators.js';
import { AppError } from '../common/errors.js';
import { isoTime } from '../common/iso-time.js';
import { found } from '../common/owned.js';
import { countOf, type Page, pageOf } from '../common/pagination.js';
import { currentTraceParent } from '../common/tracing.js';
import { PreparedReads } from '../common/prepared-reads.js';
import { newId } from '../common/uuid.js';
import { PRIORITIES } from '../common/vocabulary.js';
import { EventBus } from '../events/event-bus.js';
import { type EventMessage } from '../events/event-map.js';
import { AssetsService } from '../storage/assets.service.js';
import { Storage } from '../storage/storage.js';
import { type FilmOutput, JobDto, type JobQuery, JobStatusDto, type ThumbnailDto, type VideoDto } from './job.dto.js';
import { type Degradation, type JobFailure } from './job.entity.js';
import { JobErrorDto } from './job-error.dto.js';
import { type EventQuery } from './job-event.dto.js';
import { isFinal, type JobState } from './job.machine.js';
import { JOB_READ, type JobReadRow } from './job-read.js';
import { type StepDto, type StepQuery } from './job-step.dto.js';
import { type JobRow, type JobTransaction, Ledger } from './ledger.js';
import { abandonCalls } from './open-calls.js';
import { isHeldAtStart, type Judgement, PROMPT_ITEM, recordJudgement } from './moderation-gate.js';
import { keysIn, withLinks } from '../storage/media-links.js';
import { planOf } from './plan.js';
import { initialSteps, type PlannedStep } from './planned-steps.js';
import { type DoneStep, takeSteps } from './taken-steps.js';

type NewJob = Pick<JobRow, 'user_id' | 'project_id' | 'kind' | 'priority' | 'prompt' | 'input' | 'max_cost_usd'> & {
  /** What is known to be missing from the start. */
  degraded?: Degradation[];
  /** What moderation said of the request, where it was read. */
  judgement?: Judgement;
  /** Its steps, where others have done a part of them; absent: those of its plan. */
  steps?: { taken: DoneStep[]; left: PlannedStep[] };
};

/** SQL: job `j` is of the reader that is given; null: of anybody. */
const IS_READABLE = 'j.user_id = coalesce(?::uuid, j.user_id)';

/** SQL of `GET /jobs/:id/status`: its values are the job and its reader. */
export const JOB_STATUS = `select j.id, j.state, j.stage, j.progress, j.updated_at from jobs j where j.id = ? and ${IS_READABLE}`;

/** Whose jobs somebody may read, for the reads below: an admin anybody's. */
export function readerOf({ id, role }: Requester): string | null {
  return role === 'admin' ? null : id;
}

/** Reading jobs, making them and ending them. What their steps do is the workflow's business. */
@Injectable()
export class JobsService {
  constructor(
    private readonly em: EntityManager,
    private readonly ledger: Ledger,
    private readonly bus: EventBus,
    private readonly storage: Storage,
    private readonly assets: AssetsService,
    private readonly reads: PreparedReads,
  ) {}

  /**
   * Writes a job and its first steps inside the caller's `inTransaction`. Its commit tells sockets and wakes workers; if
   * that fails, the sweeper finds the work.
   */
  async create(em: EntityManager, job: NewJob): Promise<{ id: string; createdAt: string }> {
    const id = newId();
    const [row] = await em.execute<(JobRow & { created_at: string })[]>(
      `insert into jobs (id, user_id, project_id, kind, state, stages, progress, priority, prompt, style, input, degraded,
         trace_parent, cost_usd, max_cost_usd, attempts, created_at, updated_at)
       values (?, ?, ?, ?, 'pending', '{}', 0, ?, ?, ?, ?::jsonb, ?::jsonb, ?, 0, ?, 1, now(), now()) returning *`,
      [
        id,
        job.user_id,
        job.project_id,
        job.kind,
        job.priority,
        job.prompt,
        job.input.style,
        JSON.stringify(job.input),
        JSON.stringify(job.degraded ?? []),
        currentTraceParent(),
        job.max_cost_usd,
      ],
    );
    if (!row) {
      throw new AppError('DB_ERROR');
    }
    await this.assets.addUses(job.user_id, keysIn(job.input), { kind: 'job', subjectId: id }, em);
    await this.ledger.join(em, row, async (transaction) => {
      transaction.emit('job.status', { status: 'pending', previous: null });
      const { taken, left } = job.steps ?? { taken: [], left: firstStepsOf(job) };
      await insertSteps(transaction, left, await takeSteps(transaction, taken));
      if (job.judgement) {
        await recordJudgement(transaction, PROMPT_ITEM, job.judgement);
      }
      if (await isHeldAtStart(transaction)) {
        await transaction.pause();
      }
      await transaction.queueReady(null);
    });
    return { id, createdAt: isoTime(row.created_at) };
  }

  async list(requester: Requester, query: JobQuery): Promise<Page<JobDto>> {
    if (query.user_id !== undefined && requester.role !== 'admin') {
      throw new AppError('FORBIDDEN.jobs_of_others');
    }
    const filters: [string, unknown][] = [['j.user_id = ?', query.user_id ?? requester.id]];
    const add = (condition: string, value: unknown) => value !== undefined && filters.push([condition, value]);
    add('j.state = ?', query.status);
    add('j.kind = ?', query.kind);
    add('j.project_id = ?', query.project_id);
    add('j.priority = ?', query.priority === undefined ? undefined : PRIORITIES.indexOf(query.priority));
    const where = filters.map(([condition]) => condition).join(' and ');
    const values = filters.map(([, value]) => value);
    const [counted] = await this.em.execute<{ count: number }[]>(countOf(`jobs j where ${where}`), values);
    const order = `order by j.${query.sort_by} ${query.sort_order}, j.id ${query.sort_order}`;
    // Ids first: an index has all that chooses the page, and only its rows are read and have their steps counted.
    const rows = await this.em.execute<JobReadRow[]>(
      `select ${JOB_READ} from (select j.id from jobs j where ${where} ${order} limit ? offset ?) page
       join jobs j on j.id = page.id ${order}`,
      [...values, query.limit, query.offset],
    );
    return pageOf(
      rows.map((row) => JobDto.from(row)),
      counted?.count ?? 0,
      query,
    );
  }

  async get(readerId: string | null, id: string): Promise<JobDto> {
    const [row] = await this.em.execute<JobReadRow[]>(
      `select ${JOB_READ} from jobs j where j.id = ? and ${IS_READABLE}`,
      [id, readerId],
    );
    return JobDto.from(found('JOB', row));
  }

  async status(readerId: string | null, id: string): Promise<JobStatusDto> {
    const [row] = await this.reads.rows<JobReadRow>(JOB_STATUS, [id, readerId]);
    return JobStatusDto.from(found('JOB', row));
  }

  async steps(readerId: string | null, id: string, query: StepQuery): Promise<Page<StepDto>> {
    await this.status(readerId, id);
    const [counted] = await this.em.execute<{ count: number }[]>(
      'select count(*)::int as count from job_steps where job_id = ?',
      [id],
    );
    const rows = await this.em.execute<(Omit<StepDto, 'error'> & { error: JobFailure | null })[]>(
      `select id, stage, item, state as status, attempt as attempts, provider, model, cached, cost_usd,
         started_at, completed_at, error,
         round(extract(epoch from completed_at - started_at) * 1000)::int as duration_ms
       from job_steps where job_id = ?
       order by started_at ${query.sort_order} nulls last, id ${query.sort_order} limit ? offset ?`,
      [id, query.limit, query.offset],
    );
    const items = rows.map((row) => ({
      ...row,
      started_at: isoTime(row.started_at),
      completed_at: isoTime(row.completed_at),
      error: row.error && JobErrorDto.from(row.error),
    }));
    return pageOf(items, counted?.count ?? 0, query);
  }

  async events(readerId: string | null, id: string, query: EventQuery): Promise<Page<EventMessage>> {
    await this.status(readerId, id);
    const after = query.after ?? 0;
    const [counted] = await this.em.execute<{ count: number }[]>(countOf('events where job_id = ? and job_seq > ?'), [
      id,
      after,
    ]);
    const items = await this.bus.readJob(this.em, id, after, query.limit, query.offset);
    return pageOf(withLinks(items, this.storage), counted?.count ?? 0, query);
  }

  async video(readerId: string | null, id: string): Promise<VideoDto> {
    const { thumbnail: _, ...video } = await this.film(readerId, id);
    return video;
  }

  async thumbnail(readerId: string | null, id: string): Promise<ThumbnailDto> {
    return (await this.film(readerId, id)).thumbnail;
  }

  /** Who may read a job, and in which stream its events are. */
  async streamOf(readerId: string | null, id: string): Promise<{ streamId: string }> {
    const streams = await this.streamsOf(readerId, [id]);
    return { streamId: found('JOB', streams.get(id)) };
  }

  /** Of many jobs, in which streams the events of those are that somebody may read, by the jobs' ids. */
  async streamsOf(readerId: string | null, ids: string[]): Promise<Map<string, string>> {
    const rows = await this.em
      .fork()
      .execute<{ id: string; stream_id: string }[]>(
        `select j.id, coalesce(j.project_id, j.id) as stream_id from jobs j where j.id = any(?::uuid[]) and ${IS_READABLE}`,
        [`{${ids.join(',')}}`, readerId],
      );
    return new Map(rows.map(({ id, stream_id }) => [id, stream_id]));
  }

  /** Ends and deletes all jobs of a project that is about to go. */
  async deleteOfProject(projectId: string): Promise<void> {
    const jobs = await this.em.execute<{ id: string }[]>('select id from jobs where project_id = ?', [projectId]);
    for (const { id } of jobs) {
      await this.remove(id);
    }
  }

  /** Ends a job that has not ended, then deletes it; its files go an hour later, unless something else uses them. */
  async remove(id: string): Promise<void> {
    await this.ledger.within(id, async (transaction) => {
      if (!isFinal(transaction.job.state)) {
        await transaction.cancel();
      }
      const steps = await transaction.em.execute<{ id: string }[]>(
        'select id from job_steps where job_id = ? order by id for update',
        [id],
      );
      const stepIds = steps.map((step) => step.id);
      // Whoever runs one of them finds no job to write its end to.
      await abandonCalls(transaction, stepIds);
      await this.assets.endUses('step', stepIds, transaction.em);
      await this.assets.endUses('job', [id], transaction.em);
      // Here, and not after the commit: a worker that settled in between would leave files that nobody lets go of.
      await transaction.em.execute('delete from jobs where id = ?', [id]);
    });
    await this.em.execute('delete from event_streams where id = ?', [id]);
  }

  private async film(readerId: string | null, id: string): Promise<FilmOutput> {
    const [row] = await this.em.execute<{ state: JobState; output: FilmOutput | null }[]>(
      `select j.state, j.output from jobs j where j.id = ? and ${IS_READABLE}`,
      [id, readerId],
    );
    const { state, output } = found('JOB', row);
    if (state !== 'completed' || !output || !('url' in output)) {
      throw new AppError('RESULT_NOT_READY', { status: state });
    }
    return withLinks(output, this.storage);
  }
}

/** The steps that a job starts with. */
export function firstStepsOf(job: Pick<NewJob, 'kind' | 'input'>): PlannedStep[] {
  const { board, episodes: count, firstEpisode, shots = [] } = job.input;
  const episodes = board ?? Array.from({ length: count }, (_, index) => firstEpisode + index);
  return initialSteps(planOf(job), { episodes, shots: shots.map((id) => ({ id, shows: null })) });
}

/** Adds to a job the planned steps that it does not have yet. */
export async function addSteps(transaction: JobTransaction, steps: PlannedStep[]): Promise<void> {
  const existing = await transaction.em.execute<{ id: string; item: string }[]>(
    'select id, item from job_steps where job_id = ?',
    [transaction.job.id],
  );
  await insertSteps(transaction, steps, new Map(existing.map((step) => [step.item, step.id])));
}

/** `ids`: by item, of the steps that are there; planned ones may depend on them, as on each other. */
async function insertSteps(
  { em, job }: JobTransaction,
  steps: PlannedStep[],
  ids = new Map<string, string>(),
): Promise<void> {
  const fresh = steps.filter((step) => !ids.has(step.item));
  for (const step of fresh) {
    ids.set(step.item, newId());
  }
  const rows = fresh.map(({ plan, item, dependsOn }) => ({
    id: ids.get(item),
    stage: plan.stage,
    item,
    queue: plan.queue,
    time_limit_sec: plan.timeLimitSec,
    depends_on: dependsOn.map((name) => idOf(ids, name)),
    fresh: job.input.fresh?.includes(plan.part) ?? false,
  }));
  await em.execute(
    `insert into job_steps (id, job_id, user_id, stage, item, queue, priority, turn, state, fence, attempt, crashes,
       depends_on, fresh, cost_usd, fraction, time_limit_sec)
     select s.id, ?, ?, s.stage, s.item, s.queue, ?, 0, 'pending', 0, 0, 0,
       array(select jsonb_array_elements_text(s.depends_on)::uuid), s.fresh, 0, 0, s.time_limit_sec
     from jsonb_to_recordset(?::jsonb)
       as s(id uuid, stage text, item text, queue text, depends_on jsonb, fresh boolean, time_limit_sec int)`,
    [job.id, job.user_id, job.priority, JSON.stringify(rows)],
  );
}

/** Makes steps that are already there wait for more; those of a job that has ended wait for a retry. */
export async function addDependencies(transaction: JobTransaction, added: Map<string, string[]>): Promise<void> {
  for (const [item, needs] of added) {
    await transaction.em.execute(
      `update job_steps set depends_on = depends_on || array(
         select id from job_steps where job_id = ? and item = any(?::text[]))
       where job_id = ? and item = ? and state in ('pending', 'cancelled')`,
      [transaction.job.id, `{${needs.map((need) => `"${need}"`).join(',')}}`, transaction.job.id, item],
    );
  }
}

function idOf(ids: Map<string, string>, item: string): string {
  const id = ids.get(item);
  if (id === undefined) {
    throw new Error(`The plan names a step that does not exist: ${item}`);
  }
  return id;
}
