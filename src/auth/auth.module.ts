import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { CONFIG, type Config } from '../common/config.js';
import { keptSecret } from '../common/kept-secret.js';
import { AccessTokens } from './access-tokens.js';
import { AuthController, UsersController } from './auth.controller.js';
import { AuthService } from './auth.service.js';
import { JwtAuthGuard } from './jwt-auth.guard.js';
import { JwtStrategy } from './jwt.strategy.js';
import { UsersService } from './users.service.js';

/** Accounts, tokens, and the guard that closes every route. */
@Module({
  controllers: [AuthController, UsersController],
  providers: [
    {
      provide: AccessTokens,
      inject: [CONFIG],
      useFactory: (config: Config) =>
        new AccessTokens(config.jwtSecrets.length > 0 ? config.jwtSecrets : [keptSecret(config.dataDir, 'jwt')]),
    },
    AuthService,
    UsersService,
    JwtStrategy,
    { provide: APP_GUARD, useClass: JwtAuthGuard },
  ],
  exports: [AuthService],
})
export class AuthModule {}
