import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { Circuits } from '../../src/ai/circuit.js';
import { ScriptModel } from '../../src/ai/ports.js';
import { ProviderChain } from '../../src/ai/provider-chain.js';
import { NotNow, vendorError } from '../../src/ai/provider.errors.js';
import { JobError } from '../../src/common/errors.js';
import { type JobErrorCode } from '../../src/common/job-error-catalogue.js';
import { Metrics } from '../../src/common/metrics.js';
import { limitsOf, registryOf } from '../support/registries.js';

class NamedModel extends ScriptModel {
  constructor(
    readonly provider: string,
    readonly model: string,
  ) {
    super();
  }

  object(): never {
    throw new Error('not asked');
  }

  quote(): number {
    return 0;
  }
}

const signal = new AbortController().signal;
const noChains = {
  ...{ script: null, image: null, video: null, speech: null },
  ...{ moderation: null, transcription: null, suggest: null },
};

function newChain(configured: string[], script: string[] | null = null, metrics = new Metrics(), limits = limitsOf()) {
  const ids = [...configured, 'local:writer'];
  const models = ids.map((id) => new NamedModel(id.split(':')[0]!, id.split(':')[1] ?? 'model'));
  const registry = registryOf({ script: models });
  return new ProviderChain({ chains: { ...noChains, script } }, registry, new Circuits(), limits, metrics);
}

/** A call in which some providers fail, and the list of those it asked. */
function newCall(failures: Record<string, JobErrorCode | Error>) {
  const asked: string[] = [];
  const call = async (model: ScriptModel): Promise<string> => {
    asked.push(model.provider);
    const failure = failures[model.provider];
    if (failure !== undefined) {
      throw failure instanceof Error ? failure : new JobError(failure, { provider: model.provider });
    }
    return `by ${model.provider}`;
  };
  return { asked, call };
}

describe('somebody whose work was of no use', () => {
  const wish = { wanted: ['openai'], without: 'openai' };

  it('is not asked again, and it is told who is', () => {
    const { models, degraded } = newChain(['openai', 'ollama']).resolve('script', wish);
    expect(models.map(({ provider }) => provider)).toEqual(['ollama', 'local']);
    expect(degraded).toEqual({ wanted: 'openai', used: 'ollama', why: 'openai failed: INVALID_OUTPUT' });
  });

  it('is asked again where nobody else may do it', () => {
    const { models, degraded } = newChain(['openai']).resolve('script', { ...wish, allowFallback: false });
    expect([models.map(({ provider }) => provider), degraded]).toEqual([['openai'], null]);
  });
});

describe('who is asked', () => {
  it.each<[string, string[], string[] | null, string[] | null, string[]]>([
    [
      'the house takes the configured ones in its order',
      ['openai', 'ollama'],
      null,
      null,
      ['ollama', 'openai', 'local'],
    ],
    ['the environment has its own order', ['openai', 'ollama'], ['openai', 'cloud_qwen'], null, ['openai', 'local']],
    ['wanted ones come first, each once', ['openai', 'ollama'], null, ['openai'], ['openai', 'ollama', 'local']],
    ['nobody but the crew is configured', [], null, ['ollama', 'local_qwen'], ['local']],
  ])('%s', (_, configured, chain, wanted, order) => {
    const { models } = newChain(configured, chain).resolve('script', { wanted });
    expect(models.map(({ provider }) => provider)).toEqual(order);
  });

  it('says why none of the wanted ones is taken, and keeps quiet when one of them is', () => {
    const wanted = ['ollama', 'local_qwen'];
    expect(newChain([]).resolve('script', { wanted }).degraded).toEqual({
      wanted: 'ollama',
      used: 'local',
      why: 'ollama is not configured; local_qwen is not configured',
    });
    expect(newChain(['local_qwen']).resolve('script', { wanted }).degraded).toBeNull();
    expect(newChain([]).resolve('script', { wanted: null }).degraded).toBeNull();
  });

  it('a model may be named', () => {
    const chain = newChain(['ollama:qwen3', 'ollama:qwen3:8b']);
    expect(chain.resolve('script', { wanted: ['ollama'] }).models[0]?.model).toBe('qwen3');
    expect(chain.resolve('script', { wanted: ['local:writer'] }).models[0]?.provider).toBe('local');
  });

  it('without fallback an unconfigured one is an error at once', async () => {
    const { asked, call } = newCall({});
    const request = { wanted: ['ollama'], allowFallback: false, attempt: 1, signal };
    const error = { code: 'PROVIDER_UNAVAILABLE', retryable: false, message: 'Not configured: ollama' };
    await expect(newChain([]).run('script', request, call)).rejects.toMatchObject(error);
    expect(asked).toEqual([]);
  });

  it('who writes on one’s own machine is wanted in the order of the chain', () => {
    expect(newChain(['ollama', 'local_qwen']).ownWriters()).toEqual(['local_qwen', 'ollama']);
    expect(newChain(['ollama', 'local_qwen'], ['openai', 'ollama:qwen3']).ownWriters()).toEqual([
      ...['ollama:qwen3', 'ollama', 'local_qwen'],
    ]);
    expect(newChain([]).ownWriters()).toEqual(['ollama', 'local_qwen']);
  });

  it('a chain of the environment that names an unconfigured one starts with a warning', () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    newChain(['ollama'], ['openai', 'ollama']);
    expect(warn.mock.calls).toEqual([['SCRIPT_PROVIDERS names openai, which is not configured: see OPENAI_API_KEY']]);
    warn.mockRestore();
  });

  it('a chain of the environment that names nobody known stops the start', () => {
    expect(() => newChain([], ['ollama', 'olama'])).toThrow(
      'SCRIPT_PROVIDERS names an unknown provider or model: "olama"',
    );
  });
});

describe('falling', () => {
  const run = (failures: Record<string, JobErrorCode | Error>, attempt: number, allowFallback = true) => {
    const { asked, call } = newCall(failures);
    const chain = newChain(['ollama', 'openai']);
    const result = chain.run('script', { wanted: ['ollama'], allowFallback, attempt, signal }, call);
    return { asked, result };
  };

  it.each<JobErrorCode>(['PROVIDER_AUTH', 'PROVIDER_QUOTA', 'PROVIDER_REJECTED'])(
    'goes on at once after %s and records it',
    async (code) => {
      const { asked, result } = run({ ollama: code }, 1);
      await expect(result).resolves.toEqual({
        value: 'by openai',
        provider: 'openai',
        model: 'model',
        degraded: { wanted: 'ollama', used: 'openai', why: `ollama failed: ${code}` },
      });
      expect(asked).toEqual(['ollama', 'openai']);
    },
  );

  it.each<JobErrorCode>(['PROVIDER_UNAVAILABLE', 'INVALID_OUTPUT'])(
    'leaves %s to the ledger until the third attempt',
    async (code) => {
      await expect(run({ ollama: code }, 2).result).rejects.toMatchObject({ code });
      await expect(run({ ollama: code }, 3).result).resolves.toMatchObject({ provider: 'openai' });
    },
  );

  it('goes on at once when a vendor has refused calls as too many for too long', async () => {
    const refusal = vendorError('ollama', { status: 429, body: null, retryAfterMs: 3_600_000 });
    await expect(run({ ollama: refusal }, 1).result).resolves.toMatchObject({ provider: 'openai' });
    await expect(run({ ollama: refusal }, 1, false).result).rejects.toBe(refusal);
  });

  it('never passes on what was refused, nor what is not the provider’s failure', async () => {
    for (const code of ['CONTENT_REJECTED', 'STORAGE_FAILED', 'BUDGET_EXCEEDED'] as const) {
      const { asked, result } = run({ ollama: code }, 3);
      await expect(result).rejects.toMatchObject({ code });
      expect(asked).toEqual(['ollama']);
    }
  });

  it('tells the reasons of all who failed, and the error of the last as it is', async () => {
    await expect(run({ ollama: 'PROVIDER_AUTH', openai: 'PROVIDER_QUOTA' }, 1).result).resolves.toMatchObject({
      provider: 'local',
      degraded: { why: 'ollama failed: PROVIDER_AUTH; openai failed: PROVIDER_QUOTA' },
    });
    const last = new JobError('PROVIDER_AUTH');
    await expect(run({ ollama: last }, 3, false).result).rejects.toBe(last);
  });

  it('stops when the job is stopped', async () => {
    const stop = new AbortController();
    const { asked, call } = newCall({ ollama: 'PROVIDER_AUTH' });
    const stopped = async (model: ScriptModel): Promise<string> => {
      stop.abort(new Error('cancelled'));
      return call(model);
    };
    const request = { wanted: null, attempt: 3, signal: stop.signal };
    await expect(newChain(['ollama', 'openai']).run('script', request, stopped)).rejects.toMatchObject({
      code: 'PROVIDER_AUTH',
    });
    expect(asked).toEqual(['ollama']);
    await expect(newChain([]).run('script', request, call)).rejects.toThrow('cancelled');
  });
});

describe('a vendor that refuses calls as too many', () => {
  const request = { wanted: ['ollama'], allowFallback: false, attempt: 1, signal };

  it('is noted to have taken a call, and one that has refused none is not', async () => {
    const limits = limitsOf();
    const accepted = jest.spyOn(limits, 'accepted');
    const chain = newChain(['ollama'], null, new Metrics(), limits);
    await chain.run('script', request, newCall({}).call);
    expect(accepted).not.toHaveBeenCalled();
    jest.spyOn(limits, 'take').mockResolvedValue(true);
    await chain.run('script', request, newCall({}).call);
    const refusal = vendorError('ollama', { status: 429, body: null, retryAfterMs: null });
    await expect(chain.run('script', request, newCall({ ollama: refusal }).call)).rejects.toBeInstanceOf(NotNow);
    expect(accepted.mock.calls).toEqual([['ollama']]);
  });
});

describe('the circuit', () => {
  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'setTimeout', 'queueMicrotask'] });
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it('leaves a provider alone after five failures in a row and tries it again after 30 s', async () => {
    const chain = newChain(['ollama']);
    const broken = newCall({ ollama: 'PROVIDER_UNAVAILABLE' });
    const ask = (call: typeof broken.call) => chain.run('script', { wanted: ['ollama'], attempt: 1, signal }, call);
    for (let failures = 0; failures < 5; failures++) {
      await expect(ask(broken.call)).rejects.toMatchObject({ code: 'PROVIDER_UNAVAILABLE' });
    }
    const well = newCall({});
    await expect(ask(well.call)).resolves.toMatchObject({
      degraded: { wanted: 'ollama', used: 'local', why: 'ollama rests after repeated failures' },
    });
    expect(well.asked).toEqual(['local']);
    const only = { wanted: ['ollama'], allowFallback: false, attempt: 1, signal };
    await expect(chain.run('script', only, well.call)).rejects.toMatchObject({ retryable: true, retryAfterMs: 30_000 });

    jest.setSystemTime(Date.now() + 30_001);
    await expect(ask(well.call)).resolves.toMatchObject({ provider: 'ollama', degraded: null });
  });

  it('shows in the metrics: calls by their outcome, and those that were not made', async () => {
    const metrics = new Metrics();
    const chain = newChain(['ollama'], null, metrics);
    const { call } = newCall({ ollama: 'PROVIDER_UNAVAILABLE' });
    for (let attempt = 0; attempt < 6; attempt++) {
      await chain.run('script', { wanted: ['ollama'], attempt: 3, signal }, call);
    }
    const text = await metrics.registry.metrics();
    const calls = (provider: string, outcome: string) =>
      `jumu_provider_calls_total{provider="${provider}",capability="script",outcome="${outcome}"}`;
    expect(text).toContain(`${calls('ollama', 'PROVIDER_UNAVAILABLE')} 5`);
    expect(text).toContain(`${calls('ollama', 'resting')} 1`);
    expect(text).toContain(`${calls('local', 'ok')} 6`);
    expect(text).toContain('jumu_provider_call_duration_seconds_count{provider="ollama",capability="script"} 5');
  });

  it('does not count what is no failure of the provider', async () => {
    const circuits = new Circuits();
    for (const code of Array<JobErrorCode>(10).fill('CONTENT_REJECTED')) {
      const refuse = () => Promise.reject(new JobError(code));
      await expect(circuits.run('ollama', refuse)).rejects.toMatchObject({ code });
    }
    expect(circuits.stateOf('ollama')).toBe('closed');
  });

  describe('after its rest', () => {
    const DOWN = new JobError('PROVIDER_UNAVAILABLE.network', { provider: 'ollama' });
    const failing = (error: Error) => () => Promise.reject(error);

    /** One whose rest is over: the next call is the trial. */
    async function rested(): Promise<Circuits> {
      const circuits = new Circuits();
      for (let failures = 0; failures < 5; failures++) {
        await expect(circuits.run('ollama', failing(DOWN))).rejects.toBe(DOWN);
      }
      jest.setSystemTime(Date.now() + 30_001);
      return circuits;
    }

    it.each([
      ['a place that was not free', new NotNow('ollama', 500)],
      ['a user who stopped it', new DOMException('stopped', 'AbortError')],
      ['a file that could not be read', new JobError('STORAGE_FAILED.read')],
    ])('learns nothing from %s, and the next call is the trial', async (_, nothing) => {
      const circuits = await rested();
      await expect(circuits.run('ollama', failing(nothing))).rejects.toBe(nothing);
      expect(circuits.stateOf('ollama')).toBe('half_open');
      await expect(circuits.run('ollama', failing(DOWN))).rejects.toBe(DOWN);
      expect(circuits.stateOf('ollama')).toBe('open');
      jest.setSystemTime(Date.now() + 30_001);
      await expect(circuits.run('ollama', failing(nothing))).rejects.toBe(nothing);
      await circuits.run('ollama', () => Promise.resolve());
      expect(circuits.stateOf('ollama')).toBe('closed');
    });

    it('rests on where somebody did not wait for the answer', async () => {
      const circuits = await rested();
      const tooSlow = new JobError('PROVIDER_UNAVAILABLE.timeout', { provider: 'ollama', retryable: false });
      await expect(circuits.run('ollama', failing(tooSlow))).rejects.toBe(tooSlow);
      expect(circuits.stateOf('ollama')).toBe('open');
    });

    it.each([
      new JobError('CONTENT_REJECTED'),
      new JobError('PROVIDER_REJECTED'),
      vendorError('ollama', { status: 429, body: null, retryAfterMs: null }),
    ])('takes a refusal for an answer: $key', async (refusal) => {
      const circuits = await rested();
      await expect(circuits.run('ollama', failing(refusal))).rejects.toBe(refusal);
      expect(circuits.stateOf('ollama')).toBe('closed');
    });

    it('lets one call through, and who comes too late gives the turn back', async () => {
      const limits = limitsOf({ ollama: { concurrency: null, perMinute: 36 } });
      const chain = newChain(['ollama'], null, new Metrics(), limits);
      const broken = newCall({ ollama: DOWN });
      const only = { wanted: ['ollama'], allowFallback: false, attempt: 1, signal };
      for (let failures = 0; failures < 5; failures++) {
        await expect(chain.run('script', only, broken.call)).rejects.toBe(DOWN);
      }
      jest.setSystemTime(Date.now() + 30_001);
      const giveBack = jest.spyOn(limits, 'giveBack');
      const well = newCall({});
      const answers = await Promise.allSettled([1, 2, 3].map(() => chain.run('script', only, well.call)));
      expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
      expect(well.asked).toEqual(['ollama']);
      expect(giveBack).toHaveBeenCalledTimes(2);
    });
  });
});

describe('another model of a provider', () => {
  const run = async (failure: JobErrorCode, ids: string[], allowFallback = true) => {
    const asked: string[] = [];
    const request = { wanted: ids.slice(0, 2), allowFallback, attempt: 1, signal };
    const result = await newChain(ids)
      .run('script', request, ({ provider, model }) => {
        asked.push(`${provider}:${model}`);
        return provider === 'openai' ? Promise.reject(new JobError(failure, { provider })) : Promise.resolve('done');
      })
      .catch((error: unknown) => error);
    return { asked, result };
  };

  it.each<JobErrorCode>(['PROVIDER_AUTH', 'PROVIDER_QUOTA'])(
    'is not asked after %s: the account is the same',
    async (code) => {
      const { asked, result } = await run(code, ['openai:small', 'openai:large', 'ollama:qwen3']);
      expect(asked).toEqual(['openai:small', 'ollama:qwen3']);
      expect(result).toMatchObject({ degraded: { wanted: 'openai', used: 'ollama', why: `openai failed: ${code}` } });
      const alone = await run(code, ['openai:small', 'openai:large'], false);
      expect(alone.asked).toEqual(['openai:small']);
      expect(alone.result).toMatchObject({ code });
    },
  );

  it('is asked after a refusal of the request', async () => {
    const { asked } = await run('PROVIDER_REJECTED', ['openai:small', 'openai:large'], false);
    expect(asked).toEqual(['openai:small', 'openai:large']);
  });
});

describe('the registry', () => {
  const registry = registryOf({ script: [new NamedModel('ollama', 'my-model'), new NamedModel('local', 'writer')] });

  it.each([
    ['ollama', true],
    ['ollama:my-model', true],
    ['ollama:no-such-model', false],
    ['cloud_qwen:qwen-plus', true],
    ['runway', false],
    ['constructor', false],
    ['', false],
  ])('%j is known: %s', (id, known) => {
    expect(registry.isKnown('script', id)).toBe(known);
  });
});

describe('who has let the work down', () => {
  const run = (wanted: string[], allowFallback = true) => {
    const { asked, call } = newCall({});
    const letDown = new Map([['ollama', 'failed: INVALID_OUTPUT']]);
    const request = { wanted, allowFallback, attempt: 2, signal, letDown };
    return { asked, result: newChain(['ollama:qwen3', 'ollama:other', 'openai']).run('script', request, call) };
  };

  it('is passed over, which is told once', async () => {
    const { asked, result } = run(['ollama:other', 'ollama:qwen3']);
    const why = 'ollama failed: INVALID_OUTPUT';
    await expect(result).resolves.toMatchObject({ degraded: { wanted: 'ollama', used: 'openai', why } });
    expect(asked).toEqual(['openai']);
  });

  it('is asked all the same where there is nobody else', async () => {
    const { asked, result } = run(['ollama'], false);
    await expect(result).resolves.toMatchObject({ provider: 'ollama', degraded: null });
    expect(asked).toEqual(['ollama']);
  });
});
