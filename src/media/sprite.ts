import { type Canvas } from '@napi-rs/canvas';
import { Kernels, layOut } from './kernels.js';

/**
 * A bitmap as it is composed: planes of BT.709 luma and chroma in video range, a chroma sample for every 2 × 2 pixels, all
 * multiplied by their alpha. Frames are composed of these planes and go to the encoder as they are.
 */
export interface Sprite {
  /** Pixels of the planes, even. */
  width: number;
  height: number;
  /** Empty pixels to the left of the picture and above it. */
  inset: number;
  /** Pixels of the picture itself. */
  picture: { width: number; height: number };
  luma: Uint8Array;
  /** Cb and Cr. */
  chroma: [Uint8Array, Uint8Array];
  /** Null: nothing shines through. */
  alpha: { luma: Uint8Array; chroma: Uint8Array } | null;
}

/** So wide that no sample of the rim is mixed with one beyond the edge. */
const RIM = 2;
let converter: Kernels | null = null;

/** An opaque picture goes on beyond its edge as it is there; any other ends. */
export function spriteOf(canvas: Canvas, kind: 'opaque' | 'transparent' = 'transparent'): Sprite {
  const { width, height } = canvas;
  const pixels = canvas.getContext('2d').getImageData(0, 0, width, height).data;
  return spriteOfPixels(pixels, { width, height }, kind);
}

/** Of RGBA pixels, their colours not multiplied by alpha. */
export function spriteOfPixels(
  pixels: Uint8Array | Uint8ClampedArray,
  picture: { width: number; height: number },
  kind: 'opaque' | 'transparent',
): Sprite {
  const inset = kind === 'opaque' ? 0 : RIM;
  const width = even(picture.width + 2 * inset);
  const height = even(picture.height + 2 * inset);
  const [whole, half] = [width * height, (width * height) / 4];
  converter ??= new Kernels();
  const { at, end } = layOut(0, [pixels.length, whole, half, half, whole, half]);
  const [from = 0, luma = 0, blue = 0, red = 0, alpha = 0, halfAlpha = 0] = at;
  const memory = converter.bytes(0, end);
  memory.fill(0, luma);
  memory.set(pixels, from);
  const alphas: [number, number] = kind === 'opaque' ? [0, 0] : [alpha, halfAlpha];
  converter.functions.splitPixels(
    ...[from, picture.width, picture.height, inset, width, height],
    ...[luma, blue, red, ...alphas],
  );
  const plane = (start: number, length: number): Uint8Array => memory.slice(start, start + length);
  return {
    ...{ width, height, inset, picture },
    luma: plane(luma, whole),
    chroma: [plane(blue, half), plane(red, half)],
    alpha: kind === 'opaque' ? null : { luma: plane(alpha, whole), chroma: plane(halfAlpha, half) },
  };
}

const smaller = new WeakMap<Sprite, Sprite>();

/** The sprite in half its size: what is shown much smaller than it was drawn would flicker. */
export function halved(sprite: Sprite): Sprite {
  const known = smaller.get(sprite);
  if (known) {
    return known;
  }
  const { luma, chroma, alpha, picture } = sprite;
  const from = { width: sprite.width, height: sprite.height };
  const to = { width: even(from.width / 2), height: even(from.height / 2) };
  const whole = (plane: Uint8Array): Uint8Array => halvedPlane(plane, from, to);
  const half = (plane: Uint8Array): Uint8Array => halvedPlane(plane, halfOf(from), halfOf(to));
  const result: Sprite = {
    ...to,
    inset: sprite.inset / 2,
    picture: halfOf(picture),
    luma: whole(luma),
    chroma: [half(chroma[0]), half(chroma[1])],
    alpha: alpha && { luma: whole(alpha.luma), chroma: half(alpha.chroma) },
  };
  smaller.set(sprite, result);
  return result;
}

export interface Size {
  width: number;
  height: number;
}

function halvedPlane(from: Uint8Array, { width: fromWidth, height: fromHeight }: Size, to: Size): Uint8Array {
  const plane = new Uint8Array(to.width * to.height);
  for (let y = 0; y < to.height; y++) {
    const upper = Math.min(2 * y, fromHeight - 1) * fromWidth;
    const lower = Math.min(2 * y + 1, fromHeight - 1) * fromWidth;
    for (let x = 0; x < to.width; x++) {
      const left = Math.min(2 * x, fromWidth - 1);
      const right = Math.min(2 * x + 1, fromWidth - 1);
      const above = (from[upper + left] ?? 0) + (from[upper + right] ?? 0);
      const below = (from[lower + left] ?? 0) + (from[lower + right] ?? 0);
      plane[y * to.width + x] = (above + below + 2) >> 2;
    }
  }
  return plane;
}

function halfOf({ width, height }: Size): Size {
  return { width: width / 2, height: height / 2 };
}

/** Right side left. A picture of odd width is wider by its empty column. */
export function mirrored({ luma, chroma, alpha, ...sprite }: Sprite): Sprite {
  const { width, inset, picture } = sprite;
  const whole = (plane: Uint8Array): Uint8Array => mirroredPlane(plane, width);
  const half = (plane: Uint8Array): Uint8Array => mirroredPlane(plane, width / 2);
  return {
    ...sprite,
    picture: { ...picture, width: width - 2 * inset },
    luma: whole(luma),
    chroma: [half(chroma[0]), half(chroma[1])],
    alpha: alpha && { luma: whole(alpha.luma), chroma: half(alpha.chroma) },
  };
}

function mirroredPlane(from: Uint8Array, width: number): Uint8Array {
  const plane = from.slice();
  for (let start = 0; start < plane.length; start += width) {
    plane.subarray(start, start + width).reverse();
  }
  return plane;
}

/** Alpha planes of a picture of an even size that covers what is behind it and ends softly between pixels. */
export function solidAlpha({ width, height }: Size): NonNullable<Sprite['alpha']> {
  const whole = new Uint8Array(width * height).fill(255);
  return {
    luma: rimmed(whole, { width, height }, RIM),
    chroma: rimmed(whole.subarray(0, (width * height) / 4), { width: width / 2, height: height / 2 }, RIM / 2),
  };
}

/** An opaque picture of an even size that ends, with the alpha made for it. */
export function ended({ picture, luma, chroma }: Sprite, alpha: NonNullable<Sprite['alpha']>): Sprite {
  const { width, height } = picture;
  const half = (plane: Uint8Array): Uint8Array => rimmed(plane, { width: width / 2, height: height / 2 }, RIM / 2);
  return {
    ...{ width: width + 2 * RIM, height: height + 2 * RIM, inset: RIM, picture, alpha },
    luma: rimmed(luma, picture, RIM),
    chroma: [half(chroma[0]), half(chroma[1])],
  };
}

function rimmed(plane: Uint8Array, { width, height }: Size, rim: number): Uint8Array {
  const stride = width + 2 * rim;
  const result = new Uint8Array(stride * (height + 2 * rim));
  for (let row = 0; row < height; row++) {
    result.set(plane.subarray(row * width, (row + 1) * width), (row + rim) * stride + rim);
  }
  return result;
}

/** Out of focus: an eighth of the size, to be stretched again. */
export function softened(sprite: Sprite): Sprite {
  return halved(halved(halved(sprite)));
}

/** Of all planes. */
export function bytesOf({ luma, alpha }: Sprite): number {
  return luma.length * (alpha ? 2.75 : 1.5);
}

function even(length: number): number {
  return 2 * Math.ceil(length / 2);
}
