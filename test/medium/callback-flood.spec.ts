import { Logger } from '@nestjs/common';
import { Webhook } from 'standardwebhooks';
import { type Callback, CallbackVerifiers } from '../../src/ai/callback-verifiers.js';
import { AppError } from '../../src/common/errors.js';
import { type JobQueue } from '../../src/jobs/job-queue.js';
import { ProviderCallbacks } from '../../src/jobs/provider-callbacks.js';
import { type QueueName } from '../../src/jobs/plan.js';
import { type Work } from '../../src/workflow/stage.js';
import { EngineRig } from '../support/engine-rig.js';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const OTHER_SECRET = 'whsec_Ceo5qEr07ixe2NLpvHk3FH9bwyWavXrA';
const BODY = '{"status":"succeeded"}';
const INTENT = { capability: 'video' as const, provider: 'replicate', model: 'model', estimateUsd: 0.25 };
const EACH = 300;

describe('hundreds of callbacks for one call at once', () => {
  let rig: EngineRig;
  let sut: ProviderCallbacks;
  let callId: string;
  let polls: number;
  const wakes: QueueName[] = [];

  beforeAll(async () => {
    Logger.overrideLogger(false);
    rig = await EngineRig.start({ REPLICATE_WEBHOOK_SECRET: SECRET });
    const queue = { wake: (name: QueueName) => Promise.resolve(wakes.push(name) > 0) };
    sut = new ProviderCallbacks(rig.orm.em, new CallbackVerifiers(rig.config), queue as unknown as JobQueue);
  });

  beforeEach(() => {
    polls = 0;
    wakes.length = 0;
  });

  afterAll(() => rig.stop());

  /** Starts a call; `asked` happens each time that its vendor is asked about it, and says whether it is done. */
  const worker = (asked: () => Promise<boolean>) =>
    rig.worker({
      style: async (work: Work) => {
        if (work.step.operation === null) {
          callId = await work.spend(INTENT);
          await work.started({ credit: null, operation: { id: 'task' } });
          return { again: 60_000 };
        }
        polls += 1;
        return (await asked()) ? { output: null, costUsd: 0.2 } : { again: 60_000 };
      },
    });

  const signedWith = (secret: string, index: number): Callback => {
    const [id, at] = [`msg_${index}`, new Date()];
    const headers = {
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign(id, at, BODY),
    };
    return { headers, body: Buffer.from(BODY) };
  };

  /** What came of as many valid ones as of others'. */
  const flood = async () => {
    const answers = Array.from({ length: 2 * EACH }, (_, index) =>
      sut.receive('replicate', callId, signedWith(index % 2 ? SECRET : OTHER_SECRET, index)).then(
        () => 'taken',
        (error: unknown) => (error instanceof AppError ? error.code : error),
      ),
    );
    const ends = await Promise.all(answers);
    return ['taken', 'UNAUTHENTICATED'].map((end) => ends.filter((each) => each === end).length);
  };

  it('have a vendor asked once that is waited for', async () => {
    const id = await rig.newJob();
    const busy = worker(() => Promise.resolve(true));
    await busy.drain('script');
    expect(await flood()).toEqual([EACH, EACH]);
    expect(wakes).toEqual(['script']);
    await busy.drain('script', false);
    expect(polls).toBe(1);
    expect(await rig.states(id)).toMatchObject({ bible: 'done' });
  });

  it('have a vendor asked once more that is asked already', async () => {
    const id = await rig.newJob();
    const ends: number[][] = [];
    const busy = worker(async () => {
      ends.push(polls === 1 ? await flood() : []);
      return polls === 2;
    });
    await busy.drain('script');
    await rig.makeDue(id);
    await busy.drain('script');
    await busy.drain('script');
    expect(wakes).toEqual([]);
    expect(ends).toEqual([[EACH, EACH], []]);
    expect(await rig.states(id)).toMatchObject({ bible: 'done' });
  });

  it('wait for nobody who has locked the job, and keep nobody waiting', async () => {
    const id = await rig.newJob();
    await worker(() => Promise.resolve(true)).drain('script');
    const taken = await rig.ledger.within(id, async ({ em }) => {
      const ends = await flood();
      const waiting = await em.execute(
        `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      expect(waiting).toEqual([]);
      return ends;
    });
    expect(taken).toEqual([EACH, EACH]);
  });
});
