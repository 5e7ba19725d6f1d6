import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { jest } from '@jest/globals';
import { type Callback, CallbackVerifiers } from '../../src/ai/callback-verifiers.js';
import { FalKeys } from '../../src/ai/fal-keys.js';
import { parseConfig } from '../../src/common/config.js';

const NOT_OURS = { code: 'UNAUTHENTICATED', key: 'UNAUTHENTICATED.callback' };

afterEach(() => jest.restoreAllMocks());

function atSecond(seconds: number): void {
  jest.spyOn(Date, 'now').mockReturnValue(seconds * 1000);
}

it('nobody calls back whose signature could not be checked', async () => {
  const sut = new CallbackVerifiers(parseConfig({}));
  for (const provider of ['replicate', 'pika', 'fal', 'runway', 'constructor', '']) {
    await expect(sut.verify(provider, { headers: {}, body: Buffer.from('{}') })).rejects.toMatchObject({
      code: 'ROUTE_NOT_FOUND',
    });
  }
});

it('a secret that is none is told of when the process starts', () => {
  expect(() => new CallbackVerifiers(parseConfig({ REPLICATE_WEBHOOK_SECRET: 'whsec_*' }))).toThrow(
    /^REPLICATE_WEBHOOK_SECRET must be/,
  );
});

describe("Replicate's callbacks", () => {
  const SENT_AT = 1_614_265_330;
  const SIGNATURE = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=';
  const HEADERS = {
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': String(SENT_AT),
    'webhook-signature': SIGNATURE,
  };
  const BODY = '{"test": 2432232314}';
  const OTHER = 'v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc=';
  const sut = new CallbackVerifiers(
    parseConfig({ REPLICATE_WEBHOOK_SECRET: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' }),
  );
  const verify = (changes: object, text = BODY) =>
    sut.verify('replicate', { headers: { ...HEADERS, ...changes }, body: Buffer.from(text) });

  it.each<[string, number, object]>([
    ['at once', 0, {}],
    ['five minutes ago', 300, {}],
    ['by a clock that is five minutes ahead', -300, {}],
    ['with several secrets, one of them ours', 0, { 'webhook-signature': `${OTHER} v2,abc ${SIGNATURE} ${OTHER}` }],
  ])('are taken when signed %s', async (_what, age, changes) => {
    atSecond(SENT_AT + age);
    await expect(verify(changes)).resolves.toBeUndefined();
  });

  it.each<[string, number, object, string?]>([
    ['too old', 301, {}],
    ['of the future', -301, {}],
    ['of another body', 0, {}, '{"test": 2432232315}'],
    ['of another message', 0, { 'webhook-id': 'msg_other' }],
    ['of another time', 0, { 'webhook-timestamp': String(SENT_AT + 1) }],
    ['of no time', 0, { 'webhook-timestamp': 'hello' }],
    ['cut off', 0, { 'webhook-signature': 'v1,g0hM9' }],
    ['empty', 0, { 'webhook-signature': 'v1,' }],
    ['without a value', 0, { 'webhook-signature': 'v1' }],
    ['of another version', 0, { 'webhook-signature': SIGNATURE.replace('v1', 'v1a') }],
    ['not there', 0, { 'webhook-signature': undefined }],
    ['of a message without an id', 0, { 'webhook-id': undefined }],
    ['of a message without a time', 0, { 'webhook-timestamp': undefined }],
  ])('are refused when the signature is %s', async (_what, age, changes, text = BODY) => {
    atSecond(SENT_AT + age);
    await expect(verify(changes, text)).rejects.toMatchObject(NOT_OURS);
  });
});

/** fal's address for its keys, which counts how often it is asked. */
class KeyServer {
  asked = 0;
  private constructor(
    private readonly server: Server,
    public keys: unknown,
    public status = 200,
  ) {}

  static async start(keys: unknown): Promise<KeyServer> {
    const server = createServer();
    const started = new KeyServer(server, keys);
    server.on('request', (_request, response) => {
      started.asked += 1;
      response.writeHead(started.status).end(JSON.stringify({ keys: started.keys }));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return started;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/.well-known/jwks.json`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}

describe("fal's callbacks", () => {
  const ours = generateKeyPairSync('ed25519');
  const next = generateKeyPairSync('ed25519');
  const jwk = ({ publicKey }: { publicKey: KeyObject }) => publicKey.export({ format: 'jwk' });
  const NOISE = [{ kty: 'RSA', n: 'x' }, null, { kty: 'OKP', crv: 'Ed25519', x: '%' }, 'text'];
  const USER = 'github|1234';
  const BODY = '{"request_id":"123e","status":"OK"}';
  let server: KeyServer;

  beforeEach(async () => {
    server = await KeyServer.start([...NOISE, jwk(ours)]);
  });

  afterEach(() => server.stop());

  const newVerifiers = () =>
    new CallbackVerifiers(parseConfig({ FAL_JWKS_URL: server.url, FAL_WEBHOOK_USER_ID: USER }));

  function signed({
    by = ours,
    user = USER,
    age = 0,
    at = String(Math.floor(Date.now() / 1000) - age),
  } = {}): Callback {
    const digest = createHash('sha256').update(BODY).digest('hex');
    const signature = sign(null, Buffer.from(['123e', user, at, digest].join('\n')), by.privateKey).toString('hex');
    return {
      headers: {
        'x-fal-webhook-request-id': '123e',
        'x-fal-webhook-user-id': user,
        'x-fal-webhook-timestamp': at,
        'x-fal-webhook-signature': signature,
      },
      body: Buffer.from(BODY),
    };
  }

  it('are taken when one of its keys has signed them, and its keys are kept', async () => {
    const sut = newVerifiers();
    await Promise.all([0, 295, -295].map((age) => sut.verify('pika', signed({ age }))));
    await sut.verify('pika', signed());
    expect(server.asked).toBe(1);
  });

  const without = (name: string): Callback => {
    const { headers, body } = signed();
    return { headers: { ...headers, [`x-fal-webhook-${name}`]: undefined }, body };
  };

  it.each<[string, () => Callback]>([
    ['another account', () => signed({ user: 'github|9' })],
    ['another key', () => signed({ by: next })],
    ['too long ago', () => signed({ age: 302 })],
    ['the future', () => signed({ age: -302 })],
    ['no time', () => signed({ at: '1e9' })],
    ['another body', () => ({ ...signed(), body: Buffer.from(`${BODY} `) })],
    ['nobody', () => without('signature')],
    ['no request', () => without('request-id')],
    ['no user', () => without('user-id')],
    ['no moment', () => without('timestamp')],
  ])('are refused when they are of %s', async (_whom, callback) => {
    await expect(newVerifiers().verify('pika', callback())).rejects.toMatchObject(NOT_OURS);
  });

  describe('and its keys', () => {
    const MESSAGE = Buffer.from('message');
    const by = ({ privateKey }: { privateKey: KeyObject }) => sign(null, MESSAGE, privateKey);
    let now = 0;
    let sut: FalKeys;

    beforeEach(() => {
      now = 0;
      sut = new FalKeys(server.url, () => now);
    });

    it('are asked for again when one is not known, at most once a minute', async () => {
      expect(await sut.haveSigned(MESSAGE, by(ours))).toBe(true);
      server.keys = [jwk(next)];
      now = 59_000;
      const flood = Array.from({ length: 50 }, () => sut.haveSigned(MESSAGE, by(next)));
      expect(new Set(await Promise.all(flood))).toEqual(new Set([false]));
      expect(server.asked).toBe(1);
      now = 61_000;
      expect(await sut.haveSigned(MESSAGE, by(next))).toBe(true);
      expect(await sut.haveSigned(MESSAGE, by(ours))).toBe(false);
      expect(server.asked).toBe(2);
    });

    it('are believed for a day, also where they cannot be had again', async () => {
      expect(await sut.haveSigned(MESSAGE, by(ours))).toBe(true);
      server.status = 503;
      now = 23 * 3_600_000;
      expect(await sut.haveSigned(MESSAGE, by(next))).toBe(false);
      expect(await sut.haveSigned(MESSAGE, by(ours))).toBe(true);
      now = 25 * 3_600_000;
      await expect(sut.haveSigned(MESSAGE, by(ours))).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
      server.status = 200;
      await expect(sut.haveSigned(MESSAGE, by(ours))).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
      now += 61_000;
      expect(await sut.haveSigned(MESSAGE, by(ours))).toBe(true);
    });

    it.each([[[]], [NOISE], ['text'], [null]])('are not lost to an answer without any: %j', async (keys) => {
      expect(await sut.haveSigned(MESSAGE, by(ours))).toBe(true);
      server.keys = keys;
      now = 61_000;
      expect(await sut.haveSigned(MESSAGE, by(next))).toBe(false);
      expect(await sut.haveSigned(MESSAGE, by(ours))).toBe(true);
    });
  });
});
