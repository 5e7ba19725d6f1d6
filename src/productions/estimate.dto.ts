import { ApiProperty } from '@nestjs/swagger';
import { STAGES, type StageName } from '../jobs/plan.js';

export class StageEstimateDto {
  @ApiProperty({ enum: STAGES })
  stage: StageName;
  @ApiProperty({ type: 'integer' })
  steps: number;
  /** Who would do it now; `local` is this server itself. */
  @ApiProperty({ maxLength: 40 })
  provider: string;
  @ApiProperty({ maxLength: 80 })
  model: string;
  cost_usd: number;
}

/** What a request would make, before anything is spent. */
export class EstimateDto {
  cost_usd: number;
  /** Playing time of the whole film. */
  @ApiProperty({ type: 'integer' })
  duration_sec: number;
  @ApiProperty({ type: [StageEstimateDto], maxItems: 50 })
  by_stage: StageEstimateDto[];
  /** What was taken for granted, in words with figures. */
  @ApiProperty({ type: 'array', maxItems: 50, items: { type: 'string', maxLength: 2000 } })
  assumptions: string[];
}
