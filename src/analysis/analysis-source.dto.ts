import { ApiProperty } from '@nestjs/swagger';

export const SOURCE_KINDS = ['youtube', 'url', 'upload'] as const;
export type SourceKind = (typeof SOURCE_KINDS)[number];

/** How often something was counted on its platform; null: it is not told. */
const counted = () => ApiProperty({ type: 'integer', nullable: true, maximum: Number.MAX_SAFE_INTEGER });
const told = (maxLength: number) => ApiProperty({ type: String, nullable: true, maxLength });

export class SourceDto {
  /** Where it came from. @example youtube */
  @ApiProperty({ enum: SOURCE_KINDS })
  kind: SourceKind;
  /** Its address; null: it was uploaded. @example 'https://www.youtube.com/watch?v=axepn8QqxRk' */
  @told(2048)
  url: string | null;
  /** The upload; null: it is none. */
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  upload_id: string | null;
  /** What it is called there, or the name of the file; null: that is not known. @example 打烊之前 */
  @told(300)
  title: string | null;
  /** Whose it is there. @example 'Night Shift' */
  @told(300)
  author: string | null;
  /** What is said about it there. */
  @told(10_000)
  description: string | null;
  /** What it is filed under there. @example ["drama"] */
  @ApiProperty({ type: 'array', items: { type: 'string', maxLength: 100 }, maxItems: 100 })
  tags: string[];
  /** When it was published. @example 2024-05-24T10:30:00.000Z */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  published_at: string | null;
  /** How often it was watched. @example 1250000 */
  @counted()
  views: number | null;
  /** How many like it. @example 89000 */
  @counted()
  likes: number | null;
  /** How many comments there are. @example 3400 */
  @counted()
  comments: number | null;
}

export class CommentDto {
  /** The name that its author goes by there. @example '@nightowl' */
  @ApiProperty({ maxLength: 300 })
  author: string;
  /** What it says. @example '结尾太意外了' */
  @ApiProperty({ maxLength: 10_000 })
  text: string;
  /** How many like it. @example 218 */
  @ApiProperty({ type: 'integer', maximum: Number.MAX_SAFE_INTEGER })
  likes: number;
  /** How many have answered. @example 7 */
  @ApiProperty({ type: 'integer', maximum: Number.MAX_SAFE_INTEGER })
  replies: number;
  /** When it was written; null: that is not told. @example 2024-05-24T10:36:55.000Z */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  published_at: string | null;
}

/** What viewers say: the comments that the platform takes for the most relevant. They are kept for `RETENTION_DAYS`. */
export class CommentsDto {
  /** There are more than were read. @example true */
  is_truncated: boolean;
  /** The most relevant first. */
  @ApiProperty({ type: [CommentDto], maxItems: 500 })
  items: CommentDto[];
}
