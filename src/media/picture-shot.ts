import sharp, { type Sharp } from 'sharp';
import { type CameraPose, STAGE, type View, cameraPose, project, viewOf } from './camera.js';
import { type Fit, fitOf } from './fitting.js';
import { groundOf } from './ground.js';
import { type Grounded, paintGrounded, shareAt } from './grounded.js';
import { type Layer } from './layers.js';
import { type Screen } from './screen.js';
import { type ShotLook, type ShotPainter, drawLayer } from './shot-painter.js';
import { MediaFailure, asMediaFailure } from './media-failure.js';
import { PIXEL_LIMIT } from './picture-limits.js';
import { ended, solidAlpha, type Sprite, softened, spriteOfPixels } from './sprite.js';
import { type RenderProfile, type ShotPicture } from './timeline.js';
import { framesOf, progressAt } from './transitions.js';

/** Pictures are kept a little larger than shown, so that the camera can move closer. */
const OVERSAMPLING = 1.12;
/** Sideways travel of an orbit, in widths of the picture: within the margin that its zoom leaves. */
const ORBIT_SHARE = 0.025;

/** How near a still camera comes to a picture. */
const LIVING_ZOOM = { from: 1.01, to: 1.05 };

/** A still picture that the camera moves as one plane, or, in another shape than the film's, before its own ground. */
export class StillShot implements ShotPainter {
  private readonly shot: ShotPicture;
  private readonly view: View;
  private readonly shown: Layer | Grounded;

  private constructor(profile: RenderProfile, shot: ShotPicture, shown: Layer | Grounded) {
    this.shot = shot;
    this.view = viewOf(profile);
    this.shown = shown;
  }

  static async open(profile: RenderProfile, shot: ShotPicture, path: string, look: ShotLook): Promise<StillShot> {
    if (look === 'backdrop') {
      return new StillShot(profile, shot, pictureLayer(softened(await fillingStill(path, profile)), viewOf(profile)));
    }
    const fit = fitOf(await readStill(path, sizeOfStill), profile);
    if (!fit.isWhole) {
      return new StillShot(profile, shot, pictureLayer(await fillingStill(path, profile), viewOf(profile)));
    }
    const picture = await decodeStill(path, fit);
    const grounded = { picture: ended(picture, solidAlpha(fit)), ground: groundOf(picture, profile) };
    return new StillShot(profile, shot, grounded);
  }

  async prepare(): Promise<void> {
    // The picture is there already.
  }

  paint(screen: Screen, frame: number): void {
    const pose = livingPose(this.shot, progressAt(this.shot, frame), this.view);
    if ('ground' in this.shown) {
      const share = shareAt(pose, this.shot.camera === 'static' ? LIVING_ZOOM.to : undefined);
      paintGrounded(screen, this.shown, pose, this.view, share);
    } else {
      paintPlane(screen, this.shown, pose, this.view);
    }
  }

  close(): void {
    // Nothing is open.
  }
}

/** A picture under a still camera comes closer unnoticeably: a frozen film looks broken. */
function livingPose(shot: ShotPicture, progress: number, view: View): CameraPose {
  const pose = cameraPose(shot.camera, progress, view, framesOf(shot));
  const { from, to } = LIVING_ZOOM;
  return shot.camera === 'static' ? { ...pose, zoom: from + (to - from) * progress } : pose;
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

/** Cut to the film's shape, and large enough for a camera that comes closer. */
function fillingStill(path: string, { width, height }: RenderProfile): Promise<Sprite> {
  return decodeStill(path, { width: Math.round(width * OVERSAMPLING), height: Math.round(height * OVERSAMPLING) });
}

function decodeStill(path: string, { width, height }: Pick<Fit, 'width' | 'height'>): Promise<Sprite> {
  return readStill(path, async (picture) => {
    const pixels = await picture
      .autoOrient()
      .resize(width, height, { fit: 'cover' })
      .flatten({ background: '#000000' })
      .toColourspace('srgb')
      .ensureAlpha()
      .raw()
      .toBuffer();
    return spriteOfPixels(pixels, { width, height }, 'opaque');
  });
}

/** As its camera has held it. */
async function sizeOfStill(picture: Sharp): Promise<{ width: number; height: number }> {
  return (await picture.metadata()).autoOrient;
}

async function readStill<T>(path: string, read: (picture: Sharp) => Promise<T>): Promise<T> {
  sharp.cache(false);
  sharp.concurrency(1);
  try {
    return await read(sharp(path, { limitInputPixels: PIXEL_LIMIT, pages: 1 }));
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
