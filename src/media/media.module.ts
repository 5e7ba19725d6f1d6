import { Module } from '@nestjs/common';
import { CONFIG, type Config } from '../common/config.js';
import { Media, MEDIA_OPTIONS, type MediaOptions } from './media.js';

@Module({
  providers: [
    {
      provide: MEDIA_OPTIONS,
      inject: [CONFIG],
      useFactory: (config: Config): MediaOptions => ({
        concurrency: config.mediaConcurrency,
        ffmpegPath: config.ffmpegPath,
        deepChecks: config.deepChecks,
      }),
    },
    Media,
  ],
  exports: [Media],
})
export class MediaModule {}
