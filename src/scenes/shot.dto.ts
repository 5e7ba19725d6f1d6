import { ApiProperty, PickType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsIn, IsNumber, IsObject, IsString, Max, Min, ValidateNested } from 'class-validator';
import { Int, NotBlank, Nullable, Optional, Text } from '../common/field.decorators.js';
import { isoTime } from '../common/iso-time.js';
import { pageQuery } from '../common/pagination.js';
import { EMOTIONS, type Emotion } from '../common/vocabulary.js';
import { Checkboxes, Places } from './scene-field.decorators.js';
import { dialogueOf, narrationOf } from './shot-lines.js';
import {
  secondsOf,
  type ShotAdvice,
  type ShotForm,
  type ShotImage,
  type ShotLine,
  type ShotVideo,
} from './shot.entity.js';
import { DialogueDto, TranslationsDto, ShotFormDto, ShotImageDto, ShotVideoDto } from './shot-parts.dto.js';
import { MOST_SUGGESTIONS, SuggestionDto } from './suggestion.dto.js';

/** More than any scene or episode needs; a list is written whole when its order changes. */
export const MOST_SHOTS = 500;
export const MOST_UPDATES = 50;

export class ShotPageQuery extends pageQuery(['order_index'], { maxLimit: 500, order: 'asc' }) {}

export class DialogueInputDto {
  /** Who speaks. A character of the project by that name is seen in the shot. */
  @Text(1, 40)
  @NotBlank()
  character: string;

  /** What is said. */
  @Text(1, 500)
  @NotBlank()
  line: string;

  /** How it is said; the face shows it, too. */
  @Optional()
  @IsIn(EMOTIONS)
  @ApiProperty({ enum: EMOTIONS, default: 'neutral' })
  emotion?: Emotion;

  /**
   * The line in other languages, for subtitles. Left out, a line whose words stay keeps what it has; `{}` empties it.
   * @example {"en":"You are still here?"}
   */
  @Optional()
  @IsObject()
  @ValidateNested()
  @Type(() => TranslationsDto)
  translations?: TranslationsDto;
}

export class ShotFormInputDto {
  /**
   * 固定 推进 拉远 环绕 左移 右移 上摇 下摇 跟随, or static, push_in, pull_out, orbit, pan_left, pan_right, tilt_up, tilt_down,
   * follow. Any other word is kept, told to the video model, and drawn as 固定.
   */
  @Optional()
  @Text(0, 50)
  camera_movement?: string;

  /** 特写 近景 中景 全景 远景, or close_up, medium_close, medium, full, wide. Any other word is kept, and drawn as 中景. */
  @Optional()
  @Text(0, 50)
  shot_type?: string;

  /** In words. */
  @Optional()
  @Text(0, 300)
  lighting?: string;

  /** What moves and how, for the video model. */
  @Optional()
  @Text(0, 1000)
  motion_prompt?: string;

  /** At most 50, named with 1 to 50 characters and without a dot. */
  @Optional()
  @Checkboxes()
  checkboxes?: Record<string, boolean>;
}

/** A file of the user's in place of what would be made. */
export class UploadChoiceDto {
  /** An upload of yours, of the right kind. It is never generated over; null takes it away. */
  @Optional()
  @Nullable()
  @IsString()
  @ApiProperty({ type: String, format: 'uuid' })
  upload_id?: string | null;
}

export class CreateShotDto {
  /** Its place in the scene, from 0; those from there on move up. At the end when it is not given. */
  @Optional()
  @Int(0, MOST_SHOTS)
  order_index?: number;

  /** What is seen. @example 林夏靠着栏杆，身后是城市的灯火 */
  @Optional()
  @Text(0, 2000)
  description?: string;

  /**
   * What the narrator says, each row of text a line. It and `dialogue` are two views of one list, in the order in which the
   * lines are heard: writing one leaves the other as it is. Lines that stay at the beginning and at the end keep their
   * places, those between take the places of the ones that they replace. The first narration comes before all dialogue.
   */
  @Optional()
  @Text(0, 2000)
  narration?: string;

  /**
   * What the characters say, in order; see `narration` for how the two go together.
   * @example [{"character":"林夏","line":"你怎么还没走？","emotion":"surprised"}]
   */
  @Optional()
  @IsArray()
  @ArrayMaxSize(50)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => DialogueInputDto)
  dialogue?: DialogueInputDto[];

  /**
   * Seconds, kept in whole frames, of which a second has 25. 5 when it is not given; a film makes room for what is
   * said.
   * @example 4.2
   */
  @Optional()
  @IsNumber({ allowNaN: false, allowInfinity: false })
  @Min(1)
  @Max(60)
  duration_sec?: number;

  /** How it is filmed. @example {"camera_movement":"推进","shot_type":"中景","lighting":"夜景"} */
  @Optional()
  @IsObject()
  @ValidateNested()
  @Type(() => ShotFormInputDto)
  form_data?: ShotFormInputDto;

  /** The shot's picture. */
  @Optional()
  @IsObject()
  @ValidateNested()
  @Type(() => UploadChoiceDto)
  image?: UploadChoiceDto;

  /** The shot's clip. */
  @Optional()
  @IsObject()
  @ValidateNested()
  @Type(() => UploadChoiceDto)
  video?: UploadChoiceDto;
}

/** What `updates` may say, as one object: each value is checked as in a new shot. */
export class ShotChangesDto extends CreateShotDto {
  @Optional()
  @IsString()
  scene_id?: string;
}

export class UpdateShotDto {
  /**
   * Values by dotted path; only what is named changes, all of it or nothing. Writable: `description`, `narration`,
   * `dialogue`, `duration_sec`, `scene_id`, `order_index`, `image.upload_id`, `video.upload_id`,
   * `form_data.camera_movement`, `form_data.shot_type`, `form_data.lighting`, `form_data.motion_prompt`,
   * `form_data.checkboxes.<name>`. `null` takes an upload away again.
   * @example { "form_data.lighting": "夜景" }
   */
  @IsObject()
  @ApiProperty({ type: 'object', additionalProperties: true, minProperties: 1, maxProperties: MOST_UPDATES })
  updates: Record<string, unknown>;

  /**
   * The version that one has seen: another one by now is a CONFLICT, whose `current` (in `details`; over sockets in `context`) is the newest shot.
   * @example 3
   */
  @Optional()
  @Int(1, 2_147_483_647)
  version?: number;
}

/** What one wants to change of a shot, to see what would come of it. */
export class ShotUpdatesDto extends PickType(UpdateShotDto, ['updates']) {
  /** A shot of the project. @example 0199d3c5-0c1f-7b06-9e53-d41a7c8f2b60 */
  @IsString()
  @ApiProperty({ format: 'uuid' })
  shot_id: string;
}

export class ReorderShotsDto {
  /**
   * Every shot of the scene by its id, and its new place, from 0 on.
   * @example {"0199d3c5-0c1f-7b06-9e53-d41a7c8f2b60":1,"0199d3c5-0c20-7c4d-8a72-e95b3f1d6c07":0}
   */
  @Places(MOST_SHOTS)
  reorder_map: Record<string, number>;
}

export class ShotOrderDto {
  /** The scene whose shots these are. @example 0199d3c5-0c11-7a44-b8d2-5e4f3a2b1c09 */
  @ApiProperty({ format: 'uuid' })
  scene_id: string;
  /**
   * Every shot of it by its id, and its place.
   * @example {"0199d3c5-0c20-7c4d-8a72-e95b3f1d6c07":0,"0199d3c5-0c1f-7b06-9e53-d41a7c8f2b60":1}
   */
  @ApiProperty({ type: 'object', additionalProperties: { type: 'integer' } })
  reorder_map: Record<string, number>;
  /**
   * A shot with another place has another version.
   * @example {"0199d3c5-0c20-7c4d-8a72-e95b3f1d6c07":2,"0199d3c5-0c1f-7b06-9e53-d41a7c8f2b60":4}
   */
  @ApiProperty({ type: 'object', additionalProperties: { type: 'integer' } })
  versions: Record<string, number>;
}

export class ShotDto {
  /** The id of the shot; older names for it are workspace and card. @example 0199d3c5-0c1f-7b06-9e53-d41a7c8f2b60 */
  @ApiProperty({ format: 'uuid' })
  id: string;
  /** The project that it belongs to. @example 0199d3c4-7a10-7c52-9d0e-6a2f1b8e4c20 */
  @ApiProperty({ format: 'uuid' })
  project_id: string;
  /** The scene that it belongs to. @example 0199d3c5-0c11-7a44-b8d2-5e4f3a2b1c09 */
  @ApiProperty({ format: 'uuid' })
  scene_id: string;
  /** Its place in the scene, from 0. @example 0 */
  @ApiProperty({ type: 'integer' })
  order_index: number;
  /** What is seen; may be empty. @example 林夏靠着栏杆，身后是城市的灯火 */
  @ApiProperty({ maxLength: 5000 })
  description: string;
  /** What the narrator says, each row a line; may be empty. @example 那一夜，城市没有睡。 */
  @ApiProperty({ maxLength: 20_000 })
  narration: string;
  /** What the characters say, in order. */
  @ApiProperty({ type: [DialogueDto], maxItems: 5000 })
  dialogue: DialogueDto[];
  /** Its planned length in seconds. @example 4.2 */
  duration_sec: number;
  /** Its picture. */
  image: ShotImageDto;
  /** How it is filmed. */
  form_data: ShotFormDto;
  /** Its clip. */
  video: ShotVideoDto;
  /** Suggestions that were asked for it, the newest last. @example [] */
  @ApiProperty({ type: [SuggestionDto], maxItems: MOST_SUGGESTIONS })
  ai_collaboration: SuggestionDto[];
  /** Rises by one with every change of what is written in it; a stale one in `PATCH` is a CONFLICT. @example 3 */
  @ApiProperty({ type: 'integer' })
  version: number;
  /** When it was made. @example 2026-11-28T08:30:20.000Z */
  @ApiProperty({ format: 'date-time' })
  created_at: string;
  /** When it last changed. @example 2026-11-28T08:31:09.480Z */
  @ApiProperty({ format: 'date-time' })
  updated_at: string;

  static from({ lines, frames, image, video, ...row }: ShotRow, urlOf: (key: string) => string): ShotDto {
    const url = (key: string | null) => (key === null ? null : urlOf(key));
    return {
      ...row,
      narration: narrationOf(lines),
      dialogue: dialogueOf(lines),
      duration_sec: secondsOf(frames),
      image: { status: image.status, url: url(image.key), upload_id: image.upload_id, provider: image.provider },
      video: {
        status: video.status,
        task_id: video.job_id,
        url: url(video.key),
        source_url: url(video.source_key),
        upload_id: video.upload_id,
        error: video.error,
        provider: video.provider,
      },
      created_at: isoTime(row.created_at),
      updated_at: isoTime(row.updated_at),
    };
  }
}

/** A shot as one SQL read gives it. */
export interface ShotRow {
  id: string;
  project_id: string;
  scene_id: string;
  order_index: number;
  description: string;
  lines: ShotLine[];
  frames: number;
  form_data: ShotForm;
  image: ShotImage;
  video: ShotVideo;
  ai_collaboration: ShotAdvice[];
  version: number;
  created_at: string;
  updated_at: string;
}
