import sharp from 'sharp';
import { type CameraPose, STAGE, type View, cameraPose, project, viewOf } from './camera.js';
import { type Layer } from './layers.js';
import { type Screen } from './screen.js';
import { type ShotLook, type ShotPainter, drawLayer } from './shot-painter.js';
import { MediaFailure, asMediaFailure } from './media-failure.js';
import { type Sprite, softened, spriteOfPixels } from './sprite.js';
import { type RenderProfile, type ShotPicture } from './timeline.js';
import { framesOf, progressAt } from './transitions.js';

const PIXEL_LIMIT = 50_000_000;
/** Pictures are kept a little larger than shown, so that the camera can move closer. */
const OVERSAMPLING = 1.12;
/** Sideways travel of an orbit, in widths of the picture: within the margin that its zoom leaves. */
const ORBIT_SHARE = 0.025;

/** A still picture that the camera moves as one plane. */
export class StillShot implements ShotPainter {
  private readonly shot: ShotPicture;
  private readonly view: View;
  private readonly layer: Layer;

  private constructor(profile: RenderProfile, shot: ShotPicture, layer: Layer) {
    this.shot = shot;
    this.view = viewOf(profile);
    this.layer = layer;
  }

  static async open(profile: RenderProfile, shot: ShotPicture, path: string, look: ShotLook): Promise<StillShot> {
    const picture = await decodeStill(path, profile);
    const sprite = look === 'backdrop' ? softened(picture) : picture;
    return new StillShot(profile, shot, pictureLayer(sprite, viewOf(profile)));
  }

  async prepare(): Promise<void> {
    // The picture is there already.
  }

  paint(screen: Screen, frame: number): void {
    const pose = livingPose(this.shot, progressAt(this.shot, frame), this.view);
    paintPlane(screen, this.layer, pose, this.view);
  }

  close(): void {
    // Nothing is open.
  }
}

/** A picture under a still camera comes closer unnoticeably: a frozen film looks broken. */
function livingPose(shot: ShotPicture, progress: number, view: View): CameraPose {
  const pose = cameraPose(shot.camera, progress, view, framesOf(shot));
  return shot.camera === 'static' ? { ...pose, zoom: 1.01 + 0.04 * progress } : pose;
}

/** Draws a picture that fills the view, as the middle plane. */
export function paintPlane(screen: Screen, layer: Layer, pose: CameraPose, view: View): void {
  const centre = { x: STAGE.width / 2, y: STAGE.height / 2 };
  const stage = project({ ...pose, orbit: 0, x: pose.x + pose.orbit * ORBIT_SHARE * view.width }, 'mid', view, centre);
  // The stage is wider than a portrait view, the picture is not: keep its edges outside.
  const scale = stage.scale;
  const left = layer.box.x * scale + stage.offsetX;
  const spill = layer.box.width * scale - view.width * view.pixelsPerUnit;
  const bounded = Math.min(0, Math.max(-spill, left));
  drawLayer(screen, layer, { ...stage, offsetX: bounded - layer.box.x * scale });
}

/** A picture of the view's shape, placed in the middle of the stage. */
export function pictureLayer(sprite: Sprite, view: View): Layer {
  const box = {
    x: (STAGE.width - view.width) / 2,
    y: (STAGE.height - view.height) / 2,
    width: view.width,
    height: view.height,
  };
  return { box, scale: sprite.picture.width / box.width, islands: [{ sprite, x: 0, y: 0 }] };
}

async function decodeStill(path: string, profile: RenderProfile): Promise<Sprite> {
  sharp.cache(false);
  sharp.concurrency(1);
  const width = Math.round(profile.width * OVERSAMPLING);
  const height = Math.round(profile.height * OVERSAMPLING);
  try {
    const pixels = await sharp(path, { limitInputPixels: PIXEL_LIMIT, pages: 1 })
      .autoOrient()
      .resize(width, height, { fit: 'cover' })
      .flatten({ background: '#000000' })
      .toColourspace('srgb')
      .ensureAlpha()
      .raw()
      .toBuffer();
    return spriteOfPixels(pixels, { width, height }, 'opaque');
  } catch (error) {
    const failure = asMediaFailure(error);
    throw failure.code === 'NO_SPACE'
      ? failure
      : new MediaFailure('INVALID_OUTPUT', 'A picture cannot be read', {
          cause: failure,
          toolWords: failure.toolWords,
        });
  }
}
