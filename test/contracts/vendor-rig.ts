import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { Call, type Provider } from '../../src/ai/ports.js';
import { JobError } from '../../src/common/errors.js';
import { type ServerFault, type VendorServer } from '../emulators/vendor.server.js';

/** In every prompt and text of the contracts: it must not come back in an error. */
export const SECRET_WORDS = '雨夜里的红伞 the red umbrella';

/** What a contract may ask of any vendor's emulator. */
export type AnyServer = Pick<
  VendorServer<string, { kind: string }>,
  'baseUrl' | 'counts' | 'mistakes' | 'forgetFaults' | 'nextRequest' | 'stop'
> & { fail: (fault: never, kind?: never) => void };

/** One adapter with its vendor's emulator. */
export interface VendorRig<Model extends Provider> {
  server: AnyServer;
  /** Recognisable. */
  apiKey: string;
  /** A model that speaks to `server`, or to another address; short time limits make a silent server quick to give up. */
  model: (options?: { baseUrl?: string; apiKey?: string; timeoutMs?: number }) => Model;
}

/** Lets the emulator's next request of a kind meet a fault. */
export function fail(server: AnyServer, fault: ServerFault | { kind: string }, kind: string): void {
  server.fail(fault as never, kind as never);
}

export async function failureOf(promise: Promise<unknown>): Promise<JobError> {
  const error: unknown = await promise.then(
    (value) => new Error(`it did not fail: ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  );
  if (!(error instanceof JobError)) {
    throw error;
  }
  return error;
}

/** An address at which nobody listens. */
export async function nobodysUrl(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return `http://127.0.0.1:${port}`;
}

/** An error as a job would tell it, with all that it carries. */
export function toldOf(error: JobError): string {
  return JSON.stringify([error.message, error.key, error.args, error.provider]);
}

/** Of a call that a test does not look into. */
export const newCall = (signal: AbortSignal = new AbortController().signal) => new Call(signal);

/** What every provider has to hold, whatever it does: it can be probed, at no cost, and fails in our words. */
export function providerContract<Model extends Provider>(rigOf: () => VendorRig<Model> & { probe: string }): void {
  it('can be reached, or says why not', async () => {
    const signal = AbortSignal.timeout(30_000);
    const { model, server, apiKey, probe } = rigOf();
    await expect(model().probe(signal)).resolves.toBeUndefined();
    const refused = await failureOf(model({ apiKey: `${apiKey}-wrong` }).probe(signal));
    expect(refused).toMatchObject({ code: 'PROVIDER_AUTH', retryable: false, provider: model().provider });
    expect(toldOf(refused)).not.toContain(apiKey);
    const nobody = await failureOf(model({ baseUrl: await nobodysUrl() }).probe(signal));
    expect(nobody).toMatchObject({ code: 'PROVIDER_UNAVAILABLE', retryable: true });
    fail(server, { kind: 'answer', status: 500 }, probe);
    const broken = await failureOf(model().probe(signal));
    fail(server, { kind: 'hang' }, probe);
    const silent = await failureOf(model({ timeoutMs: 200 }).probe(signal));
    expect([broken.code, silent.code]).toEqual(['PROVIDER_UNAVAILABLE', 'PROVIDER_UNAVAILABLE']);
  });
}
