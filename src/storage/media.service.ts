import { basename, dirname } from 'node:path';
import send from '@fastify/send';
import { HttpException, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../common/errors.js';
import { SignedUrls } from './signed-urls.js';
import { isStorageKey } from './storage-keys.js';
import { Storage } from './storage.js';

/** Sends stored files: signature first, then ranges, conditions and caching as HTTP has them. */
@Injectable()
export class MediaService {
  constructor(
    private readonly storage: Storage,
    private readonly urls: SignedUrls,
  ) {}

  async send(address: Record<string, string>, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { expires = '', signature = '' } = address;
    const key = address['*'] ?? '';
    if (!this.urls.verify(key, expires, signature) || !isStorageKey(key)) {
      throw new AppError('SIGNATURE_INVALID');
    }
    const path = await this.storage.pathOf(key);
    const result = await send(request.raw, `/${basename(path)}`, { root: dirname(path), cacheControl: false });
    if (result.type !== 'file' || result.statusCode >= 400) {
      void reply.headers(pick(result.headers, 'Content-Range'));
      throw new HttpException('', result.statusCode);
    }
    void reply
      .code(result.statusCode)
      .headers(result.headers)
      .headers({
        // A file never changes, but no cache may serve it for longer than its URL is good.
        'cache-control': `public, max-age=${Math.max(0, Math.floor(Number(expires) - Date.now() / 1000))}, immutable`,
        'x-content-type-options': 'nosniff',
        'content-security-policy': "default-src 'none'; sandbox",
        'cross-origin-resource-policy': 'cross-origin',
      })
      .send(result.stream);
  }
}

function pick(headers: Record<string, string>, name: string): Record<string, string> {
  const value = headers[name];
  return value === undefined ? {} : { [name]: value };
}
