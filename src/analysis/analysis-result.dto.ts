import { ApiProperty } from '@nestjs/swagger';
import { ABSENCE_SENTENCES, type AbsenceReason } from '../common/absence-catalogue.js';
import { Link } from '../common/field.decorators.js';
import { ANALYSIS_STAGES, type AnalysisStage } from '../jobs/stages.js';
import { CommentsDto, SourceDto } from './analysis-source.dto.js';
import { InsightsDto } from './insights.dto.js';

/** Kinds of places where somebody's words were found. */
export const TRANSCRIPT_SOURCES = ['provider', 'captions', 'subtitles'] as const;

export class SoundFormatDto {
  /** The name of its codec, as ffmpeg has it. @example aac */
  @ApiProperty({ maxLength: 40 })
  codec: string;
  /** How many channels. @example 2 */
  @ApiProperty({ type: 'integer', nullable: true, maximum: 1024 })
  channels: number | null;
  /** In samples a second. @example 48000 */
  @ApiProperty({ type: 'integer', nullable: true, maximum: 10_000_000 })
  sample_rate: number | null;
}

/** The file, as ffprobe sees it. */
export class MediaFactsDto {
  /** What it is in. @example mp4 */
  @ApiProperty({ maxLength: 16 })
  container: string;
  /** Playing time in seconds. @example 63.4 */
  duration_sec: number;
  /** In bytes. @example 18734592 */
  @ApiProperty({ type: 'integer', maximum: Number.MAX_SAFE_INTEGER })
  size_bytes: number;
  /** The name of the pictures' codec, as ffmpeg has it. @example h264 */
  @ApiProperty({ maxLength: 40 })
  video_codec: string;
  /** In pixels, as it is seen: turned, where it is to be. @example 1280 */
  @ApiProperty({ type: 'integer' })
  width: number;
  /** As `width`. @example 720 */
  @ApiProperty({ type: 'integer' })
  height: number;
  /** Pictures a second, on average. @example 24 */
  fps: number;
  /** Its pictures are not evenly spaced. @example false */
  is_variable_rate: boolean;
  /** Its pictures are brighter than SDR television can show (PQ or HLG). @example false */
  is_hdr: boolean;
  /** By how much players turn it, clockwise. @example 0 */
  @ApiProperty({ enum: [0, 90, 180, 270] })
  rotation_deg: number;
  /** Null: it is silent. */
  @ApiProperty({ type: SoundFormatDto, nullable: true })
  audio: SoundFormatDto | null;
  /** In which languages it has subtitles that can be switched on; `und`: it does not say. @example ["zh"] */
  @ApiProperty({ type: 'array', items: { type: 'string', maxLength: 40 }, maxItems: 100 })
  subtitle_languages: string[];
}

export class FoundShotDto {
  /** From the film's start, in seconds. @example 3.5 */
  start_sec: number;
  /** Where the next one begins. @example 6.25 */
  end_sec: number;
  /**
   * How it begins: `start` of the film, a `cut`, or `gradual` (a dissolve, fade or wipe: its middle is told).
   * @example cut
   */
  @ApiProperty({ enum: ['start', 'cut', 'gradual'] })
  transition: 'start' | 'cut' | 'gradual';
  /**
   * A picture of it. Signed; expires.
   * @example /api/v1/media/1795858500/kq3VxY0nB7u2TzP5mHcR8sJdLwEaF1oG4iQvXyZt6Kc/assets/3c/0199d3c6-1e5a-7c02-b7d4-8f6e5a4b3c3c.jpg
   */
  @Link()
  thumbnail_url: string;
  /** 0 (black) to 1 (white). @example 0.42 */
  @ApiProperty({ type: Number, maximum: 1 })
  brightness: number;
  /** How much changes from picture to picture, 0 (nothing) to 1. @example 0.05 */
  @ApiProperty({ type: Number, maximum: 1 })
  motion: number;
  /** What there is most of, as `#rrggbb`. @example ["#1f2a3c","#c8a27a"] */
  @ApiProperty({ type: 'array', items: { type: 'string', maxLength: 7 }, maxItems: 3 })
  colours: string[];
}

export class SpanDto {
  /** From the film's start, in seconds. @example 12.4 */
  start_sec: number;
  /** As `start_sec`. @example 14.1 */
  end_sec: number;
}

export class SpokenSegmentDto extends SpanDto {
  /** What is said. @example 你怎么还没走？ */
  @ApiProperty({ maxLength: 10_000 })
  text: string;
}

export class TranscriptDto {
  /**
   * `provider`: somebody has listened; `captions`: those of the platform; `subtitles`: those in the file.
   * @example subtitles
   */
  @ApiProperty({ enum: TRANSCRIPT_SOURCES })
  from: (typeof TRANSCRIPT_SOURCES)[number];
  /** Who has listened; null: nobody. @example openai */
  @ApiProperty({ type: String, nullable: true, maxLength: 40 })
  provider: string | null;
  /** Captions that a machine has made. @example false */
  is_automatic: boolean;
  /** What is spoken, where that is known. @example zh */
  @ApiProperty({ type: String, nullable: true, maxLength: 40 })
  language: string | null;
  /** All of it. @example 你怎么还没走？ */
  @ApiProperty({ maxLength: 1_000_000 })
  text: string;
  /** By time; none where nobody has told the time. */
  @ApiProperty({ type: [SpokenSegmentDto], maxItems: 20_000 })
  segments: SpokenSegmentDto[];
}

/** How loud it is, and where anything is to be heard (EBU R 128). */
export class LoudnessDto {
  /** Of all of it, in LUFS; null: too quiet to be measured. @example -16.2 */
  @ApiProperty({ type: Number, nullable: true })
  integrated_lufs: number | null;
  /** How far loud and quiet are apart, in LU; null: too quiet to be measured. @example 6.1 */
  @ApiProperty({ type: Number, nullable: true })
  range_lu: number | null;
  /** The loudest sample, in dBFS; null: it is digitally silent. @example -1.4 */
  @ApiProperty({ type: Number, nullable: true })
  peak_dbfs: number | null;
  /** Where nothing is to be heard, for half a second or more. */
  @ApiProperty({ type: [SpanDto], maxItems: 10_000 })
  silences: SpanDto[];
  /** How much of it is silent, 0 to 1. @example 0.08 */
  @ApiProperty({ type: Number, maximum: 1 })
  silent_share: number;
  /** In how much of it somebody seems to speak, 0 to 1: told by the sound alone, so songs count in part. @example 0.61 */
  @ApiProperty({ type: Number, maximum: 1 })
  speech_share: number;
}

export class ReadTextDto extends SpanDto {
  /** What is written there. @example 打烊之前 */
  @ApiProperty({ maxLength: 2000 })
  text: string;
  /** In which third of the picture. @example bottom */
  @ApiProperty({ enum: ['top', 'middle', 'bottom'] })
  place: 'top' | 'middle' | 'bottom';
}

export class MissingPartDto {
  /** What is not there. @example transcript */
  @ApiProperty({ enum: ANALYSIS_STAGES })
  part: AnalysisStage;
  /** Why, for programs. @example no_transcriber */
  @ApiProperty({ enum: Object.keys(ABSENCE_SENTENCES) })
  reason: AbsenceReason;
  /** The same for people, in the language of `Accept-Language`. @example 'The video has no sound' */
  @ApiProperty({ maxLength: 2000 })
  message: string;
}

export class AnalysisResultDto {
  /** Where the video came from, and what is known of it there. */
  source: SourceDto;
  /** The file. */
  media: MediaFactsDto;
  /** From cut to cut, in order. */
  @ApiProperty({ type: [FoundShotDto], maxItems: 5000 })
  shots: FoundShotDto[];
  /**
   * Pictures of the shots on one sheet, as JPEG. Signed; expires. Null: there are too few.
   * @example /api/v1/media/1795858500/kq3VxY0nB7u2TzP5mHcR8sJdLwEaF1oG4iQvXyZt6Kc/assets/6f/0199d3c6-307c-7e41-95f6-b09a8d7c6e6f.jpg
   */
  @ApiProperty({ type: String, format: 'uri-reference', nullable: true })
  contact_sheet_url: string | null;
  /** What is said; null: `missing` says why. */
  @ApiProperty({ type: TranscriptDto, nullable: true })
  transcript: TranscriptDto | null;
  /** How it sounds; null: it has no sound. */
  @ApiProperty({ type: LoudnessDto, nullable: true })
  loudness: LoudnessDto | null;
  /** What is written in the pictures; null: `missing` says why. */
  @ApiProperty({ type: [ReadTextDto], nullable: true, maxItems: 5000 })
  on_screen_text: ReadTextDto[] | null;
  /** What viewers say of it; null: `missing` says why. */
  @ApiProperty({ type: CommentsDto, nullable: true })
  comments: CommentsDto | null;
  /** What a director would note down. */
  insights: InsightsDto;
  /** Parts that are not there, and why. */
  @ApiProperty({ type: [MissingPartDto], maxItems: ANALYSIS_STAGES.length })
  missing: MissingPartDto[];
}
