import { resolve } from 'node:path';
import { MikroORM } from '@mikro-orm/postgresql';
import 'reflect-metadata';
import { startEmbedded } from '../src/embedded/embedded-services.js';
import { parseConfig } from '../src/common/config.js';
import { ormOptions } from '../src/orm.config.js';

/** Writes the migration that brings the last snapshot to the entities; with `--check`, only says whether one is due. */
const services = await startEmbedded(parseConfig(process.env));
const options = ormOptions(services.databaseUrl, 2);
const orm = await MikroORM.init({ ...options, migrations: { ...options.migrations, path: resolve('migrations') } });
try {
  if (process.argv.includes('--check')) {
    const due = await orm.migrator.checkSchema();
    console.log(due ? 'The entities have changed: run `npm run db:migration`' : 'Migrations are up to date');
    process.exitCode = due ? 1 : 0;
  } else {
    const { fileName } = await orm.migrator.create();
    console.log(fileName || 'Nothing to migrate');
  }
} finally {
  await orm.close(true);
  await services.stop();
}
