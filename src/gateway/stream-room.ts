import { type Subscription } from './event-relay.js';

type StreamPlace = Pick<Subscription, 'kind' | 'id'>;

/** The stream that a room is for; null: a socket's own, or a user's. */
export function streamIn(room: string): StreamPlace | null {
  const [kind, id] = room.split(':');
  return id !== undefined && (kind === 'project' || kind === 'job') ? { kind, id } : null;
}
