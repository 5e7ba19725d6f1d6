import { ApiProperty } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { Int, NotBlank, Nullable, Optional, Text } from '../common/field.decorators.js';
import { isoTime } from '../common/iso-time.js';
import { pageQuery } from '../common/pagination.js';
import { ASPECT_RATIOS, type AspectRatio, LANGUAGES, type Language } from '../common/vocabulary.js';
import { CharacterDto, type CharacterRow } from './character.dto.js';

export class CreateProjectDto {
  /** What it is called. @example 月光下的约定 */
  @Text(1, 200)
  @NotBlank()
  title: string;

  /** What it is about, for people to read. @example 加班夜里的一场相遇 */
  @Optional()
  @Text(0, 2000)
  description?: string;

  /** In a word or two; lists can be filtered by it. @example 都市 */
  @Optional()
  @Text(0, 50)
  genre?: string;

  /** How many episodes it is to have, unless a request says otherwise. @example 3 */
  @Optional()
  @Int(1, 100)
  target_episodes?: number = 1;

  /** Seconds per episode. @example 60 */
  @Optional()
  @Int(5, 600)
  target_duration_sec?: number = 60;

  /** Wide or upright. */
  @Optional()
  @IsIn(ASPECT_RATIOS)
  aspect_ratio?: AspectRatio = '16:9';

  /** The look in words. @example 都市暖色，浅景深 */
  @Optional()
  @Text(0, 300)
  style?: string;

  /** Of what is spoken and written; detected from the text when it is not given. */
  @Optional()
  @IsIn(LANGUAGES)
  language?: Language;
}

/** Changes the fields that are given; `null` empties an optional one. */
export class UpdateProjectDto {
  /** What it is called. @example 月光下的约定（修订） */
  @Optional()
  @Text(1, 200)
  @NotBlank()
  title?: string;

  /** What it is about, for people to read. */
  @Optional()
  @Nullable()
  @Text(0, 2000)
  description?: string | null;

  /** In a word or two. */
  @Optional()
  @Nullable()
  @Text(0, 50)
  genre?: string | null;

  /** How many episodes it is to have. @example 5 */
  @Optional()
  @Int(1, 100)
  target_episodes?: number;

  /** Seconds per episode. */
  @Optional()
  @Int(5, 600)
  target_duration_sec?: number;

  /** Wide or upright; films that are there stay as they are. */
  @Optional()
  @IsIn(ASPECT_RATIOS)
  aspect_ratio?: AspectRatio;

  /** The look in words. */
  @Optional()
  @Nullable()
  @Text(0, 300)
  style?: string | null;

  /** Of what is spoken and written; null: detected each time. */
  @Optional()
  @Nullable()
  @IsIn(LANGUAGES)
  language?: Language | null;
}

export class ProjectQuery extends pageQuery(['created_at', 'updated_at', 'title']) {
  /** Only projects of just this genre. @example 都市 */
  @Optional()
  @Text(1, 50)
  genre?: string;

  /** Only projects with these words in the title, in upper or lower case. @example 月光 */
  @Optional()
  @Text(1, 200)
  q?: string;
}

export class ProjectStatsDto {
  /** How many scenes it has. @example 6 */
  @ApiProperty({ type: 'integer' })
  scenes: number;
  /** How many shots it has. @example 24 */
  @ApiProperty({ type: 'integer' })
  shots: number;
  /** How many jobs have worked in it, in any state. @example 3 */
  @ApiProperty({ type: 'integer' })
  jobs: number;
  /** How many films of it are completed. @example 1 */
  @ApiProperty({ type: 'integer' })
  completed_videos: number;
}

export class ProjectDto {
  /** The id of the project. @example 0199d3c4-7a10-7c52-9d0e-6a2f1b8e4c20 */
  @ApiProperty({ format: 'uuid' })
  id: string;
  /** What it is called. @example 月光下的约定 */
  @ApiProperty({ maxLength: 200 })
  title: string;
  /** What it is about; null: nothing is said. @example 加班夜里的一场相遇 */
  @ApiProperty({ type: String, nullable: true, maxLength: 2000 })
  description: string | null;
  /** In a word or two; null: nothing is said. @example 都市 */
  @ApiProperty({ type: String, nullable: true, maxLength: 50 })
  genre: string | null;
  /** The look in words; null: nothing is said. @example 都市暖色，浅景深 */
  @ApiProperty({ type: String, nullable: true, maxLength: 300 })
  style: string | null;
  /** Of what is spoken and written; null: detected from the text. @example zh */
  @ApiProperty({ type: String, enum: [...LANGUAGES, null], nullable: true })
  language: Language | null;
  /** Wide or upright. @example 16:9 */
  @ApiProperty({ enum: ASPECT_RATIOS })
  aspect_ratio: AspectRatio;
  /** How many episodes it is to have. @example 3 */
  @ApiProperty({ type: 'integer' })
  target_episodes: number;
  /** Seconds per episode. @example 60 */
  @ApiProperty({ type: 'integer' })
  target_duration_sec: number;
  /**
   * The poster of its newest film. Signed; expires. Null: there is none yet.
   * @example /api/v1/media/1795858500/kq3VxY0nB7u2TzP5mHcR8sJdLwEaF1oG4iQvXyZt6Kc/assets/6f/0199d3c6-307c-7e41-95f6-b09a8d7c6e6f.jpg
   */
  @ApiProperty({ type: String, nullable: true, format: 'uri-reference' })
  cover_url: string | null;
  /** How much there is in it. */
  stats: ProjectStatsDto;
  /** The people who play, in the order in which they came. */
  @ApiProperty({ type: [CharacterDto], maxItems: 1000 })
  characters: CharacterDto[];
  /** When it was made. @example 2026-11-28T08:30:00.000Z */
  @ApiProperty({ format: 'date-time' })
  created_at: string;
  /** When it last changed. @example 2026-11-28T08:30:00.000Z */
  @ApiProperty({ format: 'date-time' })
  updated_at: string;

  static from(row: ProjectRow, urlOf: (key: string) => string): ProjectDto {
    return {
      id: row.id,
      title: row.title,
      description: row.description,
      genre: row.genre,
      style: row.style,
      language: row.language,
      aspect_ratio: row.aspect_ratio,
      target_episodes: row.target_episodes,
      target_duration_sec: row.target_duration_sec,
      cover_url: row.cover_key === null ? null : urlOf(row.cover_key),
      stats: row.stats,
      characters: (row.characters ?? []).map((character) => CharacterDto.from(character, urlOf)),
      created_at: isoTime(row.created_at),
      updated_at: isoTime(row.updated_at),
    };
  }
}

/** A project as one SQL read gives it, with its people and counts. */
export interface ProjectRow {
  id: string;
  title: string;
  description: string | null;
  genre: string | null;
  style: string | null;
  language: Language | null;
  aspect_ratio: AspectRatio;
  target_episodes: number;
  target_duration_sec: number;
  cover_key: string | null;
  stats: ProjectStatsDto;
  characters: CharacterRow[] | null;
  created_at: string;
  updated_at: string;
}
