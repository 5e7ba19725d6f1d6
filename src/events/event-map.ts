/**
 * Every message a client can get (spec §8), name → data. Sockets, the events route and later webhooks, SSE and the SDK
 * read from this one map.
 */
export interface EventMap {
  'job.status': { status: string; previous: string | null };
  'job.progress': {
    progress: number;
    stage: string | null;
    /** Of that stage, 0–100. */
    stage_progress: number;
    step: string | null;
    message: string;
    shot_id: string | null;
  };
  'job.stage': { stage: string; status: 'running' | 'completed' };
  'job.degraded': { stage: string; wanted: string; used: string; why: string };
  'step.retrying': { stage: string; item: string; attempt: number; error: { code: string; message: string } };
  'shot.completed': { shot_id: string; video_url: string };
  'job.completed': { output: unknown };
  'job.failed': { error: unknown };
  'job.cancelled': Record<string, never>;
  'scene.created': { scene: unknown };
  'scene.updated': { scene: unknown };
  'scene.deleted': { scene_id: string };
  /** Every scene of the project by its place. */
  'scene.reordered': { scenes: { id: string; episode: number; order_index: number }[] };
  'shot.created': { shot: unknown };
  /** `updates` by dotted path; `by` is the user, or null where a job did it. */
  'shot.updated': { shot_id: string; updates: Record<string, unknown>; version: number; by: string | null };
  'shot.deleted': { shot_id: string; scene_id: string };
  'shot.reordered': { scene_id: string; reorder_map: Record<string, number> };
  'character.updated': { character: unknown };
  'image.status_update': { shot_id: string; status: string; image_url?: string | null; error?: string | null };
  'video.status_update': { shot_id: string; status: string; video_url?: string | null; error?: string | null };
}

export type EventName = keyof EventMap;

/** An event as every client gets it, whichever way it comes. `seq` counts per project, `job_seq` per job. */
export interface EventMessage<Name extends EventName = EventName> {
  type: Name;
  seq: number;
  job_seq: number | null;
  project_id: string | null;
  job_id: string | null;
  data: EventMap[Name];
  /** Milliseconds since 1970. */
  timestamp: number;
}
