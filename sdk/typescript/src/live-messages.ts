import type { EventMap, EventMessage, EventName, NoticeMap, NoticeMessage } from './event-map.js';
import type { components } from './schema.js';

type Schemas = components['schemas'];

/** The data of every message by its name; what the server's map leaves open is named here. */
export interface LiveEventMap extends EventMap {
  /** The film, or nothing where none was to be made. */
  'job.completed': { output: Partial<Schemas['VideoDto']> | null };
  'job.failed': { error: Schemas['JobErrorDto'] };
  'scene.created': { scene: Partial<Schemas['SceneDto']> & { id: string }; by: string | null };
  'shot.created': { shot: Schemas['ShotDto']; by: string | null };
  'character.updated': { character_id: string; character: Schemas['CharacterDto'] | null; by: string | null };
}

export type LiveName = EventName | keyof NoticeMap;

/** A message as it comes. Its `seq` counts per project, its `job_seq` per job. */
export type LiveMessage<Name extends LiveName = LiveName> = {
  [Each in Name]: Each extends EventName
    ? Omit<EventMessage, 'type' | 'data'> & { type: Each; data: LiveEventMap[Each] }
    : Each extends keyof NoticeMap
      ? NoticeMessage<Each>
      : never;
}[Name];

/** A project or a job to hear of: from now on, or from its last known number. */
export type StreamRef = string | { id: string; after_seq?: number };

export interface Streams {
  projects?: StreamRef[];
  jobs?: StreamRef[];
}

/** `waiting`: cut off, and about to come back. `ended`: closed, or given up. */
export type LiveState = 'connecting' | 'live' | 'waiting' | 'ended';
