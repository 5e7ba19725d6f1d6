import { ApiProperty } from '@nestjs/swagger';
import { NotBlank, Optional, Text } from '../common/field.decorators.js';
import { EMOTIONS, type Emotion } from '../common/vocabulary.js';

/** A line in other languages, for subtitles. */
export class TranslationsDto {
  /** In English. @example You are still here? */
  @Optional()
  @Text(1, 500)
  @NotBlank()
  en?: string;

  /** In Chinese. @example 你怎么还没走？ */
  @Optional()
  @Text(1, 500)
  @NotBlank()
  zh?: string;
}

export class DialogueDto {
  /** Who speaks. @example 林夏 */
  @ApiProperty({ maxLength: 40 })
  character: string;
  /** What is said. @example 你怎么还没走？ */
  @ApiProperty({ maxLength: 500 })
  line: string;
  /** How it is said. @example surprised */
  @ApiProperty({ enum: EMOTIONS })
  emotion: Emotion;
  /** The line in other languages, as you have written it; absent where you have not. */
  @ApiProperty({ type: TranslationsDto, required: false })
  translations?: TranslationsDto;
}

export class ShotImageDto {
  /** `pending`: not made yet. `generating`, `completed`, `failed` as they say. @example completed */
  @ApiProperty({ enum: ['pending', 'generating', 'completed', 'failed'] })
  status: string;
  /**
   * The picture. Signed; expires. Null: there is none.
   * @example /api/v1/media/1795858500/kq3VxY0nB7u2TzP5mHcR8sJdLwEaF1oG4iQvXyZt6Kc/assets/7a/0199d3c5-417d-7f52-86a7-c1ab9e8d7f7a.png
   */
  @ApiProperty({ type: String, nullable: true, format: 'uri-reference' })
  url: string | null;
  /** The upload of yours that it is, which is never generated over; null: it is made. */
  @ApiProperty({ type: String, nullable: true, format: 'uuid' })
  upload_id: string | null;
  /** Who made it; null: nobody, or you. @example local */
  @ApiProperty({ type: String, nullable: true, maxLength: 40 })
  provider: string | null;
}

export class ShotVideoDto {
  /** `pending`: not made yet. `generating`, `completed`, `failed` as they say. @example completed */
  @ApiProperty({ enum: ['pending', 'generating', 'completed', 'failed'] })
  status: string;
  /** The job that made it last, or makes it; null: none has. @example 0199d3c4-7a2b-7e3c-8f10-91c7d5a0b3e2 */
  @ApiProperty({ type: String, nullable: true, format: 'uuid' })
  task_id: string | null;
  /**
   * The shot with its sound. Signed; expires. Null: there is none.
   * @example /api/v1/media/1795858500/kq3VxY0nB7u2TzP5mHcR8sJdLwEaF1oG4iQvXyZt6Kc/assets/8b/0199d3c5-528e-7063-97b8-d2bcaf9e8a8b.mp4
   */
  @ApiProperty({ type: String, nullable: true, format: 'uri-reference' })
  url: string | null;
  /** The vendor's clip, or yours. Signed; expires. Null: it was drawn here. */
  @ApiProperty({ type: String, nullable: true, format: 'uri-reference' })
  source_url: string | null;
  /** The upload of yours that it is made from, which is never generated over; null: none. */
  @ApiProperty({ type: String, nullable: true, format: 'uuid' })
  upload_id: string | null;
  /** Why it could not be made; null: nothing has failed. */
  @ApiProperty({ type: String, nullable: true, maxLength: 2000 })
  error: string | null;
  /** Whose clip it is made from; null: nobody's, or yours. */
  @ApiProperty({ type: String, nullable: true, maxLength: 40 })
  provider: string | null;
}

export class ShotFormDto {
  /** As it was given. @example 推进 */
  @ApiProperty({ maxLength: 50 })
  camera_movement: string;
  /** As it was given. @example 中景 */
  @ApiProperty({ maxLength: 50 })
  shot_type: string;
  /** In words; may be empty. @example 夜景 */
  @ApiProperty({ maxLength: 300 })
  lighting: string;
  /** What moves and how; may be empty. @example 风吹动她的头发 */
  @ApiProperty({ maxLength: 1000 })
  motion_prompt: string;
  /** Your own yeses and noes, by name. @example {"特写补拍":false} */
  @ApiProperty({ type: 'object', additionalProperties: { type: 'boolean' } })
  checkboxes: Record<string, boolean>;
}
