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
    summary: 'Estimate what a drama would cost',
    description:
      'Takes the body of `POST /projects/generate-drama`, checks it but for moderation and uploads, and tells what ' +
      'would be made by whom for how much. Nothing is made, stored or charged. Prices are those that providers ' +
      'publish; what is taken for granted is in `assumptions`, in the language of `Accept-Language`. With ' +
      '`allow_fallback: false` a wanted provider that is not configured is SERVICE_UNAVAILABLE; `urgent` is ' +
      'FORBIDDEN but for admins.',
    errors: ['UNSAFE_URL', 'SERVICE_UNAVAILABLE', 'FORBIDDEN'],
  })
  estimateDrama(@CurrentUser() user: Requester, @Body(WebhookTargetPipe) body: GenerateDramaDto): EstimateDto {
    return this.estimates.drama(user, body);
  }
}
