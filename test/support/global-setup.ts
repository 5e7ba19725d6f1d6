import { fileURLToPath } from 'node:url';
import '../../scripts/ts-hooks.mjs';

/** One PostgreSQL and one Redis for all test files of a run; runs at the same time share them. */
export default async function startTestServices(): Promise<void> {
  const { startEmbedded } = await import('../../src/embedded/embedded-services.js');
  const services = await startEmbedded({
    dataDir: fileURLToPath(new URL('../../.cache/test-services', import.meta.url)),
    database: { url: null, poolMax: 2 },
    redis: { url: null },
  });
  const { dropAbandonedDatabases } = await import('./test-services.js');
  await dropAbandonedDatabases(services.databaseUrl);
  process.env.JUMU_TEST_DATABASE_URL = services.databaseUrl;
  process.env.JUMU_TEST_REDIS_URL = services.redisUrl;
  globalThis.stopTestServices = () => services.stop();
}

declare global {
  var stopTestServices: (() => Promise<void>) | undefined;
}
