import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Matches } from 'class-validator';
import { sentence } from '../common/field-faults.js';
import { Optional, Text } from '../common/field.decorators.js';
import { IDEMPOTENCY_KEY_FORM, IDEMPOTENCY_KEY_SCHEMA } from '../common/idempotency-keys.js';
import { CreateShotDto, ReorderShotsDto, UpdateShotDto } from '../scenes/shot.dto.js';
import { LONGEST_ID } from './command.dto.js';

/** By which a command that is sent again is known. */
function CommandId(): PropertyDecorator {
  return applyDecorators(
    Optional(),
    Matches(IDEMPOTENCY_KEY_FORM, sentence('matches.idempotency_key')),
    ApiProperty(IDEMPOTENCY_KEY_SCHEMA),
  );
}

/** The bodies of REST, with the id that is in its path. A malformed id is one that does not exist. */

export class CreateShotCommandDto extends CreateShotDto {
  /** The scene that it is made in; or give `project_id`. @example 0199d3c5-0c11-7a44-b8d2-5e4f3a2b1c09 */
  @Optional()
  @Text(1, LONGEST_ID)
  scene_id?: string;

  /** The project in whose last scene it is made, where no `scene_id` is given. */
  @Optional()
  @Text(1, LONGEST_ID)
  project_id?: string;

  /** Chosen by you, new for each command: sent again with the same one within 24 hours, it is done only once. */
  @CommandId()
  command_id?: string;
}

export class UpdateShotCommandDto extends UpdateShotDto {
  /** Which one. @example 0199d3c5-0c1f-7b06-9e53-d41a7c8f2b60 */
  @Text(1, LONGEST_ID)
  shot_id: string;

  /** Chosen by you, new for each command: sent again with the same one within 24 hours, it is done only once. */
  @CommandId()
  command_id?: string;
}

export class DeleteShotCommandDto {
  /** Which one. @example 0199d3c5-0c1f-7b06-9e53-d41a7c8f2b60 */
  @Text(1, LONGEST_ID)
  shot_id: string;

  /** Chosen by you, new for each command: sent again with the same one within 24 hours, it is done only once. */
  @CommandId()
  command_id?: string;
}

export class ReorderShotsCommandDto extends ReorderShotsDto {
  /** The scene whose shots these are. @example 0199d3c5-0c11-7a44-b8d2-5e4f3a2b1c09 */
  @Text(1, LONGEST_ID)
  scene_id: string;

  /** Chosen by you, new for each command: sent again with the same one within 24 hours, it is done only once. */
  @CommandId()
  command_id?: string;
}
