import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsUUID } from 'class-validator';
import { Flag, Link, Money, Optional } from '../common/field.decorators.js';
import { isoTime } from '../common/iso-time.js';
import { pageQuery } from '../common/pagination.js';
import { LANGUAGES, type Language, PRIORITIES, type Priority } from '../common/vocabulary.js';
import { type Format, FORMATS } from './formats.js';
import { type Degradation } from './job.entity.js';
import { JobErrorDto } from './job-error.dto.js';
import { SUBTITLE_MODES, subtitleLanguages, type SubtitleMode } from './job-input.js';
import { JOB_STATES, type JobState } from './job.machine.js';
import { estimateOf, type JobReadRow, type StageRead, type Wait, WAITS } from './job-read.js';
import { JOB_KINDS, type JobKind, planOf, PLANS, stagesOf } from './plan.js';
import { STAGES, type StageName } from './stages.js';

const COST_DECIMALS = 8;

export class JobQuery extends pageQuery(['created_at', 'updated_at', 'priority', 'progress']) {
  /** Only jobs in this state. @example running */
  @Optional()
  @IsIn(JOB_STATES)
  status?: JobState;

  /** Only jobs of this kind. @example drama */
  @Optional()
  @IsIn(JOB_KINDS)
  kind?: JobKind;

  /** Only jobs of this priority. @example normal */
  @Optional()
  @IsIn(PRIORITIES)
  priority?: Priority;

  /** Only jobs of this project. @example 0199d3c4-7a10-7c52-9d0e-6a2f1b8e4c20 */
  @Optional()
  @IsUUID()
  project_id?: string;

  /** Somebody else's jobs; for admins, others get FORBIDDEN. @example 0199d3c0-1b52-7d11-a3f4-2c9e5b7a6d01 */
  @Optional()
  @IsUUID()
  user_id?: string;
}

export class ResumeJobDto {
  /** A new limit in USD. Where the old one was reached, a higher one is needed. @example 5 */
  @Optional()
  @Money()
  max_cost_usd?: number;
}

export class VideoQuery {
  /** Answer with 302 to the file itself: `true` or `false`. @example true */
  @Optional()
  @Flag()
  redirect?: boolean = false;
}

export class DegradedDto {
  /** The stage that did not get what it was to have. @example script */
  @ApiProperty({ maxLength: 16 })
  stage: string;
  /** Who was wanted. @example ollama */
  @ApiProperty({ maxLength: 200 })
  wanted: string;
  /** Who did it. @example local */
  @ApiProperty({ maxLength: 200 })
  used: string;
  /** Why not the one that was wanted, in words. @example 'ollama is not configured' */
  @ApiProperty({ maxLength: 2000 })
  why: string;
}

export class JobStageDto {
  /** The name of the stage. @example clips */
  @ApiProperty({ enum: STAGES })
  stage: StageName;
  /**
   * `skipped`: the job has no use for this stage of its kind. `cancelled`: the job ended before it was done. `pending`,
   * `running`, `completed` and `failed` as they say.
   * @example running
   */
  @ApiProperty({ enum: ['pending', 'running', 'completed', 'failed', 'skipped', 'cancelled'] })
  status: string;
  /** 0 to 100. @example 50 */
  @ApiProperty({ type: 'integer', maximum: 100 })
  progress: number;
  /** How many steps it has, as far as they are planned: most are when the storyboard is there. @example 12 */
  @ApiProperty({ type: 'integer' })
  steps_total: number;
  /** How many of them are done. @example 6 */
  @ApiProperty({ type: 'integer' })
  steps_done: number;
  /** When its first step began; null: none has. @example 2026-11-28T08:30:40.000Z */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  started_at: string | null;
  /** When its last step was done; null: not all are. */
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
  /** The id of the job; older names for it are task and `task_id`. @example 0199d3c4-7a2b-7e3c-8f10-91c7d5a0b3e2 */
  @ApiProperty({ format: 'uuid' })
  id: string;
  /**
   * `pending → running → completed`, `failed` or `cancelled`; `paused` goes on when what `waiting_for` names is there.
   * @example running
   */
  @ApiProperty({ enum: JOB_STATES })
  status: JobState;
  /** The first stage that is being worked on, or the last one that is done; null: none has begun. @example clips */
  @ApiProperty({ enum: STAGES, nullable: true })
  stage: StageName | null;
  /** 0 to 100; never falls within a run. @example 62 */
  @ApiProperty({ type: 'integer', maximum: 100 })
  progress: number;
  /** When it last changed. @example 2026-11-28T08:31:10.000Z */
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
  /** Whether subtitles are burned into the picture, tracks of the MP4, or neither. @example burned */
  @ApiProperty({ enum: SUBTITLE_MODES })
  subtitles: SubtitleMode;
  /** What they are in, the main one first. @example ["zh"] */
  @ApiProperty({ enum: LANGUAGES, isArray: true, minItems: 1, maxItems: 2, uniqueItems: true })
  subtitle_languages: Language[];
  /** Whether another provider may stand in for the wanted one. @example true */
  allow_fallback: boolean;
  /** 640×360 instead of 1280×720. @example false */
  preview: boolean;
  /** Whether the film has music. @example true */
  music: boolean;
  /** Whether the sound of its clips is heard in it. @example false */
  keep_vendor_audio: boolean;
}

export class JobDto extends JobStatusDto {
  /**
   * What it makes: `drama` a film of scenes, `video` a quick one from a prompt, `scenes` scenes and shots alone,
   * `scene_video` the clips of one scene, `shot_image` and `shot_video` one shot's picture or clip, `export` other formats of
   * a film, `analysis` what there is to be known of a video.
   * @example drama
   */
  @ApiProperty({ enum: JOB_KINDS })
  kind: JobKind;
  /** The project that it works in. @example 0199d3c4-7a10-7c52-9d0e-6a2f1b8e4c20 */
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  project_id: string | null;
  /** What was asked for, in words. @example '北京，2024 年，一个 996 的程序员遇见了设计部的同事' */
  @ApiProperty({ maxLength: 20_000 })
  prompt: string;
  /** The look in words: yours, or what the style stage has found; null: none yet. @example 都市暖色，浅景深 */
  @ApiProperty({ type: String, nullable: true, maxLength: 300 })
  style: string | null;
  /** Higher ones go first; of equal ones, users take turns. @example normal */
  @ApiProperty({ enum: PRIORITIES })
  priority: Priority;
  /** What the film was asked to be like. */
  options: JobOptionsReadDto;
  /** The files that were asked for; `GET /jobs/{id}/video` lists those that there are. @example ["mp4","hls"] */
  @ApiProperty({ enum: FORMATS, isArray: true, maxItems: FORMATS.length, uniqueItems: true })
  formats: Format[];
  /** Who was wanted for a stage and was not there, and who did it instead; empty: all as wanted. @example [] */
  @ApiProperty({ type: [DegradedDto], maxItems: 100 })
  degraded: Degradation[];
  /** Why it has failed, or why it is paused (`BUDGET_EXCEEDED`); null: all is well. */
  @ApiProperty({ type: JobErrorDto, nullable: true })
  error: JobErrorDto | null;
  /**
   * What a paused job waits for: `moderation` a decision about its content, `budget` a higher limit, `resume` only
   * that; null: it is not paused.
   */
  @ApiProperty({ enum: WAITS, nullable: true })
  waiting_for: Wait | null;
  /** What was booked so far, in USD. @example 0.5 */
  cost_usd: number;
  /** The job pauses before the step that would pass it, in USD; null: no limit. @example 5 */
  @ApiProperty({ type: Number, nullable: true })
  max_cost_usd: number | null;
  /** Its runs: 1, and one more for each retry and each stage that was run again. @example 1 */
  @ApiProperty({ type: 'integer' })
  attempts: number;
  /** When it was ordered. @example 2026-11-28T08:30:00.000Z */
  @ApiProperty({ format: 'date-time' })
  created_at: string;
  /** When its first step began; null: none has. @example 2026-11-28T08:30:01.250Z */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  started_at: string | null;
  /** When it was completed, failed or cancelled; null: it goes on. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  completed_at: string | null;
  /**
   * When it will be done if it goes on as it did so far; null: too early to say, or it does not run.
   * @example 2026-11-28T08:32:05.000Z
   */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  estimated_completion: string | null;
  /** The stages of its kind, in their order. */
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
        subtitle_languages: subtitleLanguages(row.input),
        allow_fallback: row.input.allowFallback,
        preview: row.input.preview,
        music: row.input.music,
        keep_vendor_audio: row.input.keepVendorAudio ?? false,
      },
      formats: row.input.formats ?? ['mp4'],
      degraded: row.degraded,
      error: row.error && JobErrorDto.from(row.error),
      waiting_for: row.waiting_for,
      // A sum of many calls is not exact in binary.
      cost_usd: Number(row.cost_usd.toFixed(COST_DECIMALS)),
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
  /** Its number, from 1. @example 1 */
  @ApiProperty({ type: 'integer' })
  episode: number;
  /** What it is called. @example 打烊之前 */
  @ApiProperty({ maxLength: 200 })
  title: string;
  /**
   * Its own MP4. Signed; expires.
   * @example /api/v1/media/1795858500/kq3VxY0nB7u2TzP5mHcR8sJdLwEaF1oG4iQvXyZt6Kc/assets/3c/0199d3c6-1e5a-7c02-b7d4-8f6e5a4b3c3c.mp4
   */
  @Link()
  url: string;
  /**
   * A picture of it. Signed; expires.
   * @example /api/v1/media/1795858500/kq3VxY0nB7u2TzP5mHcR8sJdLwEaF1oG4iQvXyZt6Kc/assets/4d/0199d3c6-1e5b-7a19-8c3f-9d7e6b5a4c4d.jpg
   */
  @Link()
  thumbnail_url: string;
  /** Its playing time in seconds. @example 60 */
  duration_sec: number;
}

export class FormatDto {
  /** Which of the formats it is. @example mp4 */
  @ApiProperty({ enum: FORMATS })
  format: Format;
  /** What a file of subtitles is in; absent from others. @example zh */
  @ApiProperty({ enum: LANGUAGES, required: false })
  language?: Language;
  /**
   * The file. Signed; expires.
   * @example /api/v1/media/1795858500/kq3VxY0nB7u2TzP5mHcR8sJdLwEaF1oG4iQvXyZt6Kc/assets/5e/0199d3c6-2f6b-7d30-a4e5-af8f7c6b5d5e.mp4
   */
  @Link()
  url: string;
  /** Its size in bytes. @example 18734592 */
  @ApiProperty({ type: 'integer', maximum: Number.MAX_SAFE_INTEGER })
  size_bytes: number;
  /** Of a film in one of the two shapes, in pixels; absent from others. @example 720 */
  @ApiProperty({ type: 'integer', required: false })
  width?: number;
  /** As `width`. @example 1280 */
  @ApiProperty({ type: 'integer', required: false })
  height?: number;
}

export class VideoDto {
  /**
   * The whole film. Signed; expires: ask again for a fresh one.
   * @example /api/v1/media/1795858500/kq3VxY0nB7u2TzP5mHcR8sJdLwEaF1oG4iQvXyZt6Kc/assets/5e/0199d3c6-2f6b-7d30-a4e5-af8f7c6b5d5e.mp4
   */
  @Link()
  url: string;
  /** Of the file at `url`. @example mp4 */
  @ApiProperty({ enum: ['mp4'] })
  format: string;
  /** In pixels. @example 1280 */
  @ApiProperty({ type: 'integer' })
  width: number;
  /** In pixels. @example 720 */
  @ApiProperty({ type: 'integer' })
  height: number;
  /** Playing time in seconds, cards included. @example 60 */
  duration_sec: number;
  /** Of the file at `url`, in bytes. @example 18734592 */
  @ApiProperty({ type: 'integer', maximum: Number.MAX_SAFE_INTEGER })
  size_bytes: number;
  /** None where the job has made shots by themselves: then the video is these, one after the other. */
  @ApiProperty({ type: [EpisodeVideoDto], maxItems: 100 })
  episodes: EpisodeVideoDto[];
  /** The files that there are, each in one format. */
  @ApiProperty({ type: [FormatDto], maxItems: 20 })
  formats: FormatDto[];
}

export class ThumbnailDto {
  /**
   * A JPEG. Signed; expires.
   * @example /api/v1/media/1795858500/kq3VxY0nB7u2TzP5mHcR8sJdLwEaF1oG4iQvXyZt6Kc/assets/6f/0199d3c6-307c-7e41-95f6-b09a8d7c6e6f.jpg
   */
  @Link()
  url: string;
  /** In pixels. @example 1280 */
  @ApiProperty({ type: 'integer' })
  width: number;
  /** In pixels. @example 720 */
  @ApiProperty({ type: 'integer' })
  height: number;
}

/** What a film's last step leaves in its job: the data of the video route, with links in place of URLs. */
export type FilmOutput = VideoDto & { thumbnail: ThumbnailDto };
