import { ApiProperty } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { Link, Optional } from '../common/field.decorators.js';
import { isoTime } from '../common/iso-time.js';
import { pageQuery } from '../common/pagination.js';
import { UPLOAD_KINDS, type UploadKind } from './upload.entity.js';

export class UploadQuery extends pageQuery(['created_at']) {
  @Optional()
  @IsIn(UPLOAD_KINDS)
  kind?: UploadKind;
}

export class UploadDto {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ enum: UPLOAD_KINDS })
  kind: UploadKind;
  /** As it was named, without folders and without what is not seen. */
  @ApiProperty({ maxLength: 255 })
  filename: string;
  /** Of what the file was found to be. */
  @ApiProperty({ maxLength: 100, pattern: '^[a-z]+/[\\w.+-]+$' })
  mime: string;
  /** Of the stored file: a picture is encoded anew. */
  @ApiProperty({ type: 'integer', maximum: Number.MAX_SAFE_INTEGER })
  size_bytes: number;
  /** In pixels, upright; null for sound. */
  @ApiProperty({ type: 'integer', nullable: true })
  width: number | null;
  @ApiProperty({ type: 'integer', nullable: true })
  height: number | null;
  @ApiProperty({ type: Number, nullable: true })
  duration_sec: number | null;
  /** Of the stored file. */
  @ApiProperty({ maxLength: 64, pattern: '^[0-9a-f]{64}$' })
  sha256: string;
  /** The end of `image_url` that never changes; null for sound and video. */
  @ApiProperty({ type: String, nullable: true, maxLength: 100 })
  image_path: string | null;
  /** Signed; expires. */
  @Link()
  url: string;
  /** `url` of a picture; null for sound and video. */
  @ApiProperty({ type: String, nullable: true, format: 'uri-reference' })
  image_url: string | null;
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
