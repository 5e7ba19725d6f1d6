import { Body, Controller, Get, Post, Put, Query, Req } from '@nestjs/common';
import { ApiSecurity, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import {
  AdminOnly,
  ApiData,
  ApiNoData,
  ApiPage,
  CurrentUser,
  NotByApiKey,
  Public,
  type Requester,
} from '../common/api.decorators.js';
import { callerOf, Callers } from '../common/callers.js';
import type { Page } from '../common/pagination.js';
import {
  LoginDto,
  LogoutDto,
  RefreshSessionDto,
  RegisterDto,
  SessionDto,
  UpdateUserDto,
  UserDto,
  UserQuery,
} from './auth.dto.js';
import { AuthService } from './auth.service.js';
import { SessionsService } from './sessions.service.js';
import { UsersService } from './users.service.js';

@ApiTags('auth')
@Public()
@Controller('auth')
export class AuthController {
  constructor(
    private readonly auth: AuthService,
    private readonly sessions: SessionsService,
    private readonly callers: Callers,
  ) {}

  @Post('register')
  @ApiData(SessionDto, {
    summary: 'Make an account and sign in',
    description:
      'Makes an account and begins a session. `token` opens the other routes for 15 minutes; `refresh_token` gets ' +
      'the next pair. Email and username are unique, whatever their case. The account whose email is `ADMIN_EMAIL` ' +
      'is an admin. Logins and registrations of one address are limited to 10 a minute.',
    status: 201,
    errors: ['EMAIL_TAKEN', 'USERNAME_TAKEN', 'SERVICE_UNAVAILABLE'],
  })
  register(@Body() body: RegisterDto): Promise<SessionDto> {
    return this.auth.register(body);
  }

  @Post('login')
  @ApiData(SessionDto, {
    summary: 'Sign in',
    description:
      'Begins a session. An unknown email and a wrong password get the same answer in the same time. After 5 wrong ' +
      'passwords for an email within 15 minutes, further tries for it are refused with RATE_LIMITED until those ' +
      'minutes are over. Logins and registrations of one address are limited to 10 a minute.',
    errors: ['INVALID_CREDENTIALS', 'SERVICE_UNAVAILABLE'],
  })
  login(@Body() body: LoginDto): Promise<SessionDto> {
    return this.auth.login(body);
  }

  @Post('refresh')
  @ApiData(SessionDto, {
    summary: 'Get new tokens for a refresh token',
    description:
      'Uses a refresh token up and gives the next pair; the session still ends 30 days after its sign-in. Within 30 ' +
      'seconds the same token gets the same successor, so that a lost answer does no harm. A later use ends the ' +
      'whole session with TOKEN_REUSED: somebody else may have the token.',
    errors: ['UNAUTHENTICATED', 'TOKEN_REUSED'],
  })
  refreshSession(@Body() { refresh_token }: RefreshSessionDto): Promise<SessionDto> {
    return this.sessions.refresh(refresh_token);
  }

  @Post('logout')
  @ApiSecurity({})
  @ApiSecurity('bearer')
  @ApiNoData({
    summary: 'Sign out',
    description:
      'With `refresh_token`: ends the session of that token; one that is unknown or has ended is passed over in ' +
      'silence. With `all: true`, which needs an access token and not an API key: ends every session of the ' +
      'account. Access tokens of an ended session are refused within a second. API keys stay; delete them with ' +
      '`DELETE /auth/api-keys/{id}`.',
    errors: ['UNAUTHENTICATED', 'TOKEN_EXPIRED', 'FORBIDDEN'],
  })
  async logout(@Body() body: LogoutDto, @Req() request: FastifyRequest): Promise<void> {
    return this.auth.logout(body, await callerOf(request, this.callers));
  }
}

@ApiTags('auth')
@Controller('users')
export class UsersController {
  constructor(private readonly users: UsersService) {}

  @Get('me')
  @ApiData(UserDto, {
    summary: 'Get your account',
    description: 'The account that the access token or the API key belongs to.',
  })
  getMe(@CurrentUser() user: Requester): Promise<UserDto> {
    return this.users.me(user.id);
  }

  @Put('me')
  @NotByApiKey()
  @ApiData(UserDto, {
    summary: 'Change your account',
    description:
      'Changes the fields that are given; `locale: null` empties it. A new email or password needs ' +
      '`current_password`, and wrong ones count as failed logins. A new password ends every session; API keys stay. ' +
      'Not by API key.',
    errors: ['INVALID_CREDENTIALS', 'EMAIL_TAKEN', 'USERNAME_TAKEN', 'SERVICE_UNAVAILABLE'],
  })
  updateMe(@CurrentUser() user: Requester, @Body() body: UpdateUserDto): Promise<UserDto> {
    return this.users.update(user.id, body);
  }

  @Get()
  @AdminOnly()
  @ApiPage(UserDto, {
    summary: 'List the accounts',
    description: 'For admins: all accounts, newest first, or those with `q` in their username or email.',
  })
  listUsers(@Query() query: UserQuery): Promise<Page<UserDto>> {
    return this.users.list(query);
  }
}
