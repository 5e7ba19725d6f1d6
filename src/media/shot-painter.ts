import { type SKRSContext2D } from '@napi-rs/canvas';
import { type Projection } from './camera.js';
import { type Layer } from './layers.js';

/** Draws one shot, whatever its pixels come from. */
export interface ShotPainter {
  /** Makes the pixels of a frame ready; frames are asked for in order. */
  prepare(frame: number): Promise<void>;
  paint(context: SKRSContext2D, frame: number): void;
  close(): void;
}

/** Behind a title the picture is out of focus and shows nobody. */
export type ShotLook = 'plain' | 'backdrop';

/** `stretch` makes a layer taller, from the line y = 0 of its own units. */
export function drawLayer(context: SKRSContext2D, layer: Layer, projection: Projection, stretch = 1): void {
  const across = projection.scale / layer.scale;
  const down = across * stretch;
  const left = projection.offsetX + layer.box.x * projection.scale;
  const top = projection.offsetY + layer.box.y * projection.scale * stretch;
  for (const { canvas, x, y } of layer.islands) {
    context.drawImage(canvas, left + x * across, top + y * down, canvas.width * across, canvas.height * down);
  }
}
