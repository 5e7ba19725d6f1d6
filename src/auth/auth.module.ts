import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { Callers } from '../common/callers.js';
import { CONFIG, type Config } from '../common/config.js';
import { keptSecret } from '../common/kept-secret.js';
import { AccessTokens } from './access-tokens.js';
import { ApiKeysController } from './api-keys.controller.js';
import { ApiKeysService } from './api-keys.service.js';
import { AuthController, UsersController } from './auth.controller.js';
import { AuthService } from './auth.service.js';
import { Authenticator } from './authenticator.js';
import { JwtAuthGuard } from './jwt-auth.guard.js';
import { JwtStrategy } from './jwt.strategy.js';
import { PasswordCheck } from './password-check.js';
import { Revocations } from './revocations.js';
import { RevokedSessions } from './revoked-sessions.js';
import { SessionsService } from './sessions.service.js';
import { UsersService } from './users.service.js';

/** Accounts, sessions, API keys, and the guard that closes every route. */
@Module({
  controllers: [AuthController, UsersController, ApiKeysController],
  providers: [
    {
      provide: AccessTokens,
      inject: [CONFIG],
      useFactory: (config: Config) =>
        new AccessTokens(config.jwtSecrets.length > 0 ? config.jwtSecrets : [keptSecret(config.dataDir, 'jwt')]),
    },
    ApiKeysService,
    Authenticator,
    AuthService,
    PasswordCheck,
    Revocations,
    RevokedSessions,
    SessionsService,
    UsersService,
    JwtStrategy,
    { provide: Callers, useExisting: Authenticator },
    { provide: APP_GUARD, useClass: JwtAuthGuard },
  ],
  exports: [ApiKeysService, Authenticator, Callers, Revocations],
})
export class AuthModule {}
