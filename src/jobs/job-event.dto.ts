import { ApiProperty } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { Int, Optional } from '../common/field.decorators.js';
import { pageQuery, type SortOrder } from '../common/pagination.js';

export class EventQuery extends pageQuery(['job_seq'], { maxLimit: 500, order: 'asc' }) {
  /** Oldest first, as they happened. */
  @Optional()
  @IsIn(['asc'])
  @ApiProperty({ enum: ['asc'], default: 'asc' })
  override sort_order: SortOrder = 'asc';

  /** Only events after this `job_seq`. */
  @Optional()
  @Int(0, Number.MAX_SAFE_INTEGER)
  after?: number = 0;
}

export class EventDto {
  @ApiProperty({ maxLength: 40 })
  type: string;
  @ApiProperty({ type: 'integer', maximum: Number.MAX_SAFE_INTEGER })
  seq: number;
  @ApiProperty({ type: 'integer', nullable: true, maximum: Number.MAX_SAFE_INTEGER })
  job_seq: number | null;
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  project_id: string | null;
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  job_id: string | null;
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'What the type brings with it' })
  data: object;
  /** Milliseconds since 1970. */
  @ApiProperty({ type: 'integer', maximum: Number.MAX_SAFE_INTEGER })
  timestamp: number;
}
