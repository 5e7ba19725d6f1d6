import { setTimeout as delay } from 'node:timers/promises';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, Logger } from '@nestjs/common';
import { emForReads } from '../common/transaction.js';
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

/** A file without a row may be one that is being noted right now; after so long it is left over from a crash. */
const UNKNOWN_FOR_MS = 24 * 3_600_000;
const DRAFT_FOR_MS = 3_600_000;
/** Between two pages of a listing: there is no hurry, and others need the disk. */
const PAUSE_MS = 50;

interface EndedUse {
  asset_id: string;
}

@Injectable()
export class AssetsService {
  private readonly logger = new Logger('Assets');

  constructor(
    private readonly em: EntityManager,
    private readonly storage: Storage,
  ) {}

  /** Stores a file of an owner and notes what uses it. Never call it inside a transaction: it copies bytes. */
  async save(ownerId: string, file: AssetFile, use: AssetPurpose, signal: AbortSignal): Promise<Asset> {
    const id = newId();
    const key = assetKey(id, file.ext);
    const source = 'buffer' in file ? file.buffer : { path: file.path };
    const stored = await this.storage.put(key, source, file.mime, signal);
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

  /** Notes that something more uses files of an owner; twice is as good as once. False where one of them has gone. */
  async addUses(ownerId: string, keys: string[], use: AssetPurpose, em: EntityManager): Promise<boolean> {
    if (keys.length === 0) {
      return true;
    }
    const [row] = await em.execute<{ count: number }[]>(
      `with kept as (
         select id from assets where owner_id = ? and key = any(?::text[]) order by id for no key update
       ), held as (
         update assets a set released_at = null from kept where a.id = kept.id and a.released_at is not null
       ), used as (
         insert into asset_uses (asset_id, kind, subject_id) select id, ?, ?::uuid from kept on conflict do nothing
       )
       select count(*)::int as count from kept`,
      [ownerId, `{${keys.join(',')}}`, use.kind, use.subjectId],
    );
    return row?.count === keys.length;
  }

  /** Makes files of an owner just those that something uses: what it used before and does not any more is let go. */
  async setUses(ownerId: string, keys: string[], use: AssetPurpose, em: EntityManager): Promise<void> {
    await this.addUses(ownerId, keys, use, em);
    await this.endOtherUses(use, keys, em);
  }

  /** Lets go of whatever something uses besides the files of these keys. */
  async endOtherUses({ kind, subjectId }: AssetPurpose, keys: string[], em: EntityManager): Promise<void> {
    const ended = await em.execute<EndedUse[]>(
      `delete from asset_uses u using assets a
       where u.kind = ? and u.subject_id = ? and a.id = u.asset_id and not a.key = any(?::text[]) returning u.asset_id`,
      [kind, subjectId, `{${keys.join(',')}}`],
    );
    await this.release(ended, em);
  }

  /** SHA-256 of files of an owner, by key; those that have gone are missing. */
  async sumsOf(ownerId: string, keys: string[]): Promise<Map<string, string>> {
    if (keys.length === 0) {
      return new Map();
    }
    const rows = await emForReads(this.em).execute<{ key: string; sha256: string }[]>(
      'select key, sha256 from assets where owner_id = ? and key = any(?::text[])',
      [ownerId, `{${keys.join(',')}}`],
    );
    return new Map(rows.map(({ key, sha256 }) => [key, sha256]));
  }

  /** Ends every use by some subjects. A file that nothing uses any more goes an hour later: somebody may be watching it. */
  async endUses(kind: AssetUseKind, subjectIds: string[], em: EntityManager): Promise<void> {
    const ended = await em.execute<EndedUse[]>(
      'delete from asset_uses where kind = ? and subject_id = any(?::uuid[]) returning asset_id',
      [kind, `{${subjectIds.join(',')}}`],
    );
    await this.release(ended, em);
  }

  /**
   * Of two transactions that end the last two uses of a file, the later one must see what the earlier one did: so the lock
   * is taken first, and what is left is looked at in a statement after it.
   */
  private async release(ended: EndedUse[], em: EntityManager): Promise<void> {
    if (ended.length === 0) {
      return;
    }
    const ids = `{${ended.map(({ asset_id }) => asset_id).join(',')}}`;
    await em.execute('select id from assets where id = any(?::uuid[]) order by id for no key update', [ids]);
    await em.execute(
      `update assets a set released_at = now()
       where a.id = any(?::uuid[]) and not exists (select 1 from asset_uses u where u.asset_id = a.id)`,
      [ids],
      'run',
    );
  }

  /** Deletes files that nothing has used for an hour; a few at a time, in any number of processes at once. */
  async deleteReleased(): Promise<void> {
    const rows = await this.em.fork().execute<{ key: string }[]>(
      `delete from assets where id in (
         select a.id from assets a
         where a.released_at < now() - interval '1 hour'
           and not exists (select 1 from asset_uses u where u.asset_id = a.id)
         limit 100 for update skip locked) returning key`,
    );
    for (const { key } of rows) {
      await this.storage.delete(key);
    }
  }

  /** Deletes files that no row knows, slowly; what a crash left between storing a file and noting it. */
  async deleteUnknown(signal: AbortSignal): Promise<void> {
    const [database] = await this.em.fork().execute<{ id: string }[]>(
      `select system_identifier || '/' || d.oid as id from pg_control_system(), pg_database d
       where d.datname = current_database()`,
    );
    if (!database || !(await this.storage.belongsTo(database.id))) {
      this.logger.warn('The stored files belong to another database: those that this one does not know are kept');
      return;
    }
    const now = Date.now();
    await this.storage.deleteDrafts(new Date(now - DRAFT_FOR_MS));
    for await (const keys of this.storage.keysBefore(new Date(now - UNKNOWN_FOR_MS))) {
      await this.deleteUnknownOf(keys);
      if (signal.aborted) {
        return;
      }
      await delay(PAUSE_MS);
    }
  }

  /** Deletes those of some stored files that no row knows: what was stored for something that did not come about. */
  async deleteUnknownOf(keys: string[]): Promise<void> {
    const known = await this.em
      .fork()
      .execute<{ key: string }[]>('select key from assets where key = any(?::text[])', [`{${keys.join(',')}}`]);
    const knownKeys = new Set(known.map(({ key }) => key));
    for (const key of keys.filter((each) => !knownKeys.has(each))) {
      await this.storage.delete(key);
    }
  }
}
