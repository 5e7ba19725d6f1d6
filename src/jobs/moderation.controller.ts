import { Body, Controller, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiData, CurrentUser, type Requester } from '../common/api.decorators.js';
import { IdParam } from '../common/owned.js';
import { JobControl } from './job-control.js';
import { JobDto } from './job.dto.js';
import { readerOf } from './jobs.service.js';
import { DecideModerationDto, ModerationDto } from './moderation.dto.js';
import { ModerationService } from './moderation.service.js';

@ApiTags('jobs')
@Controller('jobs/:id/moderation')
export class ModerationController {
  constructor(
    private readonly moderation: ModerationService,
    private readonly control: JobControl,
  ) {}

  @Get()
  @ApiData(ModerationDto, {
    summary: "Get what moderation said of a job's content",
    errors: ['JOB_NOT_FOUND', 'RESULT_NOT_READY'],
  })
  getJobModeration(@CurrentUser() user: Requester, @IdParam('JOB') id: string): Promise<ModerationDto> {
    return this.moderation.get(readerOf(user), id);
  }

  @Post('decision')
  @ApiData(JobDto, {
    summary: 'Decide about content that waits: the job goes on, or fails with CONTENT_REJECTED',
    errors: ['JOB_NOT_FOUND', 'INVALID_STATE'],
  })
  decideJobModeration(
    @CurrentUser() user: Requester,
    @IdParam('JOB') id: string,
    @Body() body: DecideModerationDto,
  ): Promise<JobDto> {
    return this.control.decide(user, id, body.decision, body.note ?? null);
  }
}
