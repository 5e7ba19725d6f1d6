import 'reflect-metadata';
import { MikroORM } from '@mikro-orm/postgresql';
import { AccessTokens } from '../../src/auth/access-tokens.js';
import { ApiKeysService } from '../../src/auth/api-keys.service.js';
import { AuthService } from '../../src/auth/auth.service.js';
import { Authenticator } from '../../src/auth/authenticator.js';
import { JwtStrategy } from '../../src/auth/jwt.strategy.js';
import { PasswordCheck } from '../../src/auth/password-check.js';
import { Revocations } from '../../src/auth/revocations.js';
import { RevokedSessions } from '../../src/auth/revoked-sessions.js';
import { SessionsService } from '../../src/auth/sessions.service.js';
import { UsersService } from '../../src/auth/users.service.js';
import { RateLimits } from '../../src/common/rate-limits.js';
import { type RedisClients } from '../../src/common/redis.js';
import { parseConfig } from '../../src/common/config.js';
import { ormOptions } from '../../src/orm.config.js';
import { migrate } from '../../src/server.js';
import { newTestServices, type TestServices } from './test-services.js';

export const PASSWORD = 'correct horse battery';

/** The services of accounts on a database of their own, wired as one or more processes have them. */
export class AuthRig {
  private people = 0;
  private readonly orms: MikroORM[] = [];

  private constructor(readonly services: TestServices) {}

  static async start(): Promise<AuthRig> {
    return new AuthRig(await newTestServices(migrate));
  }

  async stop(): Promise<void> {
    for (const orm of this.orms) {
      await orm.close(true);
    }
    await this.services.dispose();
  }

  /** What one process has. `adminEmail` as its environment says. */
  async process(adminEmail = '') {
    const orm = await MikroORM.init({ ...ormOptions(this.services.databaseUrl, 10), logger: () => undefined });
    this.orms.push(orm);
    const em = orm.em.fork({ useContext: true });
    const tokens = new AccessTokens(['a secret of the tests that is longer than thirty-two characters']);
    const revocations = new Revocations();
    const revoked = new RevokedSessions(em);
    const sessions = new SessionsService(em, tokens, revoked, revocations);
    // None: a test tries as often as it likes.
    const limits = new RateLimits({} as RedisClients, { rateLimitPerMinute: 0 });
    const passwords = new PasswordCheck(limits);
    const users = new UsersService(em, passwords, sessions, parseConfig({ ADMIN_EMAIL: adminEmail }));
    const apiKeys = new ApiKeysService(em, revocations);
    const authenticator = new Authenticator(new JwtStrategy(tokens), revoked, apiKeys);
    const auth = new AuthService(em, users, sessions, passwords);
    return { orm, tokens, revoked, sessions, users, authenticator, auth };
  }

  account(change: object = {}): { username: string; email: string; password: string } {
    const name = `person${++this.people}`;
    return { username: name, email: `${name}@example.com`, password: PASSWORD, ...change };
  }
}

export type AuthProcess = Awaited<ReturnType<AuthRig['process']>>;
