import { type NoticeMap, type NoticeMessage } from './event-map.js';

/** A message to one client only: it has no place in any stream. */
export function message<Name extends keyof NoticeMap>(type: Name, data: NoticeMap[Name]): NoticeMessage<Name> {
  return { type, seq: null, job_seq: null, project_id: null, job_id: null, data, timestamp: Date.now() };
}
