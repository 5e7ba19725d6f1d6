import { Body, Controller, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiData, CurrentUser, Public, type Requester } from '../common/api.decorators.js';
import { LoginDto, RegisterDto, SessionDto, UserDto } from './auth.dto.js';
import { AuthService } from './auth.service.js';
import { UsersService } from './users.service.js';

@ApiTags('auth')
@Public()
@Controller('auth')
export class AuthController {
  constructor(private readonly auth: AuthService) {}

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
}
