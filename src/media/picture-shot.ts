import { type Canvas, ImageData, type SKRSContext2D, createCanvas } from '@napi-rs/canvas';
import sharp from 'sharp';
import { type CameraPose, STAGE, type View, cameraPose, project, viewOf } from './camera.js';
import { type Layer, layerOf } from './layers.js';
import { type ShotLook, type ShotPainter, drawLayer } from './shot-painter.js';
import { MediaFailure, asMediaFailure } from './media-failure.js';
import { type RenderProfile, type ShotPicture } from './timeline.js';
import { progressAt } from './transitions.js';

const PIXEL_LIMIT = 50_000_000;
/** Pictures are kept a little larger than shown, so that the camera can move closer. */
const OVERSAMPLING = 1.12;
const BACKDROP_SHARE = 1 / 10;

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
    const canvas = look === 'backdrop' ? softened(picture) : picture;
    return new StillShot(profile, shot, pictureLayer(canvas, viewOf(profile)));
  }

  async prepare(): Promise<void> {
    // The picture is there already.
  }

  paint(context: SKRSContext2D, frame: number): void {
    const pose = livingPose(this.shot, progressAt(this.shot, frame), this.view);
    paintPlane(context, this.layer, pose, this.view);
  }

  close(): void {
    // Nothing is open.
  }
}

/** A picture under a still camera comes closer unnoticeably: a frozen film looks broken. */
function livingPose(shot: ShotPicture, progress: number, view: View): CameraPose {
  const pose = cameraPose(shot.camera, progress, view);
  return shot.camera === 'static' ? { ...pose, zoom: 1.01 + 0.04 * progress } : pose;
}

/** Draws a picture that fills the view, as the middle plane. */
export function paintPlane(context: SKRSContext2D, layer: Layer, pose: CameraPose, view: View): void {
  const centre = { x: STAGE.width / 2, y: STAGE.height / 2 };
  const stage = project({ ...pose, orbit: 0, x: pose.x + pose.orbit * 40 }, 'mid', view, centre);
  // The stage is wider than a portrait view, the picture is not: keep its edges outside.
  const scale = stage.scale;
  const left = layer.box.x * scale + stage.offsetX;
  const spill = layer.box.width * scale - view.width * view.pixelsPerUnit;
  const bounded = Math.min(0, Math.max(-spill, left));
  drawLayer(context, layer, { ...stage, offsetX: bounded - layer.box.x * scale });
}

/** A bitmap of the view's shape, placed in the middle of the stage. */
export function pictureLayer(canvas: Canvas, view: View): Layer {
  const box = {
    x: (STAGE.width - view.width) / 2,
    y: (STAGE.height - view.height) / 2,
    width: view.width,
    height: view.height,
  };
  return layerOf(canvas, box, 'whole');
}

/** Out of focus: shrunk, and stretched again smoothly. */
export function softened(canvas: Canvas): Canvas {
  const width = Math.max(2, Math.round(canvas.width * BACKDROP_SHARE));
  const height = Math.max(2, Math.round(canvas.height * BACKDROP_SHARE));
  const small = createCanvas(width, height);
  const context = small.getContext('2d');
  context.imageSmoothingQuality = 'high';
  context.drawImage(canvas, 0, 0, width, height);
  const soft = createCanvas(canvas.width, canvas.height);
  const large = soft.getContext('2d');
  large.imageSmoothingQuality = 'high';
  large.drawImage(small, 0, 0, canvas.width, canvas.height);
  return soft;
}

async function decodeStill(path: string, profile: RenderProfile): Promise<Canvas> {
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
    const canvas = createCanvas(width, height);
    canvas.getContext('2d').putImageData(new ImageData(new Uint8ClampedArray(pixels), width, height), 0, 0);
    return canvas;
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
