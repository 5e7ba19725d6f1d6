import { type EntityManager } from '@mikro-orm/postgresql';
import { IdempotencyKeys } from '../../src/common/idempotency-keys.js';
import { afterCommit, inTransaction } from '../../src/common/transaction.js';
import { newId } from '../../src/common/uuid.js';
import { WebhookSecrets } from '../../src/webhooks/webhook-secrets.js';
import { EngineRig, POOL_MAX } from '../support/engine-rig.js';

describe('a transaction', () => {
  let rig: EngineRig;
  let em: EntityManager;
  let done: string[];

  beforeAll(async () => {
    rig = await EngineRig.start();
    em = rig.orm.em;
  });

  beforeEach(async () => {
    done = [];
    await em.fork().execute('delete from idempotency_keys');
  });

  afterAll(() => rig.stop());

  const act = (name: string) => afterCommit(() => Promise.resolve(void done.push(name)));
  const write = (key: string, age = '0 hours') =>
    em.execute(
      `insert into idempotency_keys (user_id, route, key, body_sha256, answer, created_at)
       values (?, '', ?, '', '', now() - ?::interval)`,
      [newId(), key, age],
    );
  /** As everybody else sees them. */
  const written = async (): Promise<string[]> => {
    const rows = await em.fork().execute<{ key: string }[]>('select key from idempotency_keys order by key');
    return rows.map(({ key }) => key);
  };
  const failing = (work: () => Promise<unknown>) =>
    inTransaction(em, async () => {
      await work();
      act('never');
      throw new Error('no');
    });

  it('inside of another keeps effect and acts until the outer commit', async () => {
    await inTransaction(em, async () => {
      act('first');
      await inTransaction(em, async () => {
        await write('inner');
        act('inner');
      });
      act('last');
      expect([await written(), done]).toEqual([[], []]);
    });
    expect([await written(), done]).toEqual([['inner'], ['first', 'inner', 'last']]);
  });

  it('that fails inside of another takes only its own effect and acts with it', async () => {
    await inTransaction(em, async () => {
      await expect(failing(() => write('inner'))).rejects.toThrow('no');
      await write('outer');
      act('outer');
    });
    expect([await written(), done]).toEqual([['outer'], ['outer']]);
  });

  it('that fails takes with it those inside of it that did not', async () => {
    const inner = async () => {
      await write('inner');
      act('inner');
    };
    await expect(failing(() => inTransaction(em, inner))).rejects.toThrow('no');
    expect([await written(), done]).toEqual([[], []]);
  });

  it('of a fork is its own, and so are its acts', async () => {
    await inTransaction(em, async () => {
      await inTransaction(em.fork(), () => Promise.resolve(act('fork')));
      expect(done).toEqual(['fork']);
    });
  });

  it('is joined by the ledger: workers are woken when the whole has committed', async () => {
    const id = await rig.newJob();
    rig.wakes.length = 0;
    await inTransaction(em, async () => {
      await rig.ledger.within(id, async (transaction) => {
        await transaction.moveJob('running');
        transaction.wake('script');
      });
      expect(await em.execute('select state from jobs where id = ?', [id])).toEqual([{ state: 'running' }]);
      expect([(await rig.job(id)).state, rig.wakes]).toEqual(['pending', []]);
    });
    expect([(await rig.job(id)).state, rig.wakes]).toEqual(['running', ['script']]);
  });

  it('of a request needs no second connection: as many as the pool has rotate their secrets at once', async () => {
    const keys = new IdempotencyKeys(em);
    const secrets = new WebhookSecrets(em);
    const all = Promise.withResolvers<void>();
    let begun = 0;
    const rotate = (userId: string) =>
      keys.answerOnce({ userId, route: 'POST /rotate', key: 'key', body: {} }, async () => {
        if (++begun === POOL_MAX) {
          all.resolve();
        }
        await all.promise;
        return { json: await secrets.rotate(userId), location: null };
      });
    const answers = await Promise.all(Array.from({ length: POOL_MAX }, () => rotate(newId())));
    expect(new Set(answers.map(({ json }) => json)).size).toBe(POOL_MAX);
  });

  it('is needed for what comes after it', () => {
    expect(() => act('lost')).toThrow('within inTransaction');
  });

  it('of the sweeper deletes idempotency keys that are a day old', async () => {
    await write('new', '23 hours');
    await write('old', '25 hours');
    await rig.sweeper().sweep();
    expect(await written()).toEqual(['new']);
  });
});
