import { type Call, type Provider } from '../../src/ai/ports.js';
import { type JobError } from '../../src/common/errors.js';
import { type ServerFault } from '../emulators/vendor.server.js';
import {
  fail,
  failureOf,
  newCall,
  nobodysUrl,
  providerContract,
  SECRET_WORDS,
  toldOf,
  type VendorRig,
} from './vendor-rig.js';

/** An adapter whose answer is the work itself: scripts, voices, judgements, transcripts. */
export interface AnswerRig<Model extends Provider> extends VendorRig<Model> {
  /** What the emulator calls the requests of the call, and those of a probe. */
  kind: string;
  probe: string;
  /** One good call; it has SECRET_WORDS in it where it has words. */
  ask: (model: Model, call: Call) => Promise<unknown>;
  /** Throws where an answer is not what was asked for. */
  check: (answer: unknown) => void;
  /** Content that the vendor does not want to answer. */
  refused: { kind: string };
}

/** What every adapter whose answer is the work has to hold, at any vendor. */
export function answerContract<Model extends Provider>(name: string, rig: () => Promise<AnswerRig<Model>>): void {
  describe(`${name}: a call`, () => {
    let current: AnswerRig<Model>;

    beforeEach(async () => {
      current = await rig();
    });

    afterEach(() => current.server.stop());

    const ask = (options = {}, call = newCall()) => current.ask(current.model(options), call);

    providerContract(() => current);

    it('answers, and tells what the vendor has counted', async () => {
      const call = newCall();
      const answer = await ask({}, call);
      expect(() => current.check(answer)).not.toThrow();
      expect(current.model().costOf(call.usage ?? {})).toBeGreaterThan(0);
      expect(current.server.mistakes).toEqual([]);
    });

    it.each<[string, ServerFault, Partial<JobError>]>([
      ['a wrong key', { kind: 'answer', status: 401 }, { code: 'PROVIDER_AUTH', retryable: false }],
      [
        'one call too many',
        { kind: 'answer', status: 429, headers: { 'retry-after': '7' } },
        { key: 'PROVIDER_UNAVAILABLE.throttled', retryable: true, retryAfterMs: 7000 },
      ],
      ['an error of the server', { kind: 'answer', status: 500 }, { code: 'PROVIDER_UNAVAILABLE', retryable: true }],
      ['no answer', { kind: 'hang' }, { key: 'PROVIDER_UNAVAILABLE.timeout', retryable: true }],
      ['a cut connection', { kind: 'cut' }, { key: 'PROVIDER_UNAVAILABLE.network', retryable: true }],
      ['an answer that is lost', { kind: 'lost' }, { key: 'PROVIDER_UNAVAILABLE.network', retryable: true }],
      ['an answer that is garbage', { kind: 'malformed' }, { code: 'INVALID_OUTPUT', retryable: true }],
      ['an answer without an end', { kind: 'flood' }, { code: 'INVALID_OUTPUT', retryable: true }],
    ])('fails in our words at %s, and well the next time', async (_, fault, expected) => {
      fail(current.server, fault, current.kind);
      // Only silence is to run out of time.
      const error = await failureOf(ask({ timeoutMs: fault.kind === 'hang' ? 500 : 10_000 }));
      expect(error).toMatchObject({ ...expected, provider: current.model().provider });
      expect(toldOf(error)).not.toContain(current.apiKey);
      expect(toldOf(error)).not.toContain(SECRET_WORDS);
      await expect(ask()).resolves.toBeDefined();
    });

    it('fails for good where its content is refused', async () => {
      fail(current.server, current.refused, current.kind);
      const error = await failureOf(ask());
      expect(error).toMatchObject({ code: 'CONTENT_REJECTED', retryable: false });
      expect(toldOf(error)).not.toContain(SECRET_WORDS);
    });

    it('was never made where nobody listens', async () => {
      const error = await failureOf(ask({ baseUrl: await nobodysUrl() }));
      expect(error).toMatchObject({ code: 'PROVIDER_UNAVAILABLE', retryable: true });
    });

    it('ends with the reason of whoever stops it', async () => {
      fail(current.server, { kind: 'hang' }, current.kind);
      const stop = new AbortController();
      const reason = new Error('the job was cancelled');
      const arrived = current.server.nextRequest(AbortSignal.timeout(60_000));
      const answer = ask({}, newCall(stop.signal));
      answer.catch(() => undefined);
      await arrived;
      stop.abort(reason);
      await expect(answer).rejects.toBe(reason);
    });
  });
}
