import { EntityManager, RequestContext } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { AppError } from '../common/errors.js';
import { IdempotencyKeys } from '../common/idempotency-keys.js';
import { idOf } from '../common/owned.js';
import { ShotsService } from '../scenes/shots.service.js';
import {
  type CreateShotCommandDto,
  type DeleteShotCommandDto,
  type ReorderShotsCommandDto,
  type UpdateShotCommandDto,
} from './shot-command.dto.js';

/** What the acknowledgement of a command says besides that it is done. */
export interface CommandAnswer {
  type: string;
  data: object;
  /** Only where the command was done before, and this is its first answer. */
  replayed?: boolean;
}

/** Shots by hand through the socket: what REST does, and once for each `command_id`. */
@Injectable()
export class ShotCommands {
  constructor(
    private readonly em: EntityManager,
    private readonly keys: IdempotencyKeys,
    private readonly shots: ShotsService,
  ) {}

  async create(userId: string, command: CreateShotCommandDto): Promise<CommandAnswer> {
    assertOnePlace(command);
    return this.once(userId, 'shot.create', command, async ({ scene_id, project_id, ...body }) => {
      const shot = await (project_id === undefined
        ? this.shots.createInScene(userId, idOf('SCENE', scene_id), body)
        : this.shots.createInProject(userId, idOf('PROJECT', project_id), body));
      return { type: 'shot.created', data: { shot_id: shot.id, version: shot.version, shot } };
    });
  }

  update(userId: string, command: UpdateShotCommandDto): Promise<CommandAnswer> {
    return this.once(userId, 'shot.update', command, async ({ shot_id, ...body }) => {
      const { id, version, updated_at } = await this.shots.update(userId, idOf('SHOT', shot_id), body);
      return { type: 'shot.sync_confirm', data: { shot_id: id, version, updated_at } };
    });
  }

  delete(userId: string, command: DeleteShotCommandDto): Promise<CommandAnswer> {
    return this.once(userId, 'shot.delete', command, async ({ shot_id }) => {
      const id = idOf('SHOT', shot_id);
      await this.shots.delete(userId, id);
      return { type: 'shot.deleted', data: { shot_id: id } };
    });
  }

  reorder(userId: string, command: ReorderShotsCommandDto): Promise<CommandAnswer> {
    return this.once(userId, 'shot.reorder', command, async ({ scene_id, ...body }) => {
      const order = await this.shots.reorder(userId, idOf('SCENE', scene_id), body);
      return { type: 'shot.reorder_confirm', data: order };
    });
  }

  /** With entities of its own, as a request has. One id is one command, whatever its name is and whichever socket it takes. */
  private once<T extends { command_id?: string }>(
    userId: string,
    name: string,
    { command_id: key, ...body }: T,
    work: (body: Omit<T, 'command_id'>) => Promise<CommandAnswer>,
  ): Promise<CommandAnswer> {
    return RequestContext.create(this.em, async () => {
      if (key === undefined) {
        return work(body);
      }
      const keyed = { userId, route: 'socket', key, body: { name, body } };
      const { json, isReplayed } = await this.keys.answerOnce(keyed, async () => ({
        json: JSON.stringify(await work(body)),
        location: null,
      }));
      return { ...(JSON.parse(json) as CommandAnswer), ...(isReplayed && { replayed: true }) };
    });
  }
}

function assertOnePlace({ scene_id, project_id }: CreateShotCommandDto): void {
  if (scene_id === undefined && project_id === undefined) {
    throw AppError.invalid({ field: 'scene_id', rule: 'required' });
  }
  if (scene_id !== undefined && project_id !== undefined) {
    throw AppError.invalid({ field: 'project_id', rule: 'invalid' });
  }
}
