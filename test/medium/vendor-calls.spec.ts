import { Logger } from '@nestjs/common';
import { Circuits } from '../../src/ai/circuit.js';
import { type BuiltModels } from '../../src/ai/model-registry.js';
import {
  type Call,
  type GenerationStatus,
  ImageModel,
  type Operation,
  type Picture,
  type PictureRequest,
  type Speech,
  SpeechModel,
  type Started,
} from '../../src/ai/ports.js';
import { ProviderChain } from '../../src/ai/provider-chain.js';
import { closeForgotten, openCall } from '../../src/ai/provider-calls.js';
import { NotNow, vendorError } from '../../src/ai/provider.errors.js';
import { JobError } from '../../src/common/errors.js';
import { newId } from '../../src/common/uuid.js';
import { Spending } from '../../src/workflow/spending.js';
import { type Outcome, type Work } from '../../src/workflow/stage.js';
import { VendorCalls } from '../../src/workflow/vendor-calls.js';
import { EngineRig } from '../support/engine-rig.js';
import { limitsOf, registryOf } from '../support/registries.js';

const SPOKEN: Speech = { wav: Buffer.alloc(0), seconds: 1, voiceless: false };
const PAINTED: Picture = { kind: 'bytes', bytes: Buffer.alloc(0), mime: 'image/png', drawn: null };
const NO_WISH = { wanted: null };

/** OpenAI's voices at 15 USD per million characters, doing what a test says. */
class TestSpeaker extends SpeechModel {
  readonly provider = 'openai';
  readonly model = 'tts-1';

  constructor(private readonly speak: (call: Call) => Promise<Speech>) {
    super();
  }

  generate(_: unknown, call: Call): Promise<Speech> {
    return this.speak(call);
  }

  quote(): number {
    return 0.03;
  }
}

/** A painter whose pictures cost three cents, ready at once or when it is asked for the second time. */
class TestPainter extends ImageModel {
  readonly provider = 'replicate';
  readonly model = 'flux-2-dev';
  starts = 0;
  asked = 0;

  constructor(private readonly isQuick: boolean) {
    super();
  }

  async start(_: PictureRequest, call: Call): Promise<Started<Picture>> {
    this.starts += 1;
    if (!this.isQuick) {
      return { state: 'pending', operation: { id: `task-${this.starts}` } };
    }
    call.used({ pictures: 1 });
    return { state: 'done', result: PAINTED };
  }

  async status(_: Operation): Promise<GenerationStatus<Picture>> {
    this.asked += 1;
    return this.asked < 2
      ? { state: 'pending', progress: null, pollAfterMs: 1 }
      : { state: 'done', result: PAINTED, costUsd: 0.02 };
  }

  async cancel(): Promise<number> {
    return 0;
  }

  quote(): number {
    return 0.03;
  }
}

describe('calls of vendors', () => {
  let rig: EngineRig;

  beforeAll(async () => {
    Logger.overrideLogger(false);
    rig = await EngineRig.start();
  });

  afterAll(() => rig.stop());

  const calls = (id: string) =>
    rig.orm.em.fork().execute<any[]>(
      `select attempt, capability, provider, state, cost_usd, usage, error_code from provider_calls
       where job_id = ? order by created_at, id`,
      [id],
    );

  function vendorsWith(built: Partial<BuiltModels>, concurrency: number | null = null): VendorCalls {
    const limits = limitsOf({ openai: { concurrency, perMinute: null } });
    const registry = registryOf(built);
    const chain = new ProviderChain(rig.config, registry, new Circuits(), limits, rig.metrics);
    return new VendorCalls(chain, registry, new Spending(rig.ledger, limits), limits, rig.config);
  }

  const speaking =
    (vendors: VendorCalls, lines = 1) =>
    async (work: Work): Promise<Outcome> => {
      for (let line = 0; line < lines; line++) {
        await vendors.ask(work, 'speech', NO_WISH, {
          quote: (model) => model.quote({} as never),
          call: (model, call) => model.generate({} as never, call),
        });
      }
      return { output: null };
    };

  const painting =
    (vendors: VendorCalls, after = () => Promise.resolve()) =>
    async (work: Work): Promise<Outcome> => {
      const generated = await vendors.generate(work, {
        capability: 'image',
        wish: NO_WISH,
        quote: (model) => model.quote({} as never),
        usage: () => ({ pictures: 1 }),
        request: () => Promise.resolve({} as never),
      });
      if ('again' in generated) {
        return generated;
      }
      await after();
      const { credit, costUsd, usage } = generated;
      return { output: null, credit, costUsd, usage };
    };

  const speaker = (speak: (call: Call) => Promise<Speech>) => new TestSpeaker(speak);
  const well = async (call: Call) => {
    call.used({ characters: 1000 });
    return SPOKEN;
  };

  it('are booked one by one, as the vendor has counted', async () => {
    const id = await rig.newJob();
    const vendors = vendorsWith({ speech: [speaker(well)] });
    await rig.worker({ style: speaking(vendors, 2) }).drain('script');
    const done = { attempt: 1, capability: 'speech', provider: 'openai', state: 'done', error_code: null };
    expect(await calls(id)).toMatchObject([
      { ...done, cost_usd: 0.015, usage: { characters: 1000 } },
      { ...done, cost_usd: 0.015, usage: { characters: 1000 } },
    ]);
    expect((await rig.job(id)).cost_usd).toBeCloseTo(0.03);
    expect((await rig.stepRows(id))[0]).toMatchObject({ cost_reserved: 0, attempt: 1 });
  });

  it('cost what was reckoned where the vendor counts nothing, and nothing where it refuses', async () => {
    const id = await rig.newJob();
    const refused = vendorError('openai', { status: 400, body: null, retryAfterMs: null });
    await rig
      .worker({ style: speaking(vendorsWith({ speech: [speaker(() => Promise.reject(refused))] })) })
      .drain('script');
    expect(await calls(id)).toMatchObject([{ state: 'failed', cost_usd: 0, error_code: 'PROVIDER_REJECTED' }]);
    const other = await rig.newJob();
    await rig.worker({ style: speaking(vendorsWith({ speech: [speaker(async () => SPOKEN)] })) }).drain('script');
    expect(await calls(other)).toMatchObject([{ state: 'done', cost_usd: 0.03, usage: null }]);
  });

  it('whose answer is lost count as made, and are made anew in the next attempt', async () => {
    const id = await rig.newJob();
    let asked = 0;
    const vendors = vendorsWith({
      speech: [
        speaker(async (call) => {
          asked += 1;
          if (asked === 1) {
            throw new JobError('PROVIDER_UNAVAILABLE.timeout', { provider: 'openai' });
          }
          return well(call);
        }),
      ],
    });
    const worker = rig.worker({ style: speaking(vendors) });
    await worker.drain('script');
    await rig.makeDue(id);
    await worker.drain('script');
    expect(await calls(id)).toMatchObject([
      { attempt: 1, state: 'unconfirmed', cost_usd: 0.03, error_code: 'PROVIDER_UNAVAILABLE' },
      { attempt: 2, state: 'done', cost_usd: 0.015 },
    ]);
    expect((await rig.job(id)).cost_usd).toBeCloseTo(0.045);
  });

  it('that a dead worker has made count as made, and its number is used up', async () => {
    const id = await rig.newJob();
    let asked = 0;
    const vendors = vendorsWith({
      speech: [
        speaker(async (call) => {
          asked += 1;
          if (asked === 1) {
            await rig.loseLeases(id);
            await rig.sweeper().sweep();
          }
          return well(call);
        }),
      ],
    });
    const worker = rig.worker({ style: speaking(vendors) });
    await worker.drain('script');
    await worker.drain('script');
    expect(await calls(id)).toMatchObject([
      { attempt: 1, state: 'unconfirmed', cost_usd: 0.03 },
      { attempt: 2, state: 'done', cost_usd: 0.015 },
    ]);
    expect((await rig.job(id)).cost_usd).toBeCloseTo(0.045);
    expect(await rig.states(id)).toMatchObject({ bible: 'done' });
  });

  it('that a dead worker has made are booked once, whatever becomes of their step', async () => {
    const id = await rig.newJob();
    const { user_id } = await rig.job(id);
    const speak = speaking(
      vendorsWith({
        speech: [
          speaker(async (call) => {
            await rig.loseLeases(id);
            await rig.sweeper().sweep();
            return well(call);
          }),
        ],
      }),
    );
    let runs = 0;
    const style = async (work: Work) => {
      runs += 1;
      if (runs === 1) {
        return speak(work);
      }
      expect((await rig.stepRows(id)).find(({ item }) => item === 'bible')).toMatchObject({ cost_reserved: 0 });
      await rig.control.cancel({ id: user_id, role: 'user' }, id);
      throw new JobError('STORAGE_FAILED');
    };
    await rig.worker({ style }).drain('script');
    expect(await calls(id)).toMatchObject([{ state: 'unconfirmed', cost_usd: 0.03 }]);
    expect(await rig.job(id)).toMatchObject({ state: 'cancelled', cost_usd: 0.03 });
    expect(runs).toBe(2);
  });

  it('of a job that is deleted meanwhile count as made, and give their place back', async () => {
    const id = await rig.newJob();
    const forget = async (call: Call) => {
      await rig.jobs.remove(id);
      return well(call);
    };
    await rig.worker({ style: speaking(vendorsWith({ speech: [speaker(forget)] }, 1)) }).drain('script');
    expect(await calls(id)).toMatchObject([{ state: 'unconfirmed', cost_usd: 0.03 }]);
  });

  it('that nobody can end any more are closed after ten minutes, and no others', async () => {
    const id = await rig.newJob();
    const em = rig.orm.em.fork();
    const [step] = await rig.stepRows(id);
    const what = { capability: 'speech', provider: 'openai', model: 'tts-1', estimateUsd: 0.03 } as const;
    for (const stepId of [step.id, newId(), null]) {
      await openCall(
        em,
        { ...what, userId: newId(), jobId: id, stepId, attempt: 1 },
        { concurrency: null, perMinute: null },
      );
    }
    await em.execute(`update provider_calls set created_at = now() - interval '11 minutes' where job_id = ?`, [id]);
    await closeForgotten(em);
    const rows = await em.execute<any[]>('select step_id, state from provider_calls where job_id = ? order by id', [
      id,
    ]);
    expect(rows.map(({ state }) => state)).toEqual(['intended', 'unconfirmed', 'unconfirmed']);
    await rig.jobs.remove(id);
  });

  it('pause their job before its limit is passed', async () => {
    const id = await rig.newJob({ maxCostUsd: 0.04 });
    const vendors = vendorsWith({ speech: [speaker(well)] });
    await rig.worker({ style: speaking(vendors, 3) }).drain('script');
    expect(await rig.job(id)).toMatchObject({
      state: 'paused',
      error: { code: 'BUDGET_EXCEEDED', provider: 'openai' },
    });
    expect(await calls(id)).toHaveLength(1);
  });

  it('wait for a place without a slot, and that is no try', async () => {
    const [one, other] = [await rig.newJob(), await rig.newJob()];
    let waited: Record<string, string> | null = null;
    const vendors = vendorsWith(
      {
        speech: [
          speaker(async (call) => {
            if (waited === null) {
              waited = {};
              const busy = (await rig.job(one)).state === 'running' ? other : one;
              await rig.worker({ style: speaking(vendors) }).drain('script');
              waited = await rig.states(busy);
            }
            return well(call);
          }),
        ],
      },
      1,
    );
    const worker = rig.worker({ style: speaking(vendors) });
    await worker.drain('script');
    expect(Object.values(waited ?? {})).toContain('waiting');
    for (const id of [one, other]) {
      await rig.makeDue(id);
    }
    await worker.drain('script');
    for (const id of [one, other]) {
      expect((await rig.stepRows(id)).find(({ item }) => item === 'bible')).toMatchObject({
        state: 'done',
        attempt: 1,
      });
      expect(await calls(id)).toMatchObject([{ attempt: 1, state: 'done' }]);
    }
  });

  it('a picture that comes with the answer is booked once, and anew when it could not be kept', async () => {
    const id = await rig.newJob();
    const painter = new TestPainter(true);
    let kept = 0;
    const keep = () => {
      kept += 1;
      return kept === 1 ? Promise.reject(new JobError('STORAGE_FAILED')) : Promise.resolve();
    };
    const worker = rig.worker({ style: painting(vendorsWith({ image: [painter] }), keep) });
    await worker.drain('script');
    await rig.makeDue(id);
    await worker.drain('script');
    expect(await calls(id)).toMatchObject([
      { attempt: 1, capability: 'image', state: 'done', cost_usd: 0.03, usage: { pictures: 1 } },
      { attempt: 2, capability: 'image', state: 'done', cost_usd: 0.03 },
    ]);
    expect((await rig.job(id)).cost_usd).toBeCloseTo(0.06);
    expect(painter.starts).toBe(2);
  });

  it('a picture that takes its time is started once, asked about, and booked as billed', async () => {
    const id = await rig.newJob();
    const painter = new TestPainter(false);
    const worker = rig.worker({ style: painting(vendorsWith({ image: [painter] })) });
    await worker.drain('script');
    expect(await calls(id)).toMatchObject([{ attempt: 1, state: 'started' }]);
    await rig.makeDue(id);
    await worker.drain('script');
    expect(await calls(id)).toMatchObject([{ attempt: 1, state: 'done', cost_usd: 0.02, usage: { pictures: 1 } }]);
    expect(painter).toMatchObject({ starts: 1, asked: 2 });
  });

  it('are not paid again for what their step has kept while it waited', async () => {
    const id = await rig.newJob();
    const file = { buffer: Buffer.from('RIFF'), mime: 'audio/wav', ext: 'wav' };
    const filesOf = (stepId: string) =>
      rig.orm.em
        .fork()
        .execute<{ key: string }[]>(
          `select a.key from assets a join asset_uses u on u.asset_id = a.id where u.subject_id = ?`,
          [stepId],
        );
    const worker = rig.worker({
      style: async ({ job, step, keep, signal }) => {
        if (step.kept === null) {
          const { key } = await rig.assets.save(job.user_id, file, { kind: 'step', subjectId: step.id }, signal);
          await keep([{ key }]);
          throw new NotNow('openai', 60_000);
        }
        return { output: { lines: step.kept } };
      },
    });
    await worker.drain('script');
    const [waiting] = await rig.stepRows(id);
    expect(waiting).toMatchObject({ state: 'waiting', attempt: 0 });
    expect(await filesOf(waiting.id)).toEqual(waiting.kept);
    await rig.makeDue(id);
    await worker.drain('script');
    const [done] = await rig.stepRows(id);
    expect(done).toMatchObject({ state: 'done', kept: null, output: { lines: waiting.kept } });
    expect(await filesOf(waiting.id)).toEqual(waiting.kept);
  });

  it('a job that ends keeps what its steps had, for its retry', async () => {
    const id = await rig.newJob();
    const file = { buffer: Buffer.from('RIFF'), mime: 'audio/wav', ext: 'wav' };
    await rig
      .worker({
        style: async ({ job, step, keep, signal }) => {
          const { key } = await rig.assets.save(job.user_id, file, { kind: 'step', subjectId: step.id }, signal);
          await keep([{ key }]);
          throw new JobError('PROVIDER_REJECTED', { provider: 'openai', retryable: false });
        },
      })
      .drain('script');
    const [step] = await rig.stepRows(id);
    expect(step).toMatchObject({ state: 'failed', kept: [{ key: expect.any(String) }] });
    const [asset] = await rig.orm.em
      .fork()
      .execute<any[]>('select released_at from assets where key = ?', [step.kept[0].key]);
    expect(asset).toEqual({ released_at: null });
  });

  it('what a vendor has in hand is found by others when it is done, whoever asked for it', async () => {
    const userId = newId();
    const id = await rig.newJob({ userId });
    let starts = 0;
    const work = async ({ step, spend, started }: Work): Promise<Outcome> => {
      if (step.operation !== null) {
        return { output: { picture: starts }, costUsd: 0.03 };
      }
      starts += 1;
      await spend({ capability: 'image', provider: 'replicate', model: 'flux-2-dev', estimateUsd: 0.03 });
      await started({ credit: null, operation: { id: 'task' } });
      await rig.loseLeases(id);
      await rig.sweeper().sweep();
      return { again: 1 };
    };
    const worker = rig.worker({ style: work }, { style: () => ({ prompt: 'rain' }) });
    await worker.drain('script');
    await worker.drain('script');
    const other = await rig.newJob({ userId });
    await worker.drain('script');
    expect(await rig.states(id)).toMatchObject({ bible: 'done' });
    expect((await rig.stepRows(other))[0]).toMatchObject({ state: 'done', cached: true, output: { picture: 1 } });
    expect(starts).toBe(1);
  });

  it('a vendor that calls while it is asked about is asked again at once', async () => {
    const id = await rig.newJob();
    const worker = rig.worker({
      style: async (work) => {
        if (work.step.operation === null) {
          await work.spend({ capability: 'image', provider: 'replicate', model: 'flux-2-dev', estimateUsd: 0.03 });
          await work.started({ credit: null, operation: { id: 'task' } });
          await rig.orm.em.fork().execute('update job_steps set woken_at = now() where id = ?', [work.step.id]);
          return { again: 60_000 };
        }
        return { output: null, costUsd: 0.03 };
      },
    });
    await worker.drain('script');
    await worker.drain('script');
    expect(await rig.states(id)).toMatchObject({ bible: 'done' });
    expect(await calls(id)).toMatchObject([{ state: 'done', cost_usd: 0.03 }]);
  });
});
