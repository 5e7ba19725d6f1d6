import { join } from 'node:path';
import { Global, Module } from '@nestjs/common';
import { CONFIG, type Config } from '../common/config.js';
import { AssetsService } from './assets.service.js';
import { LocalStorage } from './local.storage.js';
import { mediaSecrets } from './media-secrets.js';
import { MediaController } from './media.controller.js';
import { MediaService } from './media.service.js';
import { SignedUrls } from './signed-urls.js';
import { Storage } from './storage.js';

/** Files: where they lie, who uses them, and their signed URLs. A worker has the module too, without a server. */
@Global()
@Module({
  controllers: [MediaController],
  providers: [
    {
      provide: SignedUrls,
      inject: [CONFIG],
      useFactory: (config: Config) =>
        new SignedUrls(mediaSecrets(config), config.mediaUrlTtlSec, config.mediaBaseUrl ?? config.publicUrl),
    },
    {
      provide: Storage,
      inject: [CONFIG, SignedUrls],
      useFactory: newStorage,
    },
    MediaService,
    AssetsService,
  ],
  exports: [Storage, AssetsService],
})
export class StorageModule {}

/** Who keeps files on this machine does not load what speaks to S3. */
async function newStorage({ s3, dataDir, role }: Config, urls: SignedUrls): Promise<Storage> {
  if (s3 === null) {
    return new LocalStorage(join(dataDir, 'media'), urls);
  }
  const [{ S3Storage }, { FileCache }] = await Promise.all([import('./s3.storage.js'), import('./file-cache.js')]);
  return new S3Storage(s3, new FileCache(join(dataDir, 'cache'), s3.cacheBytes), urls, role !== 'api');
}
