import { applyDecorators } from '@nestjs/common';
import { Matches } from 'class-validator';
import { sentence } from '../common/field-faults.js';
import { Optional, Text } from '../common/field.decorators.js';
import { IDEMPOTENCY_KEY_FORM } from '../common/idempotency-keys.js';
import { CreateShotDto, ReorderShotsDto, UpdateShotDto } from '../scenes/shot.dto.js';
import { LONGEST_ID } from './command.dto.js';

/** By which a command that is sent again is known. */
function CommandId(): PropertyDecorator {
  return applyDecorators(Optional(), Matches(IDEMPOTENCY_KEY_FORM, sentence('matches.idempotency_key')));
}

/** The bodies of REST, with the id that is in its path. A malformed id is one that does not exist. */

export class CreateShotCommandDto extends CreateShotDto {
  /** The scene, or a project, whose last scene it is then. */
  @Optional()
  @Text(1, LONGEST_ID)
  scene_id?: string;

  @Optional()
  @Text(1, LONGEST_ID)
  project_id?: string;

  @CommandId()
  command_id?: string;
}

export class UpdateShotCommandDto extends UpdateShotDto {
  @Text(1, LONGEST_ID)
  shot_id: string;

  @CommandId()
  command_id?: string;
}

export class DeleteShotCommandDto {
  @Text(1, LONGEST_ID)
  shot_id: string;

  @CommandId()
  command_id?: string;
}

export class ReorderShotsCommandDto extends ReorderShotsDto {
  @Text(1, LONGEST_ID)
  scene_id: string;

  @CommandId()
  command_id?: string;
}
