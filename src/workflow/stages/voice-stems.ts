import { type Stem } from '../../media/timeline.js';
import { type Storage } from '../../storage/storage.js';

/** A stored voice and the moment at which it is heard. */
export interface Voice {
  key: string;
  startSec: number;
}

/** Voices as they are mixed: their files are brought to this machine. */
export function voiceStems(storage: Storage, voices: Voice[], signal: AbortSignal): Promise<Stem[]> {
  return Promise.all(
    voices.map(async ({ key, startSec }) => ({
      role: 'voice' as const,
      path: await storage.pathOf(key, signal),
      startSec,
    })),
  );
}
