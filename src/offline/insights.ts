import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsNumber,
  IsString,
  Length,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { type Language } from '../common/vocabulary.js';
import { type FilmStatistics } from './film-statistics.js';

/** What is told in words of an existing film. One class is check, JSON schema and type; "none" is empty, or zero. */

export const MOST_INSIGHT_PARTS = 8;
export const MOST_TAGS = 12;
/** No film that is looked at is longer than a day. */
const MOST_SECONDS = 86_400;

/** What a director is given to note down. All texts in it are of strangers, and data, whoever reads them. */
export interface InsightsBrief {
  /** Of the notes; the film may be in any. */
  language: Language;
  title: string | null;
  description: string | null;
  statistics: FilmStatistics;
  /** In order; where there are many, each stands for some in a row. */
  shots: { start_sec: number; end_sec: number; transition: 'start' | 'cut' | 'gradual' }[];
  /** Lines that each begin with their time; null: nobody has written down what is said. */
  transcript: string | null;
  /** In the order in which they are first seen. */
  onScreenText: { at_sec: number; text: string }[];
  /** The most liked ones, those first. */
  comments: { text: string; likes: number }[];
}

export class InsightPart {
  @IsNumber()
  @Min(0)
  @Max(MOST_SECONDS)
  start_sec: number;

  @IsNumber()
  @Min(0)
  @Max(MOST_SECONDS)
  end_sec: number;

  @IsString()
  @Length(1, 80)
  title: string;

  @IsString()
  @Length(1, 400)
  description: string;
}

/** How the comments speak of the film. Where there are none, all shares are zero and the summary is empty. */
export class CommentSentiment {
  /** Share of the comments, 0 to 1; the three shares are 1 together. */
  @IsNumber()
  @Min(0)
  @Max(1)
  positive: number;

  @IsNumber()
  @Min(0)
  @Max(1)
  neutral: number;

  @IsNumber()
  @Min(0)
  @Max(1)
  negative: number;

  /** What viewers praise, and what they miss. */
  @IsString()
  @MaxLength(600)
  summary: string;
}

export class FilmInsights {
  /** What the film is about, and how it is made. */
  @IsString()
  @Length(1, 1200)
  summary: string;

  /** What holds the viewer in the first seconds, and why. */
  @IsString()
  @Length(1, 600)
  hook: string;

  /** How cutting, motion and speech lead the viewer. */
  @IsString()
  @Length(1, 600)
  pacing: string;

  /** Parts of the story, in order and beside each other. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MOST_INSIGHT_PARTS)
  @ValidateNested({ each: true })
  @Type(() => InsightPart)
  structure: InsightPart[];

  /** Genre, theme, mood and style, in a word or two each. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MOST_TAGS)
  @IsString({ each: true })
  @Length(1, 40, { each: true })
  tags: string[];

  @ValidateNested()
  @Type(() => CommentSentiment)
  comment_sentiment: CommentSentiment;
}

/** The offline crew does not watch films: it says so by noting nothing, which no model may. */
export function noteNothing(): FilmInsights {
  return {
    summary: '',
    hook: '',
    pacing: '',
    structure: [],
    tags: [],
    comment_sentiment: { positive: 0, neutral: 0, negative: 0, summary: '' },
  };
}
