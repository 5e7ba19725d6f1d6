import { ApiProperty } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { Optional } from '../common/field.decorators.js';
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
  filename: string;
  /** Of what the file was found to be. */
  mime: string;
  /** Of the stored file: a picture is encoded anew. */
  @ApiProperty({ type: 'integer' })
  size_bytes: number;
  /** In pixels, upright; null for sound. */
  @ApiProperty({ type: 'integer', nullable: true })
  width: number | null;
  @ApiProperty({ type: 'integer', nullable: true })
  height: number | null;
  @ApiProperty({ type: Number, nullable: true })
  duration_sec: number | null;
  /** Of the stored file. */
  sha256: string;
  /** The end of `image_url` that never changes; null for sound and video. */
  @ApiProperty({ type: String, nullable: true })
  image_path: string | null;
  /** Signed; expires. */
  url: string;
  /** `url` of a picture; null for sound and video. */
  @ApiProperty({ type: String, nullable: true })
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
