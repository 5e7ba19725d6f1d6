import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type SetName, type Weather } from '../../src/art/look.js';
import { lookOf } from '../../src/art/wardrobe.js';
import { type TimeOfDay } from '../../src/common/vocabulary.js';
import { Media } from '../../src/media/media.js';
import { FRAMES_PER_SECOND } from '../../src/media/timeline.js';
import { failedChecks } from '../../src/workflow/quality.js';
import { pictureChecks } from '../../src/workflow/stages/picture-check.js';

const never = new AbortController().signal;
export const FILM = { width: 1280, height: 720 };

/** Draws pictures as we do, and looks at pictures as if a vendor had sent them. */
export class PictureDesk {
  private constructor(
    readonly media: Media,
    readonly directory: string,
  ) {}

  static async open(): Promise<PictureDesk> {
    const directory = await mkdtemp(join(tmpdir(), 'jumu-picture-'));
    return new PictureDesk(new Media({ concurrency: 2, ffmpegPath: null }), directory);
  }

  async close(): Promise<void> {
    await this.media.onApplicationShutdown();
    await rm(this.directory, { recursive: true, force: true });
  }

  /** What is wrong with a file. */
  async faultsOf(bytes: Buffer, wanted = FILM): Promise<string> {
    const [foreign, clean] = [join(this.directory, 'foreign'), join(this.directory, 'clean')];
    await writeFile(foreign, bytes);
    const { width, height } = await this.media.cleanPicture(foreign, clean, never);
    return failedChecks(pictureChecks({ width, height, contrast: await this.media.contrast(clean, never) }, wanted));
  }

  /** A set without anybody; at dusk with somebody from near, for people make more contrast. */
  drawn(set: SetName, time: TimeOfDay, weather: Weather): Promise<Buffer> {
    const sad = { name: '林晚', look: lookOf({ name: '林晚' }), emotion: 'sad' as const, position: 0.4 };
    const isClose = time === 'dusk';
    const scene = { set, time, weather, seed: 7, cast: isClose ? [sad] : [] };
    const size = isClose ? 'close_up' : 'wide';
    const shot = { source: { kind: 'drawn' as const, scene }, size, camera: 'static', frames: 1 } as const;
    const profile = { width: 640, height: 360, fps: FRAMES_PER_SECOND };
    return this.media.still(profile, { ...shot, tailFrames: 0, lines: [] }, never);
  }
}
