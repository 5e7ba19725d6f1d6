import { type Backdrop, type SetName } from '../art/look.js';
import { hasSigns } from '../art/signs.js';
import { STAGE, type View } from './camera.js';
import { type Layer } from './layers.js';
import { mirrored } from './sprite.js';

/** What of a set is seen behind people: another part of it, or its mirror image, than in the shot before. */

/** Where signs would read backwards, the part of the set is seen as it is: it is another one in every shot anyway. */
export function legible(set: SetName, backdrop: Backdrop): Backdrop {
  return hasSigns(set) ? { ...backdrop, isMirrored: false } : backdrop;
}

/** A layer as it is in a mirror, within the same box of the stage. */
export function mirroredLayer(layer: Layer): Layer {
  const { box, scale, islands } = layer;
  const width = box.width * scale;
  return {
    // A box beside the middle of the stage is on the other side of it.
    box: { ...box, x: STAGE.width - box.x - box.width },
    scale,
    islands: islands.map(({ sprite, x, y }) => {
      const image = mirrored(sprite);
      return { sprite: image, x: width - x - image.picture.width, y };
    }),
  };
}

/** The layer enlarged about the part that is to be seen; it covers no less of the stage than before. */
export function cropped(layer: Layer, { zoom, x, y }: Backdrop, view: View): Layer {
  const spare = (size: number): number => ((1 - 1 / zoom) * size) / 2;
  const from = { x: STAGE.width / 2 + x * spare(view.width), y: STAGE.height / 2 + y * spare(view.height) };
  const { box, scale, islands } = layer;
  return {
    box: {
      x: STAGE.width / 2 + (box.x - from.x) * zoom,
      y: STAGE.height / 2 + (box.y - from.y) * zoom,
      width: box.width * zoom,
      height: box.height * zoom,
    },
    scale: scale / zoom,
    islands,
  };
}
