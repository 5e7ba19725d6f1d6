import { Body, Controller, Delete, Get, HttpStatus, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { ApiData, ApiNoData, ApiPage, CurrentUser, type Requester } from '../common/api.decorators.js';
import { IdParam } from '../common/owned.js';
import { type Page } from '../common/pagination.js';
import { JobDto, JobStageDto } from '../jobs/job.dto.js';
import { ANALYSIS_STAGES } from '../jobs/stages.js';
import { ProductionDto } from '../productions/production.dto.js';
import { WebhookTargetPipe } from '../webhooks/webhook-target.pipe.js';
import { AnalysisDto, AnalysisDramaDto, AnalysisQuery, AnalysisReportDto, CreateAnalysisDto } from './analysis.dto.js';
import { AnalysisDramas } from './analysis-dramas.service.js';
import { AnalysisService } from './analysis.service.js';
import { AnalysisStarts } from './analysis-starts.service.js';

/** In examples: one that was ordered a moment ago. */
const QUEUED: Partial<JobDto> = {
  kind: 'analysis',
  status: 'pending',
  stage: null,
  progress: 0,
  project_id: null,
  prompt: 'https://www.youtube.com/watch?v=axepn8QqxRk',
  style: null,
  cost_usd: 0,
  started_at: null,
  estimated_completion: null,
  stages: ANALYSIS_STAGES.map((stage) => ({
    ...JobStageDto.skipped(stage),
    status: 'pending',
    progress: 0,
    steps_total: 1,
  })),
};

/** Says whether there is anything yet. */
function answered<T>(reply: FastifyReply, report: T | null): T | null {
  void reply.status(report === null ? HttpStatus.ACCEPTED : HttpStatus.OK);
  return report;
}

@ApiTags('analysis')
@Controller('analysis')
export class AnalysisController {
  constructor(
    private readonly analyses: AnalysisService,
    private readonly starts: AnalysisStarts,
    private readonly dramas: AnalysisDramas,
  ) {}

  @Post()
  @ApiData(JobDto, {
    summary: 'Analyse a video that is there',
    description:
      'Starts a job of kind `analysis` for one video: on YouTube (`youtube_url`), at an address (`url`) or uploaded ' +
      '(`upload_id`). It finds the shots with a picture of each, how it sounds, what is said and written, what viewers ' +
      'say, and what a director would note down. Watch it like any job: `GET /jobs/{id}`, its events, the socket `/ws`, ' +
      'a `webhook_url`; cancel, pause and retry it there. The result is at `GET /analysis/{id}/result`. Of a link to ' +
      'YouTube, SERVICE_UNAVAILABLE says what is to be installed where yt-dlp is missing or too old; an address that is ' +
      'not public is UNSAFE_URL; a video longer than `ANALYSIS_MAX_SEC` or larger than `ANALYSIS_MAX_BYTES` is refused, ' +
      'an upload at once and any other before it is fetched, where that is told. What language models and transcribers ' +
      'bill is booked in `cost_usd`; without any, it costs nothing.',
    status: 202,
    errors: ['UPLOAD_NOT_FOUND', 'UNSAFE_URL', 'SERVICE_UNAVAILABLE', 'FORBIDDEN'],
    example: QUEUED,
  })
  async createAnalysis(
    @CurrentUser() user: Requester,
    @Body(WebhookTargetPipe) body: CreateAnalysisDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<JobDto> {
    const job = await this.starts.analyse(user, body);
    reply.header('Location', `/api/v1/jobs/${job.id}`);
    return job;
  }

  @Get()
  @ApiPage(AnalysisDto, {
    summary: 'List analyses',
    description: 'Your analyses, newest first, filtered by state.',
  })
  listAnalyses(@CurrentUser() user: Requester, @Query() query: AnalysisQuery): Promise<Page<AnalysisDto>> {
    return this.analyses.list(user.id, query);
  }

  @Get(':id')
  @ApiData(AnalysisDto, {
    summary: 'Get how far an analysis is',
    description:
      'Its state, the stage it is in, and when it is likely to be done. Stages, steps, costs and what it fell back from ' +
      'are in `GET /jobs/{id}`, with the same id.',
    errors: ['ANALYSIS_NOT_FOUND'],
  })
  getAnalysis(@CurrentUser() user: Requester, @IdParam('ANALYSIS') id: string): Promise<AnalysisDto> {
    return this.analyses.get(user.id, id);
  }

  @Get(':id/result')
  @ApiData(AnalysisReportDto, {
    summary: 'Get what an analysis has found',
    description:
      'All that was found. Parts that could not be had are null, and `missing` says why. Links are signed and expire ' +
      '(`MEDIA_URL_TTL`): ask again for fresh ones. While it goes on, the answer is 202 with `data: null`. One that has ' +
      'failed or was cancelled is ANALYSIS_FAILED, with the reason in `details.error`.',
    errors: ['ANALYSIS_NOT_FOUND', 'ANALYSIS_FAILED'],
    pending: 'It goes on: there is nothing to be had yet',
  })
  async getAnalysisResult(
    @CurrentUser() user: Requester,
    @IdParam('ANALYSIS') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AnalysisReportDto | null> {
    return answered(reply, await this.analyses.report(user.id, id));
  }

  @Post(':id/drama')
  @ApiData(ProductionDto, {
    summary: 'Make a drama that is like a video',
    description:
      'Makes a project and a job of kind `drama`, as `POST /projects/generate-drama` does, with as many shots as the ' +
      'analysed video has, each as long as there, so that it has its pace. Without `prompt` the story is made from ' +
      'what is known of the video. A video longer than ten minutes becomes several episodes, and one longer than ' +
      '`MAX_FILM_SEC` is followed so far. An analysis that is not completed is RESULT_NOT_READY.',
    status: 202,
    errors: [
      'ANALYSIS_NOT_FOUND',
      'RESULT_NOT_READY',
      'CONTENT_REJECTED',
      'UNSAFE_URL',
      'SERVICE_UNAVAILABLE',
      'FORBIDDEN',
      'UPLOAD_NOT_FOUND',
    ],
  })
  async generateDramaLikeAnalysis(
    @CurrentUser() user: Requester,
    @IdParam('ANALYSIS') id: string,
    @Body(WebhookTargetPipe) body: AnalysisDramaDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ProductionDto> {
    const production = await this.dramas.like(user, id, body);
    reply.header('Location', `/api/v1/jobs/${production.job_id}`);
    return production;
  }

  @Delete(':id')
  @ApiNoData({
    summary: 'Delete an analysis',
    description: 'Ends it first if need be. Its result goes with it; an upload that was analysed stays.',
    errors: ['ANALYSIS_NOT_FOUND'],
  })
  deleteAnalysis(@CurrentUser() user: Requester, @IdParam('ANALYSIS') id: string): Promise<void> {
    return this.analyses.delete(user, id);
  }
}
