import { withPostgres } from '../../src/embedded/postgres-client.js';

const TABLES = ['projects', 'characters', 'scenes', 'shots', 'jobs', 'job_steps', 'events', 'event_streams'] as const;

/** How many rows the tables of projects and their work have: what a refused request or a deletion must not change. */
export async function rowCounts(databaseUrl: string): Promise<Record<string, number>> {
  const counts = TABLES.map((table) => `(select count(*)::int from ${table}) as ${table}`).join(', ');
  return withPostgres(databaseUrl, async (client) => {
    const { rows } = await client.query<Record<string, number>>(`select ${counts}`);
    return rows[0] ?? {};
  });
}
