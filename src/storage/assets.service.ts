import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { newId } from '../common/uuid.js';
import { Asset, AssetUse, type AssetUseKind } from './asset.entity.js';
import { assetKey } from './storage-keys.js';
import { Storage } from './storage.js';

/** A file to keep: its bytes or its place on this machine (it is copied), and what it is. */
export type AssetFile = ({ buffer: Buffer } | { path: string }) & { mime: string; ext: string };

/** What a file is kept for. */
export interface AssetPurpose {
  kind: AssetUseKind;
  subjectId: string;
}

@Injectable()
export class AssetsService {
  constructor(
    private readonly em: EntityManager,
    private readonly storage: Storage,
  ) {}

  /** Stores a file of an owner and notes what uses it. Never call it inside a transaction: it copies bytes. */
  async save(ownerId: string, file: AssetFile, use: AssetPurpose): Promise<Asset> {
    const id = newId();
    const key = assetKey(id, file.ext);
    const stored = await this.storage.put(key, 'buffer' in file ? file.buffer : { path: file.path });
    const asset = new Asset({ id, key, ownerId, mime: file.mime, ...stored });
    try {
      const em = this.em.fork();
      em.persist([asset, new AssetUse(asset, use.kind, use.subjectId)]);
      await em.flush();
    } catch (error) {
      await this.storage.delete(key);
      throw error;
    }
    return asset;
  }

  /** Notes that something more uses the file; `em` may be a transaction's. Twice is as good as once. */
  async addUse(assetId: string, use: AssetPurpose, em: EntityManager = this.em): Promise<void> {
    await em.execute(
      'insert into asset_uses (asset_id, kind, subject_id) values (?, ?, ?) on conflict do nothing',
      [assetId, use.kind, use.subjectId],
      'run',
    );
  }

  /** Ends every use by a subject; the sweeper deletes the files later. */
  async endUses(use: AssetPurpose, em: EntityManager = this.em): Promise<void> {
    await em.execute('delete from asset_uses where kind = ? and subject_id = ?', [use.kind, use.subjectId], 'run');
  }

  /** The file on this machine, for reading. */
  pathOf(asset: Pick<Asset, 'key'>): string {
    return this.storage.pathOf(asset.key);
  }

  /** A signed URL that expires. */
  urlOf(asset: Pick<Asset, 'key'>): string {
    return this.storage.url(asset.key);
  }
}
