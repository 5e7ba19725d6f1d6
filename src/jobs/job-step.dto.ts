import { ApiProperty } from '@nestjs/swagger';
import { pageQuery } from '../common/pagination.js';
import { JobErrorDto } from './job-error.dto.js';
import { STEP_STATES, type StepState } from './job.machine.js';
import { STAGES, type StageName } from './stages.js';

export class StepQuery extends pageQuery(['started_at'], { maxLimit: 500, order: 'asc' }) {}

export class StepDto {
  /** The id of the step. @example 0199d3c4-7a31-7f55-a2c8-6d9e0b4f1a73 */
  @ApiProperty({ format: 'uuid' })
  id: string;
  /** The stage that it is a part of. @example images */
  @ApiProperty({ enum: STAGES })
  stage: StageName;
  /**
   * What of the stage it makes: a part, and where there are several, of which shot or episode.
   * @example picture:0199d3c5-0c1f-7b06-9e53-d41a7c8f2b60
   */
  @ApiProperty({ maxLength: 80 })
  item: string;
  /**
   * `pending`: waits for other steps. `queued`: waits for a worker. `running`. `waiting`: for its next try, for a
   * vendor, or for a decision. `done`, `failed`, `cancelled`: its end.
   * @example done
   */
  @ApiProperty({ enum: STEP_STATES })
  status: StepState;
  /** How often it was started in this run; asking a vendor again how far it is does not count. @example 1 */
  @ApiProperty({ type: 'integer' })
  attempts: number;
  /** Who made it; null: nobody yet, or this server by itself. @example local */
  @ApiProperty({ type: String, nullable: true, maxLength: 40 })
  provider: string | null;
  /** Which model of the provider; null as `provider`. @example artist */
  @ApiProperty({ type: String, nullable: true, maxLength: 80 })
  model: string | null;
  /** Taken from an earlier step of yours with the same input, at no cost. @example false */
  cached: boolean;
  /** What was booked for all of its tries, in USD. @example 0 */
  cost_usd: number;
  /** When its last try began; null: it has not begun. @example 2026-11-28T08:31:02.120Z */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  started_at: string | null;
  /** When it ended; null: it has not. @example 2026-11-28T08:31:09.480Z */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  completed_at: string | null;
  /** From `started_at` to `completed_at`, in milliseconds; null: it has not ended. @example 7360 */
  @ApiProperty({ type: 'integer', nullable: true })
  duration_ms: number | null;
  /** Why it failed, or why its last try did; null: nothing has failed. */
  @ApiProperty({ type: JobErrorDto, nullable: true })
  error: JobErrorDto | null;
}
