import { writeFile } from 'node:fs/promises';
import { toPcm16, wavHeader } from '../../src/common/wav.js';
import { hashOf } from '../../src/common/random.js';
import { Media } from '../../src/media/media.js';
import { Composer } from '../../src/offline/composer.js';
import { Voices } from '../../src/offline/voices.js';
import { paintedPng } from '../emulators/painted-png.js';

const PICTURE = paintedPng(64, 36, { seed: 1 });

/**
 * Whatever is drawn, spoken, composed and cut in this process is a note of what was asked for: other files where something
 * else was asked for, in no time. For tests of which steps are made, not of what they look like.
 */
export function useQuickCrew(): void {
  const note = (asked: unknown) => Buffer.from(JSON.stringify(asked));
  Object.assign(Media.prototype, {
    // A picture, for vendors look at its head.
    still: (profile, shot) => Promise.resolve(Buffer.concat([PICTURE, note([profile, shot])])),
    clip: async (plan, { silent, spoken }) => {
      await writeFile(silent, note(plan));
      if (spoken) {
        await writeFile(spoken.path, note([plan, 'spoken']));
      }
    },
    mix: async ({ seconds, stems }, out) => {
      await writeFile(out, note([seconds, stems.map(({ role, startSec }) => [role, startSec])]));
      return { lufs: -16, truePeakDb: -1.6 };
    },
    encodeSound: ({ seconds }, out) => writeFile(out, note(seconds)),
    cut: ({ metadata, clips }, out) => writeFile(out, note([metadata, clips.length])),
    poster: (_clip, atSec, out) => writeFile(out, note(atSec)),
    checkClip: (_path, { frames }) => Promise.resolve({ frames, packets: null, black: [], checks: [] }),
    checkFilm: () => Promise.resolve([]),
  } satisfies Partial<Media>);
  Object.assign(Composer.prototype, {
    compose: async (score, out) => {
      for (const path of [out.music, out.ambience]) {
        if (path !== null) {
          await writeFile(path, note(score));
        }
      }
    },
  } satisfies Partial<Composer>);
  Object.assign(Voices.prototype, {
    speak: ({ text, voice, emotion, maxSeconds }) => {
      const natural = 0.2 * text.length * (0.8 + (hashOf(text + voice.id) % 5) / 10);
      const seconds = natural > maxSeconds ? Math.max(maxSeconds, natural / 1.25) : natural;
      const pitch = 100 + (hashOf(JSON.stringify([text, voice, emotion])) % 400);
      const samples = Float32Array.from({ length: Math.round(seconds * 48_000) }, (_, at) => Math.sin(at / pitch) / 3);
      const wav = Buffer.concat([wavHeader(samples.length, 1), toPcm16(samples)]);
      return Promise.resolve({ wav, seconds, voiceless: false });
    },
  } satisfies Partial<Voices>);
}
