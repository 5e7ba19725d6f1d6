import { type IncomingHttpHeaders } from 'node:http';
import { type Readable } from 'node:stream';
import { Body, Controller, Delete, Get, Headers, Post, Query, Res, StreamableFile } from '@nestjs/common';
import { ApiHeader, ApiTags } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { ApiData, ApiNoData, ApiPage, CurrentUser, type Requester } from '../common/api.decorators.js';
import { AppError } from '../common/errors.js';
import { IdParam } from '../common/owned.js';
import { type Page } from '../common/pagination.js';
import { varyBy } from '../common/vary.js';
import { type EventMessage } from '../events/event-map.js';
import { CallDto, CallQuery } from './job-call.dto.js';
import { JobCalls } from './job-calls.js';
import { JobControl } from './job-control.js';
import {
  JobDto,
  JobQuery,
  JobStageDto,
  JobStatusDto,
  ResumeJobDto,
  ThumbnailDto,
  VideoDto,
  VideoQuery,
} from './job.dto.js';
import { EventDto, EventQuery } from './job-event.dto.js';
import { JobEventStreams } from './job-event-streams.js';
import { StepDto, StepQuery } from './job-step.dto.js';
import { JobsService, readerOf } from './jobs.service.js';

/** In examples: a job that was stopped on its way. */
const CANCELLED: Partial<JobDto> = {
  status: 'cancelled',
  completed_at: '2026-11-28T08:31:11.000Z',
  estimated_completion: null,
  stages: [{ ...JobStageDto.skipped('clips'), status: 'cancelled', progress: 50, steps_total: 12, steps_done: 6 }],
};

const EVENT_STREAM = /(?:^|[,\s])text\/event-stream\b/i;
const LAST_EVENT_ID = {
  name: 'Last-Event-ID',
  required: false,
  description: 'With `Accept: text/event-stream`: only events after this `job_seq`; it goes before `after`',
  schema: { type: 'string' as const, pattern: '^\\d{1,16}$', maxLength: 16, examples: ['41'] },
};

/** Where a stream begins: after the last event that a client which comes back has heard. */
function startOf({ after = 0 }: EventQuery, { 'last-event-id': last = '' }: IncomingHttpHeaders): number {
  if (last !== '' && !/^\d{1,16}$/.test(String(last))) {
    throw AppError.invalid({ field: 'Last-Event-ID', rule: 'invalid' });
  }
  return last === '' ? after : Number(last);
}

/** Answers with a stream of events. Without one, a browser's `EventSource` is told by 204 not to come back. */
function sendEvents(reply: FastifyReply, events: Readable | null): StreamableFile | FastifyReply {
  // nginx would keep events until it has a page of them.
  void reply.headers({ 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
  const type = 'text/event-stream; charset=utf-8';
  return events === null ? reply.status(204).send() : new StreamableFile(events, { type });
}

@ApiTags('jobs')
@Controller('jobs')
export class JobsController {
  constructor(
    private readonly jobs: JobsService,
    private readonly control: JobControl,
    private readonly streams: JobEventStreams,
    private readonly calls: JobCalls,
  ) {}

  @Get()
  @ApiPage(JobDto, {
    summary: 'List jobs',
    description:
      "Your jobs, newest first, filtered by state, kind, priority or project. An admin may list somebody else's " +
      'with `user_id`; for others that is FORBIDDEN.',
    errors: ['FORBIDDEN'],
  })
  listJobs(@CurrentUser() user: Requester, @Query() query: JobQuery): Promise<Page<JobDto>> {
    return this.jobs.list(user, query);
  }

  @Get(':id')
  @ApiData(JobDto, {
    summary: 'Get a job',
    description:
      'Everything about a job: its state, how far each stage is, what it has cost, and why it waits or has failed. ' +
      'To ask often, take `GET /jobs/{id}/status`; to be told, take events, the socket or a webhook. An admin may ' +
      "read anybody's.",
    errors: ['JOB_NOT_FOUND'],
  })
  getJob(@CurrentUser() user: Requester, @IdParam('JOB') id: string): Promise<JobDto> {
    return this.jobs.get(readerOf(user), id);
  }

  @Get(':id/status')
  @ApiData(JobStatusDto, {
    summary: 'Get how far a job is',
    description: 'The five fields that change most, at little cost: for clients that ask again and again.',
    errors: ['JOB_NOT_FOUND'],
  })
  getJobStatus(@CurrentUser() user: Requester, @IdParam('JOB') id: string): Promise<JobStatusDto> {
    return this.jobs.status(readerOf(user), id);
  }

  @Get(':id/steps')
  @ApiPage(StepDto, {
    summary: 'List the steps of a job',
    description:
      'Every piece of work of a job by the time it began, those that have not begun last, with tries, provider, ' +
      'cost and error. Further steps come when a storyboard has planned its shots.',
    errors: ['JOB_NOT_FOUND'],
  })
  listJobSteps(
    @CurrentUser() user: Requester,
    @IdParam('JOB') id: string,
    @Query() query: StepQuery,
  ): Promise<Page<StepDto>> {
    return this.jobs.steps(readerOf(user), id, query);
  }

  @Get(':id/calls')
  @ApiPage(CallDto, {
    summary: 'List the calls of vendors for a job',
    description:
      'Every call of a vendor by the time it was made, with what it was reckoned to cost, what the vendor counted and ' +
      'what was booked. What this server makes by itself calls nobody. The latency of a picture or a clip is that of ' +
      "the vendor's work and not only of its answer. Calls stay as long as the job. An admin may read anybody's.",
    errors: ['JOB_NOT_FOUND'],
  })
  listJobCalls(
    @CurrentUser() user: Requester,
    @IdParam('JOB') id: string,
    @Query() query: CallQuery,
  ): Promise<Page<CallDto>> {
    return this.calls.list(readerOf(user), id, query);
  }

  @Get(':id/events')
  @ApiPage(EventDto, {
    summary: 'List the events of a job',
    description:
      'What the socket and webhooks tell of the job, oldest first. Ask again with `after`, the last `job_seq` that ' +
      'you have, for what came since. Events go `RETENTION_DAYS` (30 unless set) after the end of the job. With ' +
      '`Accept: text/event-stream` they come as Server-Sent Events, each when it happens, until the job has ended: ' +
      '`event` is the type, `id` the `job_seq`, `data` the event; `after` and `limit` say nothing then but where to ' +
      'begin. A client that was cut off goes on from its `Last-Event-ID`.',
    errors: ['JOB_NOT_FOUND'],
    eventStream: 'The job has ended, and has told all its events',
  })
  @ApiHeader(LAST_EVENT_ID)
  async listJobEvents(
    @CurrentUser() user: Requester,
    @IdParam('JOB') id: string,
    @Query() query: EventQuery,
    @Headers() headers: IncomingHttpHeaders,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page<EventMessage> | StreamableFile | FastifyReply> {
    const { accept, authorization = '' } = headers;
    varyBy(reply, 'Accept');
    return EVENT_STREAM.test(accept ?? '')
      ? sendEvents(reply, await this.streams.read(user, id, startOf(query, headers), authorization))
      : this.jobs.events(readerOf(user), id, query);
  }

  @Get(':id/video')
  @ApiData(VideoDto, {
    summary: 'Get the film of a job',
    description:
      'Where the finished film is, each episode of it and its subtitles. `url` is signed and expires ' +
      '(`MEDIA_URL_TTL`, an hour unless set): ask again for a fresh one. With `redirect=true` the answer is 302 to ' +
      'the MP4. A job that is not completed, or makes no film (`scenes`, `shot_image`), gets RESULT_NOT_READY with ' +
      '`details.status`.',
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
  @ApiData(ThumbnailDto, {
    summary: 'Get the poster of a job',
    description:
      'A picture out of the finished film, signed as the film is. A job that is not completed, or makes no film, ' +
      'gets RESULT_NOT_READY with `details.status`.',
    errors: ['JOB_NOT_FOUND', 'RESULT_NOT_READY'],
  })
  getJobThumbnail(@CurrentUser() user: Requester, @IdParam('JOB') id: string): Promise<ThumbnailDto> {
    return this.jobs.thumbnail(readerOf(user), id);
  }

  @Post(':id/cancel')
  @ApiData(JobDto, {
    summary: 'Cancel a job',
    description:
      'Ends a job that is pending, running or paused: running work stops within two seconds, vendors are told to ' +
      'stop, what is finished stays, and `POST /jobs/{id}/retry` goes on from it. Cancelling twice is as good as ' +
      "once; a completed or failed job is INVALID_STATE. An admin may cancel anybody's.",
    errors: ['JOB_NOT_FOUND', 'INVALID_STATE'],
    example: CANCELLED,
  })
  cancelJob(@CurrentUser() user: Requester, @IdParam('JOB') id: string): Promise<JobDto> {
    return this.control.cancel(user, id);
  }

  @Post(':id/pause')
  @ApiData(JobDto, {
    summary: 'Pause a job',
    description:
      'Running steps finish, and none is started until `POST /jobs/{id}/resume`. Pausing twice is as good as once; ' +
      'a job that has ended is INVALID_STATE.',
    errors: ['JOB_NOT_FOUND', 'INVALID_STATE'],
    example: { status: 'paused', waiting_for: 'resume', estimated_completion: null },
  })
  pauseJob(@CurrentUser() user: Requester, @IdParam('JOB') id: string): Promise<JobDto> {
    return this.control.pause(user, id);
  }

  @Post(':id/resume')
  @ApiData(JobDto, {
    summary: 'Resume a paused job',
    description:
      'Goes on with what is not finished. Where `max_cost_usd` was reached, only a higher one helps, else ' +
      'BUDGET_EXCEEDED. A job whose content waits for `POST /jobs/{id}/moderation/decision`, and one that is not ' +
      'paused, is INVALID_STATE.',
    errors: ['JOB_NOT_FOUND', 'INVALID_STATE', 'BUDGET_EXCEEDED'],
  })
  resumeJob(@CurrentUser() user: Requester, @IdParam('JOB') id: string, @Body() body: ResumeJobDto): Promise<JobDto> {
    return this.control.resume(user, id, body.max_cost_usd);
  }

  @Delete(':id')
  @ApiNoData({
    summary: 'Delete a job',
    description:
      'Cancels the job if it has not ended, then deletes it with its steps. Its files go an hour later, except ' +
      'those that something else uses: the current picture and clip of a shot stay.',
    errors: ['JOB_NOT_FOUND'],
  })
  deleteJob(@CurrentUser() user: Requester, @IdParam('JOB') id: string): Promise<void> {
    return this.control.delete(user, id);
  }
}
