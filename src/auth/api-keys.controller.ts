import { Body, Controller, Delete, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiData, ApiNoData, ApiPage, CurrentUser, NotByApiKey, type Requester } from '../common/api.decorators.js';
import { IdParam } from '../common/owned.js';
import type { Page } from '../common/pagination.js';
import { ApiKeyDto, ApiKeyQuery, CreateApiKeyDto, NewApiKeyDto } from './api-key.dto.js';
import { ApiKeysService } from './api-keys.service.js';

@ApiTags('auth')
@NotByApiKey()
@Controller('auth/api-keys')
export class ApiKeysController {
  constructor(private readonly keys: ApiKeysService) {}

  @Post()
  @ApiData(NewApiKeyDto, {
    summary: 'Make an API key, at most 100; an API key can neither make keys nor change the account',
    status: 201,
    errors: ['QUOTA_EXCEEDED'],
  })
  createApiKey(@CurrentUser() user: Requester, @Body() body: CreateApiKeyDto): Promise<NewApiKeyDto> {
    return this.keys.create(user.id, body);
  }

  @Get()
  @ApiPage(ApiKeyDto, { summary: 'List your API keys' })
  listApiKeys(@CurrentUser() user: Requester, @Query() query: ApiKeyQuery): Promise<Page<ApiKeyDto>> {
    return this.keys.list(user.id, query);
  }

  @Delete(':id')
  @ApiNoData({ summary: 'Revoke an API key', errors: ['API_KEY_NOT_FOUND'] })
  deleteApiKey(@CurrentUser() user: Requester, @IdParam('API_KEY') id: string): Promise<void> {
    return this.keys.delete(user.id, id);
  }
}
