import { jest } from '@jest/globals';
import { createHash, createHmac, generateKeyPairSync } from 'node:crypto';
import { request } from 'node:http';
import { type AddressInfo } from 'node:net';
import { Controller, Get } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { JwtService } from '@nestjs/jwt';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { AccessTokens, TOKEN_RULES } from '../../src/auth/access-tokens.js';
import { ApiKeysService } from '../../src/auth/api-keys.service.js';
import { Authenticator } from '../../src/auth/authenticator.js';
import { JwtAuthGuard } from '../../src/auth/jwt-auth.guard.js';
import { JwtStrategy } from '../../src/auth/jwt.strategy.js';
import { RevokedSessions } from '../../src/auth/revoked-sessions.js';
import { AdminOnly, CurrentUser, NotByApiKey, type Requester } from '../../src/common/api.decorators.js';
import { Callers } from '../../src/common/callers.js';
import { parseConfig } from '../../src/common/config.js';
import { AppError } from '../../src/common/errors.js';
import { configureHttp, createFastifyAdapter } from '../../src/common/http-app.js';

const SECRET = 'a secret of at least thirty-two characters';
const REMOVED_SECRET = 'a secret that was in use until the last rotation';
const USER: Requester = { id: '0197a3c0-0000-7000-8000-0000000000aa', role: 'user' };
const OTHER: Requester = { id: '0197a3c0-0000-7000-8000-0000000000ab', role: 'admin' };
const SESSION = '0197a3c0-0000-7000-8000-0000000000bb';
const REVOKED = '0197a3c0-0000-7000-8000-0000000000bc';
const KEY = `jumu_${'k'.repeat(43)}`;

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const publicPem = rsa.publicKey.export({ type: 'spki', format: 'pem' }) as string;
const nowSec = Math.floor(Date.now() / 1000);

const tokens = new AccessTokens([SECRET]);
const CLAIMS = {
  ...{ sub: USER.id, role: 'user', sid: SESSION, iss: TOKEN_RULES.issuer, aud: TOKEN_RULES.audience },
  ...{ iat: nowSec, exp: nowSec + 900 },
};

/** A token with the right signature, and the claims that are given in place of good ones (undefined: left out). */
function signed(claims: object, options: object = {}, secret: string | object = SECRET): string {
  return new JwtService({}).sign(JSON.parse(JSON.stringify({ ...CLAIMS, ...claims })) as object, {
    secret: secret as string,
    algorithm: 'HS256',
    ...options,
  });
}

const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');

/** A header of one's own over good claims, signed with our secret. */
function handSigned(header: object, secret = SECRET): string {
  const body = `${encoded(header)}.${encoded(CLAIMS)}`;
  return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`;
}

function unsigned(header: object): string {
  return `${encoded(header)}.${encoded(CLAIMS)}.`;
}

const GOOD = tokens.sign(USER, SESSION);
const [head = '', claims = '', signature = ''] = GOOD.split('.');
const [, , othersSignature = ''] = tokens.sign(OTHER, SESSION).split('.');
const jwk = ec.publicKey.export({ format: 'jwk' });
const removedKeyId = createHash('sha256').update(`jumu key ${REMOVED_SECRET}`).digest('hex').slice(0, 8);

const HOSTILE: [what: string, token: string, code?: string][] = [
  ['alg none', unsigned({ alg: 'none', typ: 'JWT' })],
  ['alg None', unsigned({ alg: 'None', typ: 'JWT' })],
  ['alg none with a signature', `${encoded({ alg: 'none' })}.${claims}.${signature}`],
  ['no alg', handSigned({ typ: 'JWT' })],
  ['no signature', unsigned({ alg: 'HS256', typ: 'JWT' })],
  ['HS512', signed({}, { algorithm: 'HS512' })],
  ['HS384', signed({}, { algorithm: 'HS384' })],
  ['RS256, of a key of its own', signed({}, { algorithm: 'RS256' }, rsa.privateKey)],
  ['ES256, of a key of its own', signed({}, { algorithm: 'ES256' }, ec.privateKey)],
  ['HS256, of a public key', handSigned({ alg: 'HS256', typ: 'JWT' }, publicPem)],
  ['RS256 over an HMAC', handSigned({ alg: 'RS256', typ: 'JWT' })],
  ['an empty secret', handSigned({ alg: 'HS256', typ: 'JWT' }, '')],
  ['another secret', signed({}, {}, 'x'.repeat(40))],
  ['wrong iss', signed({ iss: 'other' })],
  ['no iss', signed({ iss: undefined })],
  ['wrong aud', signed({ aud: 'other' })],
  ['no aud', signed({ aud: undefined })],
  ['wrong sub', signed({ sub: 'admin' })],
  ['no sub', signed({ sub: undefined })],
  ['an invented role', signed({ role: 'root' })],
  ['a list of roles', signed({ role: ['admin'] })],
  ['no role', signed({ role: undefined })],
  ['no exp', signed({ exp: undefined })],
  ['no sid', signed({ sid: undefined })],
  ['a sid that is none', signed({ sid: '*' })],
  ['a revoked session', tokens.sign(USER, REVOKED)],
  ['over', signed({ exp: nowSec - 1 }), 'TOKEN_EXPIRED'],
  ['over, and not ours', signed({ exp: nowSec - 1 }, {}, 'x'.repeat(40))],
  ['not valid yet', signed({ nbf: nowSec + 600 })],
  ['kid ../', handSigned({ alg: 'HS256', kid: '../../../dev/null' })],
  ['kid with SQL', handSigned({ alg: 'HS256', kid: "' or 1=1 --" })],
  ['kid __proto__', handSigned({ alg: 'HS256', kid: '__proto__' })],
  ['kid that is no text', handSigned({ alg: 'HS256', kid: { $ne: 1 } })],
  ['kid of a removed key', new AccessTokens([REMOVED_SECRET]).sign(USER, SESSION)],
  ['kid of a removed key, our secret', handSigned({ alg: 'HS256', kid: removedKeyId })],
  ['a jwk of its own', signed({}, { algorithm: 'ES256', header: { jwk } }, ec.privateKey)],
  ['a jku', signed({}, { algorithm: 'RS256', header: { jku: 'https://evil.example/jwks' } }, rsa.privateKey)],
  ['an x5u', signed({}, { algorithm: 'RS256', header: { x5u: 'https://evil.example/x' } }, rsa.privateKey)],
  ['8 kB of letters', `${'a'.repeat(8000)}.b.c`],
  ['8 kB of claims', signed({ more: 'a'.repeat(6000) }, {}, 'x'.repeat(40))],
  ['cut off', GOOD.slice(0, -4)],
  ['without its signature', `${head}.${claims}`],
  ['a fourth part', `${GOOD}.${signature}`],
  ['an extra dot', `${GOOD}.`],
  ['a dot in front', `.${GOOD}`],
  ['dots', '..'],
  ['padding', `${GOOD}=`],
  ['base64 in place of base64url', `${head}.${claims}.${signature.slice(0, -2)}+/`],
  ['the signature of another one’s token', `${head}.${claims}.${othersSignature}`],
  ['claims of one’s own', `${head}.${encoded({ ...CLAIMS, role: 'admin' })}.${signature}`],
  ['claims that are no object', `${head}.${Buffer.from('"x"').toString('base64url')}.${signature}`],
  ['garbage', 'garbage'],
  ['a key that does not exist', `jumu_${'x'.repeat(43)}`],
  ['a key cut off', KEY.slice(0, -1)],
  ['a key of another case', KEY.toUpperCase()],
];

@Controller('toys')
class ClosedController {
  @Get()
  getToy(@CurrentUser() user: Requester): Requester {
    return user;
  }

  @Get('secret')
  @AdminOnly()
  getSecretToy(): string {
    return 'for admins';
  }

  @Get('own')
  @NotByApiKey()
  getOwnToy(): string {
    return 'for people';
  }
}

describe('a closed route', () => {
  let app: NestFastifyApplication;

  beforeAll(async () => {
    const config = parseConfig({});
    const holderOf = async (key: string) => {
      if (key !== KEY) {
        throw new AppError('UNAUTHENTICATED');
      }
      return { ...OTHER, apiKeyId: SESSION, expiresAt: null };
    };
    const revoked = new RevokedSessions({} as never);
    revoked.add([REVOKED]);
    const module = await Test.createTestingModule({
      controllers: [ClosedController],
      providers: [
        { provide: AccessTokens, useValue: tokens },
        { provide: ApiKeysService, useValue: { holderOf } },
        { provide: RevokedSessions, useFactory: () => ({ assertLive: (id: string) => revoked.assertLive(id) }) },
        Authenticator,
        JwtStrategy,
        { provide: Callers, useExisting: Authenticator },
        { provide: APP_GUARD, useClass: JwtAuthGuard },
      ],
    }).compile();
    app = module.createNestApplication<NestFastifyApplication>(createFastifyAdapter(config), { logger: false });
    await configureHttp(app, config);
    await app.listen(0, '127.0.0.1');
  });

  afterAll(async () => {
    await app.close();
  });

  /** With headers just as they are given, also twice the same. */
  function answer(headers: string[], path = ''): Promise<{ status: number; body: any }> {
    const { port } = app.getHttpServer().address() as AddressInfo;
    return new Promise((resolve, reject) => {
      const all = ['Host', 'localhost', ...headers];
      const sent = request({ host: '127.0.0.1', port, path: `/api/v1/toys${path}`, headers: all, agent: false });
      sent.on('error', reject).on('response', (response) => {
        void response.toArray().then((chunks) => {
          resolve({ status: response.statusCode ?? 0, body: JSON.parse(Buffer.concat(chunks).toString()) });
        }, reject);
      });
      sent.end();
    });
  }

  const refused = (code: string) => ({
    status: 401,
    body: {
      ...{ code: 401, message: expect.stringMatching(/\S/), data: null },
      error: { code, details: {}, request_id: expect.any(String) },
    },
  });

  it('opens to a good token and to a good key, and knows whose they are', async () => {
    expect((await answer(['Authorization', `Bearer ${GOOD}`])).body.data).toEqual(USER);
    expect((await answer(['Authorization', `Bearer ${signed({})}`])).body.data).toEqual(USER);
    expect((await answer(['Authorization', `Bearer ${KEY}`])).body.data).toEqual({ ...OTHER, apiKeyId: SESSION });
  });

  it.each(HOSTILE)('is closed to %s', async (_what, token, code = 'UNAUTHENTICATED') => {
    expect(await answer(['Authorization', `Bearer ${token}`])).toEqual(refused(code));
    expect(await answer(['authorization', `bearer ${token}`])).toEqual(refused(code));
  });

  it('does not believe for longer than they last the tokens that it remembers', async () => {
    const sut = app.get(Authenticator);
    const token = signed({});
    await sut.authenticate(token);
    const { expiresAt } = await app.get(JwtStrategy).check(token);
    const now = jest.spyOn(Date, 'now').mockReturnValue(expiresAt.getTime());
    try {
      await expect(sut.authenticate(token)).rejects.toEqual(expect.objectContaining({ code: 'TOKEN_EXPIRED' }));
    } finally {
      now.mockRestore();
    }
  });

  it.each(HOSTILE)(
    'is, at the door of sockets and limits, closed to %s',
    async (_what, token, code = 'UNAUTHENTICATED') => {
      const sut = app.get(Authenticator);
      const error = expect.objectContaining({ status: 401, code });
      await expect(sut.authenticate(token)).rejects.toEqual(error);
      expect(await sut.identify(`Bearer ${token}`)).toEqual({ refusal: error });
    },
  );

  it.each([
    ['no header', []],
    ['an empty one', ['Authorization', '']],
    ['no scheme', ['Authorization', GOOD]],
    ['no token', ['Authorization', 'Bearer ']],
    ['another scheme', ['Authorization', `Basic ${GOOD}`]],
    ['a longer scheme', ['Authorization', `XBearer ${GOOD}`]],
    ['a scheme without a space', ['Authorization', `Bearer${GOOD}`]],
    ['a key without a scheme', ['Authorization', KEY]],
    ['a key by another scheme', ['Authorization', `Basic ${KEY}`]],
    ['more after the token', ['Authorization', `Bearer ${GOOD} ${GOOD}`]],
    ['a second token after a comma', ['Authorization', `Bearer ${GOOD}, Bearer ${GOOD}`]],
    ['two headers', ['Authorization', `Bearer ${GOOD}`, 'Authorization', `Bearer ${GOOD}`]],
    ['a good header and a bad one', ['Authorization', `Bearer ${KEY}`, 'authorization', 'Bearer x']],
    ['another header', ['Token', GOOD]],
  ])('is closed to %s', async (_what, headers) => {
    expect(await answer(headers)).toEqual(refused('UNAUTHENTICATED'));
  });

  it('takes the scheme in any case, as HTTP has it', async () => {
    expect((await answer(['Authorization', `bearer ${GOOD}`])).status).toBe(200);
    expect((await answer(['Authorization', `BEARER  ${KEY}`])).status).toBe(200);
  });

  it('may be for admins alone, or not for API keys', async () => {
    const of = async (token: string) =>
      Promise.all(
        ['/secret', '/own'].map(async (path) => {
          const { status, body } = await answer(['Authorization', `Bearer ${token}`], path);
          return `${status} ${body.error?.code ?? body.data}`;
        }),
      );
    expect(await of(GOOD)).toEqual(['403 FORBIDDEN', '200 for people']);
    expect(await of(tokens.sign(OTHER, SESSION))).toEqual(['200 for admins', '200 for people']);
    expect(await of(KEY)).toEqual(['200 for admins', '403 FORBIDDEN']);
    expect(await of('x')).toEqual(['401 UNAUTHENTICATED', '401 UNAUTHENTICATED']);
  });

  it.each([[undefined], [null], [5], [{ token: 'x' }]])('has no use for %p in place of a token', async (token) => {
    const checking = app.get(JwtStrategy).check(token as unknown as string);
    await expect(checking).rejects.toEqual(expect.objectContaining({ code: 'UNAUTHENTICATED' }));
  });
});
