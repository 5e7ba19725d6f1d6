import { jest } from '@jest/globals';
import * as argon2 from '@node-rs/argon2';
import { RequestContext } from '@mikro-orm/core';
import type { AuthProcess, AuthRig } from '../support/auth-rig.js';

const verify = jest.fn(argon2.verify);
const hash = jest.fn(argon2.hash);
jest.unstable_mockModule('@node-rs/argon2', () => ({ ...argon2, verify, hash }));

describe('a login that is refused', () => {
  let rig: AuthRig;
  let process: AuthProcess;

  beforeAll(async () => {
    const { AuthRig } = await import('../support/auth-rig.js');
    rig = await AuthRig.start();
    process = await rig.process();
  });

  afterAll(() => rig.stop());

  const ask = <T>(work: () => Promise<T>) => RequestContext.create(process.orm.em, work);

  it('has cost one and the same verification, whether the email or the password is wrong', async () => {
    const account = rig.account();
    await ask(() => process.auth.register(account));
    const work = async (change: object) => {
      verify.mockClear();
      hash.mockClear();
      const error = await ask(() => process.auth.login({ ...account, ...change })).catch((thrown: unknown) => thrown);
      const [call] = verify.mock.calls;
      const [, , parameters] = String(call?.[0]).split('$').slice(1);
      const { code, message, details } = error as { code: string; message: string; details: object };
      return { code, message, details, verified: verify.mock.calls.length, hashed: hash.mock.calls.length, parameters };
    };
    const wrong = await work({ password: 'wrong' });
    expect(wrong).toMatchObject({ code: 'INVALID_CREDENTIALS', verified: 1, hashed: 0, parameters: 'm=19456,t=2,p=1' });
    expect(await work({ email: 'nobody@example.com' })).toEqual(wrong);
    expect(await work({ email: 'nobody@example.com', password: 'no password' })).toEqual(wrong);
  });
});
