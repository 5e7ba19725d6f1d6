import { ApiProperty, PickType } from '@nestjs/swagger';
import { ShotDto } from '../scenes/shot.dto.js';

/** The `data` with which commands are acknowledged. */

export class SubscribedStreamDto {
  /** The project or the job. @example 0199d3c4-7a10-7c52-9d0e-6a2f1b8e4c20 */
  @ApiProperty({ format: 'uuid' })
  id: string;
  /** The last number that you have of it now: `seq` of a project, `job_seq` of a job. @example 118 */
  @ApiProperty({ type: 'integer', maximum: Number.MAX_SAFE_INTEGER })
  seq: number;
}

export class SubscribedDto {
  /** The projects and then the jobs, as they were asked for. */
  @ApiProperty({ type: [SubscribedStreamDto], maxItems: 100 })
  subscribed: SubscribedStreamDto[];
}

export class PongDto {
  /** The server's clock, milliseconds since 1970. @example 1795854900000 */
  @ApiProperty({ type: 'integer', maximum: Number.MAX_SAFE_INTEGER })
  timestamp: number;
}

export class DeletedShotDto {
  /** Which one. @example 0199d3c5-0c1f-7b06-9e53-d41a7c8f2b60 */
  @ApiProperty({ format: 'uuid' })
  shot_id: string;
}

export class CreatedShotDto extends DeletedShotDto {
  /** Its first one. @example 1 */
  @ApiProperty({ type: 'integer' })
  version: number;
  /** The whole shot. */
  shot: ShotDto;
}

export class UpdatedShotDto extends PickType(ShotDto, ['version', 'updated_at']) {
  /** Which one. @example 0199d3c5-0c1f-7b06-9e53-d41a7c8f2b60 */
  @ApiProperty({ format: 'uuid' })
  shot_id: string;
}
