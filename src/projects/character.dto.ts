import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsNumber, IsObject, IsString, Matches, Max, Min, ValidateNested } from 'class-validator';
import { type Age, AGES, type Sex, SEXES } from '../art/look.js';
import { sentence } from '../common/field-faults.js';
import { Flag, NotBlank, Nullable, Optional, Text } from '../common/field.decorators.js';
import { type Appearance, type CharacterVoice } from './character.entity.js';

export class CharacterAppearanceDto {
  /** As which the person is drawn and heard. @example female */
  @Optional()
  @IsIn(SEXES)
  sex?: Sex;

  /** As which the person is drawn and heard. @example young */
  @Optional()
  @IsIn(AGES)
  age?: Age;

  /**
   * In words; the local renderer knows seventeen cuts (long, bob, braid, pixie, topknot …) and colours.
   * @example ponytail
   */
  @Optional()
  @Text(0, 60)
  hair?: string;

  /**
   * In words; the local renderer knows casual, suit, coat, dress, uniform, hanfu, official, armour and cloak, and colours.
   * @example 米色风衣
   */
  @Optional()
  @Text(0, 60)
  clothes?: string;

  /** Whether the person wears glasses. @example true */
  @Optional()
  @Flag()
  glasses?: boolean;

  /** Whatever else is to be seen. */
  @Optional()
  @Text(0, 300)
  note?: string;
}

/** A voice as a whole: what is not given is 1. */
export class CharacterVoiceDto {
  /**
   * Our own voices are male-1 to male-6, female-1 to female-6, child-1 to child-4. Any other id is a speech vendor's and
   * goes to it as it is; who does not know it speaks with a voice of the person's sex.
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

  /** A factor: 1.1 is a little faster. */
  @Optional()
  @IsNumber({ allowNaN: false, allowInfinity: false })
  @Min(0.5)
  @Max(2)
  speed?: number = 1;
}

/** A person who plays in the drama. */
export class CharacterInputDto {
  /** How scenes and shots call the person; each name once in a project. @example 林夏 */
  @Text(1, 40)
  @NotBlank()
  name: string;

  /** Who this is. @example 程序员，话少 */
  @Optional()
  @Text(0, 300)
  description?: string;

  /**
   * What is said of the looks; the rest is chosen so that people can be told apart.
   * @example {"sex":"female","age":"young","hair":"ponytail","glasses":true}
   */
  @Optional()
  @IsObject()
  @ValidateNested()
  @Type(() => CharacterAppearanceDto)
  appearance?: CharacterAppearanceDto;

  /** One that can be told from the others is chosen when it is not given. @example {"id":"female-1","speed":1.05} */
  @Optional()
  @IsObject()
  @ValidateNested()
  @Type(() => CharacterVoiceDto)
  voice?: CharacterVoiceDto;

  /** An uploaded picture of the person, for providers that look at such. */
  @Optional()
  @IsString()
  @ApiProperty({ format: 'uuid' })
  reference_upload_id?: string;
}

/** Changes the fields that are given; `null` empties one. */
export class UpdateAppearanceDto {
  /** As which the person is drawn and heard. */
  @Optional()
  @Nullable()
  @IsIn(SEXES)
  sex?: Sex | null;

  /** As which the person is drawn and heard. */
  @Optional()
  @Nullable()
  @IsIn(AGES)
  age?: Age | null;

  /** In words. */
  @Optional()
  @Nullable()
  @Text(0, 60)
  hair?: string | null;

  /** In words. */
  @Optional()
  @Nullable()
  @Text(0, 60)
  clothes?: string | null;

  /** Whether the person wears glasses. */
  @Optional()
  @Nullable()
  @Flag()
  glasses?: boolean | null;

  /** Whatever else is to be seen. */
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

  /** Who this is. @example 从设计部调来的新人 */
  @Optional()
  @Nullable()
  @Text(0, 300)
  description?: string | null;

  /** Only the fields in it change. @example {"hair":"short","note":null} */
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

  /** An uploaded picture of the person; null takes it away. */
  @Optional()
  @Nullable()
  @IsString()
  @ApiProperty({ type: String, format: 'uuid' })
  reference_upload_id?: string | null;
}

export class AppearanceDto {
  /** As which the person is drawn and heard; null, here and below: nothing is said. @example female */
  @ApiProperty({ type: String, nullable: true, maxLength: 60 })
  sex: string | null;
  /** As which the person is drawn and heard. @example young */
  @ApiProperty({ type: String, nullable: true, maxLength: 60 })
  age: string | null;
  /** In words. @example ponytail */
  @ApiProperty({ type: String, nullable: true, maxLength: 60 })
  hair: string | null;
  /** In words. @example 米色风衣 */
  @ApiProperty({ type: String, nullable: true, maxLength: 60 })
  clothes: string | null;
  /** Whether the person wears glasses. @example true */
  @ApiProperty({ type: Boolean, nullable: true })
  glasses: boolean | null;
  /** Whatever else is to be seen. */
  @ApiProperty({ type: String, nullable: true, maxLength: 300 })
  note: string | null;
}

export class VoiceDto {
  /** One of ours (`female-1`), or a speech vendor's. @example female-1 */
  @ApiProperty({ maxLength: 64, pattern: '^[\\w.:-]*$' })
  id: string;
  /** A factor; 1 is as it is. @example 1 */
  pitch: number;
  /** A factor; 1 is as it is. @example 1.05 */
  speed: number;
}

export class CharacterDto {
  /** The id of the person. @example 0199d3c4-7a12-7083-b1c5-7f2d9e6a4b38 */
  @ApiProperty({ format: 'uuid' })
  id: string;
  /** How scenes and shots call the person. @example 林夏 */
  @ApiProperty({ maxLength: 40 })
  name: string;
  /** Who this is; may be empty. @example 程序员，话少 */
  @ApiProperty({ maxLength: 300 })
  description: string;
  /** What is said of the looks. */
  appearance: AppearanceDto;
  /** Null until it is chosen, by its user or by the first film. @example {"id":"female-1","pitch":1,"speed":1.05} */
  @ApiProperty({ type: VoiceDto, nullable: true })
  voice: VoiceDto | null;
  /** The upload that shows the person; null: none. @example 0199d3c3-52d7-7f18-a6b9-0c3e8d7f4a15 */
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  reference_upload_id: string | null;
  /**
   * Its file. Signed; expires. Null: none.
   * @example /api/v1/media/1795858500/kq3VxY0nB7u2TzP5mHcR8sJdLwEaF1oG4iQvXyZt6Kc/assets/15/0199d3c3-52d7-7f18-a6b9-0c3e8d7f4a15.png
   */
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
