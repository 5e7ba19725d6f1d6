import { applyDecorators } from '@nestjs/common';
import { ApiProperty, PickType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsObject,
  IsString,
  ValidateNested,
} from 'class-validator';
import { Flag, Int, Money, NotBlank, Optional, Text } from '../common/field.decorators.js';
import {
  ASPECT_RATIOS,
  type AspectRatio,
  LANGUAGES,
  type Language,
  PRIORITIES,
  type Priority,
} from '../common/vocabulary.js';
import { type Format, FORMATS } from '../jobs/formats.js';
import { SUBTITLE_MODES, type SubtitleMode } from '../jobs/job-input.js';
import { STAGES, type StageName } from '../jobs/stages.js';
import { CharacterInputDto } from '../projects/character.dto.js';
import { OPTIONAL_EVENTS, type OptionalEvent } from '../webhooks/webhook-events.js';

export class JobOptionsDto {
  /**
   * `burned` into the picture; `soft`: tracks in the MP4 that a viewer can switch, the first one on; or `none`. SRT, VTT
   * and ASS files are made in any case.
   */
  @Optional()
  @IsIn(SUBTITLE_MODES)
  @ApiProperty({ enum: SUBTITLE_MODES, default: 'burned' })
  subtitles?: SubtitleMode = 'burned';

  /**
   * The languages of the subtitles, the main one first; two are shown at once. What is spoken when it is not given. In
   * another language a line is what its `translations` say, else what a language model makes of it; where there is
   * neither, `degraded` says so.
   * @example ["zh","en"]
   */
  @Optional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(2)
  @ArrayUnique()
  @IsIn(LANGUAGES, { each: true })
  @ApiProperty({ enum: LANGUAGES, isArray: true, minItems: 1, maxItems: 2, uniqueItems: true })
  subtitle_languages?: Language[];

  /** Another provider may do it when the wanted one cannot. False: one that is not configured is a 503 at once. */
  @Optional()
  @Flag()
  allow_fallback?: boolean = true;

  /** 640×360 instead of 1280×720, and quicker. */
  @Optional()
  @Flag()
  preview?: boolean = false;

  /** The sound that clips come with, a vendor's or your own, is heard behind the voices. Drawn shots have none. */
  @Optional()
  @Flag()
  keep_vendor_audio?: boolean = false;

  /** Whether the film has music. */
  @Optional()
  @Flag()
  music?: boolean = true;
}

/** A list of formats, each once. */
function WantedFormats({ least = 0 } = {}) {
  return applyDecorators(
    IsArray(),
    ArrayMinSize(least),
    ArrayMaxSize(FORMATS.length),
    ArrayUnique(),
    IsIn(FORMATS, { each: true }),
    ApiProperty({ enum: FORMATS, isArray: true, minItems: least, maxItems: FORMATS.length, uniqueItems: true }),
  );
}

/** What every order may say. */
export class OrderDto {
  /** Higher ones go first. `urgent` is for admins. */
  @Optional()
  @IsIn(PRIORITIES)
  priority?: Priority = 'normal';

  /**
   * The files that are wanted; `mp4`, `srt`, `vtt`, `ass` and `poster` there are in any case. More can be had of a
   * finished film by `POST /jobs/{id}/export`.
   * @example ["mp4","hls"]
   */
  @Optional()
  @WantedFormats()
  formats?: Format[] = ['mp4'];

  /** What the film is to be like. */
  @Optional()
  @IsObject()
  @ValidateNested()
  @Type(() => JobOptionsDto)
  options?: JobOptionsDto = new JobOptionsDto();

  /** In USD. The job pauses before the step that would pass it; without it there is no limit. @example 5 */
  @Optional()
  @Money()
  max_cost_usd?: number;

  /** An https address that gets a signed POST when the job has ended; no private one. */
  @Optional()
  @Text(1, 2048)
  @ApiProperty({ format: 'uri' })
  webhook_url?: string;

  /** What else it is told of; the job's end always. Needs `webhook_url`. */
  @Optional()
  @IsArray()
  @ArrayMaxSize(OPTIONAL_EVENTS.length)
  @ArrayUnique()
  @IsIn(OPTIONAL_EVENTS, { each: true })
  @ApiProperty({ enum: OPTIONAL_EVENTS, isArray: true, maxItems: OPTIONAL_EVENTS.length, uniqueItems: true })
  webhook_events?: OptionalEvent[];
}

/** What every request for a film that is to be written may say. */
export class FilmRequestDto extends OrderDto {
  /** The look in words; found from the prompt when it is not given. @example 都市暖色，浅景深 */
  @Optional()
  @Text(1, 300)
  style?: string;

  /** Detected from the prompt when it is not given. */
  @Optional()
  @IsIn(LANGUAGES)
  language?: Language;

  /** Wide or upright; that of the project, or `16:9`, when it is not given. */
  @Optional()
  @IsIn(ASPECT_RATIOS)
  aspect_ratio?: AspectRatio;
}

export class GenerateDramaDto extends FilmRequestDto {
  /** What the drama and its project are called. @example 打烊之前 */
  @Text(1, 200)
  @NotBlank()
  title: string;

  /** What it is about, for people to read. */
  @Optional()
  @Text(0, 2000)
  description?: string;

  /** In a word or two; the writer and the wardrobe go by it. @example 都市 */
  @Optional()
  @Text(0, 50)
  genre?: string;

  /** How many episodes. @example 1 */
  @Int(1, 100)
  episodes: number;

  /** How many scenes each episode has. @example 2 */
  @Int(1, 20)
  scenes_per_episode: number;

  /**
   * Seconds per episode, at least 3 per scene; the whole film may not be longer than `MAX_FILM_SEC` (3,600 unless set).
   * @example 60
   */
  @Int(5, 600)
  duration_sec: number;

  /** What is to happen, in Chinese or English. @example '北京，2024 年，一个 996 的程序员遇见了设计部的同事' */
  @Text(1, 5000)
  @NotBlank()
  prompt: string;

  /** A provider (`runway`) or a model of it (`runway:gen4_turbo`). */
  @Optional()
  @Text(1, 100)
  video_provider?: string;

  /** A provider of pictures, or a model of it. */
  @Optional()
  @Text(1, 100)
  image_provider?: string;

  /** A local language model (vLLM or Ollama) writes the script. */
  @Optional()
  @Flag()
  use_local_llm?: boolean = false;

  /**
   * Who plays, each name once; others are invented when it is not given.
   * @example [{"name":"林夏","description":"程序员，话少","appearance":{"sex":"female","age":"young"}}]
   */
  @Optional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(6)
  @ArrayUnique((person?: CharacterInputDto) => person?.name)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => CharacterInputDto)
  characters?: CharacterInputDto[];
}

export class CreateJobDto extends FilmRequestDto {
  /** What is to happen, in Chinese or English. @example 'Two old friends meet again in a café as it starts to rain' */
  @Text(1, 2000)
  @NotBlank()
  prompt: string;

  /** A project of yours; one is made when it is not given. */
  @Optional()
  @IsString()
  @ApiProperty({ format: 'uuid' })
  project_id?: string;

  /** The video model, `provider:model`. */
  @Optional()
  @Text(1, 100)
  model_id?: string;

  /** At most so many shots. @example 5 */
  @Optional()
  @Int(1, 10)
  max_shots?: number = 5;

  /** Playing time in seconds. @example 30 */
  @Optional()
  @Int(5, 600)
  duration_sec?: number = 30;

  /** Your own pictures that those of the film are to be like, for providers that look at such. */
  @Optional()
  @IsArray()
  @ArrayMaxSize(4)
  @ArrayUnique()
  @IsString({ each: true })
  @ApiProperty({ type: [String], format: 'uuid', maxItems: 4, uniqueItems: true })
  reference_upload_ids?: string[];
}

export class GenerateScenesDto {
  /** What is to happen, in Chinese or English. @example '北京，2024 年，一个 996 的程序员遇见了设计部的同事' */
  @Text(1, 5000)
  @NotBlank()
  prompt: string;

  /** How many episodes; the project's target when it is not given. @example 1 */
  @Optional()
  @Int(1, 100)
  episodes?: number;

  /**
   * How many scenes each episode has; 3, or as many as the project's target duration has room for, when it is not
   * given.
   * @example 3
   */
  @Optional()
  @Int(1, 20)
  scenes_per_episode?: number;

  /**
   * `append`: episodes after those that are there. `replace`: scenes of the same episodes go when the new ones are
   * there.
   * @example append
   */
  @Optional()
  @IsIn(['append', 'replace'])
  @ApiProperty({ enum: ['append', 'replace'], default: 'append' })
  mode?: 'append' | 'replace' = 'append';

  /**
   * A local language model (vLLM or Ollama) writes; when none answers, the next provider does, and the job says so in
   * `degraded`.
   */
  @Optional()
  @Flag()
  use_local_llm?: boolean = false;
}

/** What generate-drama answers. */
export class ProductionDto {
  /** The project that was made for it. @example 0199d3c4-7a10-7c52-9d0e-6a2f1b8e4c20 */
  @ApiProperty({ format: 'uuid' })
  project_id: string;
  /** The job, by its older name. @example 0199d3c4-7a2b-7e3c-8f10-91c7d5a0b3e2 */
  @ApiProperty({ format: 'uuid' })
  task_id: string;
  /** The job that makes it. @example 0199d3c4-7a2b-7e3c-8f10-91c7d5a0b3e2 */
  @ApiProperty({ format: 'uuid' })
  job_id: string;
  /** It has just been ordered. @example pending */
  @ApiProperty({ enum: ['pending'] })
  status: string;
  /** When it was ordered. @example 2026-11-28T08:30:00.000Z */
  @ApiProperty({ format: 'date-time' })
  created_at: string;
}

export class RetryJobDto {
  /** Redo this stage and all after it; without it only what is not finished is done. @example images */
  @Optional()
  @IsIn(STAGES)
  @ApiProperty({ enum: STAGES })
  from_stage?: StageName;
}

export class ExportDto extends PickType(OrderDto, ['priority', 'webhook_url', 'webhook_events']) {
  /**
   * The files that are wanted: `mp4_9x16` and `mp4_16x9` compose the film for that shape, `hls` is a ladder of three
   * sizes, `contact_sheet` a JPEG with a frame of each shot, `gif` a short preview; `fcpxml`, `edl`, `otio` and `capcut`
   * are ZIP files for editing programs, with clips, sounds and captions apart.
   * @example ["hls","fcpxml"]
   */
  @WantedFormats({ least: 1 })
  formats: Format[];
}

export class RunStageDto {
  /** Do what depends on the stage again, too. @example true */
  @Optional()
  @Flag()
  cascade?: boolean = false;
}
