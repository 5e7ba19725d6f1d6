import { ApiProperty } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { Int, NotBlank, Nullable, Optional, Text } from '../common/field.decorators.js';
import { isoTime } from '../common/iso-time.js';
import { pageQuery } from '../common/pagination.js';
import { ASPECT_RATIOS, type AspectRatio, LANGUAGES, type Language } from '../common/vocabulary.js';
import { CharacterDto, type CharacterRow } from './character.dto.js';

export class CreateProjectDto {
  /** @example 月光下的约定 */
  @Text(1, 200)
  @NotBlank()
  title: string;

  @Optional()
  @Text(0, 2000)
  description?: string;

  @Optional()
  @Text(0, 50)
  genre?: string;

  @Optional()
  @Int(1, 100)
  target_episodes?: number = 1;

  /** Seconds per episode. */
  @Optional()
  @Int(5, 600)
  target_duration_sec?: number = 60;

  @Optional()
  @IsIn(ASPECT_RATIOS)
  aspect_ratio?: AspectRatio = '16:9';

  @Optional()
  @Text(0, 300)
  style?: string;

  /** Detected from the text when it is not given. */
  @Optional()
  @IsIn(LANGUAGES)
  language?: Language;
}

/** Changes the fields that are given; `null` empties an optional one. */
export class UpdateProjectDto {
  @Optional()
  @Text(1, 200)
  @NotBlank()
  title?: string;

  @Optional()
  @Nullable()
  @Text(0, 2000)
  description?: string | null;

  @Optional()
  @Nullable()
  @Text(0, 50)
  genre?: string | null;

  @Optional()
  @Int(1, 100)
  target_episodes?: number;

  @Optional()
  @Int(5, 600)
  target_duration_sec?: number;

  @Optional()
  @IsIn(ASPECT_RATIOS)
  aspect_ratio?: AspectRatio;

  @Optional()
  @Nullable()
  @Text(0, 300)
  style?: string | null;

  @Optional()
  @Nullable()
  @IsIn(LANGUAGES)
  language?: Language | null;
}

export class ProjectQuery extends pageQuery(['created_at', 'updated_at', 'title']) {
  @Optional()
  @Text(1, 50)
  genre?: string;

  /** Words of the title. */
  @Optional()
  @Text(1, 200)
  q?: string;
}

export class ProjectStatsDto {
  @ApiProperty({ type: 'integer' })
  scenes: number;
  @ApiProperty({ type: 'integer' })
  shots: number;
  @ApiProperty({ type: 'integer' })
  jobs: number;
  @ApiProperty({ type: 'integer' })
  completed_videos: number;
}

export class ProjectDto {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ maxLength: 200 })
  title: string;
  @ApiProperty({ type: String, nullable: true, maxLength: 2000 })
  description: string | null;
  @ApiProperty({ type: String, nullable: true, maxLength: 50 })
  genre: string | null;
  @ApiProperty({ type: String, nullable: true, maxLength: 300 })
  style: string | null;
  @ApiProperty({ type: String, enum: [...LANGUAGES, null], nullable: true })
  language: Language | null;
  @ApiProperty({ enum: ASPECT_RATIOS })
  aspect_ratio: AspectRatio;
  @ApiProperty({ type: 'integer' })
  target_episodes: number;
  @ApiProperty({ type: 'integer' })
  target_duration_sec: number;
  @ApiProperty({ type: String, nullable: true, format: 'uri-reference' })
  cover_url: string | null;
  stats: ProjectStatsDto;
  @ApiProperty({ type: [CharacterDto], maxItems: 1000 })
  characters: CharacterDto[];
  @ApiProperty({ format: 'date-time' })
  created_at: string;
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
