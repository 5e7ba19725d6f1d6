import { ApiProperty, IntersectionType, OmitType, PartialType, PickType } from '@nestjs/swagger';
import { Link } from '../common/field.decorators.js';
import { DegradedDto, ThumbnailDto, VideoDto } from '../jobs/job.dto.js';
import { JobErrorDto } from '../jobs/job-error.dto.js';
import { JOB_STATES, type JobState } from '../jobs/job.machine.js';
import { STAGES, type StageName } from '../jobs/stages.js';
import { CharacterDto } from '../projects/character.dto.js';
import { MOST_SCENES, SceneDto } from '../scenes/scene.dto.js';
import { ShotDto, ShotOrderDto } from '../scenes/shot.dto.js';
import { SuggestionDto } from '../scenes/suggestion.dto.js';

/** What the events of `event-map.ts` bring, each as a class: `job.status` brings {@link JobStatusData}. */

export class JobStatusData {
  /** What it is now. @example running */
  @ApiProperty({ enum: JOB_STATES })
  status: JobState;
  /** What it was; null: the job is new. @example pending */
  @ApiProperty({ enum: JOB_STATES, nullable: true })
  previous: JobState | null;
}

export class JobProgressData {
  /** Of the whole job, 0 to 100; never falls within a run. @example 62.5 */
  @ApiProperty({ maximum: 100 })
  progress: number;
  /** The stage that has gone on. @example clips */
  @ApiProperty({ enum: STAGES, nullable: true })
  stage: StageName | null;
  /** Of that stage, 0 to 100. @example 50 */
  @ApiProperty({ maximum: 100 })
  stage_progress: number;
  /** The step of it that has gone on. @example clip:0199d3c5-0c1f-7b06-9e53-d41a7c8f2b60 */
  @ApiProperty({ type: String, nullable: true, maxLength: 200 })
  step: string | null;
  /** What it says of itself; may be empty. @example 'waiting for runway' */
  @ApiProperty({ maxLength: 2000 })
  message: string;
  /** The shot that the step is for; null: for none. @example 0199d3c5-0c1f-7b06-9e53-d41a7c8f2b60 */
  @ApiProperty({ type: String, nullable: true, format: 'uuid' })
  shot_id: string | null;
}

export class JobStageData {
  /** Which one. @example clips */
  @ApiProperty({ enum: STAGES })
  stage: StageName;
  /** What it is now. @example running */
  @ApiProperty({ enum: ['running', 'completed'] })
  status: 'running' | 'completed';
}

export class JobDegradedData extends DegradedDto {}

export class StepErrorDto {
  /** For programs, as in the `error` of a job. @example PROVIDER_UNAVAILABLE */
  @ApiProperty({ maxLength: 40 })
  code: string;
  /** What happened, in English. @example 'runway did not answer in time' */
  @ApiProperty({ maxLength: 2000 })
  message: string;
}

export class StepRetryingData {
  /** The stage of the step. @example clips */
  @ApiProperty({ enum: STAGES })
  stage: StageName;
  /** The step. @example clip:0199d3c5-0c1f-7b06-9e53-d41a7c8f2b60 */
  @ApiProperty({ maxLength: 200 })
  item: string;
  /** Which try has failed, from 1. @example 1 */
  @ApiProperty({ type: 'integer' })
  attempt: number;
  /** Why. */
  error: StepErrorDto;
}

export class ShotCompletedData {
  /** Which one. @example 0199d3c5-0c1f-7b06-9e53-d41a7c8f2b60 */
  @ApiProperty({ format: 'uuid' })
  shot_id: string;
  /**
   * The shot with its sound. Signed; expires.
   * @example /api/v1/media/1795858500/kq3VxY0nB7u2TzP5mHcR8sJdLwEaF1oG4iQvXyZt6Kc/assets/8b/0199d3c5-528e-7063-97b8-d2bcaf9e8a8b.mp4
   */
  @Link()
  video_url: string;
}

/** The data of `GET /jobs/{id}/video`, and of its thumbnail. */
export class FilmOutputDto extends VideoDto {
  /** A picture of it, to show before it is played. */
  thumbnail: ThumbnailDto;
}

export class JobCompletedData {
  /** The data of `GET /jobs/{id}/video`; null: none was to be made. */
  @ApiProperty({ type: FilmOutputDto, nullable: true })
  output: FilmOutputDto | null;
}

export class JobFailedData {
  /** Why, in English; `GET /jobs/{id}` tells it in the language that you ask for. */
  error: JobErrorDto;
}

/** Nothing: the type says it all. */
export class NoData {
  [name: string]: never;
}

class ByData {
  /** The user who did it; null: a job did. @example 0199d3c0-1b52-7d11-a3f4-2c9e5b7a6d01 */
  @ApiProperty({ type: String, nullable: true, format: 'uuid' })
  by: string | null;
}

const SCENE_HEAD = ['id', 'project_id', 'episode', 'order_index', 'title'] as const;

/** A scene; one that a job has written only by its head: read the rest when the job is done. */
export class CreatedSceneDto extends IntersectionType(
  PickType(SceneDto, SCENE_HEAD),
  PartialType(OmitType(SceneDto, SCENE_HEAD)),
) {}

export class SceneCreatedData extends ByData {
  /** The scene with its shots; of one that a job has written only what is always there. */
  scene: CreatedSceneDto;
}

export class ChangedSceneDto extends IntersectionType(
  PickType(SceneDto, ['id']),
  PartialType(
    PickType(SceneDto, [
      ...(['episode', 'order_index', 'title', 'location'] as const),
      ...(['time_of_day', 'description', 'script', 'characters'] as const),
    ]),
  ),
) {}

export class SceneUpdatedData extends ByData {
  /** Its id, and the fields that have changed. */
  scene: ChangedSceneDto;
}

export class SceneDeletedData extends ByData {
  /** Which one. Its shots have gone with it. @example 0199d3c5-0c11-7a44-b8d2-5e4f3a2b1c09 */
  @ApiProperty({ format: 'uuid' })
  scene_id: string;
}

export class ScenePlaceDto extends PickType(SceneDto, ['id', 'episode', 'order_index']) {}

export class SceneReorderedData extends ByData {
  /** Every scene of each episode in which one has another place now. */
  @ApiProperty({ type: [ScenePlaceDto], maxItems: 2 * MOST_SCENES })
  scenes: ScenePlaceDto[];
}

export class ShotCreatedData extends ByData {
  /** The whole shot. */
  shot: ShotDto;
}

export class ShotUpdatedData extends ByData {
  /** Which one. @example 0199d3c5-0c1f-7b06-9e53-d41a7c8f2b60 */
  @ApiProperty({ format: 'uuid' })
  shot_id: string;
  /** What has changed, by dotted path as in `PATCH /shots/{id}`. @example {"form_data.lighting":"夜景"} */
  @ApiProperty({ type: 'object', additionalProperties: true })
  updates: Record<string, unknown>;
  /** The version that the shot has by it. @example 4 */
  @ApiProperty({ type: 'integer' })
  version: number;
}

export class ShotSuggestionData extends ByData {
  /** Which shot. @example 0199d3c5-0c1f-7b06-9e53-d41a7c8f2b60 */
  @ApiProperty({ format: 'uuid' })
  shot_id: string;
  /** The suggestion as it is now; `status` says what has happened to it. */
  suggestion: SuggestionDto;
}

export class ShotDeletedData extends ByData {
  /** Which one. @example 0199d3c5-0c1f-7b06-9e53-d41a7c8f2b60 */
  @ApiProperty({ format: 'uuid' })
  shot_id: string;
  /** The scene that it was in. @example 0199d3c5-0c11-7a44-b8d2-5e4f3a2b1c09 */
  @ApiProperty({ format: 'uuid' })
  scene_id: string;
}

/** The place and the version of every shot of a scene. */
export class ShotReorderedData extends IntersectionType(ShotOrderDto, ByData) {}

export class CharacterUpdatedData extends ByData {
  /** Which one. @example 0199d3c4-7a12-7083-b1c5-7f2d9e6a4b38 */
  @ApiProperty({ format: 'uuid' })
  character_id: string;
  /** The person as a whole; null: deleted. */
  @ApiProperty({ type: CharacterDto, nullable: true })
  character: CharacterDto | null;
}

const MADE = ['pending', 'generating', 'completed', 'failed'];

class StatusUpdateData {
  /** Which one. @example 0199d3c5-0c1f-7b06-9e53-d41a7c8f2b60 */
  @ApiProperty({ format: 'uuid' })
  shot_id: string;
  /** As in the shot. @example completed */
  @ApiProperty({ enum: MADE })
  status: string;
  /** Why it could not be made; null or not there: nothing has failed. */
  @ApiProperty({ type: String, nullable: true, maxLength: 2000, required: false })
  error?: string | null;
}

export class ImageStatusData extends StatusUpdateData {
  /**
   * The picture. Signed; expires. Null: there is none.
   * @example /api/v1/media/1795858500/kq3VxY0nB7u2TzP5mHcR8sJdLwEaF1oG4iQvXyZt6Kc/assets/7a/0199d3c5-417d-7f52-86a7-c1ab9e8d7f7a.png
   */
  @ApiProperty({ type: String, nullable: true, format: 'uri-reference' })
  image_url: string | null;
}

export class VideoStatusData extends StatusUpdateData {
  /**
   * The shot with its sound. Signed; expires. Null: there is none.
   * @example /api/v1/media/1795858500/kq3VxY0nB7u2TzP5mHcR8sJdLwEaF1oG4iQvXyZt6Kc/assets/8b/0199d3c5-528e-7063-97b8-d2bcaf9e8a8b.mp4
   */
  @ApiProperty({ type: String, nullable: true, format: 'uri-reference' })
  video_url: string | null;
}
