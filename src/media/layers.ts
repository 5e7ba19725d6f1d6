import { type Canvas, ImageData, type SKRSContext2D, createCanvas } from '@napi-rs/canvas';
import { Resvg } from '@resvg/resvg-js';
import { type Box } from '../art/drawing.js';
import { type Relight } from '../art/palette.js';
import { borrowScreen, returnScreen } from './screen.js';
import { type Sprite, bytesOf, spriteOfPixels } from './sprite.js';

/** Turns drawn SVG layers into sprites that are quick to compose. The SVGs are ours: they hold no text and no links. */

/** A piece of a layer that has something on it; coordinates are those of the layer. */
export interface Island {
  sprite: Sprite;
  x: number;
  y: number;
}

/** A bitmap with the stage box that it covers. */
export interface Layer {
  box: Box;
  /** Pixels of the bitmap per stage unit. */
  scale: number;
  islands: Island[];
}

const TILE = 16;

/**
 * Draws an SVG document of ours, whose window is `whole`, and keeps the part `shown`. The window itself cannot be made
 * smaller: resvg ends the process when something half transparent lies outside it.
 */
export function raster(document: string, scale: number, whole: Box, shown: Box = whole): Canvas {
  const resvg = new Resvg(withoutLayers(document), {
    fitTo: { mode: 'width', value: Math.max(1, Math.round(whole.width * scale)) },
    font: { loadSystemFonts: false },
  });
  const image = resvg.render();
  const perUnit = image.width / whole.width;
  const canvas = createCanvas(Math.round(shown.width * perUnit), Math.round(shown.height * perUnit));
  const x = Math.round((shown.x - whole.x) * perUnit);
  const y = Math.round((shown.y - whole.y) * perUnit);
  const rows = { from: Math.max(0, y), to: Math.min(image.height, y + canvas.height) };
  if (rows.to > rows.from) {
    const row = image.width * 4;
    const seen = straightAlpha(image.pixels.subarray(rows.from * row, rows.to * row));
    canvas.getContext('2d').putImageData(new ImageData(seen, image.width, rows.to - rows.from), -x, rows.from - y);
  }
  return canvas;
}

/**
 * `whole` keeps an opaque layer as it is, `trimmed` takes away the empty rim, `scattered` cuts a mostly empty layer up:
 * only drawn pixels shall be composed. (A person who sways is one piece: seams would show.)
 */
export function layerOf(canvas: Canvas, box: Box, shape: 'whole' | 'trimmed' | 'scattered'): Layer {
  return { box, scale: canvas.width / box.width, islands: islandsOf(canvas, shape) };
}

/** A soft copy of half the size: cheaper to draw than the sharp one, and what is behind people shall be soft. */
export function blurred(layers: Layer[], radius: number): Layer {
  const [back] = layers;
  if (!back) {
    throw new RangeError('Nothing to blur');
  }
  const scale = back.scale / 2;
  const sharp = borrowScreen(even(back.box.width * scale), even(back.box.height * scale));
  for (const layer of layers) {
    const shrink = scale / layer.scale;
    for (const { sprite, x, y } of layer.islands) {
      const { width, height } = sprite.picture;
      sharp.draw(sprite, { x: x * shrink, y: y * shrink, width: width * shrink, height: height * shrink });
    }
  }
  const picture = sharp.toCanvas();
  returnScreen(sharp);
  const canvas = createCanvas(picture.width, picture.height);
  const soft = canvas.getContext('2d');
  soft.filter = `blur(${radius}px)`;
  // The blur mixes in the nothing beyond the edge: drawn a little larger, that stays outside.
  const margin = radius * 2;
  soft.drawImage(picture, -margin, -margin, canvas.width + 2 * margin, canvas.height + 2 * margin);
  return layerOf(canvas, back.box, 'whole');
}

/** Puts a person into the light of the scene. */
export function relight(canvas: Canvas, light: Relight, strength: number): void {
  const context = canvas.getContext('2d');
  const { width, height } = canvas;
  context.save();
  context.globalCompositeOperation = 'source-atop';
  fill(context, canvas, light.ambientAlpha * strength, light.ambient);
  const side = context.createLinearGradient(0, 0, width, 0);
  side.addColorStop(0, light.ambient);
  side.addColorStop(0.45, `${light.ambient}00`);
  side.addColorStop(0.72, `${light.rim}00`);
  side.addColorStop(1, light.rim);
  fill(context, canvas, 0.3 * strength, side);
  const down = context.createLinearGradient(0, height * 0.45, 0, height);
  down.addColorStop(0, '#00000000');
  down.addColorStop(1, '#000018');
  fill(context, canvas, 0.28 * strength, down);
  context.restore();
}

function fill(
  context: SKRSContext2D,
  { width, height }: Canvas,
  alpha: number,
  style: string | ReturnType<SKRSContext2D['createLinearGradient']>,
): void {
  context.globalAlpha = alpha;
  context.fillStyle = style;
  context.fillRect(0, 0, width, height);
}

function islandsOf(canvas: Canvas, shape: 'whole' | 'trimmed' | 'scattered'): Island[] {
  const { width, height } = canvas;
  // Once for all pieces: a canvas is slow to give its pixels away.
  const bitmap = { width, height, pixels: canvas.getContext('2d').getImageData(0, 0, width, height).data };
  if (shape === 'whole') {
    return [{ sprite: spriteOfPixels(bitmap.pixels, bitmap, 'opaque'), x: 0, y: 0 }];
  }
  const areas = merged(areasOf(drawnTiles(bitmap)));
  const pieces = shape === 'scattered' ? areas : areas.slice(0, 1).map((first) => areas.reduce(union, first));
  return pieces.map((area) => pieceOf(bitmap, area));
}

function pieceOf(bitmap: Bitmap, { left, top, right, bottom }: Area): Island {
  const x = left * TILE;
  const y = top * TILE;
  const width = Math.min(bitmap.width, (right + 1) * TILE) - x;
  const height = Math.min(bitmap.height, (bottom + 1) * TILE) - y;
  const piece = new Uint8Array(width * height * 4);
  for (let row = 0; row < height; row++) {
    const start = ((y + row) * bitmap.width + x) * 4;
    piece.set(bitmap.pixels.subarray(start, start + width * 4), row * width * 4);
  }
  return { sprite: spriteOfPixels(piece, { width, height }, 'transparent'), x, y };
}

/** What they take of a cache. */
export function layerBytes(layers: (Layer | null)[]): number {
  return layers.flatMap((layer) => layer?.islands ?? []).reduce((sum, { sprite }) => sum + bytesOf(sprite), 0);
}

function even(length: number): number {
  return 2 * Math.round(length / 2);
}

/** RGBA, colours not multiplied by alpha. */
interface Bitmap {
  width: number;
  height: number;
  pixels: Uint8ClampedArray;
}

interface Tiles {
  columns: number;
  rows: number;
  drawn: Uint8Array;
}

interface Area {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

function drawnTiles({ width, height, pixels: { buffer } }: Bitmap): Tiles {
  const pixels = new Uint32Array(buffer);
  const columns = Math.ceil(width / TILE);
  const rows = Math.ceil(height / TILE);
  const drawn = new Uint8Array(columns * rows);
  for (let y = 0; y < height; y++) {
    const row = Math.floor(y / TILE) * columns;
    for (let x = 0; x < width; x++) {
      // A transparent pixel is all zero: one comparison for four bytes.
      if (pixels[y * width + x] !== 0) {
        drawn[row + Math.floor(x / TILE)] = 1;
      }
    }
  }
  return { columns, rows, drawn };
}

function areasOf({ columns, rows, drawn }: Tiles): Area[] {
  const areas: Area[] = [];
  for (let start = 0; start < drawn.length; start++) {
    if (drawn[start] !== 1) {
      continue;
    }
    const area = { left: columns, top: rows, right: 0, bottom: 0 };
    const open = [start];
    drawn[start] = 2;
    for (let tile = open.pop(); tile !== undefined; tile = open.pop()) {
      const column = tile % columns;
      const row = Math.floor(tile / columns);
      area.left = Math.min(area.left, column);
      area.right = Math.max(area.right, column);
      area.top = Math.min(area.top, row);
      area.bottom = Math.max(area.bottom, row);
      for (const next of neighbours(column, row, columns, rows)) {
        if (drawn[next] === 1) {
          drawn[next] = 2;
          open.push(next);
        }
      }
    }
    areas.push(area);
  }
  return areas;
}

function neighbours(column: number, row: number, columns: number, rows: number): number[] {
  const found: number[] = [];
  for (let y = Math.max(0, row - 1); y <= Math.min(rows - 1, row + 1); y++) {
    for (let x = Math.max(0, column - 1); x <= Math.min(columns - 1, column + 1); x++) {
      found.push(y * columns + x);
    }
  }
  return found;
}

/** Areas whose rectangles overlap become one: nothing is drawn twice. */
function merged(areas: Area[]): Area[] {
  const result: Area[] = [];
  for (const area of areas) {
    let grown = area;
    for (let hit = result.findIndex((other) => overlaps(other, grown)); hit >= 0;) {
      const [other] = result.splice(hit, 1);
      grown = other ? union(other, grown) : grown;
      hit = result.findIndex((each) => overlaps(each, grown));
    }
    result.push(grown);
  }
  return result;
}

function overlaps(one: Area, other: Area): boolean {
  return one.left <= other.right && other.left <= one.right && one.top <= other.bottom && other.top <= one.bottom;
}

function union(one: Area, other: Area): Area {
  return {
    left: Math.min(one.left, other.left),
    top: Math.min(one.top, other.top),
    right: Math.max(one.right, other.right),
    bottom: Math.max(one.bottom, other.bottom),
  };
}

/**
 * A shape's opacity as the opacity of its paint. resvg makes a layer of the first, which is slow, and ends the process
 * when the layer lies outside the window.
 */
function withoutLayers(document: string): string {
  return document.replace(
    /(<(?:path|rect|circle|ellipse)\b[^>]*?) opacity="([^"]*)"/g,
    '$1 fill-opacity="$2" stroke-opacity="$2"',
  );
}

/**
 * resvg multiplies colours by alpha, ImageData wants them plain; without this soft edges get dark rims. The pixels are
 * changed where they are: those of a face seen near are tens of megabytes.
 */
function straightAlpha({ buffer, byteOffset, length }: Uint8Array): Uint8ClampedArray {
  const straight = new Uint8ClampedArray(buffer, byteOffset, length);
  for (let index = 3; index < straight.length; index += 4) {
    const alpha = straight[index] as number;
    // Most are one or the other.
    if (alpha === 255 || alpha === 0) {
      continue;
    }
    for (let channel = index - 3; channel < index; channel++) {
      straight[channel] = ((straight[channel] as number) * 255) / alpha;
    }
  }
  return straight;
}
