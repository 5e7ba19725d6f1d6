import { type View, cameraPose, viewOf } from './camera.js';
import { decodeArguments } from './ffmpeg-commands.js';
import { type MediaTools, ToolProcess } from './ffmpeg.js';
import { MediaFailure } from './media-failure.js';
import { paintPlane, pictureLayer } from './picture-shot.js';
import { probeFile } from './probe.js';
import { type Screen } from './screen.js';
import { type ShotLook, type ShotPainter } from './shot-painter.js';
import { type Sprite, softened } from './sprite.js';
import { type RenderProfile, type ShotPicture } from './timeline.js';
import { framesOf, progressAt } from './transitions.js';
import { videoFormatOf } from './video-format.js';

const DECODE_TIMEOUT_MS = 15 * 60_000;
/** A picture that is held comes closer by this much a second. */
const HELD_ZOOM_PER_SECOND = 0.012;

/** A shot whose frames are decoded from a video file: trimmed when too long, its last frame held when too short. */
export class ClipShot implements ShotPainter {
  private readonly profile: RenderProfile;
  private readonly shot: ShotPicture;
  private readonly look: ShotLook;
  private readonly view: View;
  private readonly decoder: ToolProcess;
  private readonly chunks: AsyncIterator<Buffer>;
  /** Frames that the file has at our rate; later ones repeat the last. */
  private readonly available: number;
  /** The frame that is shown, as planes. */
  private readonly pixels: Buffer;
  private rest: Buffer = Buffer.alloc(0);
  private decoded: number;
  private hasPicture = false;

  private constructor(
    profile: RenderProfile,
    shot: ShotPicture,
    look: ShotLook,
    source: { decoder: ToolProcess; available: number; firstFrame: number },
  ) {
    this.profile = profile;
    this.shot = shot;
    this.look = look;
    this.view = viewOf(profile);
    this.decoder = source.decoder;
    this.available = source.available;
    this.decoded = source.firstFrame;
    this.chunks = source.decoder.stdout[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    this.pixels = Buffer.alloc(profile.width * profile.height * 1.5);
  }

  /** Frames before `firstFrame` are never sent to us; at least the last one of the file is. */
  static async open(
    profile: RenderProfile,
    shot: ShotPicture,
    path: string,
    options: { look: ShotLook; firstFrame: number; tools: MediaTools; signal: AbortSignal },
  ): Promise<ClipShot> {
    const { look, tools, signal } = options;
    const format = await videoFormatOf(path);
    const probe = await probeFile(tools, path, signal);
    const video = probe.streams.find((stream) => stream.type === 'video');
    const seconds = video?.durationSec ?? probe.durationSec ?? 0;
    if (!video || seconds <= 0) {
      throw new MediaFailure('INVALID_OUTPUT', 'A clip has no pictures');
    }
    const available = Math.max(1, Math.floor(seconds * profile.fps));
    const firstFrame = Math.min(options.firstFrame, available - 1);
    const args = decodeArguments(path, format, profile, firstFrame);
    const decoder = new ToolProcess(tools, 'ffmpeg', args, { signal, timeoutMs: DECODE_TIMEOUT_MS });
    decoder.stdin.end();
    return new ClipShot(profile, shot, look, { decoder, available, firstFrame });
  }

  async prepare(frame: number): Promise<void> {
    while (this.decoded <= frame && (await this.readFrame())) {
      this.decoded += 1;
      this.hasPicture = true;
    }
    if (!this.hasPicture) {
      throw new MediaFailure('INVALID_OUTPUT', 'A clip has no pictures');
    }
  }

  paint(screen: Screen, frame: number): void {
    const pose = cameraPose(this.shot.camera, progressAt(this.shot, frame), this.view, framesOf(this.shot));
    const held = Math.max(0, frame - this.available) / this.profile.fps;
    // A clip has a camera of its own: ours adds to it only when it was asked to move.
    const zoom = (this.shot.camera === 'static' ? 1 : pose.zoom) + held * HELD_ZOOM_PER_SECOND;
    if (zoom === 1 && this.look === 'plain') {
      screen.load(this.pixels);
      return;
    }
    const picture = frameSprite(this.pixels, this.profile);
    const shown = this.look === 'backdrop' ? softened(picture) : picture;
    paintPlane(screen, pictureLayer(shown, this.view), { ...pose, zoom }, this.view);
  }

  close(): void {
    this.decoder.stop(new MediaFailure('RENDER_FAILED', 'The clip is not needed any more'));
  }

  /** Fills `pixels` with the next frame; false at the end of the file. */
  private async readFrame(): Promise<boolean> {
    let filled = 0;
    while (filled < this.pixels.length) {
      if (this.rest.length === 0) {
        const next = await this.chunks.next();
        if (next.done) {
          await this.decoder.finished;
          return false;
        }
        this.rest = next.value;
      }
      const taken = this.rest.copy(this.pixels, filled);
      this.rest = this.rest.subarray(taken);
      filled += taken;
    }
    return true;
  }
}

/** A frame's planes, as they lie one behind the other. */
function frameSprite(frame: Uint8Array, { width, height }: RenderProfile): Sprite {
  const luma = width * height;
  return {
    ...{ width, height, inset: 0, picture: { width, height }, alpha: null },
    luma: frame.subarray(0, luma),
    chroma: [frame.subarray(luma, luma * 1.25), frame.subarray(luma * 1.25)],
  };
}
