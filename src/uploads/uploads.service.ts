import { EntityManager } from '@mikro-orm/postgresql';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../common/config.js';
import { AppError } from '../common/errors.js';
import { found, findOwned } from '../common/owned.js';
import { countOf, type Page, pageOf } from '../common/pagination.js';
import { inTransaction } from '../common/transaction.js';
import { isUuid, newId } from '../common/uuid.js';
import { Asset, AssetUse } from '../storage/asset.entity.js';
import { AssetsService } from '../storage/assets.service.js';
import { isStorageKey } from '../storage/storage-keys.js';
import { Storage } from '../storage/storage.js';
import { UploadDto, type UploadQuery, type UploadRow } from './upload.dto.js';
import { Upload } from './upload.entity.js';
import { type UploadFile } from './upload-file.js';

const COLUMNS =
  'id, kind, filename, mime, bytes::float8 as bytes, width, height, duration_sec, sha256, key, created_at';
const MEDIA_PATH = '/api/v1/media/';
const KEY_AT_THE_END = /(?:^|\/)(assets\/[^/?#]+\/[^/?#]+)(?:[?#].*)?$/;

/** The files that users brought. */
@Injectable()
export class UploadsService {
  constructor(
    private readonly em: EntityManager,
    private readonly assets: AssetsService,
    private readonly storage: Storage,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Makes a stored file an upload, within the user's quota. */
  async create(userId: string, file: UploadFile): Promise<UploadDto> {
    const upload = await inTransaction(this.em, async (em) => {
      // One after the other: two files at once must not both see room for one, nor be stored twice.
      await em.execute('select 1 from users where id = ? for no key update', [userId]);
      await this.requireRoom(em, userId, file);
      return this.adopt(em, userId, file);
    });
    return this.get(userId, upload.id);
  }

  /**
   * Makes a stored file an upload: one that `UploadIntake.take` has stored, or an asset of the user. Of bytes that the user
   * has uploaded before, the file that is there is used; the new one is then to be discarded. It asks no quota.
   */
  async adopt(em: EntityManager, userId: string, file: UploadFile): Promise<Upload> {
    const [known] = await em.execute<{ key: string }[]>(
      `select key from assets where owner_id = ? and (key = ? or (is_uploaded and sha256 = ?)) order by key <> ? limit 1`,
      [userId, file.key, file.sha256, file.key],
    );
    const upload = new Upload({ ...file, userId });
    const use = { kind: 'upload', subjectId: upload.id } as const;
    if (known && (await this.assets.addUses(userId, [known.key], use, em))) {
      upload.key = known.key;
    } else {
      const { key, mime, bytes, sha256 } = file;
      const asset = new Asset({ id: newId(), key, ownerId: userId, mime, bytes, sha256, isUploaded: true });
      em.persist([asset, new AssetUse(asset, use.kind, use.subjectId)]);
    }
    await em.persist(upload).flush();
    return upload;
  }

  async list(userId: string, query: UploadQuery): Promise<Page<UploadDto>> {
    const where = 'user_id = ? and (?::text is null or kind = ?)';
    const values = [userId, query.kind ?? null, query.kind ?? null];
    const [counted] = await this.em.execute<{ count: number }[]>(countOf(`uploads where ${where}`), values);
    const rows = await this.em.execute<UploadRow[]>(
      `select ${COLUMNS} from uploads where ${where}
       order by created_at ${query.sort_order}, id ${query.sort_order} limit ? offset ?`,
      [...values, query.limit, query.offset],
    );
    return pageOf(
      rows.map((row) => this.toDto(row)),
      counted?.count ?? 0,
      query,
    );
  }

  async get(userId: string, id: string): Promise<UploadDto> {
    const [row] = await this.em.execute<UploadRow[]>(`select ${COLUMNS} from uploads where id = ? and user_id = ?`, [
      id,
      userId,
    ]);
    return this.toDto(found('UPLOAD', row));
  }

  /** The file stays where a shot or a character uses it, and for an hour in any case. */
  async delete(userId: string, id: string): Promise<void> {
    await inTransaction(this.em, async (em) => {
      const sql = 'delete from uploads where id = ? and user_id = ? returning id';
      found('UPLOAD', (await em.execute<object[]>(sql, [id, userId]))[0]);
      await this.assets.endUses('upload', [id], em);
    });
  }

  /** An upload of the user, or UPLOAD_NOT_FOUND; in a path and in a body alike. */
  find(userId: string, id: string): Promise<Upload> {
    return findOwned(this.em, Upload, 'UPLOAD', { id, userId });
  }

  /**
   * The upload that a user means by its id or its URL, however old that is; UPLOAD_NOT_FOUND for one that is not theirs or
   * has gone. Null where it is neither: then it may be an address of somewhere else.
   */
  async resolve(userId: string, reference: string): Promise<Upload | null> {
    if (isUuid(reference)) {
      return this.find(userId, reference);
    }
    const [, key = ''] = KEY_AT_THE_END.exec(reference) ?? [];
    const upload = isStorageKey(key)
      ? await this.em.findOne(Upload, { userId, key }, { orderBy: { createdAt: 'asc', id: 'asc' } })
      : null;
    if (upload === null && this.isOurs(reference)) {
      throw AppError.notFound('UPLOAD');
    }
    return upload;
  }

  /** Files count once and as long as something uses them, be it a shot whose upload was deleted. */
  private async requireRoom(em: EntityManager, userId: string, { bytes, sha256 }: UploadFile): Promise<void> {
    const { uploadQuotaBytes } = this.config;
    if (uploadQuotaBytes === null) {
      return;
    }
    const [row] = await em.execute<{ others: number }[]>(
      `select coalesce(sum(bytes), 0)::float8 as others from assets
       where owner_id = ? and is_uploaded and released_at is null and sha256 <> ?`,
      [userId, sha256],
    );
    if ((row?.others ?? 0) + bytes > uploadQuotaBytes) {
      throw new AppError('QUOTA_EXCEEDED', { quota_bytes: uploadQuotaBytes });
    }
  }

  /** Whether an address can only be one of our files. */
  private isOurs(reference: string): boolean {
    const { mediaBaseUrl, publicUrl } = this.config;
    const bases = [mediaBaseUrl, publicUrl, ''].filter((base) => base !== null);
    return isStorageKey(reference) || bases.some((base) => reference.startsWith(base + MEDIA_PATH));
  }

  private toDto(row: UploadRow): UploadDto {
    return UploadDto.from(row, (key) => this.storage.url(key));
  }
}
