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
  /**
   * The scene with its shots; one that a job has written only by id, place and title. `by`, here and below, is the user,
   * or null where a job did it.
   */
  'scene.created': { scene: unknown; by: string | null };
  /** `scene`: its id and the fields that have changed. */
  'scene.updated': { scene: { id: string }; by: string | null };
  /** Its shots have gone with it. */
  'scene.deleted': { scene_id: string; by: string | null };
  /** Every scene of each episode in which one has another place now. */
  'scene.reordered': { scenes: { id: string; episode: number; order_index: number }[]; by: string | null };
  'shot.created': { shot: unknown; by: string | null };
  /** `updates` by dotted path. */
  'shot.updated': { shot_id: string; updates: Record<string, unknown>; version: number; by: string | null };
  'shot.deleted': { shot_id: string; scene_id: string; by: string | null };
  /** A suggestion for the shot was made, applied or refused: `suggestion.status` says which. */
  'shot.suggestion': { shot_id: string; suggestion: unknown; by: string | null };
  /** The place and the version of every shot of a scene. */
  'shot.reordered': {
    scene_id: string;
    reorder_map: Record<string, number>;
    versions: Record<string, number>;
    by: string | null;
  };
  /** `character` is null when it was deleted. */
  'character.updated': { character_id: string; character: unknown; by: string | null };
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

/** What one socket alone is told. It has no number, but that `resync` names the one to go on from. */
export interface NoticeMap {
  connected: { user_id: string; socket_id: string };
  'auth.expired': Record<string, never>;
  resync: Record<string, never>;
  error: { code: string; message: string; context: object };
}

/** A notice, in the form of an event. */
export interface NoticeMessage<Name extends keyof NoticeMap = keyof NoticeMap> {
  type: Name;
  seq: number | null;
  job_seq: number | null;
  project_id: string | null;
  job_id: string | null;
  data: NoticeMap[Name];
  timestamp: number;
}
