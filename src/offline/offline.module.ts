import { resolve } from 'node:path';
import { Module } from '@nestjs/common';
import { Composer } from './composer.js';
import { CrewProcess, OFFLINE_OPTIONS, type OfflineOptions } from './crew-process.js';
import { Voices } from './voices.js';

/** Where `scripts/setup.sh` puts the syllable bank; made at first use where it has not run. */
const CACHE_DIRECTORY = '.cache/voices';

@Module({
  providers: [
    { provide: OFFLINE_OPTIONS, useValue: { cacheDir: resolve(CACHE_DIRECTORY) } satisfies OfflineOptions },
    CrewProcess,
    Voices,
    Composer,
  ],
  exports: [Voices, Composer],
})
export class OfflineModule {}
