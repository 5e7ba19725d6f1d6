import { Body, Controller, Delete, Get, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { ApiData, ApiNoData, ApiPage, CurrentUser, type Requester } from '../common/api.decorators.js';
import { IdParam } from '../common/owned.js';
import { type Page } from '../common/pagination.js';
import { type EventMessage } from '../events/event-map.js';
import { JobControl } from './job-control.js';
import { JobDto, JobQuery, JobStatusDto, ResumeJobDto, ThumbnailDto, VideoDto, VideoQuery } from './job.dto.js';
import { EventDto, EventQuery } from './job-event.dto.js';
import { StepDto, StepQuery } from './job-step.dto.js';
import { JobsService, readerOf } from './jobs.service.js';

@ApiTags('jobs')
@Controller('jobs')
export class JobsController {
  constructor(
    private readonly jobs: JobsService,
    private readonly control: JobControl,
  ) {}

  @Get()
  @ApiPage(JobDto, { summary: "List your jobs, or as an admin somebody's", errors: ['FORBIDDEN'] })
  listJobs(@CurrentUser() user: Requester, @Query() query: JobQuery): Promise<Page<JobDto>> {
    return this.jobs.list(user, query);
  }

  @Get(':id')
  @ApiData(JobDto, { summary: 'Get a job', errors: ['JOB_NOT_FOUND'] })
  getJob(@CurrentUser() user: Requester, @IdParam('JOB') id: string): Promise<JobDto> {
    return this.jobs.get(readerOf(user), id);
  }

  @Get(':id/status')
  @ApiData(JobStatusDto, { summary: 'Get how far a job is', errors: ['JOB_NOT_FOUND'] })
  getJobStatus(@CurrentUser() user: Requester, @IdParam('JOB') id: string): Promise<JobStatusDto> {
    return this.jobs.status(readerOf(user), id);
  }

  @Get(':id/steps')
  @ApiPage(StepDto, { summary: "List a job's steps", errors: ['JOB_NOT_FOUND'] })
  listJobSteps(
    @CurrentUser() user: Requester,
    @IdParam('JOB') id: string,
    @Query() query: StepQuery,
  ): Promise<Page<StepDto>> {
    return this.jobs.steps(readerOf(user), id, query);
  }

  @Get(':id/events')
  @ApiPage(EventDto, { summary: "List a job's messages, oldest first", errors: ['JOB_NOT_FOUND'] })
  listJobEvents(
    @CurrentUser() user: Requester,
    @IdParam('JOB') id: string,
    @Query() query: EventQuery,
  ): Promise<Page<EventMessage>> {
    return this.jobs.events(readerOf(user), id, query);
  }

  @Get(':id/video')
  @ApiData(VideoDto, {
    summary: "Get a job's film",
    errors: ['JOB_NOT_FOUND', 'RESULT_NOT_READY'],
    redirect: 'The file, with `redirect=true`',
  })
  async getJobVideo(
    @CurrentUser() user: Requester,
    @IdParam('JOB') id: string,
    @Query() query: VideoQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VideoDto> {
    const video = await this.jobs.video(readerOf(user), id);
    return query.redirect ? reply.redirect(video.url, 302) : video;
  }

  @Get(':id/thumbnail')
  @ApiData(ThumbnailDto, { summary: "Get a job's poster", errors: ['JOB_NOT_FOUND', 'RESULT_NOT_READY'] })
  getJobThumbnail(@CurrentUser() user: Requester, @IdParam('JOB') id: string): Promise<ThumbnailDto> {
    return this.jobs.thumbnail(readerOf(user), id);
  }

  @Post(':id/cancel')
  @ApiData(JobDto, {
    summary: 'Cancel a job: running work stops within two seconds, what is finished stays',
    errors: ['JOB_NOT_FOUND', 'INVALID_STATE'],
  })
  cancelJob(@CurrentUser() user: Requester, @IdParam('JOB') id: string): Promise<JobDto> {
    return this.control.cancel(user, id);
  }

  @Post(':id/pause')
  @ApiData(JobDto, {
    summary: 'Pause a job: running steps finish, no more are started',
    errors: ['JOB_NOT_FOUND', 'INVALID_STATE'],
  })
  pauseJob(@CurrentUser() user: Requester, @IdParam('JOB') id: string): Promise<JobDto> {
    return this.control.pause(user, id);
  }

  @Post(':id/resume')
  @ApiData(JobDto, {
    summary: 'Let a paused job go on',
    errors: ['JOB_NOT_FOUND', 'INVALID_STATE', 'BUDGET_EXCEEDED'],
  })
  resumeJob(@CurrentUser() user: Requester, @IdParam('JOB') id: string, @Body() body: ResumeJobDto): Promise<JobDto> {
    return this.control.resume(user, id, body.max_cost_usd);
  }

  @Delete(':id')
  @ApiNoData({
    summary: "Delete a job and the files that nothing else uses; a shot's current picture and clip stay",
    errors: ['JOB_NOT_FOUND'],
  })
  deleteJob(@CurrentUser() user: Requester, @IdParam('JOB') id: string): Promise<void> {
    return this.control.delete(user, id);
  }
}
