import 'reflect-metadata';
import { createSecretKey } from 'node:crypto';
import { type AddressInfo } from 'node:net';
import { JwtService } from '@nestjs/jwt';
import { fastify, type FastifyRequest } from 'fastify';
import { Redis } from 'ioredis';
import { Pool } from 'pg';
import { RateLimiterRedis } from 'rate-limiter-flexible';
import { TOKEN_RULES } from '../src/auth/access-tokens.js';
import { pageOf } from '../src/common/pagination.js';
import { JOB_STATUS } from '../src/jobs/jobs.service.js';
import { PROJECT_COUNT, projectPage } from '../src/projects/projects.service.js';

/**
 * What the API is compared with: Fastify and pg alone, the same SELECTs, the same check of the token and the same hop to
 * Redis for the limits; no framework, no validation, no log. Prints its port.
 */
const { DATABASE_URL = '', REDIS_URL = '', JWT_SECRET = '' } = process.env;
const pool = new Pool({ connectionString: DATABASE_URL, max: 20 });
const jwt = new JwtService({});
// The types want a text; jsonwebtoken takes the KeyObject, and is six times as fast with it.
const secret = createSecretKey(Buffer.from(JWT_SECRET)) as unknown as string;
const limiter = new RateLimiterRedis({
  storeClient: new Redis(REDIS_URL),
  keyPrefix: 'baseline',
  points: 1_000_000_000,
  duration: 60,
});
const PROJECT_PAGE = projectPage({ sort_by: 'created_at', sort_order: 'desc' });
const app = fastify();

app.addHook('onRequest', async (request, reply) => {
  const token = request.headers.authorization?.slice('Bearer '.length) ?? '';
  const { sub: id } = jwt.verify<{ sub: string }>(token, { ...TOKEN_RULES, secret });
  const { remainingPoints, msBeforeNext } = await limiter.consume(id);
  void reply.headers({ 'ratelimit-remaining': remainingPoints, 'ratelimit-reset': Math.ceil(msBeforeNext / 1000) });
  (request as Caller).userId = id;
});

app.get('/projects', async (request) => {
  const page = { limit: 20, offset: 0 };
  const filters = [(request as Caller).userId, null, null, null, null];
  const counted = await query<{ count: number }>('count', PROJECT_COUNT, filters);
  const rows = await query('projects', PROJECT_PAGE, [...filters, page.limit, page.offset]);
  return { code: 0, message: 'success', data: pageOf(rows, counted[0]?.count ?? 0, page) };
});

app.get('/jobs/:id/status', async (request) => {
  const { id } = request.params as { id: string };
  const [row] = await query('status', JOB_STATUS, [id, (request as Caller).userId]);
  return { code: 0, message: 'success', data: row };
});

type Caller = FastifyRequest & { userId: string };

/** Prepared once per connection. Our SQL has a `?` for each value. */
async function query<Row extends object>(name: string, sql: string, values: unknown[]): Promise<Row[]> {
  let place = 0;
  const text = sql.replace(/\?/g, () => `$${++place}`);
  return (await pool.query<Row>({ name, text, values })).rows;
}

await app.listen({ port: 0, host: '127.0.0.1' });
process.stdout.write(`${(app.server.address() as AddressInfo).port}\n`);
