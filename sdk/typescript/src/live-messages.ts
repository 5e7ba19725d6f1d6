import type { EventMap, NoticeMap } from './event-map.js';

/** The data of every message by its name. */
export interface LiveEventMap extends EventMap, NoticeMap {}

export type LiveName = keyof LiveEventMap;

/** A message as it comes. Its `seq` counts per project, its `job_seq` per job; notices have none, but that `resync` names one. */
export type LiveMessage<Name extends LiveName = LiveName> = {
  [Each in Name]: {
    type: Each;
    seq: Each extends keyof NoticeMap ? number | null : number;
    job_seq: number | null;
    project_id: string | null;
    job_id: string | null;
    data: LiveEventMap[Each];
    /** Milliseconds since 1970. */
    timestamp: number;
  };
}[Name];

/** A project or a job to hear of: from now on, or from its last known number. */
export type StreamRef = string | { id: string; after_seq?: number };

export interface Streams {
  projects?: StreamRef[];
  jobs?: StreamRef[];
}

/** `waiting`: cut off, and about to come back. `ended`: closed, or given up. */
export type LiveState = 'connecting' | 'live' | 'waiting' | 'ended';
