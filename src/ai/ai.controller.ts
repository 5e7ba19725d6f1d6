import { Body, Controller, Get, Param, Put, Query } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { AdminOnly, ApiData, ApiPage, CurrentUser, type Requester } from '../common/api.decorators.js';
import { type Page } from '../common/pagination.js';
import { ChainsDto, ChangeChainsDto, ModelDto, ModelQuery, ProviderHealthDto, ProviderQuery } from './ai.dto.js';
import { AiService } from './ai.service.js';

const MODEL_ID = {
  name: 'id',
  schema: { type: 'string' as const, maxLength: 121, examples: ['local:writer'] },
  description: "The model's id, URL-encoded: `local_qwen%3AQwen%2FQwen3-8B`",
};

@ApiTags('ai')
@Controller('ai')
export class AiController {
  constructor(private readonly ai: AiService) {}

  @Get('models')
  @ApiPage(ModelDto, {
    summary: 'List the models',
    description:
      'Every model that a request or a chain may name, in the order of the house: with what it takes and makes, what it ' +
      'costs, and whether it would be asked now. Vendors are asked how they are at most every 30 s, for 5 s at most.',
  })
  listModels(@Query() query: ModelQuery): Promise<Page<ModelDto>> {
    return this.ai.models(query);
  }

  @Get('models/:id')
  @ApiParam(MODEL_ID)
  @ApiData(ModelDto, {
    summary: 'Get a model',
    description: 'One model by its id, which is URL-encoded, for it has colons and slashes.',
    errors: ['MODEL_NOT_FOUND'],
  })
  getModel(@Param('id') id: string): Promise<ModelDto> {
    return this.ai.model(id);
  }

  @Get('health')
  @ApiPage(ProviderHealthDto, {
    summary: 'List how the providers are',
    description:
      'Asks every configured provider whether it answers and takes our key, which costs nothing: at most every 30 s ' +
      '(`checked_at`) and for 5 s at most. What the calls of films have come to counts, too.',
  })
  listProviderHealth(@Query() query: ProviderQuery): Promise<Page<ProviderHealthDto>> {
    return this.ai.health(query);
  }

  @Get('chains')
  @AdminOnly()
  @ApiData(ChainsDto, {
    summary: 'Get the chains of providers',
    description: 'Who is asked for what where nobody in particular is wanted, in order, and who says so. For admins.',
    errors: ['FORBIDDEN'],
  })
  getChains(): ChainsDto {
    return this.ai.chains();
  }

  @Put('chains')
  @AdminOnly()
  @ApiData(ChainsDto, {
    summary: 'Change the chains of providers',
    description:
      'Sets the chains that are given in place of what the environment says; null takes one back. `local` is put at ' +
      'the end where it can do the work. All processes follow within 2 s, without a restart; what is under way ' +
      'at a vendor goes on there. For admins.',
    errors: ['FORBIDDEN'],
  })
  changeChains(@CurrentUser() user: Requester, @Body() body: ChangeChainsDto): Promise<ChainsDto> {
    return this.ai.changeChains(user.id, body);
  }
}
