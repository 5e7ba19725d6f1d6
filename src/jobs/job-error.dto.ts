import { ApiProperty } from '@nestjs/swagger';
import { JOB_ERRORS, JOB_SENTENCES, type JobErrorCode } from '../common/job-error-catalogue.js';
import { readersLanguage } from '../common/language.js';
import { tell } from '../common/sentences.js';
import { type JobFailure } from './job.entity.js';

/** Why a job or a step failed, told in a language. */
export class JobErrorDto {
  /** For programs; never changes. What each says: `x-error-catalogue`. @example PROVIDER_UNAVAILABLE */
  @ApiProperty({ enum: Object.keys(JOB_ERRORS) })
  code: JobErrorCode;
  /** What happened, in the language of `Accept-Language`. @example 'runway did not answer in time' */
  @ApiProperty({ maxLength: 2000 })
  message: string;
  /** Where it happened; null: in no stage. @example clips */
  @ApiProperty({ type: String, nullable: true, maxLength: 16 })
  stage: string | null;
  /** Whose work failed; null: nobody else had a part in it. @example runway */
  @ApiProperty({ type: String, nullable: true, maxLength: 40 })
  provider: string | null;
  /** Whether the same thing may work when it is tried again. @example true */
  retryable: boolean;
  /**
   * What a person can do about it, in the same language.
   * @example 'The provider is down or busy. Try again later, or choose another provider.'
   */
  @ApiProperty({ maxLength: 2000 })
  advice: string;

  static from(failure: JobFailure, language = readersLanguage()): JobErrorDto {
    const { code, key, args = {}, message, stage, provider, retryable } = failure;
    const isTold = key !== undefined && key in JOB_SENTENCES;
    return {
      code,
      message: isTold ? tell(`job:${key}`, args, language) : message,
      stage,
      provider,
      retryable,
      advice: tell(`advice:${code}`, {}, language),
    };
  }
}
