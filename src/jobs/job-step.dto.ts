import { ApiProperty } from '@nestjs/swagger';
import { pageQuery } from '../common/pagination.js';
import { JobErrorDto } from './job-error.dto.js';
import { STEP_STATES, type StepState } from './job.machine.js';
import { STAGES, type StageName } from './plan.js';

export class StepQuery extends pageQuery(['started_at'], { maxLimit: 500, order: 'asc' }) {}

export class StepDto {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ enum: STAGES })
  stage: StageName;
  @ApiProperty({ maxLength: 80 })
  item: string;
  @ApiProperty({ enum: STEP_STATES })
  status: StepState;
  @ApiProperty({ type: 'integer' })
  attempts: number;
  @ApiProperty({ type: String, nullable: true, maxLength: 40 })
  provider: string | null;
  @ApiProperty({ type: String, nullable: true, maxLength: 80 })
  model: string | null;
  cached: boolean;
  cost_usd: number;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  started_at: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  completed_at: string | null;
  @ApiProperty({ type: 'integer', nullable: true })
  duration_ms: number | null;
  @ApiProperty({ type: JobErrorDto, nullable: true })
  error: JobErrorDto | null;
}
