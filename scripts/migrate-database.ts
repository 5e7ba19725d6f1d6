import { parseConfig } from '../src/common/config.js';
import { startEmbedded } from '../src/embedded/embedded-services.js';
import { migrate } from '../src/server.js';

/** Brings the database that the environment names (or the embedded one) up to date; `npm start` does so by itself. */
const services = await startEmbedded(parseConfig(process.env));
try {
  await migrate(services.databaseUrl);
} finally {
  await services.stop();
}
