import { Module } from '@nestjs/common';
import { CONFIG, type Config } from '../common/config.js';
import { YoutubeComments } from './youtube-comments.js';
import { YtDlp } from './yt-dlp.js';

const PROVIDERS = [
  {
    provide: YoutubeComments,
    inject: [CONFIG],
    useFactory: ({ analysis }: Config) => new YoutubeComments(analysis.youtube),
  },
  {
    provide: YtDlp,
    inject: [CONFIG],
    useFactory: ({ analysis, ffmpegPath }: Config) => new YtDlp(analysis, ffmpegPath),
  },
];

/** How videos, and what is said about them, come from YouTube: for those who take orders, and those who do the work. */
@Module({ providers: PROVIDERS, exports: [YoutubeComments, YtDlp] })
export class YoutubeModule {}
