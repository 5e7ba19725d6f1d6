import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsObject, IsString, ValidateNested } from 'class-validator';
import { Int, Optional, Text } from '../common/field.decorators.js';

const MOST_STREAMS = 50;
export const LONGEST_ID = 100;
const LONGEST_TOKEN = 8192;

/** A stream one wants to hear, and the last number one has of it. A malformed id is one that does not exist. */
export class StreamRefDto {
  @Text(1, LONGEST_ID)
  id: string;

  @Optional()
  @Int(0, Number.MAX_SAFE_INTEGER)
  after_seq?: number;
}

export class SubscribeDto {
  @Optional()
  @IsArray()
  @ArrayMaxSize(MOST_STREAMS)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => StreamRefDto)
  projects?: StreamRefDto[];

  @Optional()
  @IsArray()
  @ArrayMaxSize(MOST_STREAMS)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => StreamRefDto)
  jobs?: StreamRefDto[];
}

export class UnsubscribeDto {
  @Optional()
  @IsArray()
  @ArrayMaxSize(MOST_STREAMS)
  @IsString({ each: true })
  projects?: string[];

  @Optional()
  @IsArray()
  @ArrayMaxSize(MOST_STREAMS)
  @IsString({ each: true })
  jobs?: string[];
}

export class PingDto {}

export class RefreshDto {
  @Text(1, LONGEST_TOKEN)
  token: string;
}

/** What the handshake may carry besides the token: a stream to hear at once. */
export class HandshakeDto {
  @Text(1, LONGEST_TOKEN)
  token: string;

  @Optional()
  @Text(1, LONGEST_ID)
  project_id?: string;

  @Optional()
  @Text(1, LONGEST_ID)
  job_id?: string;

  @Optional()
  @Int(0, Number.MAX_SAFE_INTEGER)
  after_seq?: number;
}
