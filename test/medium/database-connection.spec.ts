import { type EntityManager, MikroORM } from '@mikro-orm/postgresql';
import { answerFor, retryHeaders } from '../../src/common/error.filter.js';
import { withPostgres } from '../../src/embedded/postgres-client.js';
import { ormOptions } from '../../src/orm.config.js';
import { newTestServices, type TestServices } from '../support/test-services.js';

const POOL_MAX = 2;

/** As many as there are connections. */
const inTransactions = (orm: MikroORM, work: (em: EntityManager) => Promise<unknown>) =>
  Promise.allSettled(Array.from({ length: POOL_MAX }, () => orm.em.fork().transactional(work)));

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

  it('in a transaction gives its place in the pool back', async () => {
    for (let round = 0; round < 3; round++) {
      let begun = 0;
      const ends = await inTransactions(orm, async (em) => {
        await em.execute('select 1');
        if (++begun === POOL_MAX) {
          await cutAll();
        }
        await em.execute('select pg_sleep(10)');
      });
      expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    }
    const ends = await inTransactions(orm, (em) => em.execute('select 1'));
    expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
  });

  it('before a transaction begins does not hold its place', async () => {
    for (let round = 0; round < 3; round++) {
      await inTransactions(orm, (em) => em.execute('select 1'));
      await cutAll();
      await inTransactions(orm, (em) => em.execute('select 1'));
    }
    await expect(orm.em.fork().execute('select 1')).resolves.toHaveLength(1);
  });
});

describe('a transaction that does nothing', () => {
  it('is ended in time, and frees what it has locked', async () => {
    const services = await newTestServices();
    const options = ormOptions(services.databaseUrl, POOL_MAX);
    expect(options.driverOptions).toMatchObject({ idle_in_transaction_session_timeout: 30_000 });
    const driverOptions = { ...options.driverOptions, idle_in_transaction_session_timeout: 200 };
    const orm = await MikroORM.init({ ...options, driverOptions, logger: () => undefined });
    const { promise: isFreed, resolve: free } = Promise.withResolvers<void>();
    const { promise: isLocked, resolve: lock } = Promise.withResolvers<void>();
    const idle = orm.em.fork().transactional(async (em) => {
      await em.execute('select pg_advisory_xact_lock(1)');
      lock();
      await isFreed;
    });
    await isLocked;
    await orm.em.fork().execute('select pg_advisory_xact_lock(1)');
    free();

    await expect(idle).rejects.toThrow();
    const ends = await inTransactions(orm, (em) => em.execute('select 1'));
    expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
    await orm.close(true);
    await services.dispose();
  });
});

describe('a pool that is all in use', () => {
  let services: TestServices;
  let orm: MikroORM;

  beforeAll(async () => {
    services = await newTestServices();
    const options = ormOptions(services.databaseUrl, POOL_MAX);
    const driverOptions = { ...options.driverOptions, connectionTimeoutMillis: 200 };
    orm = await MikroORM.init({ ...options, driverOptions, logger: () => undefined });
  });

  afterAll(async () => {
    await orm.close(true);
    await services.dispose();
  });

  it('makes nobody wait for ever: they are told to come again', async () => {
    expect(ormOptions('').driverOptions).toMatchObject({ connectionTimeoutMillis: 10_000 });
    const { promise: isOver, resolve: release } = Promise.withResolvers<void>();
    const { promise: allHeld, resolve: hold } = Promise.withResolvers<void>();
    let count = 0;
    const holders = inTransactions(orm, async (em) => {
      await em.execute('select 1');
      if (++count === POOL_MAX) {
        hold();
      }
      await isOver;
    });
    await allHeld;

    const waiting = await Promise.allSettled([
      orm.em.fork().execute('select 1'),
      orm.em.fork().transactional((em) => em.execute('select 1')),
      orm.em.fork().begin(),
    ]);
    for (const each of waiting) {
      const answer = answerFor(each.status === 'rejected' ? each.reason : null, 'en');
      expect([each.status, answer.status, answer.code]).toEqual(['rejected', 503, 'SERVICE_UNAVAILABLE']);
      expect(retryHeaders(answer)).toEqual({ 'retry-after': '5' });
    }
    release();
    await holders;
    await expect(orm.em.fork().execute('select 1')).resolves.toHaveLength(1);
  });

  it('is not taken for a fault of ours when there is no database at all', async () => {
    const url = new URL(services.databaseUrl);
    url.port = '1';
    const lost = await MikroORM.init({ ...ormOptions(url.href, POOL_MAX), logger: () => undefined });
    const ends = await Promise.allSettled([
      lost.em.fork().execute('select 1'),
      lost.em.fork().transactional((em) => em.execute('select 1')),
    ]);
    expect(ends.map((each) => each.status === 'rejected' && answerFor(each.reason, 'en').status)).toEqual([503, 503]);
    await lost.close(true);
  });
});
