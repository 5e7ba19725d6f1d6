import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsInt,
  IsObject,
  IsString,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { Int, NotBlank, Optional, Text } from '../common/field.decorators.js';
import { ShotFormInputDto } from '../scenes/shot.dto.js';
import { OrderDto } from './production.dto.js';

/** The film of a board as it stands. */
export class RenderDto extends OrderDto {
  /** Numbers of the episodes that are wanted; all that have shots when it is not given. @example [1] */
  @Optional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @ArrayUnique()
  @IsInt({ each: true })
  @Min(1, { each: true })
  @Max(100, { each: true })
  @ApiProperty({ type: 'array', items: { type: 'integer', minimum: 1, maximum: 100 }, minItems: 1, maxItems: 100 })
  episodes?: number[];

  /** A provider (`runway`) or a model of it (`runway:gen4_turbo`). */
  @Optional()
  @Text(1, 100)
  video_provider?: string;

  /** A provider of pictures, or a model of it. */
  @Optional()
  @Text(1, 100)
  image_provider?: string;
}

export class GenerateVideoDto {
  /** A scene of the project. @example 0199d3c5-0c11-7a44-b8d2-5e4f3a2b1c09 */
  @IsString()
  @ApiProperty({ format: 'uuid' })
  scene_id: string;

  /**
   * What is said in the scene, shared among its shots: `名字：台词` or `Name: line` is dialogue, other lines are told by the
   * narrator.
   * @example 林夏：你怎么还没走？
   */
  @Optional()
  @Text(1, 5000)
  @NotBlank()
  script?: string;

  /** The picture of the scene's shots: an https URL, or the `url` or `id` of an upload of yours. */
  @Optional()
  @Text(1, 2048)
  image_url?: string;

  /** A provider (`runway`) or a model of it (`runway:gen4_turbo`). */
  @Optional()
  @Text(1, 100)
  video_provider?: string;

  /** Seconds, of all the scene's shots together; at least 1 for each. As they are when it is not given. @example 12 */
  @Optional()
  @Int(1, 60)
  duration_sec?: number;
}

export class RegenerateShotDto {
  /** Fields of its `form_data` that are set first. @example {"lighting":"夜景","camera_movement":"推进"} */
  @Optional()
  @IsObject()
  @ValidateNested()
  @Type(() => ShotFormInputDto)
  params?: ShotFormInputDto;

  /** The picture that the shot is to have: an https URL, or the `url` or `id` of an upload of yours. */
  @Optional()
  @Text(1, 2048)
  image_url?: string;

  /** A provider (`runway`) or a model of it (`runway:gen4_turbo`). */
  @Optional()
  @Text(1, 100)
  video_provider?: string;
}

/** What generate-video answers. */
export class SceneVideoDto {
  /** The job, by its older name. @example 0199d3c4-7a2b-7e3c-8f10-91c7d5a0b3e2 */
  @ApiProperty({ format: 'uuid' })
  task_id: string;
  /** The job that makes them. @example 0199d3c4-7a2b-7e3c-8f10-91c7d5a0b3e2 */
  @ApiProperty({ format: 'uuid' })
  job_id: string;
  /** It has just been ordered. @example pending */
  @ApiProperty({ enum: ['pending'] })
  status: string;
  /** Not yet: `GET /jobs/{id}/video` has it when the job is completed. */
  @ApiProperty({ type: String, nullable: true, format: 'uri-reference' })
  video_url: string | null;
  /** When it was ordered. @example 2026-11-28T08:30:00.000Z */
  @ApiProperty({ format: 'date-time' })
  created_at: string;
}
