import { ApiProperty } from '@nestjs/swagger';
import { JOB_ERRORS, JOB_SENTENCES, type JobErrorCode } from '../common/job-error-catalogue.js';
import { readersLanguage } from '../common/language.js';
import { tell } from '../common/sentences.js';
import { type JobFailure } from './job.entity.js';

/** Why a job or a step failed, told in a language. */
export class JobErrorDto {
  @ApiProperty({ enum: Object.keys(JOB_ERRORS) })
  code: JobErrorCode;
  /** What happened, in the language of `Accept-Language`. */
  @ApiProperty({ maxLength: 2000 })
  message: string;
  @ApiProperty({ type: String, nullable: true, maxLength: 16 })
  stage: string | null;
  @ApiProperty({ type: String, nullable: true, maxLength: 40 })
  provider: string | null;
  retryable: boolean;
  /** What a person can do about it, in the same language. */
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
