import { type EntityManager, MikroORM } from '@mikro-orm/postgresql';
import { withPostgres } from '../../src/embedded/postgres-client.js';
import { ormOptions } from '../../src/orm.config.js';
import { newTestServices, type TestServices } from '../support/test-services.js';

const POOL_MAX = 2;

describe('a connection that the database cuts', () => {
  let services: TestServices;
  let orm: MikroORM;

  beforeAll(async () => {
    services = await newTestServices();
    orm = await MikroORM.init({ ...ormOptions(services.databaseUrl, POOL_MAX), logger: () => undefined });
  });

  afterAll(async () => {
    await orm.close(true);
    await services.dispose();
  });

  /** As a restart of the server does. */
  const cutAll = () =>
    withPostgres(services.databaseUrl, (client) =>
      client.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and pid <> pg_backend_pid()`,
      ),
    );
  const inTransactions = (work: (em: EntityManager) => Promise<unknown>) =>
    Promise.allSettled(Array.from({ length: POOL_MAX }, () => orm.em.fork().transactional(work)));

  it('in a transaction gives its place in the pool back', async () => {
    for (let round = 0; round < 3; round++) {
      let begun = 0;
      const ends = await inTransactions(async (em) => {
        await em.execute('select 1');
        if (++begun === POOL_MAX) {
          await cutAll();
        }
        await em.execute('select pg_sleep(10)');
      });
      expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    }
    const ends = await inTransactions((em) => em.execute('select 1'));
    expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
  });

  it('before a transaction begins does not hold its place', async () => {
    for (let round = 0; round < 3; round++) {
      await inTransactions((em) => em.execute('select 1'));
      await cutAll();
      await inTransactions((em) => em.execute('select 1'));
    }
    await expect(orm.em.fork().execute('select 1')).resolves.toHaveLength(1);
  });
});
