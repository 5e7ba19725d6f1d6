import { BigIntType } from '@mikro-orm/core';
import { Entity, Index, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { newId } from '../common/uuid.js';

export const UPLOAD_KINDS = ['image', 'audio', 'video'] as const;
export type UploadKind = (typeof UPLOAD_KINDS)[number];

/** A file that a user brought. */
@Entity({ tableName: 'uploads' })
@Index({ properties: ['userId', 'createdAt'] })
export class Upload {
  @PrimaryKey({ type: 'uuid' })
  id = newId();

  @Property({ type: 'uuid' })
  userId: string;

  @Property({ length: 8 })
  kind: UploadKind;

  /** As the user named it, for showing only. */
  @Property({ length: 255 })
  filename: string;

  @Property({ type: 'text' })
  mime: string;

  @Property({ type: new BigIntType('number') })
  bytes: number;

  /** Pixels as they are seen, turned; null for sound. */
  @Property({ type: 'integer', nullable: true })
  width: number | null = null;

  @Property({ type: 'integer', nullable: true })
  height: number | null = null;

  @Property({ type: 'double', nullable: true })
  durationSec: number | null = null;

  /** Of the stored file. */
  @Property({ type: 'text' })
  sha256: string;

  /** The file in the storage. */
  @Property({ type: 'text' })
  key: string;

  @Property({ type: 'datetime', length: 3 })
  createdAt = new Date();

  constructor(
    values: Pick<Upload, 'userId' | 'kind' | 'filename' | 'mime' | 'bytes' | 'sha256' | 'key'> & Partial<Upload>,
  ) {
    Object.assign(this, values);
  }
}
