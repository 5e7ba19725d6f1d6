import { type JobRow } from './ledger.js';
import { IS_UNDECIDED } from './moderation-gate.js';
import { type StageName } from './stages.js';

/** What a paused job waits for before it goes on. */
export const WAITS = ['moderation', 'budget', 'resume'] as const;
export type Wait = (typeof WAITS)[number];

/** How far a stage is, from its steps. */
export interface StageRead {
  total: number;
  done: number;
  fraction: number;
  failed: number;
  started_at: string | null;
  completed_at: string | null;
}

/** What a read of a job sends. */
export interface JobReadRow extends Omit<JobRow, 'user_id' | 'output' | 'purged_at'> {
  style: string | null;
  attempts: number;
  created_at: string;
  started_at: string | null;
  updated_at: string;
  completed_at: string | null;
  waiting_for: Wait | null;
  stage_reads: Partial<Record<StageName, StageRead>> | null;
}

/** SQL: the columns of a {@link JobReadRow}, of job `j`. The steps are counted for each row: only for those that are sent. */
export const JOB_READ = `
  j.id, j.kind, j.state, j.stage, j.stages, j.progress, j.project_id, j.prompt, j.style, j.priority, j.input, j.degraded,
  j.error, j.cost_usd, j.max_cost_usd, j.attempts, j.created_at, j.started_at, j.updated_at, j.completed_at,
  case when j.state <> 'paused' then null
    when exists (select 1 from job_moderations m where m.job_id = j.id and ${IS_UNDECIDED}) then 'moderation'
    when j.error->>'code' = 'BUDGET_EXCEEDED' then 'budget' else 'resume' end as waiting_for,
  (select jsonb_object_agg(stage, r) from (
     select stage, count(*) as total, count(*) filter (where state = 'done') as done,
       coalesce(sum(fraction) filter (where state = 'running'), 0) as fraction,
       count(*) filter (where state = 'failed') as failed,
       min(started_at) as started_at, max(completed_at) as completed_at
     from job_steps where job_id = j.id group by stage) r) as stage_reads`;

/** Time goes on as it went so far; nothing is said before a twentieth is done. */
export function estimateOf(row: JobReadRow): string | null {
  if (row.state !== 'running' || row.started_at === null || row.progress < 5) {
    return null;
  }
  const started = new Date(row.started_at).getTime();
  const now = new Date(row.updated_at).getTime();
  return new Date(started + ((now - started) * 100) / row.progress).toISOString();
}
