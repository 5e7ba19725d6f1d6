import { ApiProperty, OmitType, PickType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsObject, IsUUID, ValidateNested } from 'class-validator';
import { Flag, NotBlank, Optional, Text } from '../common/field.decorators.js';
import { isoTime } from '../common/iso-time.js';
import { pageQuery } from '../common/pagination.js';
import { LANGUAGES, type Language } from '../common/vocabulary.js';
import { JobErrorDto } from '../jobs/job-error.dto.js';
import { JOB_STATES, type JobState } from '../jobs/job.machine.js';
import { type JobRow } from '../jobs/ledger.js';
import { ANALYSIS_STAGES, type AnalysisStage, type StageName } from '../jobs/stages.js';
import { GenerateDramaDto, OrderDto } from '../productions/production.dto.js';
import { AnalysisResultDto } from './analysis-result.dto.js';
import { type SourceDto, SOURCE_KINDS, type SourceKind } from './analysis-source.dto.js';

export class AnalysisOptionsDto {
  /** Whether what is said is written down. */
  @Optional()
  @Flag()
  transcript?: boolean = true;

  /** Whether comments are read; only those of YouTube can be. */
  @Optional()
  @Flag()
  comments?: boolean = true;

  /**
   * What insights are written in, and which captions are taken where there are several; that of `Accept-Language` when it is
   * not given.
   * @example zh
   */
  @Optional()
  @IsIn(LANGUAGES)
  @ApiProperty({ enum: LANGUAGES })
  language?: Language;
}

/** Exactly one of the three sources. */
export class CreateAnalysisDto extends PickType(OrderDto, [
  'priority',
  'max_cost_usd',
  'webhook_url',
  'webhook_events',
]) {
  /** One video on YouTube: a `watch`, `shorts`, `live` or `youtu.be` address. */
  @Optional()
  @Text(1, 2048)
  @ApiProperty({ format: 'uri' })
  youtube_url?: string;

  /** Where a video file is, by http or https; no private address. @example https://example.org/night.mp4 */
  @Optional()
  @Text(1, 2048)
  @ApiProperty({ format: 'uri' })
  url?: string;

  /** A video that you have uploaded. */
  @Optional()
  @IsUUID()
  upload_id?: string;

  /** What is wanted of it. */
  @Optional()
  @IsObject()
  @ValidateNested()
  @Type(() => AnalysisOptionsDto)
  options?: AnalysisOptionsDto = new AnalysisOptionsDto();
}

export class AnalysisQuery extends pageQuery(['created_at', 'updated_at', 'progress']) {
  /** Only analyses in this state. @example completed */
  @Optional()
  @IsIn(JOB_STATES)
  status?: JobState;
}

/** What a drama that is like the video may say besides; how many shots it has, and how long, the video says. */
export class AnalysisDramaDto extends OmitType(GenerateDramaDto, [
  'episodes',
  'scenes_per_episode',
  'duration_sec',
  'prompt',
]) {
  /**
   * What is to happen. When it is not given, what a model has said of the video, else what is known of it: its title, its
   * description, what is said in it.
   * @example 同样的节奏，换成一家深夜书店
   */
  @Optional()
  @Text(1, 5000)
  @NotBlank()
  prompt?: string;
}

/** A row of a read of an analysis. */
export type AnalysisRow = Pick<JobRow, 'id' | 'state' | 'error' | 'input'> & {
  stage: StageName | null;
  progress: number;
  created_at: string;
  completed_at: string | null;
  /** What is known of the source. */
  source: Pick<SourceDto, 'title'> | null;
};

export class AnalysisDto {
  /** Its job's id: the job's routes, room and events are open to it. @example 0199d3c4-7a2b-7e3c-8f10-91c7d5a0b3e2 */
  @ApiProperty({ format: 'uuid' })
  id: string;
  /** As that of any job. @example running */
  @ApiProperty({ enum: JOB_STATES })
  status: JobState;
  /** The stage that is being worked on, or the last one that is done; null: none has begun. @example shots */
  @ApiProperty({ enum: ANALYSIS_STAGES, nullable: true })
  current_step: AnalysisStage | null;
  /** 0 to 100; never falls within a run. @example 62 */
  @ApiProperty({ type: 'integer', maximum: 100 })
  progress: number;
  /** Where the video comes from. @example youtube */
  @ApiProperty({ enum: SOURCE_KINDS })
  source_kind: SourceKind;
  /** What it is called, as far as that is known. @example 打烊之前 */
  @ApiProperty({ type: String, nullable: true, maxLength: 300 })
  title: string | null;
  /** Why it has failed; null: it has not. */
  @ApiProperty({ type: JobErrorDto, nullable: true })
  error: JobErrorDto | null;
  /** When it was ordered. @example 2026-11-28T08:30:00.000Z */
  @ApiProperty({ format: 'date-time' })
  created_at: string;
  /** When it was completed, failed or cancelled; null: it goes on. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  completed_at: string | null;
  /**
   * When it will be done, by how long its like has taken on this server; null: it is over or paused, or nobody knows yet how
   * long the video is.
   * @example 2026-11-28T08:30:40.000Z
   */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  estimated_completion: string | null;

  static from(row: AnalysisRow, estimatedCompletion: string | null): AnalysisDto {
    const source = row.input.analysis?.source;
    return {
      id: row.id,
      status: row.state,
      current_step: row.stage as AnalysisStage | null,
      progress: Math.floor(row.progress),
      source_kind: source?.kind ?? 'url',
      title: row.source?.title ?? (source?.kind === 'upload' ? source.filename : null),
      error: row.error && JobErrorDto.from(row.error),
      created_at: isoTime(row.created_at),
      completed_at: isoTime(row.completed_at),
      estimated_completion: estimatedCompletion,
    };
  }
}

/** How the analysis went. */
export class AnalysisMetadataDto {
  /** When it was ordered. @example 2026-11-28T08:30:00.000Z */
  @ApiProperty({ format: 'date-time' })
  created_at: string;
  /** When it was completed. @example 2026-11-28T08:30:40.000Z */
  @ApiProperty({ format: 'date-time' })
  completed_at: string;
  /** From its first step to its end, in seconds. @example 12.4 */
  processing_sec: number;
  /** What was booked for it, in USD. @example 0.02 */
  cost_usd: number;
}

export class AnalysisReportDto {
  /** The analysis, by its older name. @example 0199d3c4-7a2b-7e3c-8f10-91c7d5a0b3e2 */
  @ApiProperty({ format: 'uuid' })
  task_id: string;
  /** What was found. */
  result: AnalysisResultDto;
  /** How it went. */
  metadata: AnalysisMetadataDto;
}
