import { ApiProperty } from '@nestjs/swagger';
import { pageQuery } from '../common/pagination.js';
import { EMOTIONS, type Emotion, TIMES_OF_DAY, type TimeOfDay } from '../common/vocabulary.js';

export class ScenePageQuery extends pageQuery(['order_index'], { maxLimit: 500, order: 'asc' }) {}

export class DialogueDto {
  character: string;
  line: string;
  @ApiProperty({ enum: EMOTIONS })
  emotion: Emotion;
}

export class ShotImageDto {
  @ApiProperty({ enum: ['pending', 'generating', 'completed', 'failed'] })
  status: string;
  @ApiProperty({ type: String, nullable: true })
  url: string | null;
  @ApiProperty({ type: String, nullable: true })
  upload_id: string | null;
  @ApiProperty({ type: String, nullable: true })
  provider: string | null;
}

export class ShotVideoDto {
  @ApiProperty({ enum: ['pending', 'generating', 'completed', 'failed'] })
  status: string;
  @ApiProperty({ type: String, nullable: true })
  task_id: string | null;
  /** The shot with its sound. */
  @ApiProperty({ type: String, nullable: true })
  url: string | null;
  /** The vendor's clip. */
  @ApiProperty({ type: String, nullable: true })
  source_url: string | null;
  @ApiProperty({ type: String, nullable: true })
  upload_id: string | null;
  @ApiProperty({ type: String, nullable: true })
  error: string | null;
  @ApiProperty({ type: String, nullable: true })
  provider: string | null;
}

export class ShotFormDto {
  camera_movement: string;
  shot_type: string;
  lighting: string;
  motion_prompt: string;
  @ApiProperty({ type: 'object', additionalProperties: { type: 'boolean' } })
  checkboxes: Record<string, boolean>;
}

export class ShotDto {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ format: 'uuid' })
  project_id: string;
  @ApiProperty({ format: 'uuid' })
  scene_id: string;
  @ApiProperty({ type: 'integer' })
  order_index: number;
  description: string;
  narration: string;
  @ApiProperty({ type: [DialogueDto] })
  dialogue: DialogueDto[];
  duration_sec: number;
  image: ShotImageDto;
  form_data: ShotFormDto;
  video: ShotVideoDto;
  @ApiProperty({ type: 'array', items: { type: 'object', additionalProperties: true } })
  ai_collaboration: object[];
  @ApiProperty({ type: 'integer' })
  version: number;
  @ApiProperty({ format: 'date-time' })
  created_at: string;
  @ApiProperty({ format: 'date-time' })
  updated_at: string;
}

export class SceneDto {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ format: 'uuid' })
  project_id: string;
  @ApiProperty({ type: 'integer' })
  episode: number;
  @ApiProperty({ type: 'integer' })
  order_index: number;
  title: string;
  location: string;
  @ApiProperty({ enum: TIMES_OF_DAY })
  time_of_day: TimeOfDay;
  description: string;
  script: string;
  @ApiProperty({ type: [String] })
  characters: string[];
  duration_sec: number;
  @ApiProperty({ type: [ShotDto] })
  shots: ShotDto[];
}
