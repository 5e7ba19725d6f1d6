import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsUUID } from 'class-validator';
import { Flag, Int, Money, Optional } from '../common/field.decorators.js';
import { isoTime } from '../common/iso-time.js';
import { pageQuery, type SortOrder } from '../common/pagination.js';
import { PRIORITIES, type Priority } from '../common/vocabulary.js';
import { type Degradation } from './job.entity.js';
import { JobErrorDto } from './job-error.dto.js';
import { JOB_STATES, type JobState, STEP_STATES, type StepState } from './job.machine.js';
import { type JobRow } from './ledger.js';
import { JOB_KINDS, type JobKind, STAGES, type StageName, stagesOf } from './plan.js';

export class JobQuery extends pageQuery(['created_at', 'updated_at', 'priority', 'progress']) {
  @Optional()
  @IsIn(JOB_STATES)
  status?: JobState;

  @Optional()
  @IsIn(JOB_KINDS)
  kind?: JobKind;

  @Optional()
  @IsIn(PRIORITIES)
  priority?: Priority;

  @Optional()
  @IsUUID()
  project_id?: string;
}

export class StepQuery extends pageQuery(['started_at'], { maxLimit: 500, order: 'asc' }) {}

export class EventQuery extends pageQuery(['job_seq'], { maxLimit: 500, order: 'asc' }) {
  /** Oldest first, as they happened. */
  @Optional()
  @IsIn(['asc'])
  @ApiProperty({ enum: ['asc'], default: 'asc' })
  override sort_order: SortOrder = 'asc';

  /** Only events after this `job_seq`. */
  @Optional()
  @Int(0, Number.MAX_SAFE_INTEGER)
  after?: number = 0;
}

export class ResumeJobDto {
  /** A new limit; needed where the old one was reached. */
  @Optional()
  @Money()
  max_cost_usd?: number;
}

export class VideoQuery {
  /** Answer with 302 to the file. */
  @Optional()
  @Flag()
  redirect?: boolean = false;
}

export class DegradedDto {
  stage: string;
  wanted: string;
  used: string;
  why: string;
}

export class JobStageDto {
  @ApiProperty({ enum: STAGES })
  stage: StageName;
  @ApiProperty({ enum: ['pending', 'running', 'completed', 'failed', 'skipped', 'cancelled'] })
  status: string;
  /** 0 to 100. */
  @ApiProperty({ type: 'integer' })
  progress: number;
  @ApiProperty({ type: 'integer' })
  steps_total: number;
  @ApiProperty({ type: 'integer' })
  steps_done: number;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  started_at: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  completed_at: string | null;
}

export class JobStatusDto {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ enum: JOB_STATES })
  status: JobState;
  @ApiProperty({ enum: STAGES, nullable: true })
  stage: StageName | null;
  @ApiProperty({ type: 'integer' })
  progress: number;
  @ApiProperty({ format: 'date-time' })
  updated_at: string;
}

/** What the film was asked to be like. */
export class JobOptionsReadDto {
  @ApiProperty({ enum: ['burned', 'none'] })
  subtitles: 'burned' | 'none';
  allow_fallback: boolean;
  preview: boolean;
  music: boolean;
}

export class JobDto extends JobStatusDto {
  @ApiProperty({ enum: JOB_KINDS })
  kind: JobKind;
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  project_id: string | null;
  prompt: string;
  @ApiProperty({ type: String, nullable: true })
  style: string | null;
  @ApiProperty({ enum: PRIORITIES })
  priority: Priority;
  options: JobOptionsReadDto;
  @ApiProperty({ type: [DegradedDto] })
  degraded: Degradation[];
  @ApiProperty({ type: JobErrorDto, nullable: true })
  error: JobErrorDto | null;
  cost_usd: number;
  @ApiProperty({ type: Number, nullable: true })
  max_cost_usd: number | null;
  @ApiProperty({ type: 'integer' })
  attempts: number;
  @ApiProperty({ format: 'date-time' })
  created_at: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  started_at: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  completed_at: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  estimated_completion: string | null;
  @ApiProperty({ type: [JobStageDto] })
  stages: JobStageDto[];

  static from(row: JobReadRow): JobDto {
    return {
      ...statusOf(row),
      kind: row.kind,
      project_id: row.project_id,
      prompt: row.prompt,
      style: row.style,
      priority: PRIORITIES[row.priority] ?? 'normal',
      options: {
        subtitles: row.input.subtitles,
        allow_fallback: row.input.allowFallback,
        preview: row.input.preview,
        music: row.input.music,
      },
      degraded: row.degraded,
      error: row.error && JobErrorDto.from(row.error),
      cost_usd: row.cost_usd,
      max_cost_usd: row.max_cost_usd,
      attempts: row.attempts,
      created_at: isoTime(row.created_at),
      started_at: isoTime(row.started_at),
      completed_at: isoTime(row.completed_at),
      estimated_completion: estimateOf(row),
      stages: stagesOf(row.kind).map((stage) => stageOf(stage, row)),
    };
  }
}

export class StepDto {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ enum: STAGES })
  stage: StageName;
  item: string;
  @ApiProperty({ enum: STEP_STATES })
  status: StepState;
  @ApiProperty({ type: 'integer' })
  attempts: number;
  @ApiProperty({ type: String, nullable: true })
  provider: string | null;
  @ApiProperty({ type: String, nullable: true })
  model: string | null;
  cached: boolean;
  cost_usd: number;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  started_at: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  completed_at: string | null;
  @ApiProperty({ type: 'integer', nullable: true })
  duration_ms: number | null;
  @ApiProperty({ type: JobErrorDto, nullable: true })
  error: JobErrorDto | null;
}

export class EventDto {
  type: string;
  @ApiProperty({ type: 'integer' })
  seq: number;
  @ApiProperty({ type: 'integer', nullable: true })
  job_seq: number | null;
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  project_id: string | null;
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  job_id: string | null;
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'What the type brings with it' })
  data: object;
  /** Milliseconds since 1970. */
  @ApiProperty({ type: 'integer' })
  timestamp: number;
}

export class EpisodeVideoDto {
  @ApiProperty({ type: 'integer' })
  episode: number;
  title: string;
  url: string;
  thumbnail_url: string;
  duration_sec: number;
}

export class FormatDto {
  format: string;
  url: string;
  @ApiProperty({ type: 'integer' })
  size_bytes: number;
}

export class VideoDto {
  url: string;
  @ApiProperty({ enum: ['mp4'] })
  format: string;
  @ApiProperty({ type: 'integer' })
  width: number;
  @ApiProperty({ type: 'integer' })
  height: number;
  duration_sec: number;
  @ApiProperty({ type: 'integer' })
  size_bytes: number;
  @ApiProperty({ type: [EpisodeVideoDto] })
  episodes: EpisodeVideoDto[];
  @ApiProperty({ type: [FormatDto] })
  formats: FormatDto[];
}

export class ThumbnailDto {
  url: string;
  @ApiProperty({ type: 'integer' })
  width: number;
  @ApiProperty({ type: 'integer' })
  height: number;
}

/** What a film's last step leaves in its job: the data of the video route, with links in place of URLs. */
export type FilmOutput = VideoDto & { thumbnail: ThumbnailDto };

interface StageRead {
  total: number;
  done: number;
  fraction: number;
  failed: number;
  started_at: string | null;
  completed_at: string | null;
}

export interface JobReadRow extends JobRow {
  style: string | null;
  cost_usd: number;
  attempts: number;
  created_at: string;
  started_at: string | null;
  updated_at: string;
  completed_at: string | null;
  stage_reads: Partial<Record<StageName, StageRead>> | null;
}

export function statusOf(row: Pick<JobReadRow, 'id' | 'state' | 'stage' | 'progress' | 'updated_at'>): JobStatusDto {
  return {
    id: row.id,
    status: row.state,
    stage: row.stage,
    progress: row.progress,
    updated_at: isoTime(row.updated_at),
  };
}

function stageOf(stage: StageName, row: JobReadRow): JobStageDto {
  const read = row.stage_reads?.[stage];
  const state = row.stages[stage] ?? 'pending';
  const ended = row.state === 'cancelled' || row.state === 'failed';
  const failed = (read?.failed ?? 0) > 0;
  return {
    stage,
    status: failed ? 'failed' : ended && state !== 'completed' ? 'cancelled' : state,
    progress: state === 'completed' ? 100 : percent(read),
    steps_total: read?.total ?? 0,
    steps_done: read?.done ?? 0,
    started_at: isoTime(read?.started_at ?? null),
    completed_at: state === 'completed' ? isoTime(read?.completed_at ?? null) : null,
  };
}

function percent(read: StageRead | undefined): number {
  return read && read.total > 0
    ? Math.floor((100 * (read.done + Math.min(read.fraction, read.total))) / read.total)
    : 0;
}

/** Time goes on as it went so far; nothing is said before a twentieth is done. */
function estimateOf(row: JobReadRow): string | null {
  if (row.state !== 'running' || row.started_at === null || row.progress < 5) {
    return null;
  }
  const started = new Date(row.started_at).getTime();
  const now = new Date(row.updated_at).getTime();
  return new Date(started + ((now - started) * 100) / row.progress).toISOString();
}
