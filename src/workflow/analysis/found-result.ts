import { type Absence, type StoredAnalysis } from '../../analysis/analysis-report.js';
import { type FoundShotDto } from '../../analysis/analysis-result.dto.js';
import { type InsightsDto } from '../../analysis/insights.dto.js';
import { type AnalysisOrder } from '../../jobs/job-input.js';
import { type AnalysisStage } from '../../jobs/stages.js';
import { mediaLink } from '../../storage/media-links.js';
import {
  absentPart,
  type AudioOutput,
  type CommentsOutput,
  type IngestOutput,
  type InsightsOutput,
  type OcrOutput,
  type Part,
  type ProbeOutput,
  type ShotsOutput,
  type TranscriptOutput,
} from './analysis-outputs.js';

/** All that the steps of an analysis have found, as its job keeps it. */
export function foundResult(order: AnalysisOrder | undefined, inputs: ReadonlyMap<string, unknown>): StoredAnalysis {
  const outputOf = <Output>(stage: AnalysisStage) => inputs.get(stage) as Output;
  const { source } = outputOf<IngestOutput>('ingest');
  const { media } = outputOf<ProbeOutput>('probe');
  const { shots, sheet } = outputOf<ShotsOutput>('shots');
  const insights = outputOf<InsightsOutput>('insights');
  const parts = {
    ocr: outputOf<OcrOutput>('ocr'),
    transcript: (inputs.get('transcript') as TranscriptOutput | undefined) ?? absentPart('not_wanted'),
    comments: (inputs.get('comments') as CommentsOutput | undefined) ?? absentPart(whyNoComments(order)),
  };
  const { loudness } = outputOf<AudioOutput>('audio');
  return {
    ...{ source, media },
    shots: shots.map(shotDto),
    contact_sheet_url: sheet && mediaLink(sheet),
    transcript: parts.transcript.found,
    loudness,
    on_screen_text: parts.ocr.found,
    comments: parts.comments.found,
    insights: insightsDto(insights),
    missing: [
      ...(loudness === null ? [{ part: 'audio' as const, reason: 'no_sound' as const }] : []),
      ...missingIn('ocr', parts.ocr),
      ...missingIn('transcript', parts.transcript),
      ...missingIn('comments', parts.comments),
      ...missingIn('insights', insights.words),
    ],
  };
}

function whyNoComments(order: AnalysisOrder | undefined): Absence['reason'] {
  return order?.source.kind === 'youtube' ? 'not_wanted' : 'not_youtube';
}

function missingIn(part: AnalysisStage, { absence }: Part<unknown>): Absence[] {
  return absence ? [{ part, ...absence }] : [];
}

function shotDto(shot: ShotsOutput['shots'][number]): FoundShotDto {
  const { startSec, endSec, transition, thumbnail, brightness, motion, colours } = shot;
  return {
    ...{ start_sec: startSec, end_sec: endSec, transition },
    thumbnail_url: mediaLink(thumbnail),
    ...{ brightness, motion, colours },
  };
}

function insightsDto({ statistics, words, provider, model }: InsightsOutput): InsightsDto {
  return { provider, model, statistics, words: words.found };
}
