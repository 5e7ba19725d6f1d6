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
    summary: 'Get what moderation said of a job',
    description:
      'The verdict on what the job is made from, what was found, and what people have decided. It stays as long as ' +
      'the job. Before anything but the prompt was read it is RESULT_NOT_READY.',
    errors: ['JOB_NOT_FOUND', 'RESULT_NOT_READY'],
  })
  getJobModeration(@CurrentUser() user: Requester, @IdParam('JOB') id: string): Promise<ModerationDto> {
    return this.moderation.get(readerOf(user), id);
  }

  @Post('decision')
  @ApiData(JobDto, {
    summary: 'Decide about content that waits',
    description:
      'Where moderation said `review`, the job is paused (`waiting_for: "moderation"`) until its user or an admin ' +
      'decides. `approve`: it goes on, unless its money has run out as well. `reject`: it fails with ' +
      'CONTENT_REJECTED. Where nothing waits, or the job is not paused, it is INVALID_STATE.',
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
