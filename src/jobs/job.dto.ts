import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsUUID } from 'class-validator';
import { Flag, Link, Money, Optional } from '../common/field.decorators.js';
import { isoTime } from '../common/iso-time.js';
import { pageQuery } from '../common/pagination.js';
import { PRIORITIES, type Priority } from '../common/vocabulary.js';
import { type Degradation } from './job.entity.js';
import { JobErrorDto } from './job-error.dto.js';
import { JOB_STATES, type JobState } from './job.machine.js';
import { estimateOf, type JobReadRow, type StageRead, type Wait, WAITS } from './job-read.js';
import { JOB_KINDS, type JobKind, planOf, PLANS, STAGES, type StageName, stagesOf } from './plan.js';

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

  /** Somebody else's jobs; for admins. */
  @Optional()
  @IsUUID()
  user_id?: string;
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
  @ApiProperty({ maxLength: 16 })
  stage: string;
  @ApiProperty({ maxLength: 200 })
  wanted: string;
  @ApiProperty({ maxLength: 200 })
  used: string;
  @ApiProperty({ maxLength: 2000 })
  why: string;
}

export class JobStageDto {
  @ApiProperty({ enum: STAGES })
  stage: StageName;
  @ApiProperty({ enum: ['pending', 'running', 'completed', 'failed', 'skipped', 'cancelled'] })
  status: string;
  /** 0 to 100. */
  @ApiProperty({ type: 'integer', maximum: 100 })
  progress: number;
  @ApiProperty({ type: 'integer' })
  steps_total: number;
  @ApiProperty({ type: 'integer' })
  steps_done: number;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  started_at: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  completed_at: string | null;

  static from(stage: StageName, row: JobReadRow): JobStageDto {
    const read = row.stage_reads?.[stage];
    const state = row.stages[stage] ?? 'pending';
    const ended = row.state === 'cancelled' || row.state === 'failed';
    const failed = (read?.failed ?? 0) > 0;
    return {
      stage,
      status: failed ? 'failed' : ended && state !== 'completed' ? 'cancelled' : state,
      progress: state === 'completed' ? 100 : percentOf(read),
      steps_total: read?.total ?? 0,
      steps_done: read?.done ?? 0,
      started_at: isoTime(read?.started_at ?? null),
      completed_at: state === 'completed' ? isoTime(read?.completed_at ?? null) : null,
    };
  }

  /** One that the kind has and the job has no use for. */
  static skipped(stage: StageName): JobStageDto {
    const nothing = { progress: 100, steps_total: 0, steps_done: 0, started_at: null, completed_at: null };
    return { stage, status: 'skipped', ...nothing };
  }
}

function percentOf(read: StageRead | undefined): number {
  return read && read.total > 0
    ? Math.floor((100 * (read.done + Math.min(read.fraction, read.total))) / read.total)
    : 0;
}

export class JobStatusDto {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ enum: JOB_STATES })
  status: JobState;
  @ApiProperty({ enum: STAGES, nullable: true })
  stage: StageName | null;
  @ApiProperty({ type: 'integer', maximum: 100 })
  progress: number;
  @ApiProperty({ format: 'date-time' })
  updated_at: string;

  static from(row: Pick<JobReadRow, 'id' | 'state' | 'stage' | 'progress' | 'updated_at'>): JobStatusDto {
    return {
      id: row.id,
      status: row.state,
      stage: row.stage,
      progress: Math.floor(row.progress),
      updated_at: isoTime(row.updated_at),
    };
  }
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
  @ApiProperty({ maxLength: 20_000 })
  prompt: string;
  @ApiProperty({ type: String, nullable: true, maxLength: 300 })
  style: string | null;
  @ApiProperty({ enum: PRIORITIES })
  priority: Priority;
  options: JobOptionsReadDto;
  @ApiProperty({ type: [DegradedDto], maxItems: 100 })
  degraded: Degradation[];
  @ApiProperty({ type: JobErrorDto, nullable: true })
  error: JobErrorDto | null;
  /** What a paused job waits for: a decision about its content, a higher limit, or `resume`. */
  @ApiProperty({ enum: WAITS, nullable: true })
  waiting_for: Wait | null;
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
  @ApiProperty({ type: [JobStageDto], maxItems: STAGES.length })
  stages: JobStageDto[];

  static override from(row: JobReadRow): JobDto {
    const used = stagesOf(planOf(row));
    return {
      ...JobStatusDto.from(row),
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
      waiting_for: row.waiting_for,
      cost_usd: row.cost_usd,
      max_cost_usd: row.max_cost_usd,
      attempts: row.attempts,
      created_at: isoTime(row.created_at),
      started_at: isoTime(row.started_at),
      completed_at: isoTime(row.completed_at),
      estimated_completion: estimateOf(row),
      stages: stagesOf(PLANS[row.kind]).map((stage) =>
        used.includes(stage) ? JobStageDto.from(stage, row) : JobStageDto.skipped(stage),
      ),
    };
  }
}

export class EpisodeVideoDto {
  @ApiProperty({ type: 'integer' })
  episode: number;
  @ApiProperty({ maxLength: 200 })
  title: string;
  @Link()
  url: string;
  @Link()
  thumbnail_url: string;
  duration_sec: number;
}

export class FormatDto {
  @ApiProperty({ maxLength: 20, pattern: '^[a-z0-9_]+$' })
  format: string;
  @Link()
  url: string;
  @ApiProperty({ type: 'integer', maximum: Number.MAX_SAFE_INTEGER })
  size_bytes: number;
}

export class VideoDto {
  @Link()
  url: string;
  @ApiProperty({ enum: ['mp4'] })
  format: string;
  @ApiProperty({ type: 'integer' })
  width: number;
  @ApiProperty({ type: 'integer' })
  height: number;
  duration_sec: number;
  @ApiProperty({ type: 'integer', maximum: Number.MAX_SAFE_INTEGER })
  size_bytes: number;
  /** None where the job has made shots by themselves: then the video is these, one after the other. */
  @ApiProperty({ type: [EpisodeVideoDto], maxItems: 100 })
  episodes: EpisodeVideoDto[];
  @ApiProperty({ type: [FormatDto], maxItems: 20 })
  formats: FormatDto[];
}

export class ThumbnailDto {
  @Link()
  url: string;
  @ApiProperty({ type: 'integer' })
  width: number;
  @ApiProperty({ type: 'integer' })
  height: number;
}

/** What a film's last step leaves in its job: the data of the video route, with links in place of URLs. */
export type FilmOutput = VideoDto & { thumbnail: ThumbnailDto };
