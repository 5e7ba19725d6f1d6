import { type ClassConstructor } from 'class-transformer';
import { ShotOrderDto } from '../scenes/shot.dto.js';
import { CreatedShotDto, DeletedShotDto, PongDto, SubscribedDto, UpdatedShotDto } from './command-answer.dto.js';
import { PingDto, RefreshDto, SubscribeDto, UnsubscribeDto } from './command.dto.js';
import {
  CreateShotCommandDto,
  DeleteShotCommandDto,
  ReorderShotsCommandDto,
  UpdateShotCommandDto,
} from './shot-command.dto.js';

interface CommandDocs {
  body: ClassConstructor<object>;
  /** What its acknowledgement says besides `ok`. */
  answer: { type?: string; data?: ClassConstructor<object> };
  summary: string;
  description: string;
}

/** Every command that the gateway takes. */
export const COMMANDS: Record<string, CommandDocs> = {
  subscribe: {
    body: SubscribeDto,
    answer: { data: SubscribedDto },
    summary: 'Hear of projects and jobs',
    description:
      'All that is asked for or, where one may not be read, nothing. What was missed comes before the answer.',
  },
  unsubscribe: {
    body: UnsubscribeDto,
    answer: {},
    summary: 'Hear of projects and jobs no more',
    description: 'Of those that are not being heard nothing is said.',
  },
  ping: {
    body: PingDto,
    answer: { data: PongDto },
    summary: 'Ask whether anybody is there',
    description: 'For whoever wants to know the way there and back; Socket.IO has a heartbeat of its own.',
  },
  'auth.refresh': {
    body: RefreshDto,
    answer: {},
    summary: 'Show a new token',
    description: 'Before the old one expires or, at the latest, 30 seconds after `auth.expired`.',
  },
  'shot.create': {
    body: CreateShotCommandDto,
    answer: { type: 'shot.created', data: CreatedShotDto },
    summary: 'Add a shot',
    description: 'As `POST /scenes/{id}/shots` does, or `POST /projects/{id}/shots`.',
  },
  'shot.update': {
    body: UpdateShotCommandDto,
    answer: { type: 'shot.sync_confirm', data: UpdatedShotDto },
    summary: 'Change a shot',
    description: 'As `PATCH /shots/{id}` does.',
  },
  'shot.delete': {
    body: DeleteShotCommandDto,
    answer: { type: 'shot.deleted', data: DeletedShotDto },
    summary: 'Delete a shot',
    description: 'As `DELETE /shots/{id}` does.',
  },
  'shot.reorder': {
    body: ReorderShotsCommandDto,
    answer: { type: 'shot.reorder_confirm', data: ShotOrderDto },
    summary: 'Give shots other places',
    description: 'As `POST /scenes/{id}/shots/reorder` does.',
  },
};
