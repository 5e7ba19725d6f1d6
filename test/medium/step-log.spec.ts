import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { flushLines } from '../../src/common/line-writer.js';
import { newLogger } from '../../src/common/json-logger.js';
import { keepingLines } from '../support/kept-lines.js';
import { EngineRig } from '../support/engine-rig.js';

const PROMPT = 'a prompt that nobody else may read';

describe('what is told of steps', () => {
  let rig: EngineRig;
  let lines: string[];

  beforeAll(async () => {
    rig = await EngineRig.start();
    Logger.overrideLogger(newLogger('debug'));
  });

  beforeEach(() => {
    lines = [];
    jest.spyOn(process.stdout, 'write').mockImplementation(keepingLines(lines));
  });

  afterEach(() => {
    jest.restoreAllMocks();
  });

  afterAll(() => rig.stop());

  const steps = () => {
    flushLines();
    return lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'step');
  };
  const valueOf = async (name: string, labels: object = {}) => {
    const metric = await rig.metrics.registry.getSingleMetric(name)?.get();
    return metric?.values.find((value) => expect.objectContaining(labels).asymmetricMatch(value.labels))?.value ?? 0;
  };

  it('one line for each run, with its job, place and end', async () => {
    const id = await rig.newJob();
    const credit = { provider: 'ollama', model: 'qwen3', degraded: null };
    await rig.worker({ style: async () => ({ output: null, credit, costUsd: 0.25 }) }).drain('script');
    expect(steps().map(({ item, outcome }) => `${item} ${outcome}`)).toEqual([
      'bible done',
      'episode:1 done',
      'board:1 done',
    ]);
    expect(steps()[0]).toMatchObject({
      ...{ level: 'info', job_id: id, stage: 'style', attempt: 1, fence: 1, duration_ms: expect.any(Number) },
      ...{ provider: 'ollama', model: 'qwen3', cost_usd: 0.25, error_code: null },
    });
    expect(await valueOf('jumu_provider_cost_usd_total', { provider: 'ollama' })).toBe(0.25);
  });

  it('a failure by its code and its place, without the SQL that failed', async () => {
    const id = await rig.newJob();
    const refused = () => rig.orm.em.fork().execute('select ?::uuid', [PROMPT]);
    const worker = rig.worker({ style: async () => ({ output: await refused() }) });
    for (let attempt = 1; attempt <= 3; attempt++) {
      await worker.drain('script');
      await rig.makeDue(id);
    }
    expect(steps().map(({ outcome, level }) => `${level} ${outcome}`)).toEqual([
      'warn retry',
      'warn retry',
      'warn failed',
    ]);
    expect(steps()[0]).toMatchObject({ error_code: 'INTERNAL_ERROR', error: { code: '22P02' } });
    expect(lines.join('')).not.toContain(PROMPT);
    const labels = { stage: 'style', code: 'INTERNAL_ERROR' };
    expect(await valueOf('jumu_step_retries_total', labels)).toBe(2);
  });

  it('a lost lease, and the result that came too late', async () => {
    const id = await rig.newJob();
    const slow = rig.worker({
      style: async () => {
        await rig.loseLeases(id);
        await rig.sweeper().sweep();
        await rig.worker().drain('script');
        return { output: 'from the dead' };
      },
    });
    await slow.drain('script');
    expect(await valueOf('jumu_leases_expired_total')).toBe(1);
    expect(await valueOf('jumu_fences_rejected_total')).toBe(1);
    expect(steps().at(-1)).toMatchObject({ item: 'bible', fence: 1, outcome: 'refused' });
  });
});
