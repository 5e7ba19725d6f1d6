import { type CommentsDto, type SourceDto } from '../../analysis/analysis-source.dto.js';
import { type FilmWordsDto } from '../../analysis/insights.dto.js';
import { type FilmStatisticsDto } from '../../analysis/statistics.dto.js';
import { type Absence } from '../../analysis/analysis-report.js';
import {
  type LoudnessDto,
  type MediaFactsDto,
  type ReadTextDto,
  type TranscriptDto,
} from '../../analysis/analysis-result.dto.js';
import { type FilmScan, type ForeignFormat, type MediaProbe } from '../../media/media.js';

/** What the stages of an analysis tell each other: the outputs of their steps, all plain JSON, files by their keys. */

/** So exact is what is told of times and lengths. */
export const thousandths = (value: number) => Math.round(value * 1000) / 1000;

/** A part of the result, or why there is none. */
export type Part<Found> = { found: Found; absence: null } | { found: null; absence: Pick<Absence, 'reason' | 'args'> };

export const foundPart = <Found>(found: Found): Part<Found> => ({ found, absence: null });
export const absentPart = (
  reason: Absence['reason'],
  args?: Absence['args'],
): { found: null; absence: Pick<Absence, 'reason' | 'args'> } => ({
  found: null,
  absence: { reason, ...(args && { args }) },
});

export interface Cue {
  startSec: number;
  endSec: number;
  text: string;
}

/** What a platform, or the file itself, has to be read while one listens. */
export interface Captions {
  language: string | null;
  isAutomatic: boolean;
  cues: Cue[];
}

/** Output of `ingest`. */
export interface IngestOutput {
  key: string;
  bytes: number;
  /** How ffmpeg is told to read it. */
  format: ForeignFormat;
  container: string;
  source: SourceDto;
  captions: Captions | null;
  /** Of what was fetched: it is examined before it is kept. Absent: it has not been. */
  probe?: MediaProbe;
}

/** Output of `probe`. */
export interface ProbeOutput {
  media: MediaFactsDto;
  probe: MediaProbe;
}

/** Output of `shots`: pictures by their keys. */
export type ShotsOutput = FilmScan;

/** Output of `audio`; null: the film has no sound. */
export interface AudioOutput {
  loudness: LoudnessDto | null;
}

export type OcrOutput = Part<ReadTextDto[]>;
export type TranscriptOutput = Part<TranscriptDto>;
export type CommentsOutput = Part<CommentsDto>;

/** Output of `insights`. */
export interface InsightsOutput {
  statistics: FilmStatisticsDto;
  words: Part<FilmWordsDto>;
  /** Who wrote the words; `local`: nobody. */
  provider: string;
  model: string | null;
}
