/** A message to one socket only: it has no place in any stream. */
export function message(type: string, data: object): object {
  return { type, seq: null, job_seq: null, project_id: null, job_id: null, data, timestamp: Date.now() };
}
