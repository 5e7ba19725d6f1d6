import { createHash } from 'node:crypto';
import { type CastMember, type DrawnScene } from '../../src/art/look.js';
import { lookOf } from '../../src/art/wardrobe.js';
import { Media } from '../../src/media/media.js';
import { type RenderProfile, type ShotPicture } from '../../src/media/timeline.js';

const never = new AbortController().signal;
const WIDE: RenderProfile = { width: 1280, height: 720, fps: 25 };
const UPRIGHT: RenderProfile = { width: 720, height: 1280, fps: 25 };

type Scene = [
  set: DrawnScene['set'],
  time: DrawnScene['time'],
  weather: DrawnScene['weather'],
  size: ShotPicture['size'],
];

/** Every kind of layer, light, particle, camera, emotion and dress is in one of them. */
const STILLS: { profile: RenderProfile; scene: Scene; camera: ShotPicture['camera']; cast: CastMember[] }[] = [
  still(WIDE, ['street', 'night', 'rain', 'wide'], 'push_in', ['happy', 'sad']),
  still(WIDE, ['rainy_street', 'dusk', 'rain', 'full'], 'pan_left', ['afraid']),
  still(WIDE, ['cafe', 'dawn', 'clear', 'medium'], 'static', ['neutral', 'surprised']),
  still(WIDE, ['riverside', 'day', 'clear', 'close_up'], 'orbit', ['happy']),
  still(WIDE, ['classroom', 'day', 'snow', 'medium_close'], 'tilt_up', ['angry', 'afraid', 'neutral']),
  still(WIDE, ['hospital', 'night', 'fog', 'wide'], 'pull_out', []),
  still(WIDE, ['palace', 'night', 'clear', 'full'], 'follow', ['angry', 'sad'], '古装'),
  still(WIDE, ['courtyard', 'dusk', 'snow', 'medium'], 'pan_right', ['surprised', 'neutral'], 'fantasy'),
  still(UPRIGHT, ['forest', 'dawn', 'fog', 'wide'], 'push_in', ['neutral']),
  still(UPRIGHT, ['seaside', 'dusk', 'clear', 'medium_close'], 'tilt_down', ['happy', 'happy']),
  still(UPRIGHT, ['train', 'day', 'clear', 'full'], 'static', ['sad']),
  still(UPRIGHT, ['bedroom', 'night', 'clear', 'close_up'], 'static', ['afraid']),
];

function still(
  profile: RenderProfile,
  scene: Scene,
  camera: ShotPicture['camera'],
  emotions: CastMember['emotion'][],
  genre = '',
): (typeof STILLS)[number] {
  const cast = emotions.map((emotion, index) => {
    const name = ['林晚', '顾沉', '许然'][index] ?? '';
    return { name, look: lookOf({ name, genre }), emotion, position: (index + 1) / (emotions.length + 1) };
  });
  return { profile, scene, camera, cast };
}

async function drawn(media: Media, { profile, scene, camera, cast }: (typeof STILLS)[number]): Promise<string> {
  const [set, time, weather, size] = scene;
  const source = { kind: 'drawn', scene: { set, time, weather, seed: 7, cast } } as const;
  const shot = { source, size, camera, frames: 75, tailFrames: 0, lines: [] };
  return createHash('sha256')
    .update(await media.still(profile, shot, never))
    .digest('hex');
}

describe('twelve stills', () => {
  it('are the same bytes in another process, in another order', async () => {
    const first = new Media({ concurrency: 1, ffmpegPath: null });
    const second = new Media({ concurrency: 1, ffmpegPath: null });
    try {
      const hashes: string[] = [];
      for (const each of STILLS) {
        hashes.push(await drawn(first, each));
      }
      const again: string[] = [];
      for (const each of STILLS.toReversed()) {
        again.unshift(await drawn(second, each));
      }

      expect(again).toEqual(hashes);
      expect(new Set(hashes).size).toBe(STILLS.length);
    } finally {
      await Promise.all([first.onApplicationShutdown(), second.onApplicationShutdown()]);
    }
  });
});
