import { moderateAtOnce, within } from '../../src/ai/at-once.js';
import { Circuits } from '../../src/ai/circuit.js';
import { ModerationModel, type Call, type Moderation, type ModerationRequest } from '../../src/ai/ports.js';
import { ProviderChain } from '../../src/ai/provider-chain.js';
import { NotNow, THROTTLED } from '../../src/ai/provider.errors.js';
import { LocalModerationModel } from '../../src/ai/providers/local.provider.js';
import { JobError } from '../../src/common/errors.js';
import { Metrics } from '../../src/common/metrics.js';
import { limitsOf, registryOf } from '../support/registries.js';

const REFUSED: Moderation = { verdict: 'reject', score: 90, findings: [] };
const HARMLESS = { texts: ['two friends meet'], language: 'en' as const };
const forever = new AbortController().signal;

class Vendor extends ModerationModel {
  readonly provider = 'cloud_qwen_vl';
  readonly model = 'model';
  readonly read: ModerationRequest[] = [];

  constructor(private readonly answer: (call: Call) => Promise<Moderation>) {
    super();
  }

  generate(request: ModerationRequest, call: Call): Promise<Moderation> {
    this.read.push(request);
    return this.answer(call);
  }

  quote(): number {
    return 0;
  }
}

function newChain(vendor: Vendor): ProviderChain {
  const nobody = { script: null, image: null, video: null, speech: null, transcription: null, suggest: null };
  const registry = registryOf({ moderation: [vendor, new LocalModerationModel()] });
  const chains = { ...nobody, moderation: null };
  return new ProviderChain({ chains }, registry, new Circuits(), limitsOf(), new Metrics());
}

describe('words that somebody waits for', () => {
  it('are read by a vendor, whose word holds', async () => {
    const vendor = new Vendor(() => Promise.resolve(REFUSED));
    expect(await moderateAtOnce(newChain(vendor), HARMLESS)).toMatchObject({
      value: REFUSED,
      provider: 'cloud_qwen_vl',
    });
    expect(vendor.read).toEqual([
      { texts: [{ where: 'prompt', text: 'two friends meet' }], frames: [], language: 'en' },
    ]);
  });

  it.each([
    ['is down', new JobError('PROVIDER_UNAVAILABLE')],
    ['is asked too often', new JobError(THROTTLED, { provider: 'cloud_qwen_vl', args: { reply: 'HTTP 429' } })],
    ['has enough to do', new NotNow('cloud_qwen_vl', 1000)],
    ['does not take the key', new JobError('PROVIDER_AUTH')],
    ['talks nonsense', new JobError('INVALID_OUTPUT')],
  ])('are read by the offline censor where the vendor %s', async (_what, error) => {
    const vendor = new Vendor(() => Promise.reject(error));
    expect(await moderateAtOnce(newChain(vendor), HARMLESS)).toMatchObject({
      provider: 'local',
      value: { verdict: 'pass' },
    });
    expect(vendor.read).toHaveLength(1);
  });

  it('are read by the offline censor where too many wait for vendors', async () => {
    const all = new AbortController();
    const vendor = new Vendor(
      ({ signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('late')))),
    );
    const chain = newChain(vendor);
    const waiting = Array.from({ length: 8 }, () => moderateAtOnce(chain, HARMLESS, all.signal));
    expect(await moderateAtOnce(chain, HARMLESS)).toMatchObject({ provider: 'local' });
    all.abort();
    expect((await Promise.allSettled(waiting)).every(({ status }) => status === 'rejected')).toBe(true);
  });
});

describe('a vendor that takes too long', () => {
  const late = ({ signal }: Call) =>
    new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));

  it('has not answered', async () => {
    const error = within(5, { provider: 'openai' }, forever, late);
    await expect(error).rejects.toMatchObject({ key: 'PROVIDER_UNAVAILABLE.timeout', retryable: false });
  });

  it('is not to blame where nobody waits any more', async () => {
    const gone = new AbortController();
    const waiting = within(10_000, { provider: 'openai' }, gone.signal, late);
    gone.abort();
    await expect(waiting).rejects.toThrow('aborted');
  });
});
