import { ApiProperty } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { Link, Optional } from '../common/field.decorators.js';
import { isoTime } from '../common/iso-time.js';
import { pageQuery } from '../common/pagination.js';
import { UPLOAD_KINDS, type UploadKind } from './upload.entity.js';

export class UploadQuery extends pageQuery(['created_at']) {
  /** Only uploads of this kind. @example image */
  @Optional()
  @IsIn(UPLOAD_KINDS)
  kind?: UploadKind;
}

export class UploadDto {
  /** The id of the upload, by which requests name it. @example 0199d3c3-52d7-7f18-a6b9-0c3e8d7f4a15 */
  @ApiProperty({ format: 'uuid' })
  id: string;
  /** What the file was found to be. @example image */
  @ApiProperty({ enum: UPLOAD_KINDS })
  kind: UploadKind;
  /** As it was named, without folders and without what is not seen. @example 林夏.png */
  @ApiProperty({ maxLength: 255 })
  filename: string;
  /** Of what the file was found to be. @example image/png */
  @ApiProperty({ maxLength: 100, pattern: '^[a-z]+/[\\w.+-]+$' })
  mime: string;
  /** Of the stored file, in bytes: a picture is encoded anew. @example 284113 */
  @ApiProperty({ type: 'integer', maximum: Number.MAX_SAFE_INTEGER })
  size_bytes: number;
  /** In pixels, upright; null for sound. @example 1024 */
  @ApiProperty({ type: 'integer', nullable: true })
  width: number | null;
  /** In pixels, upright; null for sound. @example 1536 */
  @ApiProperty({ type: 'integer', nullable: true })
  height: number | null;
  /** Playing time in seconds; null for pictures. */
  @ApiProperty({ type: Number, nullable: true })
  duration_sec: number | null;
  /** Of the stored file, in hexadecimal. @example 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 */
  @ApiProperty({ maxLength: 64, pattern: '^[0-9a-f]{64}$' })
  sha256: string;
  /**
   * The end of `image_url` that never changes; null for sound and video.
   * @example assets/15/0199d3c3-52d7-7f18-a6b9-0c3e8d7f4a15.png
   */
  @ApiProperty({ type: String, nullable: true, maxLength: 100 })
  image_path: string | null;
  /**
   * The file. Signed; expires. `<img>` and `<video>` need no header.
   * @example /api/v1/media/1795858500/kq3VxY0nB7u2TzP5mHcR8sJdLwEaF1oG4iQvXyZt6Kc/assets/15/0199d3c3-52d7-7f18-a6b9-0c3e8d7f4a15.png
   */
  @Link()
  url: string;
  /**
   * `url` of a picture; null for sound and video.
   * @example /api/v1/media/1795858500/kq3VxY0nB7u2TzP5mHcR8sJdLwEaF1oG4iQvXyZt6Kc/assets/15/0199d3c3-52d7-7f18-a6b9-0c3e8d7f4a15.png
   */
  @ApiProperty({ type: String, nullable: true, format: 'uri-reference' })
  image_url: string | null;
  /** When it was uploaded. @example 2026-11-28T08:20:00.000Z */
  @ApiProperty({ format: 'date-time' })
  created_at: string;

  static from(row: UploadRow, urlOf: (key: string) => string): UploadDto {
    const url = urlOf(row.key);
    const isImage = row.kind === 'image';
    return {
      id: row.id,
      kind: row.kind,
      filename: row.filename,
      mime: row.mime,
      size_bytes: row.bytes,
      width: row.width,
      height: row.height,
      duration_sec: row.duration_sec,
      sha256: row.sha256,
      image_path: isImage ? row.key : null,
      url,
      image_url: isImage ? url : null,
      created_at: isoTime(row.created_at),
    };
  }
}

/** An upload as one SQL read gives it. */
export interface UploadRow {
  id: string;
  kind: UploadKind;
  filename: string;
  mime: string;
  bytes: number;
  width: number | null;
  height: number | null;
  duration_sec: number | null;
  sha256: string;
  key: string;
  created_at: string;
}
