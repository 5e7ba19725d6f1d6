import { type Stem } from '../../media/timeline.js';
import { type AssetsService } from '../../storage/assets.service.js';

/** A stored voice and the moment at which it is heard. */
export interface Voice {
  key: string;
  startSec: number;
}

/** Voices as they are mixed: their files are brought to this machine. */
export function voiceStems(assets: AssetsService, voices: Voice[], signal: AbortSignal): Promise<Stem[]> {
  return Promise.all(
    voices.map(async ({ key, startSec }) => ({
      role: 'voice' as const,
      path: await assets.pathOf({ key }, signal),
      startSec,
    })),
  );
}
