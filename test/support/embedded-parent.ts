import '../../scripts/ts-hooks.mjs';

/** A process that starts the embedded services of the directory it is given, tells where they are and lives on until it is killed. */
const { startEmbedded } = await import('../../src/embedded/embedded-services.js');
const services = await startEmbedded({
  dataDir: process.argv[2] ?? '',
  database: { url: null, poolMax: 2 },
  redis: { url: null },
});
process.stdout.write(`${JSON.stringify(services)}\n`);
setInterval(() => undefined, 60_000);
