/** What a room is for. */
export interface StreamPlace {
  kind: 'project' | 'job';
  id: string;
}

export const roomOf = ({ kind, id }: StreamPlace) => `${kind}:${id}`;

/** The stream that a room is for; null: a socket's own, or a user's. */
export function streamIn(room: string): StreamPlace | null {
  const [kind, id] = room.split(':');
  return id !== undefined && (kind === 'project' || kind === 'job') ? { kind, id } : null;
}
