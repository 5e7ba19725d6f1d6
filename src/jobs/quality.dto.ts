import { ApiProperty } from '@nestjs/swagger';
import { CHECK_SENTENCES } from '../common/check-catalogue.js';
import { readersLanguage } from '../common/language.js';
import { tell } from '../common/sentences.js';
import { type Language } from '../common/vocabulary.js';
import { type Format, FORMATS } from './formats.js';
import { CHECK_STATUSES, CHECKED_FILES, type CheckedFile, type ReportedCheck } from './quality.entity.js';

export class QualityCheckDto {
  /** What was looked at; never changes. What each means: docs/quality.md. @example audio_video_skew_seconds */
  @ApiProperty({ maxLength: 60 })
  name: string;
  /** `skipped`: it was not judged, and `reason` says why. @example passed */
  @ApiProperty({ enum: CHECK_STATUSES })
  status: ReportedCheck['status'];
  /** What was found: of several files, in the worst of them. Null: there is nothing to measure. @example 0.02 */
  @ApiProperty({ oneOf: [{ type: 'string', maxLength: 2000 }, { type: 'number' }], nullable: true })
  value: string | number | null;
  /** What is allowed, or wanted. Null: there is nothing to measure. @example 0.05 */
  @ApiProperty({ oneOf: [{ type: 'string', maxLength: 2000 }, { type: 'number' }], nullable: true })
  limit: string | number | null;
  /** Why it failed or was skipped, in the language of `Accept-Language`; null: it passed. */
  @ApiProperty({ type: String, nullable: true, maxLength: 2000 })
  reason: string | null;
  /** What kind of file it is; a `card` is a title or the end. @example film */
  @ApiProperty({ enum: CHECKED_FILES })
  of: CheckedFile;
  /** In which format: a film is checked in each of its shapes. @example mp4 */
  @ApiProperty({ enum: FORMATS })
  format: Format;
  /** Of how many files this is told. @example 1 */
  @ApiProperty({ type: 'integer', minimum: 1 })
  files: number;
  /** Of an episode, which one: the worst; null: it is of none by itself. */
  @ApiProperty({ type: 'integer', nullable: true })
  episode: number | null;
  /** Of a clip or a card, the shot that it shows: the worst; null: it is of none by itself. */
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  shot_id: string | null;

  static from(check: ReportedCheck, language: Language): QualityCheckDto {
    const { name, status, value, limit, reason, told, of, format, files, episode, shot_id } = check;
    const isKnown = told !== undefined && told.key in CHECK_SENTENCES;
    const words = isKnown ? tell(`check:${told.key}`, told.args, language) : reason;
    return { name, status, value, limit, reason: words, of, format, files, episode, shot_id };
  }
}

export class QualityDto {
  /** None of the checks has failed. A job is completed only with `true`. @example true */
  passed: boolean;
  /** The film first, its clips last. */
  @ApiProperty({ type: [QualityCheckDto], maxItems: 1000 })
  checks: QualityCheckDto[];

  static from(checks: ReportedCheck[], language = readersLanguage()): QualityDto {
    return {
      passed: checks.every(({ status }) => status !== 'failed'),
      checks: checks.map((check) => QualityCheckDto.from(check, language)),
    };
  }
}
