import { ApiProperty } from '@nestjs/swagger';
import { FILM_STAGES, type FilmStage } from '../jobs/stages.js';

export class StageEstimateDto {
  /** The stage. @example clips */
  @ApiProperty({ enum: FILM_STAGES })
  stage: FilmStage;
  /** How many steps it would have. @example 8 */
  @ApiProperty({ type: 'integer' })
  steps: number;
  /** Who would do it now; `local` is this server itself. @example runway */
  @ApiProperty({ maxLength: 40 })
  provider: string;
  /** Which model of the provider. @example gen4_turbo */
  @ApiProperty({ maxLength: 80 })
  model: string;
  /** What the stage is likely to cost, in USD. @example 2.4 */
  cost_usd: number;
}

/** What a request would make, before anything is spent. */
export class EstimateDto {
  /** What all of it is likely to cost, in USD: `max_cost_usd` needs more room. @example 2.4 */
  cost_usd: number;
  /** Playing time of the whole film in seconds. @example 60 */
  @ApiProperty({ type: 'integer' })
  duration_sec: number;
  /** Every stage, in the order of the work. */
  @ApiProperty({ type: [StageEstimateDto], maxItems: 50 })
  by_stage: StageEstimateDto[];
  /**
   * What was taken for granted, in words with figures.
   * @example ["8 shots: 4 in each of 2 scenes, of 6.9 s on average","clips: $2.40 for 8 clips by runway:gen4_turbo"]
   */
  @ApiProperty({ type: 'array', maxItems: 50, items: { type: 'string', maxLength: 2000 } })
  assumptions: string[];
}
