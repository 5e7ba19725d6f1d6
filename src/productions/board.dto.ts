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
  /** Numbers of the episodes that are wanted; all that have shots when it is not given. */
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

  @Optional()
  @Text(1, 100)
  image_provider?: string;
}

export class GenerateVideoDto {
  @IsString()
  @ApiProperty({ format: 'uuid' })
  scene_id: string;

  /**
   * What is said in the scene, shared among its shots: `名字：台词` or `Name: line` is dialogue, other lines are told by
   * the narrator.
   */
  @Optional()
  @Text(1, 5000)
  @NotBlank()
  script?: string;

  /** The picture of the scene's shots: an https URL, or the `url` or `id` of an upload of yours. */
  @Optional()
  @Text(1, 2048)
  image_url?: string;

  @Optional()
  @Text(1, 100)
  video_provider?: string;

  /** Of all the scene's shots together. */
  @Optional()
  @Int(1, 60)
  duration_sec?: number;
}

export class RegenerateShotDto {
  /** Fields of its `form_data` that are set first. */
  @Optional()
  @IsObject()
  @ValidateNested()
  @Type(() => ShotFormInputDto)
  params?: ShotFormInputDto;

  /** The picture that the shot is to have: an https URL, or the `url` or `id` of an upload of yours. */
  @Optional()
  @Text(1, 2048)
  image_url?: string;

  @Optional()
  @Text(1, 100)
  video_provider?: string;
}

/** What generate-video answers. */
export class SceneVideoDto {
  @ApiProperty({ format: 'uuid' })
  task_id: string;
  @ApiProperty({ format: 'uuid' })
  job_id: string;
  @ApiProperty({ enum: ['pending'] })
  status: string;
  /** Not yet: `GET /jobs/:id/video` has it when the job is completed. */
  @ApiProperty({ type: String, nullable: true, format: 'uri-reference' })
  video_url: string | null;
  @ApiProperty({ format: 'date-time' })
  created_at: string;
}
