import { type EventName } from '../events/event-map.js';

/** Events that a receiver hears of only when the job was asked to tell them (`webhook_events`). */
export const OPTIONAL_EVENTS = ['job.status', 'job.stage', 'shot.completed'] as const satisfies EventName[];
export type OptionalEvent = (typeof OPTIONAL_EVENTS)[number];

/** The ends of a job, which every receiver hears of. */
export const END_EVENTS = ['job.completed', 'job.failed', 'job.cancelled'] as const satisfies EventName[];

export const WEBHOOK_EVENTS = [...END_EVENTS, ...OPTIONAL_EVENTS];
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number];

/** Where a job tells what, besides its end. */
export interface WebhookTarget {
  url: string;
  events: OptionalEvent[];
}

/** What is posted; in the stored form files are `media:` links, when sent they are absolute URLs. */
export interface WebhookBody {
  type: WebhookEvent;
  /** When it happened, ISO-8601. */
  timestamp: string;
  /** The event's own data, and whose they are. */
  data: { job_id: string; project_id: string | null; job_seq: number | null } & Record<string, unknown>;
}

/** Whether an event goes to the target. */
export function isWanted(type: EventName, target: WebhookTarget): type is WebhookEvent {
  return ([...END_EVENTS, ...target.events] as EventName[]).includes(type);
}
