import { ApiProperty } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { Int, Nullable, Optional, Text } from '../common/field.decorators.js';
import { pageQuery } from '../common/pagination.js';
import { TIMES_OF_DAY, type TimeOfDay } from '../common/vocabulary.js';
import { LONGEST_NAME, Names, Places } from './scene-field.decorators.js';
import { MOST_SHOTS, ShotDto } from './shot.dto.js';

/** More than any episode needs; a list is written whole when its order changes. */
export const MOST_SCENES = 200;
const MOST_EPISODES = 100;

export class ScenePageQuery extends pageQuery(['order_index'], { maxLimit: 500, order: 'asc' }) {}

export class CreateSceneDto {
  /** The project's last one when it is not given. */
  @Optional()
  @Int(1, MOST_EPISODES)
  episode?: number;

  /** Its place in the episode, from 0; those from there on move up. At the end when it is not given. */
  @Optional()
  @Int(0, MOST_SCENES)
  order_index?: number;

  @Optional()
  @Text(0, 200)
  title?: string;

  @Optional()
  @Text(0, 200)
  location?: string;

  @Optional()
  @IsIn(TIMES_OF_DAY)
  @ApiProperty({ enum: TIMES_OF_DAY, default: 'day' })
  time_of_day?: TimeOfDay;

  @Optional()
  @Text(0, 5000)
  description?: string;

  /** What is spoken, for people to read; the film speaks the lines of the shots. */
  @Optional()
  @Text(0, 20_000)
  script?: string;

  /** Names of those who are seen. */
  @Optional()
  @Names()
  characters?: string[];
}

/** Changes the fields that are given; `null` empties an optional one. */
export class UpdateSceneDto {
  /** Another episode; there at the end, unless `order_index` says where. */
  @Optional()
  @Int(1, MOST_EPISODES)
  episode?: number;

  @Optional()
  @Int(0, MOST_SCENES)
  order_index?: number;

  @Optional()
  @Nullable()
  @Text(0, 200)
  title?: string | null;

  @Optional()
  @Nullable()
  @Text(0, 200)
  location?: string | null;

  @Optional()
  @Nullable()
  @IsIn(TIMES_OF_DAY)
  time_of_day?: TimeOfDay | null;

  @Optional()
  @Nullable()
  @Text(0, 5000)
  description?: string | null;

  @Optional()
  @Nullable()
  @Text(0, 20_000)
  script?: string | null;

  @Optional()
  @Nullable()
  @Names()
  characters?: string[] | null;
}

export class ReorderScenesDto {
  /** Every scene of one episode by its id, and its new place, from 0 on. */
  @Places(MOST_SCENES)
  reorder_map: Record<string, number>;
}

export class SceneOrderDto {
  @ApiProperty({ type: 'integer' })
  episode: number;
  @ApiProperty({ type: 'object', additionalProperties: { type: 'integer' } })
  reorder_map: Record<string, number>;
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
  @ApiProperty({ maxLength: 200 })
  title: string;
  @ApiProperty({ maxLength: 200 })
  location: string;
  @ApiProperty({ enum: TIMES_OF_DAY })
  time_of_day: TimeOfDay;
  @ApiProperty({ maxLength: 5000 })
  description: string;
  @ApiProperty({ maxLength: 20_000 })
  script: string;
  @ApiProperty({ type: 'array', maxItems: 10_000, items: { type: 'string', maxLength: LONGEST_NAME } })
  characters: string[];
  duration_sec: number;
  @ApiProperty({ type: [ShotDto], maxItems: MOST_SHOTS })
  shots: ShotDto[];

  static from(row: SceneRow, shots: ShotDto[]): SceneDto {
    const seconds = shots.reduce((sum, shot) => sum + shot.duration_sec, 0);
    return { ...row, duration_sec: Math.round(seconds * 1000) / 1000, shots };
  }
}

/** A scene as one SQL read gives it. */
export interface SceneRow {
  id: string;
  project_id: string;
  episode: number;
  order_index: number;
  title: string;
  location: string;
  time_of_day: TimeOfDay;
  description: string;
  script: string;
  characters: string[];
}
