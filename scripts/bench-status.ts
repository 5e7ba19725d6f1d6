import { randomUUID } from 'node:crypto';
import autocannon from 'autocannon';
import Fastify, { type FastifyInstance } from 'fastify';
import pg from 'pg';

const ROUNDS = 5;
const SECONDS = 3;
const CONNECTIONS = 16;

/**
 * Milliseconds of processor time that this thread, with both servers on it, spends on a request; the client has a thread
 * of its own. Unlike requests a second it is the same on a busy machine.
 */
async function costOf(url: string, token: string): Promise<number> {
  const before = process.threadCpuUsage();
  const { requests, non2xx } = await autocannon({
    ...{ url, connections: CONNECTIONS, duration: SECONDS, workers: 1 },
    headers: { authorization: `Bearer ${token}` },
  });
  const { user, system } = process.threadCpuUsage(before);
  if (non2xx > 0) {
    throw new Error(`${url} answered ${non2xx} requests with an error`);
  }
  return (user + system) / 1000 / requests.total;
}

/** The same read by nothing but Fastify and pg: no account, no checks, no envelope. */
async function bareServer(databaseUrl: string): Promise<{ app: FastifyInstance; url: string }> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 20 });
  const app = Fastify();
  app.get<{ Params: { id: string } }>('/jobs/:id/status', async ({ params }) => {
    const { rows } = await pool.query<object>(
      'select id, state as status, stage, progress, updated_at from jobs where id = $1',
      [params.id],
    );
    return { data: rows[0], request_id: randomUUID() };
  });
  app.addHook('onClose', () => pool.end());
  return { app, url: await app.listen({ port: 0, host: '127.0.0.1' }) };
}

/** What a bare read costs, in parts of `GET /jobs/:id/status`: the ratio of each round, rising. */
export async function statusRatios(
  ours: { url: string; token: string },
  databaseUrl: string,
  jobId: string,
): Promise<number[]> {
  const { app, url } = await bareServer(databaseUrl);
  const ratios: number[] = [];
  try {
    for (let round = 0; round <= ROUNDS; round++) {
      const bare = await costOf(`${url}/jobs/${jobId}/status`, ours.token);
      ratios.push(bare / (await costOf(`${ours.url}/api/v1/jobs/${jobId}/status`, ours.token)));
    }
  } finally {
    await app.close();
  }
  // The first one warms up.
  return ratios.slice(1).sort((one, other) => one - other);
}
