import { type Canvas, createCanvas, ImageData } from '@napi-rs/canvas';

/** A small picture out of the planes of a frame, and the colours that are most of it. */

const BLACK_LEVEL = 16;
const LUMA_GAIN = 255 / 219;
/** BT.709, television range, to RGB. */
const [RED_OF_V, GREEN_OF_U, GREEN_OF_V, BLUE_OF_U] = [1.7927, 0.2132, 0.5329, 2.1124];

/** YUV 4:2:0 as RGBA. */
export function pixelsOf(planes: Uint8Array, width: number, height: number): Uint8ClampedArray {
  const pixels = new Uint8ClampedArray(width * height * 4);
  const [blue, red] = [width * height, (width * height * 5) / 4];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const place = y * width + x;
      const small = (y >> 1) * (width >> 1) + (x >> 1);
      const luma = ((planes[place] as number) - BLACK_LEVEL) * LUMA_GAIN;
      const u = (planes[blue + small] as number) - 128;
      const v = (planes[red + small] as number) - 128;
      pixels[place * 4] = luma + RED_OF_V * v;
      pixels[place * 4 + 1] = luma - GREEN_OF_U * u - GREEN_OF_V * v;
      pixels[place * 4 + 2] = luma + BLUE_OF_U * u;
      pixels[place * 4 + 3] = 255;
    }
  }
  return pixels;
}

export function canvasOf(pixels: Uint8ClampedArray, width: number, height: number): Canvas {
  const canvas = createCanvas(width, height);
  canvas.getContext('2d').putImageData(new ImageData(pixels, width, height), 0, 0);
  return canvas;
}

const MOST_COLOURS = 3;
/** Each of red, green and blue in so many parts. */
const PARTS = 8;
/** Of 255, in all three together: what is nearer is the same colour to the eye. */
const SAME_COLOUR = 96;
const LEAST_SHARE = 0.06;

interface Bin {
  count: number;
  sums: [number, number, number];
}

/** The colours that are most of a picture, the largest first, as `#rrggbb`. */
export function dominantColours(pixels: Uint8ClampedArray): string[] {
  const bins = new Map<number, Bin>();
  for (let place = 0; place < pixels.length; place += 4) {
    const [red, green, blue] = [pixels[place] as number, pixels[place + 1] as number, pixels[place + 2] as number];
    const part = (value: number): number => (value * PARTS) >> 8;
    const key = (part(red) * PARTS + part(green)) * PARTS + part(blue);
    const bin = bins.get(key) ?? { count: 0, sums: [0, 0, 0] };
    bin.count += 1;
    bin.sums[0] += red;
    bin.sums[1] += green;
    bin.sums[2] += blue;
    bins.set(key, bin);
  }
  const sorted = [...bins.values()].sort((one, other) => other.count - one.count);
  return chosen(sorted, pixels.length / 4).map(
    (colour) => `#${colour.map((value) => Math.round(value).toString(16).padStart(2, '0')).join('')}`,
  );
}

function chosen(bins: Bin[], pixels: number): number[][] {
  const colours: number[][] = [];
  for (const { count, sums } of bins) {
    const colour = sums.map((sum) => sum / count);
    const isNew = colours.every(
      (other) => other.reduce((sum, value, index) => sum + Math.abs(value - (colour[index] ?? 0)), 0) >= SAME_COLOUR,
    );
    if (isNew && (colours.length === 0 || count >= pixels * LEAST_SHARE)) {
      colours.push(colour);
    }
    if (colours.length === MOST_COLOURS) {
      break;
    }
  }
  return colours;
}
