import { type Projection } from './camera.js';
import { type Layer } from './layers.js';
import { type Screen } from './screen.js';

/** Draws one shot, whatever its pixels come from. */
export interface ShotPainter {
  /** Makes the pixels of a frame ready; frames are asked for in order. */
  prepare(frame: number): Promise<void>;
  paint(screen: Screen, frame: number): void;
  close(): void;
}

/** Behind a title the picture is out of focus and shows nobody. */
export type ShotLook = 'plain' | 'backdrop';

/** `stretch` makes a layer taller, from the line y = 0 of its own units. */
export function drawLayer(screen: Screen, layer: Layer, projection: Projection, stretch = 1): void {
  const across = projection.scale / layer.scale;
  const down = across * stretch;
  const left = projection.offsetX + layer.box.x * projection.scale;
  const top = projection.offsetY + layer.box.y * projection.scale * stretch;
  for (const { sprite, x, y } of layer.islands) {
    const { width, height } = sprite.picture;
    screen.draw(sprite, { x: left + x * across, y: top + y * down, width: width * across, height: height * down });
  }
}
