import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, ValidateNested } from 'class-validator';
import { STAGES, type StageName } from '../jobs/stages.js';
import { EstimateDto } from '../productions/estimate.dto.js';
import { ShotUpdatesDto } from '../scenes/shot.dto.js';
import { REASONS } from './cached-stages.js';

const MOST_CHANGES = 100;

export class PlanJobDto {
  /**
   * What one thinks of changing, each like the body of `PATCH /shots/{id}`, one after the other. None: what has been changed
   * since the last film.
   * @example [{"shot_id":"0199d3c5-0c1f-7b06-9e53-d41a7c8f2b60","updates":{"narration":"那一夜，城市没有睡。"}}]
   */
  @IsArray()
  @ArrayMaxSize(MOST_CHANGES)
  @ValidateNested({ each: true })
  @Type(() => ShotUpdatesDto)
  @ApiProperty({ type: [ShotUpdatesDto], maxItems: MOST_CHANGES })
  changes: ShotUpdatesDto[];
}

/** A step that would be made. */
export class RebuildStepDto {
  /** The stage that it belongs to. @example speech */
  @ApiProperty({ enum: STAGES })
  stage: StageName;
  /** What of the stage, as in `GET /jobs/{id}/steps`. @example lines:0199d3c5-0c1f-7b06-9e53-d41a7c8f2b60 */
  @ApiProperty({ maxLength: 80 })
  item: string;
  /** The shot that it is for; null: it is for more. @example 0199d3c5-0c1f-7b06-9e53-d41a7c8f2b60 */
  @ApiProperty({ type: String, nullable: true, format: 'uuid' })
  shot_id: string | null;
  /**
   * `changed`: what it is made of is not what it was; `follows`: it is made of what another of these steps makes; `always`:
   * every film makes it, for it is that film's own, or costs nothing.
   * @example changed
   */
  @ApiProperty({ enum: REASONS })
  why: (typeof REASONS)[number];
  /** What it costs at most, in USD. @example 0 */
  cost_usd: number;
}

/** What a render would make, before anything is spent. The stages are those that have something to make. */
export class RebuildPlanDto extends EstimateDto {
  /** How long that takes, in seconds; null: something of it was never done in this project. @example 12.4 */
  @ApiProperty({ type: Number, nullable: true })
  estimated_sec: number | null;
  /** So many steps find their result in the cache. @example 41 */
  @ApiProperty({ type: 'integer' })
  cached: number;
  /** Those that would be made, in an order in which they can be. */
  @ApiProperty({ type: [RebuildStepDto], maxItems: 100_000 })
  steps: RebuildStepDto[];
}
