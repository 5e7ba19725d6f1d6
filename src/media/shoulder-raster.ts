import { createCanvas } from '@napi-rs/canvas';
import { BACK_BOX, drawBackView } from '../art/back-view.js';
import { type CharacterLook } from '../art/look.js';
import { type View } from './camera.js';
import { type Layer, layerBytes, layerOf, raster } from './layers.js';
import { RasterCache } from './raster-cache.js';
import { grade } from './tone.js';

const SHOULDER_BLUR = 7;
const SHOULDER_LIGHT = { gain: [0.6, 0.56, 0.56], lift: [0, 0, 0] } as const;
const LIMIT_BYTES = 2 * 1024 * 1024;
const drawn = new RasterCache<Layer>(LIMIT_BYTES);

/** Somebody from behind, out of focus: half the size is enough. `scale` are stage pixels per unit of the drawing. */
export function shoulderLayer(look: CharacterLook, scale: number, view: View): Layer {
  return drawn.get(
    JSON.stringify([look, scale, view]),
    () => drawShoulder(look, scale, view),
    (layer) => layerBytes([layer]),
  );
}

function drawShoulder(look: CharacterLook, scale: number, view: View): Layer {
  const perUnit = (scale * view.pixelsPerUnit) / 2;
  const sharp = raster(drawBackView(look), perUnit, BACK_BOX);
  const margin = SHOULDER_BLUR * 3;
  const canvas = createCanvas(sharp.width + 2 * margin, sharp.height + 2 * margin);
  const context = canvas.getContext('2d');
  context.filter = `blur(${SHOULDER_BLUR}px)`;
  context.drawImage(sharp, margin, margin);
  grade(canvas, SHOULDER_LIGHT);
  const around = margin / perUnit;
  const box = {
    x: BACK_BOX.x - around,
    y: BACK_BOX.y - around,
    width: canvas.width / perUnit,
    height: canvas.height / perUnit,
  };
  return layerOf(canvas, box, 'trimmed');
}
