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
    status: 201,
    errors: ['EMAIL_TAKEN', 'USERNAME_TAKEN', 'SERVICE_UNAVAILABLE'],
  })
  register(@Body() body: RegisterDto): Promise<SessionDto> {
    return this.auth.register(body);
  }

  @Post('login')
  @ApiData(SessionDto, { summary: 'Sign in', errors: ['INVALID_CREDENTIALS', 'SERVICE_UNAVAILABLE'] })
  login(@Body() body: LoginDto): Promise<SessionDto> {
    return this.auth.login(body);
  }

  @Post('refresh')
  @ApiData(SessionDto, {
    summary: 'Get new tokens for a refresh token; a second use more than 30 s later ends the whole session',
    errors: ['UNAUTHENTICATED', 'TOKEN_REUSED'],
  })
  refreshSession(@Body() { refresh_token }: RefreshSessionDto): Promise<SessionDto> {
    return this.sessions.refresh(refresh_token);
  }

  @Post('logout')
  @ApiSecurity({})
  @ApiSecurity('bearer')
  @ApiNoData({
    summary: 'End the session of a refresh token, or with an access token all of your sessions; API keys stay',
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
  @ApiData(UserDto, { summary: 'The account of the access token' })
  getMe(@CurrentUser() user: Requester): Promise<UserDto> {
    return this.users.me(user.id);
  }

  @Put('me')
  @NotByApiKey()
  @ApiData(UserDto, {
    summary: 'Change your account, not by API key; a new password ends every session, API keys stay',
    errors: ['INVALID_CREDENTIALS', 'EMAIL_TAKEN', 'USERNAME_TAKEN'],
  })
  updateMe(@CurrentUser() user: Requester, @Body() body: UpdateUserDto): Promise<UserDto> {
    return this.users.update(user.id, body);
  }

  @Get()
  @AdminOnly()
  @ApiPage(UserDto, { summary: 'List the accounts, for admins' })
  listUsers(@Query() query: UserQuery): Promise<Page<UserDto>> {
    return this.users.list(query);
  }
}
