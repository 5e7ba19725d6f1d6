import { Injectable } from '@nestjs/common';
import { LOCAL } from '../../ai/model-registry.js';
import { promptVersion } from '../../ai/prompt-version.js';
import { type FilmWordsDto } from '../../analysis/insights.dto.js';
import { type StoredAnalysis } from '../../analysis/analysis-report.js';
import { RESULT } from '../../jobs/analysis-plan.js';
import { type FilmInsights, type InsightsBrief } from '../../offline/insights.js';
import { insightsBrief, type KnownFilm } from '../../offline/insights-brief.js';
import { type Result, Stage, type Task, type Work } from '../stage.js';
import { isOurs, VendorCalls } from '../vendor-calls.js';
import {
  absentPart,
  type CommentsOutput,
  foundPart,
  type IngestOutput,
  type InsightsOutput,
  type OcrOutput,
  type ShotsOutput,
  type TranscriptOutput,
} from './analysis-outputs.js';
import { foundResult } from './found-result.js';
import { orAbsent } from './optional-part.js';

const WISH = { wanted: null };

/** What a director would note down, and then all that was found together. */
@Injectable()
export class InsightsStage extends Stage {
  readonly name = 'insights';

  constructor(private readonly vendors: VendorCalls) {
    super();
  }

  prepare(work: Work): Promise<Task> {
    return Promise.resolve(work.part === RESULT ? result(work) : this.insights(work));
  }

  /** Measured in any case; told in words where a language model is configured. The house's own writer watches no films. */
  private insights(work: Work): Task<InsightsOutput> {
    const brief = insightsBrief(knownFilm(work));
    const by = this.vendors.preferred('script', WISH);
    return {
      facts: () => ({ brief, prompt: promptVersion('insights', brief.language), by }),
      quote: () => this.vendors.quote('script', WISH, (model) => model.quote('insights', brief)),
      make: () => (isOurs(by) ? Promise.resolve({ output: measuredOnly(brief) }) : this.write(work, brief)),
    };
  }

  private async write(work: Work, brief: InsightsBrief): Promise<Result<InsightsOutput>> {
    const asked = this.vendors.ask(work, 'script', WISH, {
      quote: (model) => model.quote('insights', brief),
      call: (model, call) => model.object('insights', brief, call),
    });
    return asked.then(
      ({ value, credit }) => {
        const { provider, model } = credit;
        const told = { statistics: brief.statistics, words: foundPart(wordsOf(value, brief)), provider, model };
        // Everybody has failed, and whoever stands in for them has nothing to say.
        return { output: provider === LOCAL ? measuredOnly(brief) : told, credit };
      },
      (error: unknown) => ({
        output: { ...measuredOnly(brief), words: orAbsent<FilmWordsDto>(work, 'script')(error) },
      }),
    );
  }
}

function result({ job, inputs }: Work): Task<StoredAnalysis> {
  return { make: () => Promise.resolve({ output: foundResult(job.input.analysis, inputs) }) };
}

function measuredOnly({ statistics }: InsightsBrief): InsightsOutput {
  return { statistics, words: absentPart('no_writer'), provider: LOCAL, model: null };
}

function wordsOf({ comment_sentiment, ...words }: FilmInsights, { comments }: InsightsBrief): FilmWordsDto {
  return { ...words, comment_sentiment: comments.length > 0 ? comment_sentiment : null };
}

function knownFilm({ job, inputs }: Work): KnownFilm {
  const { source } = inputs.get('ingest') as IngestOutput;
  const { durationSec, shots, sound } = inputs.get('shots') as ShotsOutput;
  const transcript = (inputs.get('transcript') as TranscriptOutput | undefined)?.found ?? null;
  const texts = (inputs.get('ocr') as OcrOutput).found ?? [];
  const comments = (inputs.get('comments') as CommentsOutput | undefined)?.found?.items ?? [];
  return {
    language: job.input.language,
    ...{ title: source.title, description: source.description },
    measured: {
      ...{ durationSec, shots, sound },
      transcript: transcript && {
        segments: transcript.segments.map(({ start_sec: startSec, end_sec: endSec, text }) => ({
          ...{ startSec, endSec, text },
        })),
      },
    },
    onScreenText: texts.map(({ start_sec: atSec, text }) => ({ atSec, text })),
    comments: comments.map(({ text, likes }) => ({ text, likes })),
  };
}
