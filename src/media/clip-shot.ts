import { type View, cameraPose, viewOf } from './camera.js';
import { ClipReader } from './clip-reader.js';
import { type ClipTiming, clipTiming, passesAt } from './clip-timing.js';
import { decodeArguments } from './decode-arguments.js';
import { type MediaTools } from './ffmpeg.js';
import { type Fit, fitOf } from './fitting.js';
import { foreignClip, shownSize } from './foreign-clip.js';
import { groundOf } from './ground.js';
import { paintGrounded, shareAt } from './grounded.js';
import { paintPlane, pictureLayer } from './picture-shot.js';
import { type Screen } from './screen.js';
import { type ShotLook, type ShotPainter } from './shot-painter.js';
import { ended, type Size, solidAlpha, type Sprite, softened } from './sprite.js';
import { type RenderProfile, type ShotPicture } from './timeline.js';
import { framesOf, progressAt } from './transitions.js';

/** A picture that is held comes closer by this much a second. */
const HELD_ZOOM_PER_SECOND = 0.012;

/** A shot whose frames are decoded from a video file, as long as it has to be: see `clipTiming`. */
export class ClipShot implements ShotPainter {
  private readonly profile: RenderProfile;
  private readonly shot: ShotPicture;
  private readonly look: ShotLook;
  private readonly fit: Fit;
  private readonly alpha: NonNullable<Sprite['alpha']> | null;
  private readonly view: View;
  private readonly timing: ClipTiming;
  private readonly start: (firstFrame: number) => ClipReader;
  private readonly readers = new Map<number, ClipReader>();
  /** The frames that are shown, bottom first: two where one pass dissolves into the next. */
  private shown: { frame: Uint8Array; alpha: number }[] = [];

  private constructor(
    profile: RenderProfile,
    shot: ShotPicture,
    look: ShotLook,
    source: { fit: Fit; timing: ClipTiming; start: (firstFrame: number) => ClipReader },
  ) {
    this.profile = profile;
    this.shot = shot;
    this.look = look;
    this.fit = source.fit;
    this.alpha = source.fit.isWhole ? solidAlpha(source.fit) : null;
    this.view = viewOf(profile);
    this.timing = source.timing;
    this.start = source.start;
  }

  /** Frames before `firstFrame` are never sent to us; at least the last one of the file is. */
  static async open(
    profile: RenderProfile,
    shot: ShotPicture,
    path: string,
    options: { look: ShotLook; firstFrame: number; tools: MediaTools; signal: AbortSignal },
  ): Promise<ClipShot> {
    const { look, tools, signal } = options;
    const clip = await foreignClip(tools, path, (shot.frames + shot.tailFrames) / profile.fps, signal);
    const timing = clipTiming(clip.seconds, shot.frames, profile.fps);
    // Out of focus behind a title it may be cut.
    const fit = look === 'backdrop' ? { ...profile, isWhole: false } : fitOf(shownSize(clip), profile);
    const decoded = { ...profile, width: fit.width, height: fit.height };
    const start = (firstFrame: number): ClipReader => {
      const args = decodeArguments(clip, decoded, { firstFrame, stretch: timing.stretch, toneMaps: tools.toneMaps });
      return new ClipReader(tools, args, { ...decoded, firstFrame, signal });
    };
    const opened = new ClipShot(profile, shot, look, { fit, timing, start });
    // They are being decoded when the first of them is asked for.
    passesAt(timing, options.firstFrame).forEach(({ pass, frame }) => opened.reader(pass, frame));
    return opened;
  }

  async prepare(frame: number): Promise<void> {
    const seen = passesAt(this.timing, frame);
    const [lowest] = seen;
    for (const [pass, reader] of this.readers) {
      if (lowest && pass < lowest.pass) {
        reader.close();
        this.readers.delete(pass);
      }
    }
    this.shown = [];
    for (const { pass, frame: wanted, alpha } of seen) {
      const reader = this.reader(pass, wanted);
      await reader.show(wanted);
      this.shown.push({ frame: reader.frame, alpha });
    }
  }

  paint(screen: Screen, frame: number): void {
    const pose = cameraPose(this.shot.camera, progressAt(this.shot, frame), this.view, framesOf(this.shot));
    const { period, frames } = this.timing;
    const held = period === null ? Math.max(0, frame - frames) / this.profile.fps : 0;
    // A clip has a camera of its own: ours adds to it only when it was asked to move.
    const zoom = (this.shot.camera === 'static' ? 1 : pose.zoom) + held * HELD_ZOOM_PER_SECOND;
    if (this.alpha) {
      const picture = frameSprite(this.mixed(), this.fit);
      const grounded = { picture: ended(picture, this.alpha), ground: groundOf(picture, this.profile) };
      const share = this.shot.camera === 'static' ? 1 : shareAt(pose);
      paintGrounded(screen, grounded, { ...pose, zoom }, this.view, share);
      return;
    }
    for (const { frame: planes, alpha } of this.shown) {
      screen.mix(planes, alpha);
    }
    if (zoom === 1 && this.look === 'plain') {
      return;
    }
    const whole = frameSprite(screen.bytes.slice(), this.profile);
    const picture = this.look === 'backdrop' ? softened(whole) : whole;
    paintPlane(screen, pictureLayer(picture, this.view), { ...pose, zoom }, this.view);
  }

  /** What is shown, in one frame. */
  private mixed(): Uint8Array {
    const [below = { frame: new Uint8Array(0) }, above] = this.shown;
    const { frame: under } = below;
    return above ? under.map((value, at) => value + ((above.frame[at] ?? 0) - value) * above.alpha) : under;
  }

  close(): void {
    this.readers.forEach((reader) => reader.close());
  }

  /** That of a pass, begun at the first frame that is wanted of it. */
  private reader(pass: number, frame: number): ClipReader {
    const known = this.readers.get(pass);
    if (known) {
      return known;
    }
    const reader = this.start(Math.min(frame, this.timing.frames - 1));
    this.readers.set(pass, reader);
    return reader;
  }
}

/** A frame's planes, as they lie one behind the other. */
function frameSprite(frame: Uint8Array, { width, height }: Size): Sprite {
  const luma = width * height;
  return {
    ...{ width, height, inset: 0, picture: { width, height }, alpha: null },
    luma: frame.subarray(0, luma),
    chroma: [frame.subarray(luma, luma * 1.25), frame.subarray(luma * 1.25)],
  };
}
