import { readFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { basename, dirname, extname } from 'node:path';
import send from '@fastify/send';
import { HttpException, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../common/errors.js';
import { decided, etagOf } from './media-conditions.js';
import { withLinesTo } from './media-links.js';
import { answerWith } from './media-text.js';
import { cacheFor, SignedUrls } from './signed-urls.js';
import { isStorageKey, madeAt } from './storage-keys.js';
import { Storage } from './storage.js';

/** Sends stored files, or their readers to where they are: signature first, then what HTTP knows of ranges and caches. */
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
    const seconds = Math.max(0, Math.floor(Number(expires) - Date.now() / 1000));
    const headers = headersFor(seconds);
    if (extname(key) === PLAYLIST) {
      await this.sendPlaylist(key, expires, request, reply.headers(headers));
      return;
    }
    const location = await this.storage.directUrl(key, request.method === 'HEAD' ? 'HEAD' : 'GET', seconds);
    if (location !== null) {
      void reply.headers(headers).redirect(location, 302);
      return;
    }
    const stored = await this.storage.stat(key);
    if (stored === null) {
      throw new HttpException('', 404);
    }
    const path = await this.storage.pathOf(key);
    const etag = etagOf(basename(path));
    const file = { etag, bytes: stored.bytes };
    const head = { method: request.method, headers: decided(file, request.method, request.headers) };
    const options = { root: dirname(path), cacheControl: false, etag: false };
    const result = await send(head as IncomingMessage, `/${basename(path)}`, options);
    if (result.type !== 'file' || result.statusCode >= 400) {
      void reply.headers(pick(result.headers, 'Content-Range'));
      throw new HttpException('', result.statusCode);
    }
    void reply
      .code(result.statusCode)
      .headers(result.headers)
      .headers({ ...typeOf(path), etag, ...headers })
      .send(result.stream);
  }

  /** A playlist is never anybody else's to send: its lines are good for as long as the URL it was asked for by. */
  private async sendPlaylist(
    key: string,
    expires: string,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    if ((await this.storage.stat(key)) === null) {
      throw new HttpException('', 404);
    }
    const stored = await readFile(await this.storage.pathOf(key), 'utf8');
    const text = Buffer.from(withLinesTo(stored, (each) => this.urls.signBeside(each, expires)));
    const etag = etagOf(basename(key));
    const heard = decided({ etag, bytes: text.length }, request.method, request.headers);
    const { status, headers, body } = answerWith(text, madeAt(key), heard);
    void reply.headers(headers);
    if (status >= 400) {
      throw new HttpException('', status);
    }
    void reply.code(status).header('etag', etag);
    void (status === 304 ? reply.send() : reply.type('application/vnd.apple.mpegurl').send(body));
  }
}

/** A player follows the lines of a playlist to other files, each with a signature of its own. */
const PLAYLIST = '.m3u8';

/** Kinds of files that `send` does not know. */
const TYPES: Record<string, string> = { '.ass': 'text/x-ssa; charset=utf-8', '.otioz': 'application/zip' };

function typeOf(path: string): Record<string, string> {
  const type = TYPES[extname(path)];
  return type === undefined ? {} : { 'content-type': type };
}

/** Of a file and of the way to it. */
function headersFor(seconds: number): Record<string, string> {
  return {
    'cache-control': cacheFor(seconds),
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
    'cross-origin-resource-policy': 'cross-origin',
  };
}

function pick(headers: Record<string, string>, name: string): Record<string, string> {
  const value = headers[name];
  return value === undefined ? {} : { [name]: value };
}
