import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsObject, IsString, ValidateNested } from 'class-validator';
import { Int, Optional, Text } from '../common/field.decorators.js';

const MOST_STREAMS = 50;
export const LONGEST_ID = 100;
const LONGEST_TOKEN = 8192;

/** A stream one wants to hear, and the last number one has of it. A malformed id is one that does not exist. */
export class StreamRefDto {
  /** The id of the project or the job. @example 0199d3c4-7a10-7c52-9d0e-6a2f1b8e4c20 */
  @Text(1, LONGEST_ID)
  id: string;

  /**
   * What came after this number is told first, in order: a `seq` of a project, a `job_seq` of a job. Not given: from now
   * on. What is not kept any more is answered with `resync`.
   * @example 118
   */
  @Optional()
  @Int(0, Number.MAX_SAFE_INTEGER)
  after_seq?: number;
}

/** Ids of streams that one may hear or not. */
function Ids(): PropertyDecorator {
  const schema = { type: 'array', maxItems: MOST_STREAMS, items: { type: 'string', maxLength: LONGEST_ID } } as const;
  return applyDecorators(
    Optional(),
    IsArray(),
    ArrayMaxSize(MOST_STREAMS),
    IsString({ each: true }),
    ApiProperty(schema),
  );
}

export class SubscribeDto {
  /** Projects to hear of. @example [{"id":"0199d3c4-7a10-7c52-9d0e-6a2f1b8e4c20","after_seq":118}] */
  @Optional()
  @IsArray()
  @ArrayMaxSize(MOST_STREAMS)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => StreamRefDto)
  @ApiProperty({ maxItems: MOST_STREAMS })
  projects?: StreamRefDto[];

  /** Jobs to hear of. @example [{"id":"0199d3c4-7a2b-7e3c-8f10-91c7d5a0b3e2"}] */
  @Optional()
  @IsArray()
  @ArrayMaxSize(MOST_STREAMS)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => StreamRefDto)
  @ApiProperty({ maxItems: MOST_STREAMS })
  jobs?: StreamRefDto[];
}

export class UnsubscribeDto {
  /** Projects to hear nothing more of. @example ["0199d3c4-7a10-7c52-9d0e-6a2f1b8e4c20"] */
  @Ids()
  projects?: string[];

  /** Jobs to hear nothing more of. @example [] */
  @Ids()
  jobs?: string[];
}

export class PingDto {}

export class RefreshDto {
  /** A new access token, or an API key, of the same user. @example eyJhbGciOiJIUzI1NiJ9.e30.hJ2v */
  @Text(1, LONGEST_TOKEN)
  token: string;
}

/** What the handshake may carry besides the token: a stream to hear at once. */
export class HandshakeDto {
  /** An access token or an API key. @example eyJhbGciOiJIUzI1NiJ9.e30.hJ2v */
  @Text(1, LONGEST_TOKEN)
  token: string;

  /** A project to hear of at once. @example 0199d3c4-7a10-7c52-9d0e-6a2f1b8e4c20 */
  @Optional()
  @Text(1, LONGEST_ID)
  project_id?: string;

  /** A job to hear of at once. */
  @Optional()
  @Text(1, LONGEST_ID)
  job_id?: string;

  /** The last number that you have of it. @example 118 */
  @Optional()
  @Int(0, Number.MAX_SAFE_INTEGER)
  after_seq?: number;
}
