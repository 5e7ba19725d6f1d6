import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiData, CurrentUser, type Requester } from '../common/api.decorators.js';
import { WebhookTargetPipe } from '../webhooks/webhook-target.pipe.js';
import { EstimateDto } from './estimate.dto.js';
import { EstimatesService } from './estimates.service.js';
import { GenerateDramaDto } from './production.dto.js';

@ApiTags('productions')
@Controller()
export class EstimatesController {
  constructor(private readonly estimates: EstimatesService) {}

  @Post('projects/estimate')
  @ApiData(EstimateDto, {
    summary: 'Say what a drama would consist of and cost, without making it',
    errors: ['UNSAFE_URL', 'SERVICE_UNAVAILABLE', 'FORBIDDEN'],
  })
  estimateDrama(@CurrentUser() user: Requester, @Body(WebhookTargetPipe) body: GenerateDramaDto): EstimateDto {
    return this.estimates.drama(user, body);
  }
}
