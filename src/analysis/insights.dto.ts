import { ApiProperty } from '@nestjs/swagger';
import { FilmStatisticsDto } from './statistics.dto.js';

export class StoryPartDto {
  /** In seconds. @example 0 */
  start_sec: number;
  /** In seconds. @example 12.5 */
  end_sec: number;
  /** What it may be called. @example 雨夜相遇 */
  @ApiProperty({ maxLength: 200 })
  title: string;
  /** What happens in it. @example 两个陌生人在打烊的咖啡馆里躲雨 */
  @ApiProperty({ maxLength: 2000 })
  description: string;
}

/** What commenters feel; the three shares are 1 together. */
export class SentimentDto {
  /** 0 to 1. @example 0.7 */
  @ApiProperty({ type: Number, maximum: 1 })
  positive: number;
  /** 0 to 1. @example 0.2 */
  @ApiProperty({ type: Number, maximum: 1 })
  neutral: number;
  /** 0 to 1. @example 0.1 */
  @ApiProperty({ type: Number, maximum: 1 })
  negative: number;
  /** What they speak of. @example 大家最喜欢结尾的反转 */
  @ApiProperty({ maxLength: 2000 })
  summary: string;
}

/** What a language model says of the video. It has not seen it: it has read what was measured, said, written and commented. */
export class FilmWordsDto {
  /** What it is about. @example 一个关于错过与重逢的雨夜故事 */
  @ApiProperty({ maxLength: 4000 })
  summary: string;
  /** What holds the viewer in the first seconds. @example 开场三秒内就抛出悬念 */
  @ApiProperty({ maxLength: 2000 })
  hook: string;
  /** How it is cut, and what that does. @example 前半段舒缓，高潮处镜头骤然变短 */
  @ApiProperty({ maxLength: 2000 })
  pacing: string;
  /** Its parts, in order. */
  @ApiProperty({ type: [StoryPartDto], maxItems: 8 })
  structure: StoryPartDto[];
  /** What it could be filed under. @example ["都市","治愈"] */
  @ApiProperty({ type: 'array', items: { type: 'string', maxLength: 40 }, maxItems: 12 })
  tags: string[];
  /** Null: there are no comments. */
  @ApiProperty({ type: SentimentDto, nullable: true })
  comment_sentiment: SentimentDto | null;
}

export class InsightsDto {
  /** Who wrote the words; `local`: nobody did, there is what was measured only. @example local */
  @ApiProperty({ maxLength: 40 })
  provider: string;
  /** Its model; null: there was none. @example qwen-plus */
  @ApiProperty({ type: String, nullable: true, maxLength: 200 })
  model: string | null;
  /** What was measured. */
  statistics: FilmStatisticsDto;
  /** What a language model says of it; null: none is configured, or it has failed; `missing` says which. */
  @ApiProperty({ type: FilmWordsDto, nullable: true })
  words: FilmWordsDto | null;
}
