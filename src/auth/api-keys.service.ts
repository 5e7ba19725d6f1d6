import { LockMode } from '@mikro-orm/core';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, Logger } from '@nestjs/common';
import { AppError } from '../common/errors.js';
import { found } from '../common/owned.js';
import { type Page, type PageFields, pageOf } from '../common/pagination.js';
import { inTransaction } from '../common/transaction.js';
import { unauthenticated } from './access-tokens.js';
import { ApiKeyDto, type ApiKeyRow, type CreateApiKeyDto, type NewApiKeyDto } from './api-key.dto.js';
import { ApiKey } from './api-key.entity.js';
import { Revocations } from './revocations.js';
import { hashOf, newSecretToken } from './secret-token.js';
import { User, type UserRole } from './user.entity.js';

const MARK = 'jumu_';
const KEY = /^jumu_[\w-]{43}$/;
const PREFIX_LENGTH = 12;
const MOST_KEYS = 100;
const COLUMNS = 'id, name, prefix, expires_at, last_used_at, created_at';

/** Whose key it is, as things stand. */
export interface KeyHolder {
  id: string;
  role: UserRole;
  apiKeyId: string;
  expiresAt: Date | null;
}

interface HolderRow {
  id: string;
  user_id: string;
  role: UserRole;
  expires_at: string | null;
  is_use_news: boolean;
}

/** Whether a bearer token says of itself that it is an API key. */
export function isApiKey(token: string): boolean {
  return token.startsWith(MARK);
}

/** The answer to a key that asks for what only people may do. */
export function forbiddenToKeys(): AppError {
  return new AppError('FORBIDDEN.api_key');
}

/** Long-lived keys for machines. */
@Injectable()
export class ApiKeysService {
  private readonly logger = new Logger('ApiKeys');
  /** Keys whose use is being written. */
  private readonly noting = new Set<string>();

  constructor(
    private readonly em: EntityManager,
    private readonly revocations: Revocations,
  ) {}

  async create(userId: string, { name, expires_at }: CreateApiKeyDto): Promise<NewApiKeyDto> {
    const key = MARK + newSecretToken();
    return inTransaction(this.em, async (em) => {
      // The lock makes keys one after the other, so that nobody gets past the limit.
      const user = await em.findOne(User, userId, { lockMode: LockMode.PESSIMISTIC_WRITE });
      if (user === null) {
        throw unauthenticated();
      }
      if ((await em.count(ApiKey, { user })) >= MOST_KEYS) {
        throw new AppError('QUOTA_EXCEEDED.api_keys', { limit: MOST_KEYS });
      }
      const row = new ApiKey({
        user,
        name,
        prefix: key.slice(0, PREFIX_LENGTH),
        keyHash: hashOf(key),
        expiresAt: expires_at === undefined ? null : new Date(expires_at),
      });
      await em.persist(row).flush();
      const { id, prefix, expiresAt, lastUsedAt, createdAt } = row;
      const columns = { id, name, prefix, expires_at: expiresAt, last_used_at: lastUsedAt, created_at: createdAt };
      return { ...ApiKeyDto.from(columns), key };
    });
  }

  async list(userId: string, query: PageFields): Promise<Page<ApiKeyDto>> {
    const rows = await this.em.execute<ApiKeyRow[]>(
      `select ${COLUMNS} from api_keys where user_id = ?
       order by ${query.sort_by} ${query.sort_order} nulls last, id ${query.sort_order} limit ? offset ?`,
      [userId, query.limit, query.offset],
    );
    const [counted] = await this.em.execute<{ count: number }[]>(
      'select count(*)::int as count from api_keys where user_id = ?',
      [userId],
    );
    return pageOf(
      rows.map((row) => ApiKeyDto.from(row)),
      counted?.count ?? 0,
      query,
    );
  }

  /** From the next request on, the key is worth nothing. */
  async delete(userId: string, id: string): Promise<void> {
    const [row] = await this.em.execute<object[]>('delete from api_keys where id = ? and user_id = ? returning id', [
      id,
      userId,
    ]);
    found('API_KEY', row);
    this.revocations.tell([id]);
  }

  /** Whose key it is, or UNAUTHENTICATED. Looked up each time: a key has no end by itself, and roles change. */
  async holderOf(key: string): Promise<KeyHolder> {
    const [row] = KEY.test(key) ? await this.find(key) : [];
    if (row === undefined) {
      throw unauthenticated();
    }
    if (row.is_use_news) {
      this.noteUse(row.id);
    }
    const expiresAt = row.expires_at === null ? null : new Date(row.expires_at);
    return { id: row.user_id, role: row.role, apiKeyId: row.id, expiresAt };
  }

  /** What the holders of many keys are, by the keys' ids; of one that is no more, nothing. That is no use of the keys. */
  async rolesOf(ids: string[]): Promise<Map<string, UserRole>> {
    if (ids.length === 0) {
      return new Map();
    }
    const rows = await this.em
      .fork()
      .execute<{ id: string; role: UserRole }[]>(
        'select k.id, u.role from api_keys k join users u on u.id = k.user_id where k.id = any(?::uuid[])',
        [`{${ids.join(',')}}`],
      );
    return new Map(rows.map(({ id, role }) => [id, role]));
  }

  private find(key: string): Promise<HolderRow[]> {
    return this.em.fork().execute<HolderRow[]>(
      `select k.id, k.user_id, u.role, k.expires_at,
         coalesce(k.last_used_at < now() - interval '1 minute', true) as is_use_news
       from api_keys k join users u on u.id = k.user_id
       where k.key_hash = ? and (k.expires_at is null or k.expires_at > now())`,
      [hashOf(key)],
    );
  }

  /** Nobody waits for it, and one that is lost is made up for by the next request. */
  private noteUse(id: string): void {
    if (this.noting.has(id)) {
      return;
    }
    this.noting.add(id);
    this.em
      .fork()
      .execute(
        `update api_keys set last_used_at = now()
         where id = ? and coalesce(last_used_at < now() - interval '1 minute', true)`,
        [id],
      )
      .catch((error: unknown) => this.logger.debug('A use of an API key was not written down', error))
      .finally(() => this.noting.delete(id));
  }
}
