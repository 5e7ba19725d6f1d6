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
  /** The project's last one when it is not given. @example 1 */
  @Optional()
  @Int(1, MOST_EPISODES)
  episode?: number;

  /** Its place in the episode, from 0; those from there on move up. At the end when it is not given. */
  @Optional()
  @Int(0, MOST_SCENES)
  order_index?: number;

  /** What it is called. @example 天台 */
  @Optional()
  @Text(0, 200)
  title?: string;

  /** Where it is. @example 写字楼天台 */
  @Optional()
  @Text(0, 200)
  location?: string;

  /** The light of the place. @example night */
  @Optional()
  @IsIn(TIMES_OF_DAY)
  @ApiProperty({ enum: TIMES_OF_DAY, default: 'day' })
  time_of_day?: TimeOfDay;

  /** What happens. @example 林夏独自看着城市的灯火。 */
  @Optional()
  @Text(0, 5000)
  description?: string;

  /** What is spoken, for people to read; the film speaks the lines of the shots. */
  @Optional()
  @Text(0, 20_000)
  script?: string;

  /** Names of those who are seen. @example ["林夏"] */
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

  /** Its place in the episode, from 0; the others make room. */
  @Optional()
  @Int(0, MOST_SCENES)
  order_index?: number;

  /** What it is called. @example 雨中天台 */
  @Optional()
  @Nullable()
  @Text(0, 200)
  title?: string | null;

  /** Where it is. */
  @Optional()
  @Nullable()
  @Text(0, 200)
  location?: string | null;

  /** The light of the place; null: day. @example dusk */
  @Optional()
  @Nullable()
  @IsIn(TIMES_OF_DAY)
  time_of_day?: TimeOfDay | null;

  /** What happens. */
  @Optional()
  @Nullable()
  @Text(0, 5000)
  description?: string | null;

  /** What is spoken, for people to read; the film speaks the lines of the shots. */
  @Optional()
  @Nullable()
  @Text(0, 20_000)
  script?: string | null;

  /** Names of those who are seen. */
  @Optional()
  @Nullable()
  @Names()
  characters?: string[] | null;
}

export class ReorderScenesDto {
  /**
   * Every scene of one episode by its id, and its new place, from 0 on.
   * @example {"0199d3c5-0c11-7a44-b8d2-5e4f3a2b1c09":1,"0199d3c5-0c12-7d90-a1e6-3b8c7f5d2e14":0}
   */
  @Places(MOST_SCENES)
  reorder_map: Record<string, number>;
}

export class SceneOrderDto {
  /** The episode whose scenes these are. @example 1 */
  @ApiProperty({ type: 'integer' })
  episode: number;
  /**
   * Every scene of it by its id, and its place.
   * @example {"0199d3c5-0c12-7d90-a1e6-3b8c7f5d2e14":0,"0199d3c5-0c11-7a44-b8d2-5e4f3a2b1c09":1}
   */
  @ApiProperty({ type: 'object', additionalProperties: { type: 'integer' } })
  reorder_map: Record<string, number>;
}

export class SceneDto {
  /** The id of the scene. @example 0199d3c5-0c11-7a44-b8d2-5e4f3a2b1c09 */
  @ApiProperty({ format: 'uuid' })
  id: string;
  /** The project that it belongs to. @example 0199d3c4-7a10-7c52-9d0e-6a2f1b8e4c20 */
  @ApiProperty({ format: 'uuid' })
  project_id: string;
  /** The number of its episode, from 1. @example 1 */
  @ApiProperty({ type: 'integer' })
  episode: number;
  /** Its place in the episode, from 0. @example 0 */
  @ApiProperty({ type: 'integer' })
  order_index: number;
  /** What it is called; may be empty. @example 天台 */
  @ApiProperty({ maxLength: 200 })
  title: string;
  /** Where it is; may be empty. @example 写字楼天台 */
  @ApiProperty({ maxLength: 200 })
  location: string;
  /** The light of the place. @example night */
  @ApiProperty({ enum: TIMES_OF_DAY })
  time_of_day: TimeOfDay;
  /** What happens; may be empty. @example 林夏独自看着城市的灯火。 */
  @ApiProperty({ maxLength: 5000 })
  description: string;
  /** What is spoken, for people to read; may be empty. @example 林夏：你怎么还没走？ */
  @ApiProperty({ maxLength: 20_000 })
  script: string;
  /** Names of those who are seen. @example ["林夏"] */
  @ApiProperty({ type: 'array', maxItems: 10_000, items: { type: 'string', maxLength: LONGEST_NAME } })
  characters: string[];
  /** Of its shots together, in seconds. @example 4.2 */
  duration_sec: number;
  /** Its shots, in their order. */
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
