import { ApiProperty, OmitType } from '@nestjs/swagger';
import { ArrayMinSize, ArrayUnique, IsArray, IsIn, IsObject, IsString, ValidateNested } from 'class-validator';
import { Type } from 'class-transformer';
import { Int, NotBlank, Optional, Text } from '../common/field.decorators.js';
import { DegradedDto } from '../jobs/job.dto.js';
import { SUGGESTED_FIELDS, type SuggestedField } from '../offline/suggestion.js';

/** Older ones go when there are more. */
export const MOST_SUGGESTIONS = 50;

const STATUSES = ['open', 'applied', 'refused'] as const;

export class CurrentParamsDto {
  /** As in the shot's `form_data`. @example 固定 */
  @Optional()
  @Text(0, 50)
  camera_movement?: string;

  /** As in the shot's `form_data`. @example 中景 */
  @Optional()
  @Text(0, 50)
  shot_type?: string;

  /** As in the shot's `form_data`. @example 夜景 */
  @Optional()
  @Text(0, 300)
  lighting?: string;

  /** As in the shot's `form_data`. @example 风吹动她的头发 */
  @Optional()
  @Text(0, 1000)
  motion_prompt?: string;
}

export class SuggestContextDto {
  /**
   * What stands in the form and is not saved yet: it is taken for what the shot has. What of it differs from the shot is
   * part of the suggestion, so that the shot becomes what was advised when it is applied.
   */
  @Optional()
  @IsObject()
  @ValidateNested()
  @Type(() => CurrentParamsDto)
  current_params?: CurrentParamsDto;
}

export class SuggestDto {
  /** The shot to advise on. @example 0199d3c5-0c1f-7b06-9e53-d41a7c8f2b60 */
  @IsString()
  @ApiProperty({ format: 'uuid' })
  shot_id: string;

  /** What is wished, in your own words, Chinese or English. @example 更压抑一点，推近 */
  @Text(1, 1000)
  @NotBlank()
  user_input: string;

  /** What the server cannot know. */
  @Optional()
  @IsObject()
  @ValidateNested()
  @Type(() => SuggestContextDto)
  context?: SuggestContextDto;
}

export class ApplySuggestionDto {
  /** The version that one has seen; another one by now is a CONFLICT, as in `PATCH /shots/{id}`. @example 3 */
  @Optional()
  @Int(1, 2_147_483_647)
  version?: number;

  /** Only these of what is suggested; all when it is not given. @example ["camera_movement"] */
  @Optional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayUnique()
  @IsIn(SUGGESTED_FIELDS, { each: true })
  @ApiProperty({
    type: 'array',
    items: { type: 'string', enum: [...SUGGESTED_FIELDS] },
    minItems: 1,
    maxItems: SUGGESTED_FIELDS.length,
    uniqueItems: true,
  })
  fields?: SuggestedField[];
}

export class SuggestedChangesDto {
  /** A movement, as it was in the form or a known one; absent, as each of these: it can stay as it is. @example 推进 */
  @ApiProperty({ maxLength: 50, required: false })
  camera_movement?: string;
  /** A size, as it was in the form or a known one. @example 近景 */
  @ApiProperty({ maxLength: 50, required: false })
  shot_type?: string;
  /** In words. @example 低照度，面部有一侧柔光，反差大，阴影重 */
  @ApiProperty({ maxLength: 300, required: false })
  lighting?: string;
  /** What moves and how. @example 镜头缓慢推近；林夏神情绷紧，动作收着 */
  @ApiProperty({ maxLength: 1000, required: false })
  motion_prompt?: string;
  /** Why, for people. @example 读到的要求：压抑、推近。运镜用“推进”，光线随之调整。 */
  @ApiProperty({ maxLength: 300 })
  reasoning: string;
}

export class SuggestionDegradedDto extends OmitType(DegradedDto, ['stage']) {}

export class SuggestionDto {
  /** The id of the suggestion. @example 0199d3c6-1a2b-7c3d-8e4f-5a6b7c8d9e0f */
  @ApiProperty({ format: 'uuid' })
  id: string;
  /** What was wished. @example 更压抑一点，推近 */
  @ApiProperty({ maxLength: 1000 })
  user_input: string;
  /** What to change, at least one thing. */
  suggestions: SuggestedChangesDto;
  /** `open` until somebody applies or refuses it. @example open */
  @ApiProperty({ enum: STATUSES })
  status: (typeof STATUSES)[number];
  /** Who made it. @example local */
  @ApiProperty({ maxLength: 40 })
  provider: string;
  /** Who was wanted and could not, and who did it instead; null: all as wanted. */
  @ApiProperty({ type: SuggestionDegradedDto, nullable: true })
  degraded: SuggestionDegradedDto | null;
  /** When it was made. @example 2026-11-28T08:31:00.000Z */
  @ApiProperty({ format: 'date-time' })
  created_at: string;
}
