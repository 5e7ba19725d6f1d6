import { NotNow } from '../../src/ai/provider.errors.js';
import { type Moderation, type ModerationRequest } from '../../src/ai/ports.js';
import { makePieces } from '../../src/workflow/kept-pieces.js';
import { ModerationStage } from '../../src/workflow/stages/moderation.stage.js';
import { type Work } from '../../src/workflow/stage.js';

const creditOf = (provider: string) => ({ provider, model: 'm', degraded: null });

/** What a step has from one run to the next. */
class TestStep {
  kept: unknown = null;
  /** The pieces that were asked for, over all runs. */
  readonly asked: string[] = [];

  readonly work = {
    step: this,
    keep: async (kept: unknown) => void (this.kept = JSON.parse(JSON.stringify(kept))),
    report: () => undefined,
  };

  /** A run in which somebody has to be waited for at `late`. */
  run(lines: string[], late: string | null = null, provider = 'openai') {
    return makePieces(
      this.work as never,
      lines.map((line) => ({ line })),
      async ({ line }) => {
        if (line === late) {
          throw new NotNow('openai', 1000);
        }
        this.asked.push(line);
        return { made: line.toUpperCase(), credit: creditOf(provider) };
      },
    );
  }
}

describe('pieces of a step', () => {
  it('are made once each, however often one of them has to wait', async () => {
    const step = new TestStep();
    await expect(step.run(['a', 'b', 'c'], 'c')).rejects.toThrow(NotNow);
    expect((await step.run(['a', 'b', 'c'])).output).toEqual(['A', 'B', 'C']);
    expect(step.asked).toEqual(['a', 'b', 'c']);
  });

  it('that are paid for stay, when one before them has changed and one behind them waits again', async () => {
    const step = new TestStep();
    await expect(step.run(['a', 'b', 'c', 'd'], 'd')).rejects.toThrow(NotNow);
    await expect(step.run(['new', 'b', 'c', 'd'], 'd')).rejects.toThrow(NotNow);
    expect((await step.run(['new', 'b', 'c', 'd'])).output).toEqual(['NEW', 'B', 'C', 'D']);
    expect(step.asked).toEqual(['a', 'b', 'c', 'new', 'd']);
  });

  it('that cost nothing are not kept', async () => {
    const step = new TestStep();
    await step.run(['a', 'b'], null, 'local');
    expect(step.kept).toBeNull();
  });
});

describe('a long script', () => {
  const HARMLESS: Moderation = { verdict: 'pass', score: 0, findings: [] };
  /** Three pieces of a request. */
  const script = { scenes: ['雨', '雪', '风'].map((each) => ({ description: each.repeat(2500), lines: [] })) };
  const job = { id: 'job', input: { language: 'zh', allowFallback: false, board: null } };

  /** Reads with a model that is throttled once, at the third piece. */
  function reader(first: string) {
    const seen: ModerationRequest[] = [];
    const wishes: unknown[] = [];
    let isThrottled = first !== 'local:censor';
    const vendors = {
      preferred: () => ({ model: first, degraded: null }),
      ask: async (_: unknown, capability: string, wish: unknown, { call }: { call: (...each: any[]) => any }) => {
        wishes.push([capability, wish]);
        const generate = async (request: ModerationRequest) => (seen.push(request), HARMLESS);
        if (isThrottled && seen.length === 2) {
          isThrottled = false;
          throw new NotNow('cloud_qwen_vl', 1000);
        }
        return { value: await call({ generate }, null), credit: creditOf(first.split(':')[0]!) };
      },
    };
    const stage = new ModerationStage(vendors as never, {} as never, {} as never, {} as never);
    const step = new TestStep();
    const work = { ...step.work, job, part: 'script', inputs: new Map([['episode:1', script]]) };
    const run = async () => (await stage.prepare(work as never as Work)).make();
    return { run, seen, wishes };
  }

  it('is read piece by piece, and none twice where a vendor has to be waited for', async () => {
    const { run, seen } = reader('cloud_qwen_vl:qwen3-vl-flash');
    await expect(run()).rejects.toThrow(NotNow);
    await expect(run()).resolves.toMatchObject({ output: HARMLESS, credit: { provider: 'cloud_qwen_vl' } });
    expect(seen.map(({ texts }) => texts.map(({ text }) => text[0]).join(''))).toEqual(['雨', '雪', '风']);
  });

  it('is read at once by our own censor', async () => {
    const { run, seen } = reader('local:censor');
    await run();
    expect(seen.map(({ texts }) => texts.length)).toEqual([3]);
  });

  it('is read by nobody else where its order allows no other', async () => {
    const { run, wishes } = reader('local:censor');
    await run();
    expect(wishes).toEqual([['moderation', { wanted: null, allowFallback: false }]]);
  });
});
