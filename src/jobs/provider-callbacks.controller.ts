import { Controller, Headers, Param, Post, Query } from '@nestjs/common';
import { ApiBody, ApiParam, ApiTags } from '@nestjs/swagger';
import { type IncomingHttpHeaders } from 'node:http';
import { ApiNoData, Public } from '../common/api.decorators.js';
import { RawBody, TakesRawBody } from '../common/raw-body.js';
import { ProviderCallbackQuery } from './provider-callback.dto.js';
import { ProviderCallbacks } from './provider-callbacks.js';

/** A prediction tells its input again, with the pictures in it. */
const MAX_BYTES = 4 * 1024 * 1024;

const PROVIDER = {
  name: 'provider',
  description: 'Who calls: `replicate` or `pika`',
  schema: { type: 'string' as const, pattern: '^[a-z0-9_]{1,40}$', maxLength: 40, examples: ['replicate'] },
};

/** Where vendors tell that they have finished something. */
@ApiTags('ai')
@Public()
@Controller('ai/callbacks')
export class ProviderCallbacksController {
  constructor(private readonly callbacks: ProviderCallbacks) {}

  @Post(':provider')
  @TakesRawBody(MAX_BYTES)
  @ApiParam(PROVIDER)
  @ApiBody({
    description: 'What the vendor says of its work. It is not read: the vendor itself is asked next',
    required: false,
    schema: { type: 'object', additionalProperties: true, maxProperties: 100, example: { status: 'succeeded' } },
  })
  @ApiNoData({
    summary: 'Hear from a vendor that it has finished',
    description:
      'For vendors, who know its address from us. They sign what they send: Replicate by Standard Webhooks ' +
      '(`REPLICATE_WEBHOOK_SECRET`), Pika with the keys of fal (`FAL_WEBHOOK_USER_ID`), at most 5 minutes ago; anything else is ' +
      'refused with UNAUTHENTICATED. Whoever waits for the call asks the vendor at once. A call that is not known, or has ended, is ' +
      'no error: vendors repeat what was refused.',
    errors: ['ROUTE_NOT_FOUND', 'UNAUTHENTICATED'],
  })
  receiveCallback(
    @Param('provider') provider: string,
    @Query() { call }: ProviderCallbackQuery,
    @Headers() headers: IncomingHttpHeaders,
    @RawBody() body: Buffer,
  ): Promise<void> {
    return this.callbacks.receive(provider, call, { headers, body });
  }
}
