import { ApiProperty, IntersectionType } from '@nestjs/swagger';
import { Matches } from 'class-validator';
import { sentence } from '../common/field-faults.js';
import { Optional, Text } from '../common/field.decorators.js';
import { IDEMPOTENCY_KEY_FORM, IDEMPOTENCY_KEY_SCHEMA } from '../common/idempotency-keys.js';
import { CreateShotDto, ReorderShotsDto, UpdateShotDto } from '../scenes/shot.dto.js';
import { LONGEST_ID } from './command.dto.js';

/** A command that may be sent again. */
class RepeatableDto {
  /** Chosen by you, new for each command: sent again with the same one within 24 hours, it is done only once. */
  @Optional()
  @Matches(IDEMPOTENCY_KEY_FORM, sentence('matches.idempotency_key'))
  @ApiProperty(IDEMPOTENCY_KEY_SCHEMA)
  command_id?: string;
}

/** The bodies of REST, with the id that is in its path. A malformed id is one that does not exist. */

export class CreateShotCommandDto extends IntersectionType(CreateShotDto, RepeatableDto) {
  /** The scene that it is made in; or give `project_id`. @example 0199d3c5-0c11-7a44-b8d2-5e4f3a2b1c09 */
  @Optional()
  @Text(1, LONGEST_ID)
  scene_id?: string;

  /** The project in whose last scene it is made, where no `scene_id` is given. */
  @Optional()
  @Text(1, LONGEST_ID)
  project_id?: string;
}

export class UpdateShotCommandDto extends IntersectionType(UpdateShotDto, RepeatableDto) {
  /** Which one. @example 0199d3c5-0c1f-7b06-9e53-d41a7c8f2b60 */
  @Text(1, LONGEST_ID)
  shot_id: string;
}

export class DeleteShotCommandDto extends RepeatableDto {
  /** Which one. @example 0199d3c5-0c1f-7b06-9e53-d41a7c8f2b60 */
  @Text(1, LONGEST_ID)
  shot_id: string;
}

export class ReorderShotsCommandDto extends IntersectionType(ReorderShotsDto, RepeatableDto) {
  /** The scene whose shots these are. @example 0199d3c5-0c11-7a44-b8d2-5e4f3a2b1c09 */
  @Text(1, LONGEST_ID)
  scene_id: string;
}
