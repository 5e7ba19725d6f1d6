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
    summary: 'Make an API key',
    description:
      'Makes a key for a machine, which sends it as `Authorization: Bearer jumu_…`. The key is shown in this answer ' +
      'and never again. It may do what its owner may, but not make keys or change the account. An account has at ' +
      'most 100 keys (QUOTA_EXCEEDED). Not by API key.',
    status: 201,
    errors: ['QUOTA_EXCEEDED'],
    example: { last_used_at: null },
  })
  createApiKey(@CurrentUser() user: Requester, @Body() body: CreateApiKeyDto): Promise<NewApiKeyDto> {
    return this.keys.create(user.id, body);
  }

  @Get()
  @ApiPage(ApiKeyDto, {
    summary: 'List your API keys',
    description:
      'Your keys, newest first, without the keys themselves: only how they begin, when they end and when they were ' +
      'used last. Not by API key.',
  })
  listApiKeys(@CurrentUser() user: Requester, @Query() query: ApiKeyQuery): Promise<Page<ApiKeyDto>> {
    return this.keys.list(user.id, query);
  }

  @Delete(':id')
  @ApiNoData({
    summary: 'Revoke an API key',
    description:
      'From the next request on the key is worth nothing. Jobs that were started with it go on. Not by API key.',
    errors: ['API_KEY_NOT_FOUND'],
  })
  deleteApiKey(@CurrentUser() user: Requester, @IdParam('API_KEY') id: string): Promise<void> {
    return this.keys.delete(user.id, id);
  }
}
