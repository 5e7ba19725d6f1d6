import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsNumber, IsObject, IsString, Matches, Max, Min, ValidateNested } from 'class-validator';
import { type Age, AGES, type Sex, SEXES } from '../art/look.js';
import { sentence } from '../common/field-faults.js';
import { Flag, NotBlank, Nullable, Optional, Text } from '../common/field.decorators.js';
import { type Appearance, type CharacterVoice } from './character.entity.js';

export class CharacterAppearanceDto {
  @Optional()
  @IsIn(SEXES)
  sex?: Sex;

  @Optional()
  @IsIn(AGES)
  age?: Age;

  @Optional()
  @Text(0, 60)
  hair?: string;

  @Optional()
  @Text(0, 60)
  clothes?: string;

  @Optional()
  @Flag()
  glasses?: boolean;

  @Optional()
  @Text(0, 300)
  note?: string;
}

/** A voice as a whole: what is not given is 1. */
export class CharacterVoiceDto {
  /**
   * Our own voices are male-1, male-2, male-3, female-1 and child-1. Any other id is a speech vendor's and goes to it as
   * it is; who does not know it speaks with a voice of the person's sex.
   * @example female-1
   */
  @Text(1, 64)
  @Matches(/^[\w.:-]*$/, sentence('matches.voice'))
  id: string;

  /** A factor: 1.1 is a little higher. */
  @Optional()
  @IsNumber({ allowNaN: false, allowInfinity: false })
  @Min(0.5)
  @Max(2)
  pitch?: number = 1;

  @Optional()
  @IsNumber({ allowNaN: false, allowInfinity: false })
  @Min(0.5)
  @Max(2)
  speed?: number = 1;
}

/** A person who plays in the drama. */
export class CharacterInputDto {
  @Text(1, 40)
  @NotBlank()
  name: string;

  @Optional()
  @Text(0, 300)
  description?: string;

  @Optional()
  @IsObject()
  @ValidateNested()
  @Type(() => CharacterAppearanceDto)
  appearance?: CharacterAppearanceDto;

  /** One that can be told from the others is chosen when it is not given. */
  @Optional()
  @IsObject()
  @ValidateNested()
  @Type(() => CharacterVoiceDto)
  voice?: CharacterVoiceDto;

  /** An uploaded picture of the person. */
  @Optional()
  @IsString()
  @ApiProperty({ format: 'uuid' })
  reference_upload_id?: string;
}

/** Changes the fields that are given; `null` empties one. */
export class UpdateAppearanceDto {
  @Optional()
  @Nullable()
  @IsIn(SEXES)
  sex?: Sex | null;

  @Optional()
  @Nullable()
  @IsIn(AGES)
  age?: Age | null;

  @Optional()
  @Nullable()
  @Text(0, 60)
  hair?: string | null;

  @Optional()
  @Nullable()
  @Text(0, 60)
  clothes?: string | null;

  @Optional()
  @Nullable()
  @Flag()
  glasses?: boolean | null;

  @Optional()
  @Nullable()
  @Text(0, 300)
  note?: string | null;
}

/** Changes the fields that are given; `null` empties an optional one. */
export class UpdateCharacterDto {
  /** Shots and scenes that name the person follow. */
  @Optional()
  @Text(1, 40)
  @NotBlank()
  name?: string;

  @Optional()
  @Nullable()
  @Text(0, 300)
  description?: string | null;

  /** Only the fields in it change. */
  @Optional()
  @Nullable()
  @IsObject()
  @ValidateNested()
  @Type(() => UpdateAppearanceDto)
  appearance?: UpdateAppearanceDto | null;

  /** `null`: one is chosen when it is needed. */
  @Optional()
  @Nullable()
  @IsObject()
  @ValidateNested()
  @Type(() => CharacterVoiceDto)
  voice?: CharacterVoiceDto | null;

  @Optional()
  @Nullable()
  @IsString()
  @ApiProperty({ type: String, format: 'uuid' })
  reference_upload_id?: string | null;
}

export class AppearanceDto {
  @ApiProperty({ type: String, nullable: true, maxLength: 60 })
  sex: string | null;
  @ApiProperty({ type: String, nullable: true, maxLength: 60 })
  age: string | null;
  @ApiProperty({ type: String, nullable: true, maxLength: 60 })
  hair: string | null;
  @ApiProperty({ type: String, nullable: true, maxLength: 60 })
  clothes: string | null;
  @ApiProperty({ type: Boolean, nullable: true })
  glasses: boolean | null;
  @ApiProperty({ type: String, nullable: true, maxLength: 300 })
  note: string | null;
}

export class VoiceDto {
  @ApiProperty({ maxLength: 64, pattern: '^[\\w.:-]*$' })
  id: string;
  pitch: number;
  speed: number;
}

export class CharacterDto {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ maxLength: 40 })
  name: string;
  @ApiProperty({ maxLength: 300 })
  description: string;
  appearance: AppearanceDto;
  /** Null until it is chosen, by its user or by the first film. */
  @ApiProperty({ type: VoiceDto, nullable: true })
  voice: VoiceDto | null;
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  reference_upload_id: string | null;
  @ApiProperty({ type: String, nullable: true, format: 'uri-reference' })
  reference_url: string | null;

  static from({ reference_key: key, ...row }: CharacterRow, urlOf: (key: string) => string): CharacterDto {
    return { ...row, reference_url: key === null ? null : urlOf(key) };
  }
}

/** A person as one SQL read gives it. */
export interface CharacterRow {
  id: string;
  name: string;
  description: string;
  appearance: Appearance;
  voice: CharacterVoice | null;
  reference_upload_id: string | null;
  reference_key: string | null;
}
