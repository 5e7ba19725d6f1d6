import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { type Requester } from '../common/api.decorators.js';
import { readersLanguage } from '../common/language.js';
import { inTransaction } from '../common/transaction.js';
import { PRIORITIES } from '../common/vocabulary.js';
import { type JobDto } from '../jobs/job.dto.js';
import { type AnalysisSource, type JobInput } from '../jobs/job-input.js';
import { JobsService } from '../jobs/jobs.service.js';
import { FilmOrders, orderInput } from '../productions/film-orders.js';
import { type CreateAnalysisDto } from './analysis.dto.js';
import { AnalysisOrders } from './analysis-orders.js';
import { watchUrl } from './youtube-link.js';

/** Starts analyses. */
@Injectable()
export class AnalysisStarts {
  constructor(
    private readonly em: EntityManager,
    private readonly jobs: JobsService,
    private readonly films: FilmOrders,
    private readonly orders: AnalysisOrders,
  ) {}

  async analyse(user: Requester, body: CreateAnalysisDto): Promise<JobDto> {
    this.films.checkPriority(user, body.priority);
    const source = await this.orders.sourceOf(user.id, body);
    const { id } = await inTransaction(this.em, (em) =>
      this.jobs.create(em, {
        user_id: user.id,
        project_id: null,
        kind: 'analysis',
        priority: PRIORITIES.indexOf(body.priority ?? 'normal'),
        prompt: nameOf(source),
        max_cost_usd: body.max_cost_usd ?? null,
        input: inputOf(body, source),
      }),
    );
    return this.jobs.get(user.id, id);
  }
}

/** What a job of any kind says, and of what is analysed. */
function inputOf(body: CreateAnalysisDto, source: AnalysisSource): JobInput {
  const { transcript = true, comments = true, language = readersLanguage() } = body.options ?? {};
  const { webhook_url, webhook_events } = body;
  return {
    ...orderInput({ webhook_url, webhook_events }),
    ...{ title: null, genre: null, style: null, language, aspectRatio: '16:9' },
    ...{ episodes: 0, firstEpisode: 1, scenesPerEpisode: 0, durationSec: 0, maxShots: null, replace: false },
    wanted: { script: null, image: null, video: null },
    analysis: { source, transcript, comments },
  };
}

/** What lists of jobs show of it. */
function nameOf(source: AnalysisSource): string {
  switch (source.kind) {
    case 'youtube':
      return watchUrl(source.videoId);
    case 'url':
      return source.url;
    case 'upload':
      return source.filename;
  }
}
