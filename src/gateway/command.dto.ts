import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsString, IsUUID, Length, ValidateNested } from 'class-validator';
import { Int, Optional } from '../common/field.decorators.js';

const MOST_STREAMS = 50;

/** A stream one wants to hear, and the last number one has of it. */
export class StreamRefDto {
  @IsUUID()
  id: string;

  @Optional()
  @Int(0, Number.MAX_SAFE_INTEGER)
  after_seq?: number;
}

export class SubscribeDto {
  @Optional()
  @IsArray()
  @ArrayMaxSize(MOST_STREAMS)
  @ValidateNested({ each: true })
  @Type(() => StreamRefDto)
  projects?: StreamRefDto[];

  @Optional()
  @IsArray()
  @ArrayMaxSize(MOST_STREAMS)
  @ValidateNested({ each: true })
  @Type(() => StreamRefDto)
  jobs?: StreamRefDto[];
}

export class UnsubscribeDto {
  @Optional()
  @IsArray()
  @ArrayMaxSize(MOST_STREAMS)
  @IsUUID(undefined, { each: true })
  projects?: string[];

  @Optional()
  @IsArray()
  @ArrayMaxSize(MOST_STREAMS)
  @IsUUID(undefined, { each: true })
  jobs?: string[];
}

export class PingDto {}

export class RefreshDto {
  @IsString()
  @Length(1, 8192)
  token: string;
}

/** What the handshake may carry besides the token: a stream to hear at once. */
export class HandshakeDto {
  @IsString()
  @Length(1, 8192)
  token: string;

  @Optional()
  @IsUUID()
  project_id?: string;

  @Optional()
  @IsUUID()
  job_id?: string;

  @Optional()
  @Int(0, Number.MAX_SAFE_INTEGER)
  after_seq?: number;
}
