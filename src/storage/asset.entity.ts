import { BigIntType } from '@mikro-orm/core';
import { Entity, Enum, Index, ManyToOne, PrimaryKey, Property, Unique } from '@mikro-orm/decorators/legacy';

/** What can refer to a file. */
export const ASSET_USES = ['step', 'shot', 'character', 'upload', 'job', 'project'] as const;
export type AssetUseKind = (typeof ASSET_USES)[number];

/** A file in the storage. It lives as long as something uses it, not as long as what made it. */
@Entity({ tableName: 'assets' })
@Index({
  name: 'assets_uploaded_index',
  expression: `create index "assets_uploaded_index" on "assets" ("owner_id", "sha256") where "is_uploaded"`,
})
export class Asset {
  @PrimaryKey({ type: 'uuid' })
  id: string;

  @Unique()
  @Property({ type: 'text' })
  key: string;

  @Index()
  @Property({ type: 'uuid' })
  ownerId: string;

  @Property({ type: 'text' })
  mime: string;

  @Property({ type: new BigIntType('number') })
  bytes: number;

  @Property({ type: 'text' })
  sha256: string;

  /** Brought by its owner, and so part of their quota; made here otherwise. */
  @Property({ type: 'boolean', default: false })
  isUploaded: boolean;

  @Property({ type: 'datetime', length: 3, defaultRaw: 'now()' })
  createdAt: Date = new Date();

  /** When its last use ended; null while something uses it. */
  @Index()
  @Property({ type: 'datetime', length: 3, nullable: true })
  releasedAt: Date | null = null;

  constructor(
    values: Pick<Asset, 'id' | 'key' | 'ownerId' | 'mime' | 'bytes' | 'sha256'> & Partial<Pick<Asset, 'isUploaded'>>,
  ) {
    this.id = values.id;
    this.key = values.key;
    this.ownerId = values.ownerId;
    this.mime = values.mime;
    this.bytes = values.bytes;
    this.sha256 = values.sha256;
    this.isUploaded = values.isUploaded ?? false;
  }
}

/** That something uses a file. */
@Entity({ tableName: 'asset_uses' })
@Index({ properties: ['kind', 'subjectId'] })
export class AssetUse {
  @ManyToOne(() => Asset, { primary: true, deleteRule: 'restrict', updateRule: 'no action' })
  asset: Asset;

  @Enum({ items: () => [...ASSET_USES], primary: true })
  kind: AssetUseKind;

  @PrimaryKey({ type: 'uuid' })
  subjectId: string;

  constructor(asset: Asset, kind: AssetUseKind, subjectId: string) {
    this.asset = asset;
    this.kind = kind;
    this.subjectId = subjectId;
  }
}
