import { Inject, Injectable } from '@nestjs/common';
import { type Requester } from '../common/api.decorators.js';
import { CONFIG, type Config } from '../common/config.js';
import { AppError } from '../common/errors.js';
import { paceOf } from '../jobs/film-pace.js';
import { type ProductionDto } from '../productions/production.dto.js';
import { ProductionsService } from '../productions/productions.service.js';
import { type AnalysisDramaDto } from './analysis.dto.js';
import { type StoredAnalysis } from './analysis-report.js';
import { AnalysisService } from './analysis.service.js';

/** A prompt is no longer. */
const MOST_CHARACTERS = 5000;
/** So much of what is said tells what it is about. */
const SPOKEN_CHARACTERS = 1500;

/** Dramas that have the pace of a video. */
@Injectable()
export class AnalysisDramas {
  constructor(
    private readonly analyses: AnalysisService,
    private readonly productions: ProductionsService,
    @Inject(CONFIG) private readonly config: Pick<Config, 'maxFilmSec'>,
  ) {}

  async like(user: Requester, id: string, body: AnalysisDramaDto): Promise<ProductionDto> {
    const found = await this.analyses.finished(user.id, id);
    const { media, shots } = found;
    if (shots.length === 0) {
      throw new AppError('ANALYSIS_FAILED.shots');
    }
    const lengths = shots.map(({ start_sec: startSec, end_sec: endSec }) => ({ startSec, endSec }));
    const pace = paceOf(lengths, this.config);
    return this.productions.generatePaced(user, {
      ...body,
      prompt: body.prompt ?? promptOf(found, body.title),
      aspect_ratio: body.aspect_ratio ?? (media.height > media.width ? '9:16' : '16:9'),
      pace,
    });
  }
}

/** What a story like it may be told from: what a model has said of it, else whatever is known. */
export function promptOf({ insights, source, transcript }: StoredAnalysis, title: string): string {
  const summary = insights.words?.summary;
  const known = summary
    ? [summary]
    : [title, source.title, source.description, transcript?.text.slice(0, SPOKEN_CHARACTERS)];
  return [...new Set(known)]
    .filter((text) => text !== null && text !== undefined && text.trim() !== '')
    .join('\n')
    .slice(0, MOST_CHARACTERS)
    .toWellFormed();
}
