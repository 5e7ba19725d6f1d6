import { ApiProperty } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { Int, Optional } from '../common/field.decorators.js';
import { pageQuery, type SortOrder } from '../common/pagination.js';

export class EventQuery extends pageQuery(['job_seq'], { maxLimit: 500, order: 'asc' }) {
  /** Oldest first, as they happened. @example asc */
  @Optional()
  @IsIn(['asc'])
  @ApiProperty({ enum: ['asc'], default: 'asc' })
  override sort_order: SortOrder = 'asc';

  /** Only events after this `job_seq`. @example 41 */
  @Optional()
  @Int(0, Number.MAX_SAFE_INTEGER)
  after?: number = 0;
}

export class EventDto {
  /** The name of the event; what it brings is in `data`. @example job.progress */
  @ApiProperty({ maxLength: 40 })
  type: string;
  /** Its number among the events of the project, from 1, without gaps. @example 118 */
  @ApiProperty({ type: 'integer', maximum: Number.MAX_SAFE_INTEGER })
  seq: number;
  /** Its number among the events of the job, from 1, without gaps. @example 42 */
  @ApiProperty({ type: 'integer', nullable: true, maximum: Number.MAX_SAFE_INTEGER })
  job_seq: number | null;
  /** The project that it is about. @example 0199d3c4-7a10-7c52-9d0e-6a2f1b8e4c20 */
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  project_id: string | null;
  /** The job that it is about. @example 0199d3c4-7a2b-7e3c-8f10-91c7d5a0b3e2 */
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  job_id: string | null;
  /**
   * @example {"progress":62.5,"stage":"clips","stage_progress":50,"step":"clip:0199d3c5-0c1f-7b06-9e53-d41a7c8f2b60","message":"","shot_id":"0199d3c5-0c1f-7b06-9e53-d41a7c8f2b60"}
   */
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'What the type brings with it' })
  data: object;
  /** Milliseconds since 1970. @example 1795854900000 */
  @ApiProperty({ type: 'integer', maximum: Number.MAX_SAFE_INTEGER })
  timestamp: number;
}
