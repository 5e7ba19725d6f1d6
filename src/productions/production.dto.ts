import { ApiProperty } from '@nestjs/swagger';
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
import { Flag, Int, Money, NotAvailable, NotBlank, Optional, Text } from '../common/field.decorators.js';
import {
  ASPECT_RATIOS,
  type AspectRatio,
  LANGUAGES,
  type Language,
  PRIORITIES,
  type Priority,
} from '../common/vocabulary.js';
import { STAGES, type StageName } from '../jobs/plan.js';
import { CharacterInputDto } from '../projects/character.dto.js';
import { OPTIONAL_EVENTS, type OptionalEvent } from '../webhooks/webhook-events.js';

export const FORMATS = ['mp4'] as const;
export const SUBTITLE_MODES = ['burned', 'none'] as const;
export type SubtitleMode = (typeof SUBTITLE_MODES)[number];

export class JobOptionsDto {
  @Optional()
  @IsIn(SUBTITLE_MODES)
  @ApiProperty({ enum: SUBTITLE_MODES, default: 'burned' })
  subtitles?: SubtitleMode = 'burned';

  @NotAvailable()
  subtitle_languages?: unknown;

  /** Another provider may do it when the wanted one cannot. */
  @Optional()
  @Flag()
  allow_fallback?: boolean = true;

  /** 640×360, quicker. */
  @Optional()
  @Flag()
  preview?: boolean = false;

  @NotAvailable()
  keep_vendor_audio?: unknown;

  @Optional()
  @Flag()
  music?: boolean = true;
}

/** What every order may say. */
export class OrderDto {
  @Optional()
  @IsIn(PRIORITIES)
  priority?: Priority = 'normal';

  @Optional()
  @IsArray()
  @ArrayMaxSize(20)
  @IsIn(FORMATS, { each: true })
  @ApiProperty({ enum: FORMATS, isArray: true })
  formats?: string[] = ['mp4'];

  @Optional()
  @IsObject()
  @ValidateNested()
  @Type(() => JobOptionsDto)
  options?: JobOptionsDto = new JobOptionsDto();

  /** The job pauses before the step that would pass it. */
  @Optional()
  @Money()
  max_cost_usd?: number;

  /** Gets a signed POST when the job has ended. */
  @Optional()
  @Text(1, 2048)
  @ApiProperty({ format: 'uri' })
  webhook_url?: string;

  /** What else it is told of; the job's end always. */
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
  @Optional()
  @Text(1, 300)
  style?: string;

  /** Detected from the prompt when it is not given. */
  @Optional()
  @IsIn(LANGUAGES)
  language?: Language;

  @Optional()
  @IsIn(ASPECT_RATIOS)
  aspect_ratio?: AspectRatio;
}

export class GenerateDramaDto extends FilmRequestDto {
  /** @example 打烊之前 */
  @Text(1, 200)
  @NotBlank()
  title: string;

  @Optional()
  @Text(0, 2000)
  description?: string;

  @Optional()
  @Text(0, 50)
  genre?: string;

  @Int(1, 100)
  episodes: number;

  @Int(1, 20)
  scenes_per_episode: number;

  /** Seconds per episode, at least 3 per scene. */
  @Int(5, 600)
  duration_sec: number;

  /** @example '北京，2024 年，一个 996 的程序员遇见了设计部的同事' */
  @Text(1, 5000)
  @NotBlank()
  prompt: string;

  /** A provider (`runway`) or a model of it (`runway:gen4_turbo`). */
  @Optional()
  @Text(1, 100)
  video_provider?: string;

  @Optional()
  @Text(1, 100)
  image_provider?: string;

  /** A local language model (vLLM or Ollama) writes the script. */
  @Optional()
  @Flag()
  use_local_llm?: boolean = false;

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
  /** @example 'Two old friends meet again in a café as it starts to rain' */
  @Text(1, 2000)
  @NotBlank()
  prompt: string;

  /** One is made when it is not given. */
  @Optional()
  @IsString()
  @ApiProperty({ format: 'uuid' })
  project_id?: string;

  /** The video model, `provider:model`. */
  @Optional()
  @Text(1, 100)
  model_id?: string;

  @Optional()
  @Int(1, 10)
  max_shots?: number = 5;

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
  /** @example '北京，2024 年，一个 996 的程序员遇见了设计部的同事' */
  @Text(1, 5000)
  @NotBlank()
  prompt: string;

  /** The project's target when it is not given. */
  @Optional()
  @Int(1, 100)
  episodes?: number;

  /** 3, or as many as the project's target duration has room for. */
  @Optional()
  @Int(1, 20)
  scenes_per_episode?: number;

  /** Add episodes after those that are there, or put the new ones in their place. */
  @Optional()
  @IsIn(['append', 'replace'])
  @ApiProperty({ enum: ['append', 'replace'], default: 'append' })
  mode?: 'append' | 'replace' = 'append';

  @Optional()
  @Flag()
  use_local_llm?: boolean = false;
}

/** What generate-drama answers. */
export class ProductionDto {
  @ApiProperty({ format: 'uuid' })
  project_id: string;
  @ApiProperty({ format: 'uuid' })
  task_id: string;
  @ApiProperty({ format: 'uuid' })
  job_id: string;
  @ApiProperty({ enum: ['pending'] })
  status: string;
  @ApiProperty({ format: 'date-time' })
  created_at: string;
}

export class RetryJobDto {
  /** Redo this stage and all after it; without it only what is not finished is done. */
  @Optional()
  @IsIn(STAGES)
  @ApiProperty({ enum: STAGES })
  from_stage?: StageName;
}

export class RunStageDto {
  /** Do what depends on the stage again, too. */
  @Optional()
  @Flag()
  cascade?: boolean = false;
}
