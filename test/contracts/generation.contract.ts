import { type GenerationModel, type GenerationStatus, type Operation } from '../../src/ai/ports.js';
import { type JobError } from '../../src/common/errors.js';
import { type ServerFault } from '../emulators/vendor.server.js';
import { begun } from '../support/registries.js';
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

export interface GenerationRig<Request, Result> extends VendorRig<GenerationModel<Request, Result>> {
  request: () => Request;
  /** What the emulator calls the requests of each verb. */
  kinds: { start: string; status: string; cancel: string; probe: string };
  /** Generations that the vendor has begun, whether or not its answer arrived. */
  started: () => number;
  /** Faults of the vendor's own: a generation that fails late, and one whose content is refused. */
  faults: { failure: { kind: string }; refused: { kind: string } };
}

const forever = new AbortController().signal;

/** Only silence is to run out of time. */
const patienceFor = ({ kind }: ServerFault, silenceMs: number) => (kind === 'hang' ? silenceMs : 10_000);

/** What every adapter that makes pictures or footage in its own time has to hold, at any vendor. */
export function generationContract<Request, Result>(name: string, rig: () => Promise<GenerationRig<Request, Result>>) {
  describe(`${name}: a generation`, () => {
    let current: GenerationRig<Request, Result>;

    beforeEach(async () => {
      current = await rig();
    });

    afterEach(() => current.server.stop());

    const start = (options = {}, signal = forever) => current.model(options).start(current.request(), newCall(signal));

    /** Asks until it has ended, each time with a model that knows nothing but the stored name. */
    const endOf = async (operation: Operation): Promise<GenerationStatus<Result>> => {
      const stored = JSON.parse(JSON.stringify(operation)) as Operation;
      for (let asked = 0; asked < 30; asked++) {
        const status = await current.model().status(stored, forever);
        if (status.state !== 'pending') {
          return status;
        }
        expect(status.pollAfterMs).toBeGreaterThan(0);
      }
      throw new Error('it did not end');
    };

    providerContract(() => ({ ...current, probe: current.kinds.probe }));

    it('is started once, is asked about by its name alone, and ends with its result', async () => {
      const status = await endOf(await begun(current.model(), current.request(), forever));
      expect(status).toMatchObject({ state: 'done', result: { kind: 'file' } });
      expect(current.started()).toBe(1);
      expect(current.server.mistakes).toEqual([]);
    });

    it('has a price before it is started', () => {
      const usd = current.model().quote(current.request());
      expect(usd).toBeGreaterThan(0);
      expect(usd).toBeLessThan(10);
    });

    it.each<[string, ServerFault, Partial<JobError>]>([
      ['a wrong key', { kind: 'answer', status: 401 }, { code: 'PROVIDER_AUTH', retryable: false }],
      [
        'one call too many',
        { kind: 'answer', status: 429, headers: { 'retry-after': '7' } },
        { key: 'PROVIDER_UNAVAILABLE.throttled', retryable: true, retryAfterMs: 7000 },
      ],
    ])('is not started at %s', async (_, fault, expected) => {
      fail(current.server, fault, current.kinds.start);
      const error = await failureOf(start());
      expect(error).toMatchObject({ ...expected, unconfirmed: false, billedUsd: null });
      expect(current.started()).toBe(0);
      expect(toldOf(error)).not.toContain(current.apiKey);
      expect(toldOf(error)).not.toContain(SECRET_WORDS);
    });

    it.each<[string, ServerFault]>([
      ['an error of the server', { kind: 'answer', status: 500 }],
      ['no answer', { kind: 'hang' }],
      ['a cut connection', { kind: 'cut' }],
      ['an answer that is lost', { kind: 'lost' }],
      ['an answer that is no JSON', { kind: 'malformed' }],
      ['an answer without an end', { kind: 'flood' }],
    ])('may have been started at %s: nobody may start it again', async (_, fault) => {
      fail(current.server, fault, current.kinds.start);
      const error = await failureOf(start({ timeoutMs: patienceFor(fault, 300) }));
      expect(error).toMatchObject({ code: 'START_UNCONFIRMED', retryable: false, unconfirmed: true });
      expect(toldOf(error)).not.toContain(current.apiKey);
    });

    it('was not started where nobody listens', async () => {
      const error = await failureOf(start({ baseUrl: await nobodysUrl() }));
      expect(error).toMatchObject({ code: 'PROVIDER_UNAVAILABLE', retryable: true, unconfirmed: false });
    });

    it.each<[string, ServerFault, Partial<JobError>]>([
      ['an error of the server', { kind: 'answer', status: 500 }, { code: 'PROVIDER_UNAVAILABLE', retryable: true }],
      ['one question too many', { kind: 'answer', status: 429 }, { key: 'PROVIDER_UNAVAILABLE.throttled' }],
      ['no answer', { kind: 'hang' }, { code: 'PROVIDER_UNAVAILABLE', retryable: true }],
      ['a cut connection', { kind: 'cut' }, { code: 'PROVIDER_UNAVAILABLE', retryable: true }],
      ['an answer that is no JSON', { kind: 'malformed' }, { code: 'INVALID_OUTPUT', retryable: true }],
      ['an answer without an end', { kind: 'flood' }, { code: 'INVALID_OUTPUT', retryable: true }],
    ])('goes on after a question met %s', async (_, fault, expected) => {
      const operation = await begun(current.model(), current.request(), forever);
      fail(current.server, fault, current.kinds.status);
      const error = await failureOf(current.model({ timeoutMs: patienceFor(fault, 400) }).status(operation, forever));
      expect(error).toMatchObject({ ...expected, unconfirmed: false, billedUsd: null });
      expect(toldOf(error)).not.toContain(current.apiKey);
      await expect(endOf(operation)).resolves.toMatchObject({ state: 'done' });
    });

    it('that fails late can be tried again', async () => {
      fail(current.server, current.faults.failure, current.kinds.start);
      const status = await endOf(await begun(current.model(), current.request(), forever));
      expect(status).toMatchObject({ state: 'failed', error: { code: 'PROVIDER_UNAVAILABLE', retryable: true } });
    });

    it('that is refused for its content can not', async () => {
      fail(current.server, current.faults.refused, current.kinds.start);
      const status = await endOf(await begun(current.model(), current.request(), forever));
      expect(status).toMatchObject({ state: 'failed', error: { code: 'CONTENT_REJECTED', retryable: false } });
      const { error } = status as { error: JobError };
      expect(toldOf(error)).not.toContain(SECRET_WORDS);
    });

    it('is stopped by a cancel, and a second one does no harm', async () => {
      const operation = await begun(current.model(), current.request(), forever);
      await expect(current.model().cancel(operation, forever)).resolves.toBe(0);
      await current.model().cancel(operation, forever);
      await expect(endOf(operation)).resolves.toMatchObject({ state: 'failed' });
    });

    it('whose cancel does not arrive says so', async () => {
      const operation = await begun(current.model(), current.request(), forever);
      fail(current.server, { kind: 'answer', status: 503 }, current.kinds.cancel);
      await expect(failureOf(current.model().cancel(operation, forever))).resolves.toMatchObject({ retryable: true });
    });

    it('lets go of its call with the reason of whoever stops it', async () => {
      fail(current.server, { kind: 'hang' }, current.kinds.start);
      const stop = new AbortController();
      const reason = new Error('the job was cancelled');
      const arrived = current.server.nextRequest(AbortSignal.timeout(60_000));
      const call = start({}, stop.signal);
      call.catch(() => undefined);
      await arrived;
      stop.abort(reason);
      await expect(call).rejects.toBe(reason);
    });
  });
}
