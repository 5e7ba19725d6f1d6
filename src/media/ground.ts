import { halved, type Size, type Sprite } from './sprite.js';

/** What stands behind a picture that does not fill its film. */

/** The fewer samples are stretched over the film, the softer they are. */
const SHORT_SIDE = 56;
/** How far a sample is mixed with others, in samples of luma. */
const REACH = 2;
/** How bright the ground is beside the picture. */
const LIGHT = 0.5;
const BLACK = { luma: 16, chroma: 128 };

/** The middle of an opaque picture in the film's shape, small, blurred and darker. */
export function groundOf(picture: Sprite, film: Size): Sprite {
  let small = windowOf(picture, film.width / film.height);
  while (Math.min(small.width, small.height) > SHORT_SIDE) {
    small = halved(small);
  }
  return blurred(small);
}

function windowOf({ width, height, picture, luma, chroma }: Sprite, shape: number): Sprite {
  const size = {
    width: Math.max(2, evenDown(Math.min(picture.width, picture.height * shape))),
    height: Math.max(2, evenDown(Math.min(picture.height, picture.width / shape))),
  };
  const [left, top] = [evenDown((width - size.width) / 2), evenDown((height - size.height) / 2)];
  const cut = (plane: Uint8Array, grain: 1 | 2): Uint8Array => {
    const [columns, rows, stride] = [size.width / grain, size.height / grain, width / grain];
    const part = new Uint8Array(columns * rows);
    for (let row = 0; row < rows; row++) {
      const from = (top / grain + row) * stride + left / grain;
      part.set(plane.subarray(from, from + columns), row * columns);
    }
    return part;
  };
  const colours: [Uint8Array, Uint8Array] = [cut(chroma[0], 2), cut(chroma[1], 2)];
  return { ...size, inset: 0, picture: size, luma: cut(luma, 1), chroma: colours, alpha: null };
}

/** Soft and darker: what is stretched far must have no edges. */
function blurred(sprite: Sprite): Sprite {
  const size = { width: sprite.width, height: sprite.height };
  const half = { width: size.width / 2, height: size.height / 2 };
  const dimmed = (plane: Uint8Array, black: number): Uint8Array =>
    plane.map((value) => Math.round(black + (value - black) * LIGHT));
  return {
    ...sprite,
    luma: dimmed(smoothed(sprite.luma, size, REACH), BLACK.luma),
    chroma: [
      dimmed(smoothed(sprite.chroma[0], half, REACH / 2), BLACK.chroma),
      dimmed(smoothed(sprite.chroma[1], half, REACH / 2), BLACK.chroma),
    ],
  };
}

/** The mean of the samples around each, three times over: nearly a Gaussian. */
function smoothed(plane: Uint8Array, size: Size, reach: number): Uint8Array {
  let result = plane;
  for (let pass = 0; pass < 3; pass++) {
    result = averaged(averaged(result, size, reach, 'row'), size, reach, 'column');
  }
  return result;
}

function averaged(plane: Uint8Array, { width, height }: Size, reach: number, along: 'row' | 'column'): Uint8Array {
  const [length, step] = along === 'row' ? [width, 1] : [height, width];
  const [lines, stride] = along === 'row' ? [height, width] : [width, 1];
  const result = new Uint8Array(plane.length);
  for (let line = 0; line < lines; line++) {
    for (let at = 0; at < length; at++) {
      let sum = 0;
      for (let near = at - reach; near <= at + reach; near++) {
        sum += plane[line * stride + Math.min(length - 1, Math.max(0, near)) * step] ?? 0;
      }
      result[line * stride + at * step] = Math.round(sum / (2 * reach + 1));
    }
  }
  return result;
}

function evenDown(length: number): number {
  return 2 * Math.floor(length / 2);
}
